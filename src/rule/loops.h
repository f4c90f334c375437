/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Jumps that no kernel takes: back to a chain that the packet comes from, or too deep. It looks for
 * them when it commits, and not when it is only asked to check. */
#ifndef SW_RULE_LOOPS_H
#define SW_RULE_LOOPS_H

#include "rule/ruleset.h"

/* Chains below a builtin one, one jumping to the next: NFT_JUMP_STACK_SIZE of the kernel is 16, and
 * counts that, too. */
#define SW_JUMPS_MOST 15

/* The first rule of t that leads there, from a builtin chain on; NULL: none. *c: its chain. What no
 * builtin chain leads to may be anything. All rules of t are known. Writes marks of chains. */
const struct sw_rule *sw_table_loop(struct sw_table *t, const struct sw_chain **c);

#endif
