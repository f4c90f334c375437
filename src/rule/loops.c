/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walks all ways from the builtin chains; of those to one chain only deeper ones than before. */
#include "rule/loops.h"

struct walk {
	const struct sw_table *t;
	const struct sw_chain *way[SW_JUMPS_MOST + 1];	/* way[0]: the builtin chain */
	const struct sw_rule  *found;
	const struct sw_chain *in;
};

static bool leads_back(const struct walk *w, size_t deep, const struct sw_chain *to)
{
	for (size_t i = 0; i <= deep; i++)
		if (w->way[i] == to)
			return true;
	return false;
}

/* c is w->way[deep]. */
static void walk(struct walk *w, struct sw_chain *c, size_t deep)
{
	for (size_t i = 0; i < c->nrule && !w->found; i++) {
		const struct sw_rule *r = c->rule[i];
		struct sw_chain *to = r->jump.kind == SW_JUMP_CHAIN ?
				      sw_table_chain(w->t, r->jump.chain) : NULL;

		if (!to || (to->mark > deep && !leads_back(w, deep, to)))
			continue;
		if (deep == SW_JUMPS_MOST || leads_back(w, deep, to)) {
			w->found = r;
			w->in = c;
			return;
		}
		to->mark = deep + 1;
		w->way[deep + 1] = to;
		walk(w, to, deep + 1);
	}
}

const struct sw_rule *sw_table_loop(struct sw_table *t, const struct sw_chain **c)
{
	struct walk w = { .t = t };

	for (size_t i = 0; i < t->nchain; i++)
		t->chain[i]->mark = 0;
	for (size_t i = 0; i < t->nchain && !w.found; i++) {
		if (!t->chain[i]->builtin)
			continue;
		w.way[0] = t->chain[i];
		walk(&w, t->chain[i], 0);
	}
	*c = w.in;
	return w.found;
}
