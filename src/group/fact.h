/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a rule's program says about packets that no rule of its chain can change: who may meet which
 * rule. */
#ifndef SW_GROUP_FACT_H
#define SW_GROUP_FACT_H

#include "translate/prog.h"

/* Everything of a packet that stays the same on its way through one chain and the chains that it
 * jumps to, byte by byte: the order in which a packet's rules are asked matters to nothing else.
 * States, TOS and the like are not in it, since another rule may change them.
 *
 * A mark is in it for rules that leave it alone, and for those only. Of two such rules with other
 * marks a packet meets one, unless a third rule writes its mark in between; that one has no mark as
 * a fact, so it keeps its turn between them. */
enum {
	SW_FACT_SRC = 0, SW_FACT_DST = 16,	/* addresses, network order */
	SW_FACT_IN = 32, SW_FACT_OUT = 48,	/* names of interfaces */
	SW_FACT_PROTO = 64,
	SW_FACT_TH = 65,			/* four bytes: ports, or type and code */
	SW_FACT_LL = 69,			/* source of Ethernet */
	SW_FACT_MARK = 76,
	SW_FACT_BYTES = 80,			/* whole words of 8 */
};

struct sw_fact {
	uint64_t mask[SW_FACT_BYTES / 8];	/* bits that are asked for */
	uint64_t value[SW_FACT_BYTES / 8];	/* and how they must be; else zero */
	bool     idle;	/* it counts, and does nothing: two such rules never see each other */
};

/* What p asks for by "is equal", before it asks what counts or remembers (a limit, an xt match):
 * that must see the packets that it has always seen. What is asked otherwise (not equal, a range, a
 * set) is left out, so that two rules that seem to overlap may not, and never the other way
 * round. */
void sw_fact_of(struct sw_fact *f, const struct sw_prog *p, uint8_t family);

/* Neither p nor a chain that it jumps to writes the packet's mark. What the elements of a map do is
 * not said by the map's own rule. */
bool sw_fact_keeps_mark(const struct sw_prog *p);

/* No packet can meet both. */
bool sw_fact_differ(const struct sw_fact *a, const struct sw_fact *b);

/* The byte of a fact that a selector's first byte is; -1: it is about something that may change. */
int sw_fact_offset(const struct sw_sel *s, uint8_t family);

/* May a rule trade places with others that no packet meets? Nothing that it does, or a chain does
 * that it jumps to, may change what a fact is about. And it must not count or remember: whoever
 * writes a block anew would make it forget. */
struct sw_builtin_table;
bool sw_fact_is_free(const struct sw_prog *p, uint8_t family, const struct sw_builtin_table *t);

#endif
