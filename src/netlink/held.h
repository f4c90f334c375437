/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules of one block as the kernel told them, map by map, until all are there and can be taken in
 * the user's order. */
#ifndef SW_NETLINK_HELD_H
#define SW_NETLINK_HELD_H

#include "group/fold.h"
#include "group/words.h"
#include "netlink/reader.h"
#include "rule/ruleset.h"

struct sw_map_rule {		/* a rule that looks a map up */
	struct sw_prog prog;	/* borrows from bytes, like all that was lifted */
	struct sw_form form;
	uint64_t       handle;
	uint32_t       row;	/* as in struct sw_seat */
	char           name[SW_CHAIN_MAX];	/* of the map */
	void          *bytes;			/* owned: its expressions */
};

void sw_map_rule_free(struct sw_map_rule *m);		/* NULL is fine; map_read.c */

struct sw_held_row {
	uint64_t order;
	size_t   at;		/* in the pool: an element as an attribute, or a rule's message */
	uint32_t map;		/* of the element: number + 1; 0: a rule's message */
	uint32_t row;		/* of a message, as in struct sw_seat */
	uint8_t  part, parts;	/* of an element (group/parts.h); parts 0: it is a rule */
};

/* All zero is a valid empty one. */
struct sw_held {
	uint32_t            block;	/* 0: nothing is held */
	struct sw_held_row *row;	/* owned vector */
	size_t              n, cap;
	struct sw_map_rule **map;	/* owned vector of owned */
	size_t              nmap, capmap;
	char               *pool;	/* owned; rows begin at multiples of 8 */
	size_t              used, size;
};

/* bytes: n of them, copied; to.at is set. */
int sw_held_add(struct sw_held *h, struct sw_held_row to, const void *bytes, size_t n,
		struct sw_err *err);
/* Behind what h holds, all of more, which is empty then. */
int sw_held_join(struct sw_held *h, struct sw_held *more, struct sw_err *err);
/* In the user's order. Of two rows with one order the second one becomes another tool's: its order
 * is the last there is. Two elements with one key are none that a map can have: the kernel has put
 * its elements into other places between two of the messages that told them, and for each that
 * came twice another one came never. Then false: it must be read again. The generation says
 * nothing of it. */
bool sw_held_sort(struct sw_held *h);
/* How many rows from i on are one rule: all parts of its list, whose orders say so; else 1. */
size_t sw_held_rule(const struct sw_held *h, size_t i);
void sw_held_reset(struct sw_held *h);	/* empty; memory kept */
void sw_held_fini(struct sw_held *h);

#endif
