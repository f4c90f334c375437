/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What differs as rows with their surroundings: runs of rules, joined where little lies between. */
#include <string.h>

#include "cli/diff_print_local.h"

const char *sw_diff_chain_name(const struct sw_diff_chain *c)
{
	return (c->from ? c->from : c->to)->name;
}

/* Runs of a chain that are shown together, and where they begin. */
struct hunk {
	const struct sw_diff_view  *v;
	const struct sw_diff_each  *each;
	const struct sw_diff_table *table;
	const struct sw_diff_chain *chain;
	size_t   first, last;	/* runs that differ, and all between */
	uint32_t from, to;	/* rules before the first one, on either side */
};

static bool is_on(const struct sw_diff_run *r, bool to)
{
	return r->kind == SW_DIFF_KEPT ||
	       (to ? r->kind == SW_DIFF_ADDED || r->kind == SW_DIFF_CAME
		   : r->kind == SW_DIFF_REMOVED || r->kind == SW_DIFF_LEFT);
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Equal rules that are shown before and behind the hunk. */
static uint32_t before(const struct hunk *h)
{
	return h->first ? least(h->chain->run[h->first - 1].n, h->v->context) : 0;
}

static uint32_t behind(const struct hunk *h)
{
	return h->last + 1 < h->chain->nrun ?
	       least(h->chain->run[h->last + 1].n, h->v->context) : 0;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static struct sw_diff_row row_of(const struct hunk *h, const struct sw_diff_run *r, uint32_t i)
{
	static const enum sw_diff_mark marks[] = {
		[SW_DIFF_KEPT] = SW_MARK_SAME, [SW_DIFF_REMOVED] = SW_MARK_REMOVED,
		[SW_DIFF_ADDED] = SW_MARK_ADDED, [SW_DIFF_LEFT] = SW_MARK_LEFT,
		[SW_DIFF_CAME] = SW_MARK_CAME,
	};
	const struct sw_diff_chain *c = h->chain;
	struct sw_diff_row row = {
		.mark = marks[r->kind], .chain = c, .comment = r->comment, .counters = r->counters,
		.from = r->from ? c->from->rule[r->from - 1 + i] : NULL,
		.to = r->to ? c->to->rule[r->to - 1 + i] : NULL,
	};

	if (r->kind == SW_DIFF_LEFT)
		row.number = r->to + i;
	else if (r->kind == SW_DIFF_CAME)
		row.number = r->from + i;
	else if (r->kind == SW_DIFF_KEPT && sw_diff_run_differs(r))
		row.mark = SW_MARK_OTHERWISE;
	return row;
}

static int put_rows(const struct hunk *h, const struct sw_diff_run *r, uint32_t first, uint32_t n)
{
	int ret = 0;

	for (uint32_t i = 0; i < n && !ret; i++) {
		struct sw_diff_row row = row_of(h, r, first + i);

		ret = h->each->row(&row, h->each->arg);
	}
	return ret;
}

static int put_hunk(const struct hunk *h)
{
	const struct sw_diff_run *run = h->chain->run;
	uint32_t head = before(h), tail = behind(h);
	struct sw_diff_place place = {
		.table = h->table, .chain = h->chain, .rules = true,
		.from = h->from - head + 1, .nfrom = head + tail,
		.to = h->to - head + 1, .nto = head + tail,
	};
	int ret;

	for (size_t i = h->first; i <= h->last; i++) {
		place.nfrom += is_on(&run[i], false) ? run[i].n : 0;
		place.nto += is_on(&run[i], true) ? run[i].n : 0;
	}
	ret = h->each->place(&place, h->each->arg);
	if (!ret && head)
		ret = put_rows(h, &run[h->first - 1], run[h->first - 1].n - head, head);
	for (size_t i = h->first; i <= h->last && !ret; i++)
		ret = put_rows(h, &run[i], 0, run[i].n);
	return ret || !tail ? ret : put_rows(h, &run[h->last + 1], 0, tail);
}

/* The last run that belongs to the hunk which begins at run i. */
static size_t end_of(const struct sw_diff_view *v, const struct sw_diff_chain *c, size_t i)
{
	size_t last = i;

	for (; i < c->nrun; i++)
		if (sw_diff_run_differs(&c->run[i]))
			last = i;
		else if (c->run[i].n > 2 * (uint64_t)v->context)
			break;
	return last;
}

static int put_rules(struct hunk *h)
{
	const struct sw_diff_chain *c = h->chain;
	int ret = 0;

	h->from = h->to = 0;
	for (size_t i = 0; i < c->nrun && !ret; i++) {
		if (sw_diff_run_differs(&c->run[i])) {
			h->first = i;
			h->last = end_of(h->v, c, i);
			ret = put_hunk(h);
			i = h->last;
		} else {
			h->first = i;
		}
		for (size_t k = h->first; k <= i; k++) {
			h->from += is_on(&c->run[k], false) ? c->run[k].n : 0;
			h->to += is_on(&c->run[k], true) ? c->run[k].n : 0;
		}
	}
	return ret;
}

/* ---- chains and tables ----------------------------------------------------------------------- */

static int put_head(const struct hunk *h)
{
	const struct sw_diff_place place = { .table = h->table, .chain = h->chain };
	const struct sw_diff_chain *c = h->chain;
	struct sw_diff_row row = { .chain = c, .head = true, .counters = c->counters };
	bool builtin = (c->from ? c->from : c->to)->builtin, both = builtin || (c->from && c->to);
	int ret;

	if (both && !c->policy && !c->counters)
		return 0;
	ret = h->each->place(&place, h->each->arg);
	if (both && !c->policy) {
		row.mark = SW_MARK_OTHERWISE;
		return ret ? ret : h->each->row(&row, h->each->arg);
	}
	row.mark = SW_MARK_REMOVED;
	if (!ret && (both || c->from))
		ret = h->each->row(&row, h->each->arg);
	row.mark = SW_MARK_ADDED;
	if (!ret && (both || c->to))
		ret = h->each->row(&row, h->each->arg);
	return ret;
}

/* Chains of another tool's, each a comment line: they go with the table's rules. */
static int put_foreign(const struct hunk *h, const struct sw_str *lines)
{
	const struct sw_diff_place place = { .table = h->table };
	const char *p = lines->s, *end = p ? p + lines->len : p;
	int ret = p ? h->each->place(&place, h->each->arg) : 0;

	while (!ret && p < end) {
		const char *nl = memchr(p, '\n', end - p);
		char line[256];
		size_t n = (nl ? nl : end) - p;
		struct sw_diff_row row = { .mark = SW_MARK_REMOVED, .note = line };

		n = n < sizeof(line) ? n : sizeof(line) - 1;
		memcpy(line, p, n);
		line[n] = '\0';
		ret = h->each->row(&row, h->each->arg);
		p = nl ? nl + 1 : end;
	}
	return ret;
}

int sw_diff_each_row(const struct sw_diff_view *v, const struct sw_diff_each *each)
{
	struct hunk h = { .v = v, .each = each };
	int ret = 0;

	for (int i = 0; i < SW_NTABLES && !ret; i++) {
		h.table = &v->diff->table[i];
		if (h.table->foreign)
			ret = put_foreign(&h, &v->rs_from->table[i].foreign);
		for (size_t k = 0; k < h.table->nchain && !ret; k++) {
			h.chain = &h.table->chain[k];
			if (h.chain->differs)
				ret = put_head(&h);
			if (h.chain->differs && !ret)
				ret = put_rules(&h);
		}
	}
	return ret;
}
