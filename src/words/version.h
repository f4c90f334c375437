/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The two versions: our own, and the iptables whose language and wording we speak. */
#ifndef SW_WORDS_VERSION_H
#define SW_WORDS_VERSION_H

#define SW_COMPAT_VERSION "v1.8.9 (nf_tables)"	/* installers and libraries read this */

#ifdef HAVE_CONFIG_H
#include "config.h"
#define SW_VERSION PACKAGE_VERSION
#else
#define SW_VERSION "0.1.0"
#endif

#endif
