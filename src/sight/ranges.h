/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which values of one field of a packet a rule takes, as ranges: together, in common, all others,
 * and whether one has all of another. */
#ifndef SW_SIGHT_RANGES_H
#define SW_SIGHT_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SW_RANGE_BYTES 16	/* of the longest field: an address, a name */

/* Both ends are in it; the highest byte first, and zero behind the last one that counts. */
struct sw_range { uint8_t from[SW_RANGE_BYTES], to[SW_RANGE_BYTES]; };

/* All zero, but for len and last, is a valid empty one. */
struct sw_ranges {
	uint8_t  len;		/* bytes of a value, up to SW_RANGE_BYTES */
	uint8_t  last;		/* the highest value of each byte: 0xff, less where there are few */
	bool     oom;		/* there was no memory: nothing it says counts */
	struct sw_range *r;	/* owned: rising, and with gaps between them */
	size_t   n, cap;
};

void sw_ranges_add(struct sw_ranges *s, const uint8_t *from, const uint8_t *to);
void sw_ranges_add_all(struct sw_ranges *s, const struct sw_ranges *more);
void sw_ranges_invert(struct sw_ranges *s);
/* What is not in other, too, goes. */
void sw_ranges_cut(struct sw_ranges *s, const struct sw_ranges *other);
/* Is all of inner in outer? NULL for inner: every value. */
bool sw_ranges_within(const struct sw_ranges *inner, const struct sw_ranges *outer);
/* Has it values in common with the other? */
bool sw_ranges_meet(const struct sw_ranges *a, const struct sw_ranges *b);
bool sw_ranges_has(const struct sw_ranges *s, const uint8_t *value);
/* How many first bits all its values share; -1: it is empty. */
int sw_ranges_prefix(const struct sw_ranges *s);
/* Is it just the values that begin with these bits? */
bool sw_ranges_is_prefix(const struct sw_ranges *s, int bits);
void sw_ranges_fini(struct sw_ranges *s);

#endif
