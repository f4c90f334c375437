/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Follows jumps from the hooks on, and adds rules up. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/vec.h"
#include "sight/dead_end.h"
#include "sight/graph.h"

#define NONE   UINT32_MAX
#define HIDDEN (UINT32_MAX - 1)
#define ENDS 32	/* of a table, at most: verdicts, targets, and what stands for more chains */

/* The edge from the chain at hand to a node, of each way, living and dead. */
struct seen {
	uint32_t from, edge;
};

struct build {
	struct sw_graph *g;
	const struct sw_table *t;
	struct sw_dead_end *end;	/* owned, by mark */
	uint32_t *node;		/* owned, by mark: the chain's node, or one of these */
	struct seen *seen;	/* owned, by node, way and life */
	size_t most, hidden;
	uint32_t more;		/* the node for chains that are left out */
	struct sw_err *err;
};

/* ---- nodes ----------------------------------------------------------------------------------- */

static int add_node(struct build *b, const struct sw_graph_node *n)
{
	struct sw_graph *g = b->g;

	if (!SW_GROW(g->node, g->nnode, g->capnode))
		return sw_err_nomem(b->err);
	g->node[g->nnode++] = *n;
	return 0;
}

static int add_chain(struct build *b, const struct sw_chain *c, bool reached)
{
	struct sw_graph_node n = { .kind = SW_NODE_CHAIN, .name = c->name, .chain = c,
				   .reached = reached };
	size_t at = b->end[c->mark].at;

	if (b->node[c->mark] != NONE)
		return 0;
	if (b->g->nnode >= b->most) {
		b->node[c->mark] = HIDDEN;
		b->hidden++;
		return 0;
	}
	if (at < c->nrule)
		n.dead = c->nrule - at - 1;
	b->node[c->mark] = b->g->nnode;
	return add_node(b, &n);
}

/* Those that a chain jumps to by rules that a packet can come to. */
static int follow(struct build *b, const struct sw_chain *c, size_t dead)
{
	int ret = 0;

	for (size_t i = 0; i < c->nrule - dead && !ret; i++) {
		const struct sw_jump *j = &c->rule[i]->jump;
		const struct sw_chain *to = j->kind == SW_JUMP_CHAIN ?
						    sw_table_chain(b->t, j->chain) : NULL;

		if (to)
			ret = add_chain(b, to, true);
	}
	return ret;
}

/* A builtin chain that was never made is shown by lists alone. */
static bool is_first(const struct sw_chain *c, const char *only)
{
	return only ? !strcmp(c->name, only) : c->builtin && c->in_kernel;
}

static int add_chains(struct build *b, struct sw_chain **chain, size_t n, const char *only)
{
	int ret = 0;

	for (size_t i = 0; i < n && !ret; i++)
		if (is_first(chain[i], only))
			ret = add_chain(b, chain[i], true);
	for (size_t i = 0; i < b->g->nnode && !ret; i++)
		ret = follow(b, b->g->node[i].chain, b->g->node[i].dead);
	for (size_t i = 0; i < n && !only && !ret; i++)
		if (!chain[i]->builtin)
			ret = add_chain(b, chain[i], false);
	return ret;
}

static uint32_t end_node(struct build *b, enum sw_graph_kind kind, const char *name)
{
	struct sw_graph *g = b->g;

	for (uint32_t i = g->nnode; i-- > 0 && g->node[i].kind != SW_NODE_CHAIN;)
		if (g->node[i].kind == kind && (!name || !strcmp(g->node[i].name, name)))
			return i;
	if (add_node(b, &(struct sw_graph_node){ .kind = kind, .name = name }))
		return NONE;
	return g->nnode - 1;
}

/* ---- edges ----------------------------------------------------------------------------------- */

static int add_edge(struct build *b, const struct sw_graph_edge *e)
{
	struct sw_graph *g = b->g;
	struct sw_graph_edge *same;
	struct seen *s;

	if (e->to == NONE)
		return sw_err_nomem(b->err);
	s = &b->seen[(size_t)e->to * 8 + e->way * 2 + e->dead];
	same = s->from == e->from ? &g->edge[s->edge] : NULL;
	if (same) {
		same->rules += e->rules;
		same->packets += e->packets;
		same->bytes += e->bytes;
		return 0;
	}
	if (!SW_GROW(g->edge, g->nedge, g->capedge))
		return sw_err_nomem(b->err);
	*s = (struct seen){ e->from, g->nedge };
	g->edge[g->nedge++] = *e;
	if (!e->dead && g->node[e->to].kind != SW_NODE_CHAIN)
		g->node[e->to].reached = true;
	return 0;
}

/* Where a rule leads to; NULL: to the next one, or back. */
static const char *end_name(const struct sw_rule *r)
{
	bool always;

	if (r->jump.kind == SW_JUMP_VERDICT && r->jump.verdict != SW_RETURN)
		return sw_verdict_word(r->jump.verdict);
	if (r->jump.kind == SW_JUMP_EXT && sw_target_ends(r->jump.ext.name, &always))
		return r->jump.ext.name;
	return NULL;
}

static int add_rule(struct build *b, uint32_t from, size_t i)
{
	const struct sw_graph_node *n = &b->g->node[from];
	const struct sw_rule *r = n->chain->rule[i];
	const struct sw_chain *to = r->jump.kind == SW_JUMP_CHAIN ?
					    sw_table_chain(b->t, r->jump.chain) : NULL;
	struct sw_graph_edge e = {
		.from = from, .rules = 1, .first = i + 1, .packets = r->packets, .bytes = r->bytes,
		.dead = !n->reached || i >= n->chain->nrule - n->dead,
		.way = !to ? SW_EDGE_END : r->ip.go ? SW_EDGE_GOTO : SW_EDGE_JUMP,
	};
	const char *end = end_name(r);

	if (!to && !end)
		return 0;
	e.to = to ? b->node[to->mark] : end_node(b, SW_NODE_END, end);
	if (to && e.to == HIDDEN)
		e.to = b->more;
	if (to && e.to == NONE)	/* a chain was asked for, and dead rules alone lead there */
		return 0;
	return add_edge(b, &e);
}

/* What a packet meets at the end of a hook's chain. A RETURN leads there, too. */
static int add_policy(struct build *b, uint32_t from)
{
	const struct sw_graph_node n = b->g->node[from];
	const struct sw_chain *c = n.chain;
	struct sw_graph_edge e = { .from = from, .way = SW_EDGE_POLICY, .packets = c->packets,
				   .bytes = c->bytes };

	if (!c->builtin)
		return 0;
	e.dead = !b->end[c->mark].returns;
	e.to = end_node(b, SW_NODE_END, sw_verdict_word(c->policy));
	return add_edge(b, &e);
}

static int add_edges(struct build *b)
{
	size_t n = b->g->nnode;
	int ret = 0;

	b->seen = malloc((n + ENDS) * 8 * sizeof(*b->seen));
	if (!b->seen)
		return sw_err_nomem(b->err);
	memset(b->seen, 0xff, (n + ENDS) * 8 * sizeof(*b->seen));
	if (b->hidden)
		b->more = end_node(b, SW_NODE_MORE, NULL);
	for (uint32_t k = 0; k < n && !ret; k++) {
		const struct sw_chain *c = b->g->node[k].chain;

		for (size_t i = 0; i < c->nrule && !ret; i++)
			ret = add_rule(b, k, i);
		if (!ret)
			ret = add_policy(b, k);
	}
	return ret;
}

int sw_graph_of(struct sw_graph *g, const struct sw_table *t, const char *chain, size_t most,
		struct sw_err *err)
{
	struct build b = { .g = g, .t = t, .most = most, .more = NONE, .err = err };
	SW_FREE struct sw_chain **sorted = NULL;
	size_t n = 0;
	int ret = sw_table_sorted(t, &sorted, &n, err);

	b.node = ret ? NULL : malloc((t->nchain + 1) * sizeof(*b.node));
	if (!ret)
		ret = b.node ? sw_dead_ends(t, &b.end, err) : sw_err_nomem(err);
	for (size_t i = 0; i < t->nchain && !ret; i++)
		b.node[i] = NONE;
	if (!ret)
		ret = add_chains(&b, sorted, n, chain);
	if (!ret)
		ret = add_edges(&b);
	if (!ret && b.more != NONE)
		g->node[b.more].hidden = b.hidden;
	free(b.end);
	free(b.node);
	free(b.seen);
	return ret;
}

void sw_graph_fini(struct sw_graph *g)
{
	free(g->node);
	free(g->edge);
	*g = (struct sw_graph){ 0 };
}
