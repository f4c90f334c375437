/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An element that differs from the one before in its address alone: the rule is that one with
 * another address, and is not decoded, encoded and compared again. Of a list of 100 000 addresses
 * that was a third of what a save does itself. */
#ifndef SW_NETLINK_DECODE_TWIN_H
#define SW_NETLINK_DECODE_TWIN_H

#include "netlink/elem.h"
#include "netlink/held.h"

/* All zero is a valid empty one. */
struct sw_twin {
	const struct sw_map_rule *map;	/* of the element that is kept; NULL: none. Not followed */
	struct sw_rule rule;		/* it has no extension, so it owns nothing */
	uint8_t  words[SW_ELEM_WORDS_MAX];	/* without the order */
	size_t   nwords;
	bool     has_verdict, dst;
	int      verdict;
	char     chain[SW_CHAIN_MAX];
};

/* e, an element of m by itself, has been read as r. Keeps it if others may be twins of it. */
void sw_twin_keep(struct sw_twin *t, const struct sw_map_rule *m, const struct sw_elem *e,
		  const struct sw_rule *r);
/* Is e such a one? r, which is empty, gets the rule then, but no seat and no counters. */
bool sw_twin_find(const struct sw_twin *t, const struct sw_map_rule *m, const struct sw_elem *e,
		  struct sw_rule *r);

#endif
