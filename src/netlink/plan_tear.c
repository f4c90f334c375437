/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds transactions that a packet could see half of.
 *
 * A packet walks through the chains of the generation in which it came, but a lookup in a map asks
 * the generation of the moment. So the one thing that may change elements of a map in use is a
 * transaction that changes nothing else of its table: then every packet meets all of it, or
 * nothing. If a rule or a policy changes as well, or another map, a packet under way may have
 * passed by the one as it was and find the other as it is now: it would get through two rulesets
 * of which neither lets it through. Between tables the kernel gives no such promise at all. */
#include <string.h>
#include "netlink/plan_group.h"

static bool changes_chains(enum sw_op_kind kind)
{
	switch (kind) {
	case SW_OP_TABLE_DEL: case SW_OP_CHAIN_UPDATE: case SW_OP_CHAIN_FLUSH:
	case SW_OP_RULE_APPEND: case SW_OP_RULE_INSERT: case SW_OP_RULE_REPLACE:
	case SW_OP_RULE_DELETE:
		return true;
	default:	/* what is new or goes unused changes nothing by itself */
		return false;
	}
}

void sw_plan_notes(struct sw_plan *p, enum sw_op_kind kind, const struct sw_builtin_table *t)
{
	if (changes_chains(kind))	/* (plan_group.c says so itself) */
		p->moves |= sw_plan_bit(p->family, t);
}

void sw_plan_edits_map(struct sw_plan *p, const struct sw_builtin_table *t, const char *map)
{
	char *live = p->live[p->family == SW_IP6][t - sw_builtin_tables];

	if (!*live)
		strcpy(live, map);
	else if (strcmp(live, map))
		p->tears = true;
}

static bool changes_policy(const struct sw_plan *p, uint8_t family,
			   const struct sw_builtin_table *t)
{
	for (size_t i = 0; i < p->nbase; i++)
		if (p->base[i].family == family && p->base[i].table == t && p->base[i].policy)
			return true;
	return false;
}

static bool is_torn(const struct sw_plan *p)
{
	for (int i = 0; i < 2 * SW_NTABLES; i++) {
		const struct sw_builtin_table *t = &sw_builtin_tables[i % SW_NTABLES];
		uint8_t family = i < SW_NTABLES ? SW_IP4 : SW_IP6;

		if (p->live[i / SW_NTABLES][i % SW_NTABLES][0] &&
		    (p->moves & sw_plan_bit(family, t) || changes_policy(p, family, t)))
			return true;
	}
	return p->tears;
}

bool sw_plan_wants_whole(const struct sw_plan *p)
{
	return !p->whole && is_torn(p);
}

void sw_plan_whole(struct sw_plan *p)
{
	p->whole = true;
}
