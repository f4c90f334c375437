/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Our named sets as the kernel holds them: a rule is read only if they hold what it needs. */
#ifndef SW_NETLINK_SETS_H
#define SW_NETLINK_SETS_H

#include "netlink/nl.h"
#include "rule/ruleset.h"
#include "translate/prog.h"

/* Read the sets "sw.*" of a table with their elements, unless nl has them as of genid. Must not
 * be called while a dump runs. */
int sw_sets_load(struct sw_nl *nl, uint8_t family, uint32_t genid, const struct sw_builtin_table *t,
		 struct sw_err *err);
/* Are all sets that p needs in that table, with exactly these elements? Needs sw_sets_load. */
bool sw_sets_match(const struct sw_nl *nl, uint8_t family, const struct sw_builtin_table *t,
		   const struct sw_prog *p);

#endif
