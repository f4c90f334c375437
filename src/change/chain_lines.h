/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines that make other rules of those that a chain has. */
#ifndef SW_CHANGE_CHAIN_LINES_H
#define SW_CHANGE_CHAIN_LINES_H

#include "change/chain_merge.h"

/* Into away what takes rules out of now, into come what puts others in, behind it: commands with
 * counters, that leave alone what stays, so that it goes on counting and remembering. A chain of
 * many rules may be maps, which numbers would take apart: what is more than new rules at its ends
 * is written anew. */
int sw_chain_lines(const struct sw_chain_text *now, const struct sw_rule_list *to,
		   struct sw_str *away, struct sw_str *come, struct sw_err *err);

/* The chain is new, or empty by then. */
void sw_chain_lines_new(const struct sw_rule_list *to, struct sw_str *come);

#endif
