/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which rules no packet can ever match, because rules in front of them in their chain take all of
 * its packets: proven on programs, and told with the rules that take them. */
#ifndef SW_SIGHT_COVER_H
#define SW_SIGHT_COVER_H

#include "sight/demand.h"

enum sw_cover {
	SW_COVER_NOT,		/* nothing is known against it */
	SW_COVER_NEVER,		/* what it asks for excludes each other */
	SW_COVER_ONE,		/* by[0] takes all of its packets */
	SW_COVER_SOME,		/* those of by take them together */
};

/* One rule, as it is told; all borrowed for the call. */
struct sw_cover_rule {
	struct sw_table *table;
	struct sw_chain *chain;
	unsigned         number;	/* from 1 */
	struct sw_rule  *rule;
	const struct sw_prog   *prog;	/* NULL: it cannot be read, or translated */
	const struct sw_demand *demand;	/* of one that cannot be read nothing is known */
	bool     ends;		/* a packet that matches comes to no later rule of this chain */
	enum sw_cover cover;
	const unsigned *by;	/* numbers of rules of the chain, rising */
	size_t   nby;
};

/* 0, or what ends the run. */
typedef int (*sw_cover_told)(const struct sw_cover_rule *x, void *arg, struct sw_err *err);

/* Tells every rule of a table, chain by chain: a chain comes behind those that it jumps to. Jumps
 * must not lead back (sw_whole_loops). Rules may be printed, nothing may be changed. Writes the
 * chains' marks.
 *
 * A rule is called covered only if that is so whatever else happens: the rules in front end the
 * packet's way in the chain, ask for nothing that counts, remembers or moves by itself, and nothing
 * in between, nor a chain that is jumped to in between, writes what they ask for. Several rules
 * are taken together if they differ in one field, as ranges of ports, halves of a net or states do;
 * of rules of one kind SW_COVER_LOOKS are looked at. */
int sw_cover_table(uint8_t family, struct sw_table *t, sw_cover_told told, void *arg,
		   struct sw_err *err);

#endif
