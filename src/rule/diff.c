/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compares two rulesets: which chains there are, and what is said of each. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "rule/diff_local.h"

bool sw_diff_run_differs(const struct sw_diff_run *r)
{
	return r->kind != SW_DIFF_KEPT || r->comment || r->counters;
}

int sw_diff_policy(const struct sw_chain *c)
{
	return c && c->builtin ? c->policy : SW_ACCEPT;
}

static bool counters_differ(const struct sw_chain *a, const struct sw_chain *b)
{
	return (a ? a->packets : 0) != (b ? b->packets : 0) ||
	       (a ? a->bytes : 0) != (b ? b->bytes : 0);
}

static int compare_chain(struct sw_diff_chain *d, const struct sw_diff_ask *ask,
			 struct sw_err *err)
{
	bool builtin = (d->from ? d->from : d->to)->builtin;
	int ret = sw_diff_rules(d, ask, err);

	d->policy = builtin && sw_diff_policy(d->from) != sw_diff_policy(d->to);
	d->counters = builtin && ask->counters && counters_differ(d->from, d->to);
	d->differs = d->policy || d->counters || (!builtin && (!d->from || !d->to));
	for (size_t i = 0; i < d->nrun && !d->differs; i++)
		d->differs = sw_diff_run_differs(&d->run[i]);
	return ret;
}

/* Builtin chains stand first in both, in the same places; the others by name. < 0: a is first. */
static int chain_order(const struct sw_chain *a, const struct sw_chain *b)
{
	if (a->builtin && b->builtin)
		return a->builtin < b->builtin ? -1 : a->builtin > b->builtin;
	if (a->builtin || b->builtin)
		return a->builtin ? -1 : 1;
	return strcmp(a->name, b->name);
}

static int compare_table(struct sw_diff_table *d, const struct sw_table *from,
			 const struct sw_table *to, const struct sw_diff_ask *ask,
			 struct sw_err *err)
{
	SW_FREE struct sw_chain **a = NULL, **b = NULL;
	size_t na = 0, nb = 0, i = 0, j = 0;
	int ret = sw_table_sorted(from, &a, &na, err);

	if (!ret)
		ret = sw_table_sorted(to, &b, &nb, err);
	d->chain = ret ? NULL : calloc(na + nb + 1, sizeof(*d->chain));
	if (!ret && !d->chain)
		ret = sw_err_nomem(err);
	while (!ret && (i < na || j < nb)) {
		struct sw_diff_chain *c = &d->chain[d->nchain++];
		int order = i == na ? 1 : j == nb ? -1 : chain_order(a[i], b[j]);

		c->from = order <= 0 ? a[i++] : NULL;
		c->to = order >= 0 ? b[j++] : NULL;
		ret = compare_chain(c, ask, err);
		d->differs |= c->differs;
	}
	return ret;
}

int sw_diff_rulesets(const struct sw_ruleset *from, const struct sw_ruleset *to,
		     const struct sw_diff_ask *ask, struct sw_diff *out, struct sw_err *err)
{
	int ret = 0;

	*out = (struct sw_diff){ 0 };
	for (int i = 0; i < SW_NTABLES && !ret; i++) {
		struct sw_diff_table *t = &out->table[i];

		t->builtin = &sw_builtin_tables[i];
		t->compared = ask->table[i];
		if (!t->compared)
			continue;
		t->foreign = t->differs = from->table[i].foreign.len > 0;
		ret = compare_table(t, &from->table[i], &to->table[i], ask, err);
		out->differs |= t->differs;
	}
	return ret;
}

void sw_diff_fini(struct sw_diff *d)
{
	for (int i = 0; i < SW_NTABLES; i++) {
		for (size_t k = 0; k < d->table[i].nchain; k++)
			free(d->table[i].chain[k].run);
		free(d->table[i].chain);
	}
	*d = (struct sw_diff){ 0 };
}
