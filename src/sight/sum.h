/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules counted: how many a chain has, in which form the kernel holds them, what they have seen;
 * and whether anything is kept out at a hook. */
#ifndef SW_SIGHT_SUM_H
#define SW_SIGHT_SUM_H

#include "rule/ruleset.h"

/* All zero is one of no chain. */
struct sw_sum {
	size_t chains;
	size_t rules; /* = native + carried + unreadable */
	size_t native;
	size_t carried;	   /* with a match or target that xt does */
	size_t unreadable; /* iptables has no words for it */
	size_t grouped;	   /* of the rules: elements of maps */
	/* Sums of the counters of rules and of the policy: a packet that several rules count is in
	 * them several times. */
	uint64_t packets, bytes;
};

/* Adds a chain, whose rules must be known. */
void sw_sum_chain(struct sw_sum *t, const struct sw_chain *c);
/* Adds all chains of the user's. */
void sw_sum_own(struct sw_sum *t, const struct sw_table *table);

/* Can a packet end at this hook? A policy of DROP, or a rule that drops, rejects or queues, in any
 * table that is not asleep; in a chain of the user's only if a jump leads there. A rule that is
 * unreadable may do it. Rules must be known; marks of chains are written. */
bool sw_ruleset_stops(struct sw_ruleset *rs, enum sw_hook hook);

#endif
