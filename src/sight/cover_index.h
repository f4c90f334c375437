/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which rules of a chain may take all packets of another: found by the values that they ask for,
 * without looking at each pair. For cover.c. */
#ifndef SW_SIGHT_COVER_INDEX_H
#define SW_SIGHT_COVER_INDEX_H

#include "sight/demand.h"

#define SW_COVER_LOOKS 256	/* so many rules of one kind are looked at for one rule */

/* All zero is a valid empty one. */
struct sw_cover_index {
	struct sw_sel sel[64];		/* the fields that were met, each with a number */
	unsigned nsel;
	struct sw_cover_pattern *pattern;	/* owned */
	size_t   npattern, cappattern;
	struct sw_cover_entry *entry;	/* owned */
	size_t   nentry, capentry;
	uint32_t *slot;			/* owned: open addressing, an entry's number + 1 */
	size_t   nslot;
};

/* Enters rule number `rule`, whose demand is exact. Numbers rise. What has more kinds of fields, or
 * shapes, than there is room for is left out: then it covers nothing. */
int sw_cover_index_add(struct sw_cover_index *x, uint32_t rule, const struct sw_demand *d,
		       struct sw_err *err);

/* Rules that may demand no more than d does, but for the one field open (NULL: all fields); rising
 * within one shape. open must have been in a demand. each says whether it has seen enough. */
typedef bool (*sw_cover_each)(uint32_t rule, void *arg);
void sw_cover_index_find(const struct sw_cover_index *x, const struct sw_demand *d,
			 const struct sw_sel *open, sw_cover_each each, void *arg);
void sw_cover_index_fini(struct sw_cover_index *x);

#endif
