/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules whose effect on a packet is another one when it meets them twice, here and in another
 * iptables. */
#ifndef SW_ADOPT_TWICE_H
#define SW_ADOPT_TWICE_H

#include <stddef.h>
#include "base/str.h"

/* Appends a line for each such rule of a save: what happens twice, and the rule. Returns how
 * many. */
size_t sw_twice_list(const char *text, struct sw_str *out);

#endif
