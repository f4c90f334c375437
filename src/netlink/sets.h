/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Our named sets as the kernel holds them: a rule is read only if they hold what it needs. */
#ifndef SW_NETLINK_SETS_H
#define SW_NETLINK_SETS_H

#include "netlink/reader.h"
#include "rule/ruleset.h"
#include "translate/prog.h"

/* Has the table all sets that p needs, with exactly these elements, as of genid? 1 or 0, < 0 = a
 * filled error. The table's sets are asked for at the first p that needs one, and the elements of a
 * set when a rule names it. May be called while a dump runs. */
int sw_sets_match(struct sw_reader *rd, uint8_t family, uint32_t genid,
		  const struct sw_builtin_table *t, const struct sw_prog *p, struct sw_err *err);

#endif
