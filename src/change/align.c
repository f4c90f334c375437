/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Equal heads and tails first; of what is between, the longest row of equal lines in which nothing
 * has moved. Which of several equal lines is meant only their neighbours tell. */
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/lcs.h"
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

/* Equal lines of both get the same number. Returns how many numbers there are. */
static uint32_t number(const struct entry *a, size_t na, const struct entry *b, size_t nb,
		       size_t head, uint32_t *of_a, uint32_t *of_b)
{
	const struct sw_rule_line *last = NULL;
	size_t i = 0, k = 0;
	uint32_t n = 0;

	while (i < na || k < nb) {
		bool from_a = k == nb || (i < na && sw_piece_compare(&a[i].rule->line,
								     &b[k].rule->line) <= 0);
		const struct entry *e = from_a ? &a[i++] : &b[k++];

		n += !last || !sw_piece_equal(&e->rule->line, &last->line);
		(from_a ? of_a : of_b)[e->at - head] = n - 1;
		last = e->rule;
	}
	return n;
}

static int align_middle(const struct sw_chain_text *a, const struct sw_chain_text *b, size_t head,
			size_t tail, size_t *to, struct sw_err *err)
{
	size_t na = a->nrule - head - tail, nb = b->nrule - head - tail;
	SW_FREE struct entry *x = sorted(a, head, a->nrule - tail);
	SW_FREE struct entry *y = sorted(b, head, b->nrule - tail);
	SW_FREE uint32_t *of_a = calloc(na, sizeof(*of_a)), *of_b = calloc(nb, sizeof(*of_b));
	SW_FREE uint32_t *stay = calloc(nb, sizeof(*stay));
	uint32_t n;

	if (!x || !y || !of_a || !of_b || !stay)
		return sw_err_nomem(err);
	n = number(x, na, y, nb, head, of_a, of_b);
	if (sw_lcs(of_b, nb, of_a, na, n, stay))
		return sw_err_nomem(err);
	for (size_t i = 0; i < nb; i++)
		if (stay[i])
			to[head + stay[i] - 1] = head + i;
	return 0;
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
