/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps rows of a block in one pool, and sorts them. */
#include <stdlib.h>
#include <string.h>
#include "base/vec.h"
#include "netlink/elem.h"
#include "netlink/held.h"
#include "translate/ports.h"

#define ALIGN(n) (((n) + 7) & ~(size_t)7)

static char *reserve(struct sw_held *h, size_t n)
{
	size_t size = h->size ? h->size : 4096;
	char *pool;

	while (size - h->used < n)
		size *= 2;
	if (size == h->size)
		return h->pool + h->used;
	pool = realloc(h->pool, size);
	if (!pool)
		return NULL;
	h->pool = pool;
	h->size = size;
	return pool + h->used;
}

int sw_held_add(struct sw_held *h, struct sw_held_row row, const void *bytes, size_t n,
		struct sw_err *err)
{
	char *to = reserve(h, ALIGN(n));

	if (!to || !SW_GROW(h->row, h->n, h->cap))
		return sw_err_nomem(err);
	memcpy(to, bytes, n);
	row.at = h->used;
	h->row[h->n++] = row;
	h->used += ALIGN(n);
	return 0;
}

int sw_held_join(struct sw_held *h, struct sw_held *more, struct sw_err *err)
{
	struct sw_held none = { 0 };
	char *to;

	if (!h->n && !h->nmap) {
		none = *h;
		*h = *more;
		*more = none;
		return 0;
	}
	to = reserve(h, more->used);
	if (!to)
		return sw_err_nomem(err);
	memcpy(to, more->pool, more->used);
	for (size_t i = 0; i < more->n; i++) {
		if (!SW_GROW(h->row, h->n, h->cap))
			return sw_err_nomem(err);
		h->row[h->n] = more->row[i];
		h->row[h->n].at += h->used;
		h->row[h->n++].map += more->row[i].map ? h->nmap : 0;
	}
	h->used += more->used;
	for (size_t i = 0; i < more->nmap; i++) {
		if (!SW_GROW(h->map, h->nmap, h->capmap))
			return sw_err_nomem(err);
		h->map[h->nmap++] = more->map[i];
		more->map[i] = NULL;
	}
	more->nmap = 0;
	sw_held_reset(more);
	return 0;
}

static int by_order(const void *a, const void *b)
{
	const struct sw_held_row *x = a, *y = b;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* Orders as they are written (SW_ORDER_OF) stand 16 apart, with few gaps: each row has its place,
 * and need not be compared with others. false: these are not like that, or there is no memory. Of
 * 100 000 elements sorting took 15 % of a save. */
static bool place(struct sw_held *h)
{
	uint64_t least = UINT64_MAX, most = 0;
	struct sw_held_row *row;
	uint32_t *slot;
	size_t n = 0;
	bool good = true;

	for (size_t i = 0; i < h->n; i++) {
		least = h->row[i].order < least ? h->row[i].order : least;
		most = h->row[i].order > most ? h->row[i].order : most;
	}
	if (h->n < 2 || h->n >= UINT32_MAX || (most - least) / 16 > 2 * h->n)
		return false;
	slot = calloc((most - least) / 16 + 1, sizeof(*slot));
	row = malloc(h->n * sizeof(*row));
	for (size_t i = 0; i < h->n && slot && row && good; i++) {
		uint64_t at = h->row[i].order - least;

		good = at % 16 == 0 && !slot[at / 16];
		slot[at / 16] = i + 1;
	}
	good = good && slot && row;
	for (uint64_t at = 0; good && at <= (most - least) / 16; at++)
		if (slot[at])
			row[n++] = h->row[slot[at] - 1];
	if (good)
		memcpy(h->row, row, h->n * sizeof(*row));
	free(slot);
	free(row);
	return good;
}

/* Elements of one map with one key. */
static bool are_one(const struct sw_held *h, const struct sw_held_row *a,
		    const struct sw_held_row *b)
{
	struct sw_elem_says any = { 0 };	/* it is about keys */
	struct sw_elem x, y;

	if (!a->map || a->map != b->map)
		return false;
	sw_elem_read((const void *)(h->pool + a->at), any, &x);
	sw_elem_read((const void *)(h->pool + b->at), any, &y);
	return x.key && y.key && x.key_len == y.key_len && !memcmp(x.key, y.key, x.key_len);
}

/* An element comes twice with the same words, and so with the same order. */
bool sw_held_sort(struct sw_held *h)
{
	uint64_t last = 0;

	if (h->n && !place(h))
		qsort(h->row, h->n, sizeof(*h->row), by_order);
	for (size_t i = 0; i < h->n; i++) {
		if (i && h->row[i].order == last && are_one(h, &h->row[i - 1], &h->row[i]))
			return false;
		if (h->row[i].order == last)
			h->row[i].order = SW_ORDER_LAST(last);
		else
			last = h->row[i].order;
	}
	return true;
}

/* Where the part of the rule of row a would be that row b says to be. */
static uint64_t order_of_part(const struct sw_held_row *a, const struct sw_held_row *b)
{
	return a->order + (int64_t)sw_order_step(a->order) * (b->part - a->part);
}

/* Of rules with lists that share a port, who asks for one key reads parts of several, and what
 * another tool has deleted is not there: rows that follow one another need not be of one rule. */
size_t sw_held_rule(const struct sw_held *h, size_t i)
{
	size_t n = h->row[i].parts;
	uint32_t seen = 0;

	if (n < 2 || n > SW_PORTS_MAX || n > h->n - i)
		return 1;
	for (size_t k = i; k < i + n; k++) {
		const struct sw_held_row *row = &h->row[k];

		if (!row->map || row->parts != n || row->order == SW_ORDER_LAST(row->order) ||
		    row->order != order_of_part(&h->row[i], row))
			return 1;
		seen |= 1u << row->part;
	}
	return seen == (1u << n) - 1 ? n : 1;
}

void sw_held_reset(struct sw_held *h)
{
	for (size_t i = 0; i < h->nmap; i++)
		sw_map_rule_free(h->map[i]);
	h->nmap = h->n = h->used = 0;
	h->block = 0;
}

void sw_held_fini(struct sw_held *h)
{
	sw_held_reset(h);
	free(h->row);
	free(h->map);
	free(h->pool);
	*h = (struct sw_held){ 0 };
}
