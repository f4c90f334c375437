/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Matches, targets and chains: those that may stand in the table at hand. */
#include <string.h>
#include "complete/complete_local.h"
#include "rule/target_names.h"

static const struct sw_builtin_chain *builtin_chain(const struct sw_request *r)
{
	return r->chain ? sw_builtin_chain(r->table, r->chain) : NULL;
}

static void offer_name(const char *name, void *r)
{
	sw_offer(r, name, NULL);
}

void sw_offer_matches(struct sw_request *r)
{
	sw_xt_each_extension(false, r->text, offer_name, r);
}

static void offer_target(const char *name, void *arg)
{
	struct sw_request *r = arg;

	if (sw_xt_has_target(name) &&
	    sw_target_may_stand(name, r->family, r->table, builtin_chain(r)))
		sw_offer(r, name, NULL);
}

/* The verdicts, as the book of targets has them first; then chains, then extensions. */
void sw_offer_targets(struct sw_request *r)
{
	int unused;

	for (const struct sw_target_name *t = sw_target_names; t->name; t++)
		if (sw_verdict_of(t->name, &unused) &&
		    sw_target_may_stand(t->name, r->family, r->table, builtin_chain(r)))
			sw_offer(r, t->name, NULL);
	sw_offer_user_chains(r, r->chain);
	sw_xt_each_extension(true, r->text, offer_target, r);
}

void sw_offer_policies(struct sw_request *r)
{
	sw_offer(r, "ACCEPT", NULL);
	if (sw_target_may_stand("DROP", r->family, r->table, NULL))
		sw_offer(r, "DROP", NULL);
}

/* -X and -E are for chains that the user has made, -P for the others; -g goes to no builtin one. */
void sw_offer_chains(struct sw_request *r, char letter)
{
	if (letter == 'N')
		return;
	for (size_t i = 0; i < r->table->nchain && !(letter && strchr("XEg", letter)); i++)
		sw_offer(r, r->table->chain[i].name, NULL);
	if (letter != 'P')
		sw_offer_user_chains(r, letter == 'g' ? r->chain : NULL);
}
