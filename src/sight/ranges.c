/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets of values as ranges that rise and never touch. */
#include <string.h>

#include "base/vec.h"
#include "sight/ranges.h"

static int compare(const struct sw_ranges *s, const uint8_t *a, const uint8_t *b)
{
	return memcmp(a, b, s->len);
}

/* The next value, or the one before. false: there is none. */
static bool step(const struct sw_ranges *s, uint8_t *v, bool up)
{
	for (int i = s->len; i-- > 0;) {
		if (v[i] != (up ? s->last : 0)) {
			v[i] += up ? 1 : -1;
			return true;
		}
		v[i] = up ? 0 : s->last;
	}
	return false;
}

static bool room(struct sw_ranges *s)
{
	s->oom |= !SW_GROW(s->r, s->n, s->cap);
	return !s->oom;
}

/* The first range that ends at v or behind it. */
static size_t find(const struct sw_ranges *s, const uint8_t *v)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (compare(s, s->r[mid].to, v) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Does the range begin at v, in front of it, or right behind it? */
static bool reaches(const struct sw_ranges *s, const struct sw_range *r, const uint8_t *v)
{
	uint8_t next[SW_RANGE_BYTES];

	memcpy(next, v, sizeof(next));
	return compare(s, r->from, v) <= 0 ||
	       (step(s, next, true) && !compare(s, r->from, next));
}

void sw_ranges_add(struct sw_ranges *s, const uint8_t *from, const uint8_t *to)
{
	struct sw_range new = { 0 };
	uint8_t before[SW_RANGE_BYTES];
	size_t i, k;

	if (compare(s, from, to) > 0 || !room(s))
		return;
	memcpy(new.from, from, s->len);
	memcpy(new.to, to, s->len);
	memcpy(before, new.from, sizeof(before));
	i = find(s, step(s, before, false) ? before : new.from);
	for (k = i; k < s->n && reaches(s, &s->r[k], new.to); k++) {
		if (compare(s, s->r[k].from, new.from) < 0)
			memcpy(new.from, s->r[k].from, s->len);
		if (compare(s, s->r[k].to, new.to) > 0)
			memcpy(new.to, s->r[k].to, s->len);
	}
	memmove(&s->r[i + 1], &s->r[k], (s->n - k) * sizeof(s->r[0]));
	s->r[i] = new;
	s->n = s->n - (k - i) + 1;
}

void sw_ranges_add_all(struct sw_ranges *s, const struct sw_ranges *more)
{
	for (size_t i = 0; i < more->n; i++)
		sw_ranges_add(s, more->r[i].from, more->r[i].to);
	s->oom |= more->oom;
}

void sw_ranges_invert(struct sw_ranges *s)
{
	struct sw_ranges out = { .len = s->len, .last = s->last, .oom = s->oom };
	uint8_t from[SW_RANGE_BYTES] = { 0 }, to[SW_RANGE_BYTES];
	bool more = true;

	for (size_t i = 0; i < s->n; i++) {
		memcpy(to, s->r[i].from, sizeof(to));
		if (step(s, to, false))
			sw_ranges_add(&out, from, to);
		memcpy(from, s->r[i].to, sizeof(from));
		more = step(s, from, true);
	}
	memset(to, s->last, sizeof(to));
	if (more)
		sw_ranges_add(&out, from, to);
	sw_ranges_fini(s);
	*s = out;
}

void sw_ranges_cut(struct sw_ranges *s, const struct sw_ranges *other)
{
	struct sw_ranges out = { .len = s->len, .last = s->last, .oom = s->oom || other->oom };

	for (size_t i = 0, k = 0; i < s->n && k < other->n;) {
		const struct sw_range *a = &s->r[i], *b = &other->r[k];
		int ends = compare(s, a->to, b->to);

		sw_ranges_add(&out, compare(s, a->from, b->from) > 0 ? a->from : b->from,
			      ends < 0 ? a->to : b->to);
		i += ends <= 0;
		k += ends >= 0;
	}
	sw_ranges_fini(s);
	*s = out;
}

bool sw_ranges_within(const struct sw_ranges *inner, const struct sw_ranges *outer)
{
	struct sw_range all = { 0 };
	const struct sw_range *r = inner ? inner->r : &all;
	size_t n = inner ? inner->n : 1;

	if (outer->oom || (inner && inner->oom))
		return false;
	memset(all.to, outer->last, outer->len);
	for (size_t i = 0; i < n; i++) {
		size_t k = find(outer, r[i].to);

		if (k == outer->n || compare(outer, outer->r[k].from, r[i].from) > 0)
			return false;
	}
	return true;
}

bool sw_ranges_meet(const struct sw_ranges *a, const struct sw_ranges *b)
{
	for (size_t i = 0; i < a->n; i++) {
		size_t k = find(b, a->r[i].from);

		if (k < b->n && compare(b, b->r[k].from, a->r[i].to) <= 0)
			return true;
	}
	return a->oom || b->oom;
}

bool sw_ranges_has(const struct sw_ranges *s, const uint8_t *value)
{
	size_t k = find(s, value);

	return k < s->n && compare(s, s->r[k].from, value) <= 0;
}

int sw_ranges_prefix(const struct sw_ranges *s)
{
	const uint8_t *from, *to;
	int bits = 0;

	if (!s->n || s->oom)
		return -1;
	from = s->r[0].from;
	to = s->r[s->n - 1].to;
	while (bits < s->len * 8 && !((from[bits / 8] ^ to[bits / 8]) & 0x80 >> bits % 8))
		bits++;
	return bits;
}

bool sw_ranges_is_prefix(const struct sw_ranges *s, int bits)
{
	if (s->n != 1 || sw_ranges_prefix(s) < bits)
		return false;
	for (int i = bits; i < s->len * 8; i++) {
		uint8_t bit = 0x80 >> i % 8;

		if (s->r[0].from[i / 8] & bit || !(s->r[0].to[i / 8] & bit))
			return false;
	}
	return true;
}

void sw_ranges_fini(struct sw_ranges *s)
{
	free(s->r);
	s->r = NULL;
	s->n = s->cap = 0;
}
