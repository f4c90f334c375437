/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Merges the rules of one chain: between two rules that stay stand those that come back and those
 * that others have made. */
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/vec.h"
#include "change/align.h"
#include "change/chain_merge.h"

static int add(struct sw_rule_list *l, const struct sw_rule_line *r, struct sw_err *err)
{
	if (!SW_GROW(l->rule, l->n, l->cap))
		return sw_err_nomem(err);
	l->rule[l->n++] = *r;
	return 0;
}

uint64_t sw_count_merge(uint64_t before, uint64_t after, uint64_t now, bool exact)
{
	if (!exact)
		return after < before ? before + now : now;
	if (before >= after)
		return now + (before - after);
	return now > after - before ? now - (after - before) : 0;
}

struct merge {
	const struct sw_chain_three *c;
	size_t *to_before, *to_now;	/* owned: of each rule behind our change */
	bool   *is_old;			/* owned: the rule of before was there behind it, too */
	bool   *is_ours;		/* owned: the rule of now was */
	const struct sw_rule_line **back;	/* owned, sorted: those that come back */
	size_t  nback;
	struct sw_rule_list *out, *lost;
	struct sw_err *err;
};

static size_t count(const struct sw_chain_text *c)
{
	return c ? c->nrule : 0;
}

static int by_text(const void *a, const void *b)
{
	const struct sw_rule_line *const *x = a, *const *y = b;

	return sw_piece_compare(&(*x)->line, &(*y)->line);
}

static int prepare(struct merge *m)
{
	const struct sw_chain_three *c = m->c;
	size_t nb = count(c->before), na = count(c->after), nn = count(c->now);
	int ret = sw_align(c->after, c->before, &m->to_before, m->err);

	if (!ret)
		ret = sw_align(c->after, c->now, &m->to_now, m->err);
	m->is_old = calloc(nb + 1, sizeof(*m->is_old));
	m->is_ours = calloc(nn + 1, sizeof(*m->is_ours));
	m->back = calloc(nb + 1, sizeof(*m->back));
	if (ret || !m->is_old || !m->is_ours || !m->back)
		return ret ? ret : sw_err_nomem(m->err);
	for (size_t i = 0; i < na; i++) {
		if (m->to_before[i] != SW_ALIGN_NONE)
			m->is_old[m->to_before[i]] = true;
		if (m->to_now[i] != SW_ALIGN_NONE)
			m->is_ours[m->to_now[i]] = true;
	}
	for (size_t i = 0; i < nb; i++)
		if (!m->is_old[i])
			m->back[m->nback++] = &c->before->rule[i];
	qsort(m->back, m->nback, sizeof(*m->back), by_text);
	return 0;
}

/* Somebody has put the very rule again that comes back: once is enough. */
static bool comes_back(const struct merge *m, const struct sw_rule_line *r)
{
	return bsearch(&r, m->back, m->nback, sizeof(*m->back), by_text) != NULL;
}

/* Rules that others made, from..to, into the list. */
static int others(struct merge *m, size_t from, size_t to, struct sw_rule_list *list)
{
	int ret = 0;

	for (size_t i = from; i < to && !ret; i++)
		if (!m->is_ours[i] && !comes_back(m, &m->c->now->rule[i]))
			ret = add(list, &m->c->now->rule[i], m->err);
	return ret;
}

/* Between two rules that stay, or the ends. first, last: of those of now that go; what stands
 * behind one and before the other has lost both neighbours. */
static int between(struct merge *m, size_t b, size_t to_b, size_t n, size_t to_n)
{
	size_t first = n, last;
	int ret;

	while (first < to_n && !m->is_ours[first])
		first++;
	for (last = to_n; last > first && !m->is_ours[last - 1];)
		last--;
	ret = others(m, n, first, m->out);
	for (; b < to_b && !ret; b++)
		if (!m->is_old[b])
			ret = add(m->out, &m->c->before->rule[b], m->err);
	if (!ret)
		ret = others(m, first, last, m->lost);
	return ret ? ret : others(m, last, to_n, m->out);
}

static int stays(struct merge *m, size_t b, size_t a, size_t n)
{
	const struct sw_rule_line *x = &m->c->before->rule[b], *y = &m->c->after->rule[a];
	struct sw_rule_line r = m->c->now->rule[n];

	r.packets = sw_count_merge(x->packets, y->packets, r.packets, m->c->exact);
	r.bytes = sw_count_merge(x->bytes, y->bytes, r.bytes, m->c->exact);
	return add(m->out, &r, m->err);
}

static int walk(struct merge *m)
{
	size_t na = count(m->c->after), b = 0, n = 0;
	int ret = 0;

	for (size_t a = 0; a < na && !ret; a++) {
		size_t to_b = m->to_before[a], to_n = m->to_now[a];

		if (to_b == SW_ALIGN_NONE || to_n == SW_ALIGN_NONE)
			continue;
		ret = between(m, b, to_b, n, to_n);
		if (!ret)
			ret = stays(m, to_b, a, to_n);
		b = to_b + 1;
		n = to_n + 1;
	}
	return ret ? ret : between(m, b, count(m->c->before), n, count(m->c->now));
}

int sw_chain_merge(const struct sw_chain_three *c, struct sw_rule_list *out,
		   struct sw_rule_list *lost, struct sw_err *err)
{
	struct merge m = { .c = c, .out = out, .lost = lost, .err = err };
	int ret = prepare(&m);

	if (!ret)
		ret = walk(&m);
	free(m.to_before);
	free(m.to_now);
	free(m.is_old);
	free(m.is_ours);
	free(m.back);
	return ret;
}
