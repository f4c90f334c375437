/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules that let no packet on to the next one, whatever it is like: what stands behind them is
 * dead. */
#ifndef SW_SIGHT_DEAD_END_H
#define SW_SIGHT_DEAD_END_H

#include "rule/ruleset.h"

/* Is it the target of an extension that ends a packet's way? always: of each packet that comes to
 * it. */
bool sw_target_ends(const char *name, bool *always);

/* Of each chain of a table, by its place in sw_table.chain, which is its mark then. */
struct sw_dead_end {
	size_t at;	/* index of the first rule that lets no packet on; nrule: there is none */
	bool   known;	/* at is; all zero: it is not */
	bool   returns;	/* a packet may come back from it */
};

/* A jump lets none on, too, where no packet comes back from its chain. Writes marks of chains.
 * *out is an array of t->nchain that the caller frees. */
int sw_dead_ends(const struct sw_table *t, struct sw_dead_end **out, struct sw_err *err);

#endif
