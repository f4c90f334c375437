/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Follows the rules from the builtin chains on: which ones accept RELATED connections too
 * widely. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/net.h"
#include <linux/netfilter/xt_tcpudp.h>
#include "service/check_helpers_local.h"
#include "service/check_state_local.h"

/* What is known of a packet on its way through the chains. */
enum {
	ASKED  = 1 << 0,	/* some rule has asked for RELATED */
	HELPER = 1 << 1,	/* ... and for one helper */
	HIGH   = 1 << 2,	/* ... and for ports from 1024 on */
	QUIET  = 1 << 3,	/* no helper announces such a packet */
	FACTS  = 1 << 4,
};

struct visit {
	const struct sw_chain *chain;
	uint16_t               been;	/* which combinations of facts have been there */
};

struct walk {
	struct sw_check *c;
	struct sw_table *t;
	struct visit    *visit;	/* of every chain, by address */
};

/* ---- one rule -------------------------------------------------------------------------------- */

static bool names_helper(const struct sw_rule *r)
{
	for (size_t i = 0; i < r->nmatch; i++) {
		const struct xt_helper_info *x = sw_ext_helper(&r->match[i]);

		if (x)
			return !x->invert && *x->name;
	}
	return false;
}

/* The lowest port the rule accepts. */
static unsigned lowest_port(const struct sw_rule *r)
{
	for (size_t i = 0; i < r->nmatch; i++) {
		const struct xt_tcp *tcp = r->match[i].data;
		const struct xt_udp *udp = r->match[i].data;

		if (!strcmp(r->match[i].name, "tcp") && r->match[i].size >= sizeof(*tcp) &&
		    !(tcp->invflags & XT_TCP_INV_DSTPT))
			return tcp->dpts[0];
		if (!strcmp(r->match[i].name, "udp") && r->match[i].size >= sizeof(*udp) &&
		    !(udp->invflags & XT_UDP_INV_DSTPT))
			return udp->dpts[0];
	}
	return 0;
}

/* No helper announces ICMP: what is RELATED there are errors, which must pass. GRE has no ports. */
static bool is_about_ports(const struct sw_rule *r)
{
	return (r->ip.inv & SW_INV_PROTO) ||
	       (r->ip.proto != IPPROTO_ICMP && r->ip.proto != IPPROTO_ICMPV6 &&
		r->ip.proto != IPPROTO_GRE);
}

static unsigned facts_of(const struct sw_rule *r)
{
	return (names_helper(r) ? HELPER : 0) | (lowest_port(r) >= 1024 ? HIGH : 0) |
	       (is_about_ports(r) ? 0 : QUIET);
}

/* ---- the walk -------------------------------------------------------------------------------- */

/* A chain that is reached in two ways: the wider one counts. */
static int add(struct sw_check *c, const struct sw_chain *chain, unsigned number, unsigned facts,
	       const struct sw_rule *r, struct sw_err *err)
{
	struct sw_related *x;

	for (size_t i = 0; i < c->nrelated; i++) {
		x = &c->related[i];
		if (x->number != number || strcmp(x->chain, chain->name))
			continue;
		x->named &= (facts & HELPER) != 0;
		x->high &= (facts & HIGH) != 0;
		return 0;
	}
	x = reallocarray(c->related, c->nrelated + 1, sizeof(*x));
	if (!x)
		return sw_err_nomem(err);
	c->related = x;
	x += c->nrelated++;
	*x = (struct sw_related){
		.rule = r, .number = number, .named = facts & HELPER, .high = facts & HIGH
	};
	strcpy(x->chain, chain->name);
	return 0;
}

static int walk(struct walk *w, const struct sw_chain *chain, unsigned facts, struct sw_err *err);

/* What is NEW may pass here as well: then to be RELATED opens nothing more, and nobody asked for
 * it. */
static int follow(struct walk *w, const struct sw_rule *r, unsigned facts, struct sw_err *err)
{
	const struct xt_conntrack_mtinfo3 *x = sw_rule_state(r);
	const struct sw_chain *to = sw_table_chain(w->t, r->jump.chain);

	if (x && !(sw_states(x) & SW_CHECK_NEW))
		facts |= ASKED;
	return to ? walk(w, to, facts, err) : 0;
}

static int look_at_rule(struct walk *w, const struct sw_chain *chain, unsigned number,
			unsigned facts, struct sw_err *err)
{
	const struct sw_rule *r = chain->rule[number - 1];
	const struct xt_conntrack_mtinfo3 *x = sw_rule_state(r);

	if (x && !(sw_states(x) & SW_CHECK_RELATED))
		return 0;
	facts |= facts_of(r);
	if (facts & QUIET)
		return 0;
	if (r->jump.kind == SW_JUMP_CHAIN)
		return follow(w, r, facts, err);
	if (r->jump.kind != SW_JUMP_VERDICT || r->jump.verdict != SW_ACCEPT ||
	    !(x || facts & ASKED))
		return 0;
	w->c->accepts_related = true;
	if (facts & HELPER && facts & HIGH)
		return 0;
	return add(w->c, chain, number, facts, r, err);
}

static int by_address(const void *a, const void *b)
{
	uintptr_t x = (uintptr_t)((const struct visit *)a)->chain,
		  y = (uintptr_t)((const struct visit *)b)->chain;

	return x < y ? -1 : x > y;
}

static int walk(struct walk *w, const struct sw_chain *chain, unsigned facts, struct sw_err *err)
{
	struct visit key = { .chain = chain },
		     *v = bsearch(&key, w->visit, w->t->nchain, sizeof(*v), by_address);
	int ret = 0;

	if (v->been & 1u << facts)
		return 0;
	v->been |= 1u << facts;
	for (size_t k = 0; k < chain->nrule && !ret; k++)
		ret = look_at_rule(w, chain, k + 1, facts, err);
	return ret;
}

/* From the end of a chain: a line to write must not move the rules that the next ones are about. */
static int last_first(const void *a, const void *b)
{
	const struct sw_related *x = a, *y = b;
	int order = strcmp(x->chain, y->chain);

	return order ? order : (x->number < y->number) - (x->number > y->number);
}

static int put_lines(struct sw_check *c, struct sw_err *err)
{
	int ret = 0;

	if (c->nrelated)
		qsort(c->related, c->nrelated, sizeof(c->related[0]), last_first);
	for (size_t i = 0; i < c->nrelated && !ret; i++)
		ret = sw_check_lines(c, &c->related[i], err);
	return ret;
}

int sw_check_rules(struct sw_check *c, struct sw_table *t, struct sw_err *err)
{
	SW_FREE struct visit *visit = calloc(t->nchain + 1, sizeof(*visit));
	struct walk w = { .c = c, .t = t, .visit = visit };
	int ret = visit ? 0 : sw_err_nomem(err);

	_Static_assert(FACTS <= 16, "a bit of been for each combination");
	for (size_t i = 0; i < t->nchain && !ret; i++)
		visit[i].chain = t->chain[i];
	if (!ret)
		qsort(visit, t->nchain, sizeof(*visit), by_address);
	for (size_t i = 0; i < t->nchain && !ret; i++)
		if (t->chain[i]->builtin)
			ret = walk(&w, t->chain[i], 0, err);
	return ret ? ret : put_lines(c, err);
}
