/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables of others on a packet's way: they are named where they stand, and not read. */
#include <string.h>

#include "see/explain_local.h"

/* A step as JSON, to be closed: where it stands. */
static void open_step(struct sw_explain *e, const struct sw_holder *h, const char *chain, int prio)
{
	sw_json_object_flat(&e->json, NULL);
	sw_json_text(&e->json, "step", "other");
	sw_json_text(&e->json, "family", sw_holder_family_json(h->family));
	sw_json_text(&e->json, "table", h->name);
	sw_json_text(&e->json, "chain", chain);
	sw_json_int(&e->json, "priority", prio);
}

static void show(struct sw_explain *e, const struct sw_holder *h, const struct sw_holder_chain *c)
{
	const char *policy = c->drops ? "DROP" : "ACCEPT", *family = sw_holder_family(h->family);

	if (e->o->json) {
		open_step(e, h, c->name, c->prio);
		sw_json_text(&e->json, "policy", policy);
		sw_json_number(&e->json, "rules", c->rules);
		sw_json_close(&e->json);
	} else if (!e->o->quiet) {
		sw_str_addf(&e->out, "others: table %s %s, chain %s, policy %s: %zu rules that are "
			    "not read here\n", family, h->name, c->name, policy, c->rules);
	}
}

static void ask(struct sw_explain *e, const struct sw_holder *h, const struct sw_holder_chain *c)
{
	struct sw_str why = { 0 };

	show(e, h, c);
	if (!c->drops)
		return;
	sw_str_addf(&why, "what table %s %s lets through", sw_holder_family(h->family), h->name);
	e->journey.fate.may |= 1u << SW_DROPPED;
	sw_fate_depends(&e->journey.fate, why.len ? why.s : "rules of others");
	e->out.oom |= why.oom;
	sw_str_fini(&why);
}

/* Of iptables-legacy's nothing is known but the name; its chains stand where those of ours do. */
static void show_legacy(struct sw_explain *e, const struct sw_holder *h, enum sw_hook hook,
			int above, int upto)
{
	const struct sw_builtin_table *b = sw_builtin_table(h->name);

	for (size_t i = 0; b && i < b->nchain; i++) {
		const struct sw_builtin_chain *c = &b->chain[i];

		if (c->hook != hook || (c->prio <= above && above != INT32_MIN) || c->prio > upto)
			continue;
		if (e->o->json) {
			open_step(e, h, c->name, c->prio);
			sw_json_close(&e->json);
		} else if (!e->o->quiet) {
			sw_str_addf(&e->out, "others: iptables-legacy, table %s, chain %s: policy "
				    "and rules are not read here\n", h->name, c->name);
		}
	}
}

/* lo is no part of another interface, and has no other one below it. Of all others that is not
 * known: what comes by a bridge has come by one of its ports. */
static bool is_elsewhere(const struct sw_holder_chain *c, const struct sw_device *d)
{
	return d->known && !strcmp(d->name, "lo") && !c->on_lo;
}

/* Does it meet that chain between two of ours, whose priorities these are? */
static bool is_here(const struct sw_holder *h, const struct sw_holder_chain *c, enum sw_hook hook,
		    int above, int upto, const struct sw_packet *p)
{
	enum sw_hook at;

	switch (sw_holder_at(h, c, &at)) {
	case SW_AT_INGRESS:
		return hook == SW_HOOK_PREROUTING && above == INT32_MIN && !is_elsewhere(c, &p->in);
	case SW_AT_HOOK:
		return at == hook && (c->prio > above || above == INT32_MIN) && c->prio <= upto;
	case SW_AT_EGRESS:
		return hook == SW_HOOK_POSTROUTING && upto == INT32_MAX &&
		       !is_elsewhere(c, &p->out);
	default:
		return false;
	}
}

static bool is_edge(const struct sw_holder *h, const struct sw_holder_chain *c)
{
	enum sw_hook hook;

	return sw_holder_at(h, c, &hook) != SW_AT_HOOK;
}

/* Those of one of the two kinds: at an interface, or at a hook of IP. */
static void ask_all(struct sw_explain *e, bool edge, enum sw_hook hook, int above, int upto,
		    const struct sw_packet *p)
{
	for (size_t i = 0; i < e->holders.n; i++) {
		const struct sw_holder *h = &e->holders.holder[i];

		if (h->who == SW_HOLDER_OURS || h->dormant || !sw_holder_sees(h, p->family))
			continue;
		if (h->who == SW_HOLDER_LEGACY && !edge)
			show_legacy(e, h, hook, above, upto);
		for (size_t k = 0; k < h->n; k++) {
			const struct sw_holder_chain *c = &h->chain[k];

			if (is_edge(h, c) == edge && is_here(h, c, hook, above, upto, p) &&
			    (c->rules || c->drops))
				ask(e, h, c);
		}
	}
}

void sw_explain_others(void *explain, enum sw_hook hook, int above, int upto,
		       const struct sw_packet *p)
{
	struct sw_explain *e = explain;

	ask_all(e, hook == SW_HOOK_PREROUTING, hook, above, upto, p);
	ask_all(e, hook != SW_HOOK_PREROUTING, hook, above, upto, p);
}
