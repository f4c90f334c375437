/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Goes over chains, and behind their jumps. */
#include "base/cleanup.h"
#include "sight/sum.h"

static void add_rule(struct sw_sum *t, const struct sw_rule *r)
{
	t->rules++;
	if (r->raw)
		t->unreadable++;
	else if (r->compat)
		t->carried++;
	else
		t->native++;
	t->grouped += r->seat.kind == SW_SEAT_ELEM || r->seat.kind == SW_SEAT_SHOWN;
	t->packets += r->packets;
	t->bytes += r->bytes;
}

void sw_sum_chain(struct sw_sum *t, const struct sw_chain *c)
{
	t->chains++;
	t->packets += c->packets;
	t->bytes += c->bytes;
	for (size_t i = 0; i < c->nrule; i++)
		add_rule(t, c->rule[i]);
}

void sw_sum_own(struct sw_sum *t, const struct sw_table *table)
{
	for (size_t i = 0; i < table->nchain; i++)
		if (!table->chain[i]->builtin)
			sw_sum_chain(t, table->chain[i]);
}

/* ---- does anything stop a packet? ------------------------------------------------------------ */

static bool ends_packet(const struct sw_rule *r)
{
	static const char *const targets[] = { "REJECT", "NFQUEUE", "TARPIT" };

	if (r->raw)
		return true;
	if (r->jump.kind == SW_JUMP_VERDICT)
		return r->jump.verdict == SW_DROP || r->jump.verdict == SW_QUEUE;
	for (size_t i = 0; r->jump.kind == SW_JUMP_EXT && i < SW_ARRAY_SIZE(targets); i++)
		if (!strcmp(r->jump.ext.name, targets[i]))
			return true;
	return false;
}

/* Each chain is entered once; the kernel lets jumps go 16 chains deep. */
static bool chain_stops(const struct sw_table *t, struct sw_chain *c)
{
	bool stops = c->builtin && c->policy == SW_DROP;

	if (c->mark)
		return false;
	c->mark = 1;
	for (size_t i = 0; i < c->nrule && !stops; i++) {
		const struct sw_rule *r = c->rule[i];
		struct sw_chain *to = r->jump.kind == SW_JUMP_CHAIN
					      ? sw_table_chain(t, r->jump.chain)
					      : NULL;

		stops = ends_packet(r) || (to && chain_stops(t, to));
	}
	return stops;
}

static bool table_stops(const struct sw_table *t, enum sw_hook hook)
{
	bool stops = false;

	for (size_t i = 0; i < t->nchain; i++)
		t->chain[i]->mark = 0;
	for (size_t i = 0; i < t->nchain && !stops; i++)
		if (t->chain[i]->builtin && t->chain[i]->builtin->hook == hook)
			stops = chain_stops(t, t->chain[i]);
	return stops;
}

bool sw_ruleset_stops(struct sw_ruleset *rs, enum sw_hook hook)
{
	for (int i = 0; i < SW_NTABLES; i++)
		if (rs->table[i].in_kernel && !rs->table[i].dormant &&
		    table_stops(&rs->table[i], hook))
			return true;
	return false;
}
