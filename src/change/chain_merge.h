/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules of one chain, merged from three saves. */
#ifndef SW_CHANGE_CHAIN_MERGE_H
#define SW_CHANGE_CHAIN_MERGE_H

#include "change/rule_text.h"

/* One chain as the three saves have it; NULL: not at all. Borrowed. */
struct sw_chain_three {
	const struct sw_chain_text *before, *after, *now;
	bool exact;	/* of counters: as in struct sw_threeway */
};

/* All zero is a valid empty one. Lines are borrowed from the saves. */
struct sw_rule_list {
	struct sw_rule_line *rule;	/* owned vector */
	size_t n, cap;
};

/* Into out what is to be in the chain, and into lost what cannot stay: threeway.h. Jumps are not
 * looked at. */
int sw_chain_merge(const struct sw_chain_three *c, struct sw_rule_list *out,
		   struct sw_rule_list *lost, struct sw_err *err);

/* A counter of what is in all three: where it is lower behind our change than before, the change
 * has taken it away; where it is higher, packets have come meanwhile, unless it is exact. */
uint64_t sw_count_merge(uint64_t before, uint64_t after, uint64_t now, bool exact);

#endif
