/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which rule of the kernel is the nearest to one that is not there: for whoever has typed -D. */
#ifndef SW_SESSION_NEAREST_H
#define SW_SESSION_NEAREST_H

#include "base/str.h"
#include "rule/cmd.h"

/* cmd: -D or -C of rules. Reads the chain anew, and prints each of its rules, which takes a while
 * where they are many. Its -S line goes to line, its number is returned; 0: none is near, or the
 * chain could not be read. */
size_t sw_nearest_rule(const char *program, const struct sw_cmd *cmd, struct sw_str *line);

#endif
