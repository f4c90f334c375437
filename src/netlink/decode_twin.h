/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An element that differs from the one before in its address alone, its counter and its place: the
 * rule is that one with another address, and is not taken apart, decoded, encoded and compared
 * again.
 *
 * Of a list of 100 000 addresses decoding was a third of what a save does itself. And elements are
 * compared as they are, byte by byte but for these: to find their attributes was a fifth of what
 * was left (480 of 2 300 instructions a rule). */
#ifndef SW_NETLINK_DECODE_TWIN_H
#define SW_NETLINK_DECODE_TWIN_H

#include "netlink/elem.h"
#include "netlink/held.h"

#define SW_TWIN_WORDS 16	/* elements with up to 128 bytes */

/* All zero is a valid empty one. */
struct sw_twin {
	const struct sw_map_rule *map;	/* of the element that is kept; NULL: none. Not followed */
	struct sw_rule rule;		/* it has no extension, so it owns nothing */
	/* The element's attribute, and the bits of it that a twin has, too; zero behind it. */
	uint64_t elem[SW_TWIN_WORDS], same[SW_TWIN_WORDS];
	size_t   len;
	/* where in it key and counter stand */
	uint16_t key, packets, bytes;
	uint8_t  key_len;
	bool     dst;		/* the key is the destination, or else the source */
};

/* a, an element of m by itself, has been read as e and then as r. Keeps it if others may be twins
 * of it. */
void sw_twin_keep(struct sw_twin *t, const struct sw_map_rule *m, const struct nlattr *a,
		  const struct sw_elem *e, const struct sw_rule *r);
/* Is a such a one? It stands at a multiple of 8, in memory up to the next one. e gets its key and
 * its counter, and r, which is empty, the rule, but no seat and no counters. */
bool sw_twin_find(const struct sw_twin *t, const struct sw_map_rule *m, const struct nlattr *a,
		  struct sw_elem *e, struct sw_rule *r);

#endif
