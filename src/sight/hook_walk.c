/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The builtin chains of one hook in their order, their policies, and where conntrack translates. */
#include <string.h>

#include "base/net.h"
#include "base/str.h"
#include "sight/chain_walk_local.h"

#define CONNTRACK (-200)	/* NF_IP_PRI_CONNTRACK of <linux/netfilter_ipv4.h> */

/* It is shown, and was never made. */
static bool does_nothing(const struct sw_chain *c)
{
	return !c->in_kernel && !c->nrule && c->policy == SW_ACCEPT;
}

/* The table that has the chain with the least priority behind last; -1: none. */
static int next_table(const struct sw_ruleset *rs, enum sw_hook hook, int last,
		      const struct sw_chain **chain)
{
	int best = -1, best_prio = 0;

	for (int i = 0; i < SW_NTABLES; i++) {
		const struct sw_table *t = &rs->table[i];

		for (size_t k = 0; k < t->builtin->nchain && t->in_kernel && !t->dormant; k++) {
			const struct sw_builtin_chain *b = &t->builtin->chain[k];
			const struct sw_chain *c = sw_table_chain(t, b->name);

			if (b->hook != hook || b->prio <= last || !c || does_nothing(c) ||
			    (best >= 0 && b->prio >= best_prio))
				continue;
			best = i;
			best_prio = b->prio;
			*chain = c;
		}
	}
	return best;
}

/* What came to the end meets the policy; what was accepted goes on to the next chain. */
static int leave(struct sw_walk *w, struct sw_visit *v, struct sw_packet *p, struct sw_fate *fate)
{
	bool drops = v->chain->policy == SW_DROP;

	if (v->through) {
		v->sure &= !v->accepted && !v->ended;
		sw_visit_tell(w, v, &(struct sw_walk_step){
			.kind = SW_STEP_POLICY, .end = drops ? SW_DROPPED : SW_ACCEPTED,
			.packet = &v->out });
		sw_visit_decide(fate, v, drops ? SW_DROPPED : SW_ACCEPTED, 0, v->sure);
		if (!drops)
			sw_visit_join(&v->accepted, &v->taken, &v->out);
	}
	*p = v->taken;
	return v->accepted;
}

/* An error about a packet is translated as the connection that it is about, and asks nothing. 1, 0,
 * or -1: nobody knows. */
static int is_icmp(const struct sw_packet *p)
{
	uint8_t icmp = p->family == SW_IP6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;

	return (p->proto ^ icmp) & p->proto_known ? 0 : p->proto_known == 0xff ? 1 : -1;
}

/* Only the first packet of a connection asks table nat, and once: what comes in by lo has asked as
 * it went out. 1, 0, or -1: nobody knows. */
static int asks_nat(const struct sw_packet *p, const struct sw_visit *v)
{
	unsigned states = sw_look_states(p, &v->place), first = SW_STATE_NEW;
	int icmp = is_icmp(p);

	if (p->way != SW_WAY_OUTPUT && p->in.known && !strcmp(p->in.name, "lo"))
		return 0;
	if (icmp <= 0)
		first |= SW_STATE_RELATED;
	if (!(states & first))
		return 0;
	return states & ~first || (icmp < 0 && states & SW_STATE_RELATED) ? -1 : 1;
}

static int walk_base(struct sw_walk *w, struct sw_visit *v, struct sw_packet *p, bool *sure,
		     struct sw_fate *fate, struct sw_err *err)
{
	bool nat = !strcmp(v->chain->builtin->type, "nat");
	int asks = nat ? asks_nat(p, v) : 1, ret;
	struct sw_packet unasked = *p;

	if (!asks) {
		sw_visit_tell(w, v, &(struct sw_walk_step){ .kind = SW_STEP_KNOWN, .packet = p });
		return 1;
	}
	v->sure &= asks > 0;
	sw_visit_tell(w, v, &(struct sw_walk_step){ .kind = SW_STEP_HOOK, .packet = p });
	ret = sw_visit_walk(w, v, p, fate, err);
	if (ret < 0)
		return ret;
	ret = leave(w, v, p, fate);
	if (asks < 0) {
		if (ret && !sw_packet_same(p, &unasked))
			sw_fate_depends(fate, "the state (--state)");
		if (ret)
			sw_packet_join(p, &unasked);
		else
			*p = unasked;
		ret = 1;
	}
	*sure &= !v->ended && (v->sure || asks < 0);
	return ret;
}

/* Destinations are translated as a packet comes in or is made, sources as it leaves or arrives.
 * NF_IP_PRI_NAT_DST and _SRC of <linux/netfilter_ipv4.h>. */
static int nat_priority(enum sw_hook hook)
{
	switch (hook) {
	case SW_HOOK_PREROUTING: case SW_HOOK_OUTPUT:
		return -100;
	case SW_HOOK_INPUT: case SW_HOOK_POSTROUTING:
		return 100;
	default:
		return INT32_MAX;
	}
}

static void translate_known(struct sw_walk *w, enum sw_hook hook, struct sw_packet *p, bool sure)
{
	struct sw_visit v = { .sure = sure, .place = { .hook = hook } };
	unsigned states = sw_look_states(p, &v.place);

	if (!w->known || states & ~(unsigned)(SW_STATE_ESTABLISHED | SW_STATE_RELATED))
		return;
	sw_str_empty(&w->changed);
	w->known(w->way_arg, hook, p, &w->changed);
	if (w->changed.len)
		sw_visit_tell(w, &v, &(struct sw_walk_step){ .kind = SW_STEP_TRANSLATED,
							     .changed = w->changed.s,
							     .packet = p });
}

int sw_walk_hook(struct sw_walk *w, enum sw_hook hook, struct sw_packet *p, bool *sure,
		 struct sw_fate *fate, struct sw_err *err)
{
	const struct sw_chain *chain = NULL;
	int last = INT32_MIN, nat = nat_priority(hook), i, ret = 1;

	while (ret > 0 && (i = next_table(w->rs, hook, last, &chain)) >= 0) {
		struct sw_visit v = { .table = &w->rs->table[i], .chain = chain, .sure = *sure,
				   .place = { .hook = hook, .kind = w->kind, .arg = w->way_arg } };

		if (w->beside)
			w->beside(w->arg, hook, last, chain->builtin->prio, p);
		last = chain->builtin->prio;
		if (last > nat) {
			translate_known(w, hook, p, *sure);
			nat = INT32_MAX;
		}
		v.place.early = last < CONNTRACK;
		ret = walk_base(w, &v, p, sure, fate, err);
	}
	if (ret > 0 && w->beside)
		w->beside(w->arg, hook, last, INT32_MAX, p);
	if (ret > 0 && nat != INT32_MAX)
		translate_known(w, hook, p, *sure);
	if (ret < 0)
		return ret;
	return w->changed.oom || w->why.oom || fate->why.oom ? sw_err_nomem(err) : ret;
}
