/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Follows the rules from the builtin chains on: which ones accept RELATED connections too widely. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/net.h"
#include "base/str.h"
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_conntrack.h>
#include <linux/netfilter/xt_helper.h>
#include <linux/netfilter/xt_tcpudp.h>
#include "cli/check.h"
#include "cli/print_rule.h"

#define RELATED XT_CONNTRACK_STATE_BIT(IP_CT_RELATED)
#define NEW     XT_CONNTRACK_STATE_BIT(IP_CT_NEW)
#define STATES                                                                      \
	(RELATED | NEW | XT_CONNTRACK_STATE_BIT(IP_CT_ESTABLISHED) | XT_CONNTRACK_STATE_INVALID | \
	 XT_CONNTRACK_STATE_UNTRACKED)

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

/* ---- one rule ------------------------------------------------------------------------------- */

static struct xt_conntrack_mtinfo3 *state_of(const struct sw_rule *r)
{
	for (size_t i = 0; i < r->nmatch; i++) {
		struct xt_conntrack_mtinfo3 *x = r->match[i].data;

		if (!strcmp(r->match[i].name, "conntrack") && r->match[i].rev == 3 &&
		    r->match[i].size >= sizeof(*x) && x->match_flags & XT_CONNTRACK_STATE)
			return x;
	}
	return NULL;
}

/* "! --state INVALID,NEW" is the others. */
static unsigned states_of(const struct xt_conntrack_mtinfo3 *x)
{
	return x->invert_flags & XT_CONNTRACK_STATE ? ~x->state_mask & STATES : x->state_mask;
}

static bool names_helper(const struct sw_rule *r)
{
	for (size_t i = 0; i < r->nmatch; i++) {
		const struct xt_helper_info *x = r->match[i].data;

		if (!strcmp(r->match[i].name, "helper") && r->match[i].size >= sizeof(*x))
			return !x->invert;
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

/* ---- the lines to write --------------------------------------------------------------------- */

/* A line of a save file as words of a shell: a comment may hold what a shell would act on. */
static int for_shell(char *line, const char *tail, char **out, struct sw_err *err)
{
	struct sw_words w = { 0 };
	struct sw_str b = { 0 };
	int ret = sw_words_split(&w, line, err);

	for (int i = 0; i < w.n && !ret; i++) {
		if (i)
			sw_str_addc(&b, ' ');
		sw_str_add_shell(&b, w.word[i]);
	}
	sw_words_fini(&w);
	sw_str_add(&b, tail);
	*out = ret ? NULL : sw_str_take(&b);
	sw_str_fini(&b);
	return ret || *out ? ret : sw_err_nomem(err);
}

/* r as options, with the tail behind them: what stands behind "-A CHAIN ". */
static int options(uint8_t family, const struct sw_rule *r, const char *tail, char **out,
		   struct sw_err *err)
{
	SW_FREE char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	int ret = f ? sw_print_save(f, family, "X", r, SW_SAVE_PLAIN, err) : sw_err_nomem(err);

	if (f && fclose(f) && !ret)
		ret = sw_err_nomem(err);
	if (ret)
		return ret;
	text[strcspn(text, "\n")] = '\0';
	return for_shell(text + (len > 5 ? 5 : strlen(text)), tail, out, err);
}

/* The rule without RELATED; one that has no word about states gets one. */
static int narrow(uint8_t family, struct sw_rule *copy, char **out, struct sw_err *err)
{
	struct xt_conntrack_mtinfo3 *x = state_of(copy);

	if (!x) {
		copy->jump.kind = SW_JUMP_NONE;
		return options(family, copy, " -m state ! --state RELATED -j ACCEPT", out, err);
	}
	if (!(states_of(x) & ~RELATED))
		return 0;
	if (x->invert_flags & XT_CONNTRACK_STATE)
		x->state_mask |= RELATED;
	else
		x->state_mask &= ~RELATED;
	return options(family, copy, "", out, err);
}

/* Addresses and interfaces: new rules beside this one are for no more than it was. */
static int place(uint8_t family, struct sw_rule *copy, char **out, struct sw_err *err)
{
	size_t n = copy->nmatch;
	int ret;

	copy->nmatch = 0;
	copy->ip.proto = 0;
	copy->ip.frag = false;
	copy->jump.kind = SW_JUMP_NONE;
	ret = options(family, copy, "", out, err);
	copy->nmatch = n;
	return ret;
}

static int put_lines(struct sw_check *c, struct sw_related *x, const struct sw_rule *r,
		     struct sw_err *err)
{
	struct sw_rule *copy = sw_rule_clone(r);
	enum sw_jump_kind kind = r->jump.kind;
	int ret = copy ? narrow(c->family, copy, &x->narrow, err) : sw_err_nomem(err);

	if (!ret)
		ret = place(c->family, copy, &x->place, err);
	if (copy)
		copy->jump.kind = kind;
	sw_rule_free(copy);
	return ret;
}

/* ---- the walk ------------------------------------------------------------------------------- */

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
		.number = number, .named = facts & HELPER, .high = facts & HIGH
	};
	strcpy(x->chain, chain->name);
	return put_lines(c, x, r, err);
}

static int walk(struct walk *w, const struct sw_chain *chain, unsigned facts, struct sw_err *err);

/* What is NEW may pass here as well: then to be RELATED opens nothing more, and nobody asked for it. */
static int follow(struct walk *w, const struct sw_rule *r, unsigned facts, struct sw_err *err)
{
	const struct xt_conntrack_mtinfo3 *x = state_of(r);
	const struct sw_chain *to = sw_table_chain(w->t, r->jump.chain);

	if (x && !(states_of(x) & NEW))
		facts |= ASKED;
	return to ? walk(w, to, facts, err) : 0;
}

static int look_at_rule(struct walk *w, const struct sw_chain *chain, unsigned number,
			unsigned facts, struct sw_err *err)
{
	const struct sw_rule *r = chain->rule[number - 1];
	const struct xt_conntrack_mtinfo3 *x = state_of(r);

	if (x && !(states_of(x) & RELATED))
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
	return ret;
}
