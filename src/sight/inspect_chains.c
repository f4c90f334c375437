/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chains that no packet comes to. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "sight/inspect_local.h"

static struct sw_chain *target(const struct sw_inspection *n, const struct sw_chain *c, size_t i)
{
	const struct sw_jump *j = &c->rule[i]->jump;

	return j->kind == SW_JUMP_CHAIN ? sw_table_chain(n->t, j->chain) : NULL;
}

/* A rule that cannot be read may jump anywhere. */
static bool is_unread(const struct sw_table *t)
{
	for (size_t i = 0; i < t->nchain; i++)
		for (size_t k = 0; k < t->chain[i]->nrule; k++)
			if (t->chain[i]->rule[k]->raw)
				return true;
	return false;
}

/* From the builtin chains on, with a list of those whose rules were not looked at. */
static void reach(struct sw_inspection *n, size_t *todo)
{
	size_t ntodo = 0;

	for (size_t i = 0; i < n->t->nchain; i++)
		if (n->t->chain[i]->builtin) {
			n->reached[i] = true;
			todo[ntodo++] = i;
		}
	while (ntodo) {
		const struct sw_chain *c = n->t->chain[todo[--ntodo]];

		for (size_t i = 0; i < c->nrule; i++) {
			const struct sw_chain *to = target(n, c, i);

			if (to && !n->reached[to->mark]) {
				n->reached[to->mark] = true;
				todo[ntodo++] = to->mark;
			}
		}
	}
}

static int tell(struct sw_inspection *n, const struct sw_chain *c, bool jumped_to,
		struct sw_err *err)
{
	struct sw_finding f = { .kind = "unused-chain", .family = n->family,
				.table = n->t->builtin->name, .turn = SW_TURN_CHAIN };
	struct sw_str lines = { 0 };

	if (sw_finding_excused_in(c, f.kind))
		return 0;
	strcpy(f.chain, c->name);
	f.reason = strdup(jumped_to ? "is never entered: only chains jump to it that are not "
				      "entered, either" : "is never entered: nobody jumps to it");
	for (const char *letter = c->nrule ? "FX" : "X"; *letter; letter++) {
		if (sw_finding_chain_line(&lines, n->family, f.table, *letter, c->name))
			sw_str_addc(&lines, '\n');
	}
	sw_str_add(&lines, "");
	f.lines = sw_str_take(&lines);
	return sw_findings_add(n->x->out, &f, err);
}

/* A chain can be deleted when those that jump to it are gone: they come first. What jumps in a
 * circle comes at the end. */
static int tell_all(struct sw_inspection *n, size_t *jumps, size_t *todo, struct sw_err *err)
{
	struct sw_table *t = n->t;
	size_t ntodo = 0, first;
	int ret = 0;

	for (size_t i = 0; i < t->nchain; i++)
		for (size_t k = 0; k < t->chain[i]->nrule && !n->reached[i]; k++)
			if (target(n, t->chain[i], k))
				jumps[target(n, t->chain[i], k)->mark]++;
	for (size_t i = t->nchain; i-- > 0;)
		if (!n->reached[i] && !jumps[i])
			todo[ntodo++] = i;
	first = ntodo;
	for (size_t k = 0; k < ntodo; k++)	/* it grows */
		for (size_t i = 0; i < t->chain[todo[k]]->nrule; i++) {
			const struct sw_chain *to = target(n, t->chain[todo[k]], i);

			if (to && !n->reached[to->mark] && !--jumps[to->mark])
				todo[ntodo++] = to->mark;
		}
	for (size_t i = 0; i < t->nchain; i++)
		if (!n->reached[i] && jumps[i])
			todo[ntodo++] = i;
	for (size_t k = 0; k < ntodo && !ret; k++)
		ret = tell(n, t->chain[todo[k]], k >= first, err);
	return ret;
}

int sw_inspect_reach(struct sw_inspection *n, struct sw_err *err)
{
	SW_FREE size_t *todo = calloc(n->t->nchain + 1, sizeof(*todo));
	SW_FREE size_t *jumps = calloc(n->t->nchain + 1, sizeof(*jumps));
	size_t unused = 0;

	if (!todo || !jumps)
		return sw_err_nomem(err);
	for (size_t i = 0; i < n->t->nchain; i++)
		n->t->chain[i]->mark = i;
	reach(n, todo);
	for (size_t i = 0; i < n->t->nchain; i++)
		unused += !n->reached[i];
	if (!unused || is_unread(n->t))
		return 0;
	return tell_all(n, jumps, todo, err);
}
