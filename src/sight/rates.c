/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds each row of a reading in the one before, and sorts what is left of them. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "sight/rates.h"

/* ---- who is who ------------------------------------------------------------------------------ */

struct key {
	uint64_t hash;
	size_t   at;
};

static int by_key(const void *a, const void *b)
{
	const struct key *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* Sorted by hash; those with the same keep their order. NULL: no memory. */
static struct key *sorted_keys(const struct sw_tally *t)
{
	struct key *v = calloc(t->nrow + 1, sizeof(*v));

	if (!v)
		return NULL;
	for (size_t i = 0; i < t->nrow; i++)
		v[i] = (struct key){ t->row[i].hash, i };
	qsort(v, t->nrow, sizeof(*v), by_key);
	return v;
}

static void compare(struct sw_rate *r, const struct sw_tally_row *from)
{
	/* one of the two may have grown beyond what it was before it was set back */
	bool back = r->row->packets < from->packets || r->row->bytes < from->bytes;

	r->fresh = false;
	r->packets = back ? r->row->packets : r->row->packets - from->packets;
	r->bytes = back ? r->row->bytes : r->row->bytes - from->bytes;
}

static int pair(struct sw_rates *out, const struct sw_tally *from, const struct sw_tally *to,
		struct sw_err *err)
{
	SW_FREE struct key *old = sorted_keys(from), *new = sorted_keys(to);
	size_t i = 0, k = 0;

	if (!old || !new)
		return sw_err_nomem(err);
	while (i < from->nrow && k < to->nrow) {
		if (old[i].hash < new[k].hash) {
			i++;
		} else if (old[i].hash > new[k].hash) {
			k++;
		} else {
			compare(&out->rate[new[k].at], &from->row[old[i].at]);
			i++;
			k++;
		}
	}
	return 0;
}

int sw_rates_between(const struct sw_tally *from, const struct sw_tally *to, struct sw_rates *out,
		     struct sw_err *err)
{
	sw_rates_fini(out);
	out->rate = calloc(to->nrow + 1, sizeof(*out->rate));
	if (!out->rate)
		return sw_err_nomem(err);
	out->of = to;
	out->n = to->nrow;
	for (size_t i = 0; i < out->n; i++)
		out->rate[i] = (struct sw_rate){ .row = &to->row[i], .fresh = true };
	if (!from)
		return 0;
	out->elapsed = to->when - from->when;
	return pair(out, from, to, err);
}

void sw_rates_fini(struct sw_rates *r)
{
	free(r->rate);
	*r = (struct sw_rates){ 0 };
}

double sw_rates_second(const struct sw_rates *r, uint64_t n)
{
	return r->elapsed ? (double)n * 1e9 / (double)r->elapsed : 0;
}

int sw_rates_occurrence(const uint64_t *key, size_t n, uint32_t *number, struct sw_err *err)
{
	SW_FREE struct key *v = calloc(n + 1, sizeof(*v));
	uint32_t k = 0;

	if (!v)
		return sw_err_nomem(err);
	for (size_t i = 0; i < n; i++)
		v[i] = (struct key){ key[i], i };
	qsort(v, n, sizeof(*v), by_key);
	for (size_t i = 0; i < n; i++) {
		k = i && v[i].hash == v[i - 1].hash ? k + 1 : 1;
		number[v[i].at] = k;
	}
	return 0;
}

/* ---- which of them --------------------------------------------------------------------------- */

static uint64_t weight(const struct sw_rate *r, enum sw_rates_key key)
{
	switch (key) {
	case SW_RATES_BYTES:
		return r->bytes;
	case SW_RATES_ALL_PACKETS:
		return r->row->packets;
	case SW_RATES_ALL_BYTES:
		return r->row->bytes;
	default:
		return r->packets;
	}
}

static int by_weight(const void *a, const void *b, void *arg)
{
	const struct sw_rate *x = a, *y = b;
	const enum sw_rates_key *key = arg;
	uint64_t of_x = weight(x, *key), of_y = weight(y, *key);

	if (of_x != of_y)
		return of_x > of_y ? -1 : 1;
	if (x->row->chain != y->row->chain)
		return x->row->chain < y->row->chain ? -1 : 1;
	return x->row->number < y->row->number ? -1 : x->row->number > y->row->number;
}

bool sw_rates_wants(const struct sw_rates_choice *choice, const struct sw_tally_chain *c)
{
	return (!choice->family || choice->family == c->family) &&
	       (!choice->table || choice->table == &sw_builtin_tables[c->table]) &&
	       (!choice->chain || !*choice->chain || !strcmp(choice->chain, c->name));
}

static bool wants(const struct sw_rates *r, const struct sw_rates_choice *choice,
		  const struct sw_tally_row *row)
{
	size_t n = choice->text ? strlen(choice->text) : 0;

	return sw_rates_wants(choice, &r->of->chain[row->chain]) &&
	       (!n || memmem(sw_tally_text(r->of, row), row->len, choice->text, n));
}

size_t sw_rates_choose(struct sw_rates *r, const struct sw_rates_choice *choice)
{
	enum sw_rates_key key = choice->key;
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++) {
		struct sw_rate one = r->rate[i];

		if (!wants(r, choice, one.row))
			continue;
		r->rate[i] = r->rate[n];
		r->rate[n++] = one;
	}
	if (n)
		qsort_r(r->rate, n, sizeof(*r->rate), by_weight, &key);
	return n;
}
