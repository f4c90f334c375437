/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of sysctl files, applied when modules that bring their settings have been loaded. */
#ifndef SW_MODPROBE_SYSCTL_H
#define SW_MODPROBE_SYSCTL_H

#include "base/notes.h"

/* Apply the lines of sysctl files that contain one of the words: /etc/sysctl.conf, /etc/sysctl.d,
 * and the same inside extra_dir (NULL: none). Returns how many lines failed; each is a remark. */
int sw_sysctl_apply(const char *words, const char *extra_dir, struct sw_notes *notes);

#endif
