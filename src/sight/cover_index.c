/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A rule is entered by what it asks for as a value or a prefix, once with all of these fields, and
 * once without each of them. A pattern is which fields these are, and how many bits of each. */
#include <string.h>

#include "base/net.h"
#include "base/vec.h"
#include "rule/rule.h"
#include "sight/cover_index.h"

#define PARTS    8	/* fields of a pattern: with more, the rest is only compared */
#define PATTERNS 1024

struct part { uint8_t sel, bits; };

struct sw_cover_pattern {
	uint8_t  n;
	uint8_t  open;		/* the number of a field that is left out, + 1; 0: none is */
	struct part part[PARTS];
	uint64_t fields;	/* a bit for each part's field */
};

struct sw_cover_entry {
	uint64_t hash;
	uint32_t pattern, rule;
	uint32_t next, last;	/* of the same hash, number + 1; last: in the first one only */
};

/* ---- fields ---------------------------------------------------------------------------------- */

/* -1: there is no room, or it was not met. */
static int number_of(const struct sw_cover_index *x, const struct sw_sel *sel)
{
	for (unsigned i = 0; i < x->nsel; i++)
		if (sw_sel_equal(&x->sel[i], sel))
			return i;
	return -1;
}

static int add_sel(struct sw_cover_index *x, const struct sw_sel *sel)
{
	int n = number_of(x, sel);

	if (n >= 0 || x->nsel == sizeof(x->sel) / sizeof(x->sel[0]))
		return n;
	x->sel[x->nsel] = *sel;
	return x->nsel++;
}

static uint64_t hash_part(uint64_t h, const struct sw_ranges *s, unsigned bits)
{
	uint8_t value[SW_RANGE_BYTES] = { 0 };

	memcpy(value, s->r[0].from, (bits + 7) / 8);
	if (bits % 8)
		value[bits / 8] &= 0xff00 >> bits % 8;
	return sw_bytes_hash(h, value, s->len);
}

/* ---- patterns -------------------------------------------------------------------------------- */

/* In the order of its fields' numbers. */
static void put_part(struct sw_cover_pattern *p, uint8_t sel, uint8_t bits)
{
	int i = p->n++;

	for (; i && p->part[i - 1].sel > sel; i--)
		p->part[i] = p->part[i - 1];
	p->part[i] = (struct part){ sel, bits };
	p->fields |= UINT64_C(1) << sel;
}

/* -1: no room; -2: no memory. */
static int find_pattern(struct sw_cover_index *x, const struct sw_cover_pattern *p)
{
	for (size_t i = 0; i < x->npattern; i++)
		if (!memcmp(&x->pattern[i], p, sizeof(*p)))
			return i;
	if (x->npattern == PATTERNS)
		return -1;
	if (!SW_GROW(x->pattern, x->npattern, x->cappattern))
		return -2;
	x->pattern[x->npattern] = *p;
	return x->npattern++;
}

/* ---- the table ------------------------------------------------------------------------------- */

/* What hash is of this pattern stands here, or may. */
static uint32_t *find_slot(const struct sw_cover_index *x, uint32_t pattern, uint64_t hash)
{
	size_t i = (hash ^ pattern * UINT64_C(0x9e3779b97f4a7c15)) >> 7 & (x->nslot - 1);

	while (x->slot[i] && (x->entry[x->slot[i] - 1].hash != hash ||
			      x->entry[x->slot[i] - 1].pattern != pattern))
		i = (i + 1) & (x->nslot - 1);
	return &x->slot[i];
}

static bool grow_slots(struct sw_cover_index *x)
{
	size_t n = x->nslot ? x->nslot * 2 : 256, nold = x->nslot;
	uint32_t *old = x->slot;

	if (x->nentry * 2 < x->nslot)
		return true;
	x->slot = calloc(n, sizeof(*x->slot));
	if (!x->slot) {
		x->slot = old;
		return false;
	}
	x->nslot = n;
	for (size_t i = 0; i < nold; i++)
		if (old[i]) {
			const struct sw_cover_entry *e = &x->entry[old[i] - 1];

			*find_slot(x, e->pattern, e->hash) = old[i];
		}
	free(old);
	return true;
}

static bool add_entry(struct sw_cover_index *x, uint32_t pattern, uint64_t hash, uint32_t rule)
{
	uint32_t *slot, n = x->nentry + 1;

	if (!SW_GROW(x->entry, x->nentry, x->capentry) || !grow_slots(x))
		return false;
	x->entry[x->nentry++] = (struct sw_cover_entry){ .hash = hash, .pattern = pattern,
							 .rule = rule, .last = n };
	slot = find_slot(x, pattern, hash);
	if (*slot) {
		struct sw_cover_entry *first = &x->entry[*slot - 1];

		x->entry[first->last - 1].next = n;
		first->last = n;
	} else {
		*slot = n;
	}
	return true;
}

/* open: of the demand's fields, by number; -1: none. */
static int add(struct sw_cover_index *x, uint32_t rule, const struct sw_demand *d, int open)
{
	struct sw_cover_pattern p;
	uint64_t hash = 0;
	int n;

	memset(&p, 0, sizeof(p));
	for (size_t i = 0; i < d->nfield; i++) {
		const struct sw_ranges *s = &d->field[i].takes;
		int bits = sw_ranges_prefix(s);

		n = add_sel(x, &d->field[i].sel);
		if (n < 0)
			return 0;
		if ((int)i == open)
			p.open = n + 1;
		else if (bits >= 0 && sw_ranges_is_prefix(s, bits) && p.n < PARTS)
			put_part(&p, n, bits);
	}
	for (int i = 0; i < p.n; i++)
		hash = hash_part(hash, sw_demand_field(d, &x->sel[p.part[i].sel]),
				 p.part[i].bits);
	n = find_pattern(x, &p);
	if (n >= 0)
		n = add_entry(x, n, hash, rule) ? 0 : -2;
	return n == -2 ? -1 : 0;
}

int sw_cover_index_add(struct sw_cover_index *x, uint32_t rule, const struct sw_demand *d,
		       struct sw_err *err)
{
	for (int open = -1; open < (int)d->nfield; open++)
		if (add(x, rule, d, open))
			return sw_err_nomem(err);
	return 0;
}

/* ---- the search ------------------------------------------------------------------------------ */

/* What d asks for, by the numbers of fields, so that a pattern needs no search. */
struct asked {
	uint64_t fields;
	const struct sw_ranges *takes[64];
	int      bits[64];
};

static bool hash_of(const struct sw_cover_pattern *p, const struct asked *a, uint64_t *hash)
{
	*hash = 0;
	for (int i = 0; i < p->n; i++) {
		if (a->bits[p->part[i].sel] < p->part[i].bits)
			return false;
		*hash = hash_part(*hash, a->takes[p->part[i].sel], p->part[i].bits);
	}
	return true;
}

void sw_cover_index_find(const struct sw_cover_index *x, const struct sw_demand *d,
			 const struct sw_sel *open, sw_cover_each each, void *arg)
{
	int left_out = open ? number_of(x, open) + 1 : 0, n;
	struct asked a = { 0 };

	for (size_t i = 0; i < d->nfield; i++) {
		n = number_of(x, &d->field[i].sel);
		if (n < 0)
			continue;
		a.fields |= UINT64_C(1) << n;
		a.takes[n] = &d->field[i].takes;
		a.bits[n] = sw_ranges_prefix(a.takes[n]);
	}
	for (size_t i = 0; i < x->npattern; i++) {
		const struct sw_cover_pattern *p = &x->pattern[i];
		unsigned looks = SW_COVER_LOOKS;
		uint64_t hash;
		uint32_t at;

		if (p->open != left_out || p->fields & ~a.fields || !hash_of(p, &a, &hash))
			continue;
		at = *find_slot(x, i, hash);
		for (; at && looks--; at = x->entry[at - 1].next)
			if (each(x->entry[at - 1].rule, arg))
				return;
	}
}

void sw_cover_index_fini(struct sw_cover_index *x)
{
	free(x->pattern);
	free(x->entry);
	free(x->slot);
	memset(x, 0, sizeof(*x));
}
