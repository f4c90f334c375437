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

/* What lies between two of our chains, of one of the two kinds: at an interface, or at a hook of
 * IP. */
struct gap {
	bool edge;
	enum sw_hook hook;
	int above, upto;
	const struct sw_packet *p;
};

static bool is_met(const struct gap *g, const struct sw_holder *h, const struct sw_holder_chain *c)
{
	return h->who != SW_HOLDER_OURS && !h->dormant && sw_holder_sees(h, g->p->family) &&
	       is_edge(h, c) == g->edge && (c->rules || c->drops) &&
	       is_here(h, c, g->hook, g->above, g->upto, g->p);
}

/* Of one priority, in the kernel's order of tables. Returns the least one behind it; INT64_MAX:
 * none is. */
static int64_t ask_one(struct sw_explain *e, const struct gap *g, int64_t prio)
{
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < e->holders.n; i++)
		for (size_t k = 0; k < e->holders.holder[i].n; k++) {
			const struct sw_holder *h = &e->holders.holder[i];
			const struct sw_holder_chain *c = &h->chain[k];

			if (c->prio < prio || c->prio > next || !is_met(g, h, c))
				continue;
			if (c->prio == prio)
				ask(e, h, c);
			else
				next = c->prio;
		}
	return next;
}

static void ask_all(struct sw_explain *e, const struct gap *g)
{
	for (int64_t prio = INT32_MIN; prio != INT64_MAX; prio = ask_one(e, g, prio))
		;
}

void sw_explain_others(void *explain, enum sw_hook hook, int above, int upto,
		       const struct sw_packet *p)
{
	struct sw_explain *e = explain;
	struct gap edge = { true, hook, above, upto, p }, inside = { false, hook, above, upto, p };

	if (hook == SW_HOOK_PREROUTING)
		ask_all(e, &edge);
	for (size_t i = 0; i < e->holders.n; i++) {
		const struct sw_holder *h = &e->holders.holder[i];

		if (h->who == SW_HOLDER_LEGACY && !h->dormant && sw_holder_sees(h, p->family))
			show_legacy(e, h, hook, above, upto);
	}
	ask_all(e, &inside);
	if (hook != SW_HOOK_PREROUTING)
		ask_all(e, &edge);
}
