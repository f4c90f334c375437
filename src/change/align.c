/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Equal heads and tails first; of what is between, equal lines in pairs, and of those the longest
 * row in which nothing has moved. */
#include <stdlib.h>

#include "base/cleanup.h"
#include "change/align.h"

struct entry { const struct sw_rule_line *rule; size_t at; };

static int by_text(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = sw_piece_compare(&x->rule->line, &y->rule->line);

	return order ? order : (x->at > y->at) - (x->at < y->at);
}

static struct entry *sorted(const struct sw_chain_text *c, size_t from, size_t to)
{
	struct entry *e = calloc(to - from + 1, sizeof(*e));

	for (size_t i = from; i < to && e; i++)
		e[i - from] = (struct entry){ &c->rule[i], i };
	if (e)
		qsort(e, to - from, sizeof(*e), by_text);
	return e;
}

/* Pairs of equal lines, wherever they stand. */
static void pair(const struct entry *a, size_t na, const struct entry *b, size_t nb, size_t *to)
{
	size_t i = 0, k = 0;

	while (i < na && k < nb) {
		int order = sw_piece_compare(&a[i].rule->line, &b[k].rule->line);

		if (!order)
			to[a[i].at] = b[k].at;
		i += order <= 0;
		k += order >= 0;
	}
}

/* Of the numbers in to[from..end), only the longest rising row stays. last: of a row of length i +
 * 1, the place of its last number, which is the lowest there can be. */
static int keep_rising(size_t *to, size_t from, size_t end, struct sw_err *err)
{
	SW_FREE size_t *last = calloc(end - from + 1, sizeof(*last));
	SW_FREE size_t *before = calloc(end - from + 1, sizeof(*before));
	size_t n = 0, at;

	if (!last || !before)
		return sw_err_nomem(err);
	for (size_t i = from; i < end; i++) {
		size_t low = 0, high = n;

		if (to[i] == SW_ALIGN_NONE)
			continue;
		while (low < high) {
			size_t mid = (low + high) / 2;

			if (to[last[mid]] < to[i])
				low = mid + 1;
			else
				high = mid;
		}
		before[i - from] = low ? last[low - 1] : SW_ALIGN_NONE;
		last[low] = i;
		n += low == n;
	}
	at = n ? last[n - 1] : SW_ALIGN_NONE;
	for (size_t i = end; i-- > from;) {
		if (i == at)
			at = before[i - from];
		else
			to[i] = SW_ALIGN_NONE;
	}
	return 0;
}

static int align_middle(const struct sw_chain_text *a, const struct sw_chain_text *b, size_t head,
			size_t tail, size_t *to, struct sw_err *err)
{
	size_t na = a->nrule - head - tail, nb = b->nrule - head - tail;
	SW_FREE struct entry *x = sorted(a, head, a->nrule - tail);
	SW_FREE struct entry *y = sorted(b, head, b->nrule - tail);

	if (!x || !y)
		return sw_err_nomem(err);
	pair(x, na, y, nb, to);
	return keep_rising(to, head, a->nrule - tail, err);
}

static bool same(const struct sw_chain_text *a, size_t i, const struct sw_chain_text *b, size_t k)
{
	return sw_piece_equal(&a->rule[i].line, &b->rule[k].line);
}

int sw_align(const struct sw_chain_text *a, const struct sw_chain_text *b, size_t **to,
	     struct sw_err *err)
{
	size_t na = a ? a->nrule : 0, nb = b ? b->nrule : 0, less = na < nb ? na : nb;
	size_t head = 0, tail = 0;
	size_t *out = malloc((na + 1) * sizeof(*out));
	int ret = 0;

	if (!out)
		return sw_err_nomem(err);
	for (size_t i = 0; i < na; i++)
		out[i] = SW_ALIGN_NONE;
	for (; head < less && same(a, head, b, head); head++)
		out[head] = head;
	for (; tail < less - head && same(a, na - 1 - tail, b, nb - 1 - tail); tail++)
		out[na - 1 - tail] = nb - 1 - tail;
	if (head + tail < less)
		ret = align_middle(a, b, head, tail, out, err);
	if (ret)
		free(out);
	else
		*to = out;
	return ret;
}
