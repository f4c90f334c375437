/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Base chains of a plan: made with counters, or changed; policies that may not change at once. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/vec.h"
#include "netlink/plan_local.h"
#include "netlink/snapshot_local.h"
#include "netlink/msg.h"

#define ROOM 1024
#define ASK  (-1)	/* sw_plan_base.have: nobody has read it */

/* ---- messages -------------------------------------------------------------------------------- */

static void put_hook(struct nlmsghdr *nlh, const struct sw_builtin_chain *b)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, NFTA_CHAIN_HOOK);

	mnl_attr_put_u32(nlh, NFTA_HOOK_HOOKNUM, htonl(b->hook));
	mnl_attr_put_u32(nlh, NFTA_HOOK_PRIORITY, htonl(b->prio));
	mnl_attr_nest_end(nlh, nest);
	sw_msg_put_str(nlh, NFTA_CHAIN_TYPE, b->type);
}

static struct nlattr *put_counters(struct nlmsghdr *nlh, uint64_t packets, uint64_t bytes)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, NFTA_CHAIN_COUNTERS);

	mnl_attr_put_u64(nlh, NFTA_COUNTER_PACKETS, htobe64(packets));
	mnl_attr_put_u64(nlh, NFTA_COUNTER_BYTES, htobe64(bytes));
	mnl_attr_nest_end(nlh, nest);
	return nest;
}

static struct nlattr *put_policy(struct nlmsghdr *nlh, int policy)
{
	struct nlattr *a = sw_msg_end(nlh);

	mnl_attr_put_u32(nlh, NFTA_CHAIN_POLICY, htonl(policy));
	return a;
}

static int remember(struct sw_plan *p, const struct sw_plan_base *b, struct sw_err *err)
{
	if (!SW_GROW(p->base, p->nbase, p->capbase))
		return sw_err_nomem(err);
	p->base[p->nbase++] = *b;
	return 0;
}

static uint8_t *asked_of(struct sw_plan *p, const struct sw_table *t)
{
	return &p->asked[p->family == SW_IP6][t->builtin - sw_builtin_tables];
}

/* One that a renewed table had before: it stays in its hook, and its policy waits for the
 * commit. */
static int base_again(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		      struct sw_err *err)
{
	struct sw_plan_base b = {
		.table = t->builtin, .chain = c->builtin, .family = p->family, .want = c->policy,
		.again = true, .have = sw_plan_renewal(p, t->builtin)->policy[c->builtin->hook],
	};
	struct nlmsghdr *nlh = sw_plan_begin(p, SW_OP_CHAIN_UPDATE, 0, t, ROOM, err);
	int rc;

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_CHAIN_NAME, c->name);
	b.policy = put_policy(nlh, c->policy);
	put_counters(nlh, c->packets, c->bytes);
	rc = remember(p, &b, err);
	return rc ? rc : sw_plan_end(p, SW_OP_CHAIN_UPDATE, nlh, c->name, err);
}

int sw_plan_base_new(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		     bool with_policy, bool with_counters, bool exclusive, struct sw_err *err)
{
	struct sw_plan_base b = {
		.table = t->builtin, .chain = c->builtin, .family = p->family, .have = ASK,
		.want = c->policy, .maybe = true,
	};
	bool is_new = exclusive || *sw_plan_epoch(p, t->builtin) || (t->chains_known &&
								     !c->in_kernel);
	struct nlattr *counters;
	struct nlmsghdr *nlh;
	int rc = 0;

	if (sw_plan_base_stays(p, t, c))
		return base_again(p, t, c, err);
	*asked_of(p, t) |= 1u << c->builtin->hook;
	nlh = sw_plan_begin(p, SW_OP_CHAIN_ADD, exclusive ? NLM_F_EXCL : 0, t, ROOM, err);
	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_CHAIN_NAME, c->name);
	put_hook(nlh, c->builtin);
	if (with_policy)
		b.policy = put_policy(nlh, c->policy);
	/* A base chain without counters would not count its policy, so a new one always gets
	 * them. */
	counters = put_counters(nlh, with_counters ? c->packets : 0, with_counters ? c->bytes : 0);
	if (!with_counters)
		b.counters = counters;
	b.nlh = nlh;
	b.fresh = is_new;
	if (!is_new || (with_policy && c->policy == SW_DROP))
		rc = remember(p, &b, err);
	return rc ? rc : sw_plan_end(p, SW_OP_CHAIN_ADD, nlh, c->name, err);
}

int sw_plan_base_set(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		     bool with_policy, bool with_counters, struct sw_err *err)
{
	enum sw_op_kind kind = with_policy ? SW_OP_CHAIN_UPDATE : SW_OP_CHAIN_ZERO;
	struct sw_plan_base b = {
		.table = t->builtin, .chain = c->builtin, .family = p->family, .have = ASK,
		.want = c->policy,
	};
	struct nlmsghdr *nlh = sw_plan_begin(p, kind, 0, t, ROOM, err);
	int rc = 0;

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_CHAIN_NAME, c->name);
	if (with_policy) {
		b.policy = put_policy(nlh, c->policy);
		rc = remember(p, &b, err);
		if (!rc)
			rc = sw_plan_writes_end(p, t, c, err);
	}
	if (with_counters)
		put_counters(nlh, c->packets, c->bytes);
	return rc ? rc : sw_plan_end(p, kind, nlh, c->name, err);
}

int sw_plan_base_written(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
			 struct sw_err *err)
{
	struct sw_plan_base b;

	if (!c->builtin || sw_plan_renewal(p, t->builtin)->done ||
	    *asked_of(p, t) & 1u << c->builtin->hook)
		return 0;
	*asked_of(p, t) |= 1u << c->builtin->hook;
	b = (struct sw_plan_base){ .table = t->builtin, .chain = c->builtin, .family = p->family,
				   .have = ASK, .maybe = true };
	return remember(p, &b, err);
}

void sw_plan_base_forget(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c)
{
	for (size_t i = 0; i < p->nbase; i++) {
		struct sw_plan_base *b = &p->base[i];

		if (b->family != p->family || b->chain != c->builtin)
			continue;
		b->gone = true;
		if (b->policy && b->again)
			b->policy->nla_type = NFTA_CHAIN_PAD;
	}
}

/* ---- before the commit: what the kernel has -------------------------------------------------- */

struct asked {
	const struct sw_plan_base *b;
	bool ours;
	int  policy;
};

/* One of that name with another hook is no reason to leave NEWCHAIN out: the kernel refuses it. */
static int seen(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_CHAIN_MAX + 1];
	struct asked *a = arg;

	sw_attr_parse_msg(nlh, tb, NFTA_CHAIN_MAX);
	a->ours = sw_chain_fits(tb, a->b->chain);
	a->policy = sw_attr_be32(tb[NFTA_CHAIN_POLICY]) == NF_DROP ? SW_DROP : SW_ACCEPT;
	return 0;
}

static int seen_mark(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_CHAIN_MAX + 1];

	sw_attr_parse_msg(nlh, tb, NFTA_CHAIN_MAX);
	((struct asked *)arg)->ours = sw_policy_read(tb[NFTA_CHAIN_USERDATA]) >= 0;
	return 0;
}

/* Absent is no error. */
static int ask(struct sw_nl *nl, const struct sw_plan_base *b, const char *name,
	       int (*each)(const struct nlmsghdr *, void *), struct asked *a, struct sw_err *err)
{
	_Alignas(struct nlmsghdr) char buf[256];
	struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_GETCHAIN, 0, b->family);
	struct sw_err local;
	int rc;

	sw_err_init(&local);
	sw_msg_put_str(nlh, NFTA_CHAIN_TABLE, b->table->nft_name);
	sw_msg_put_str(nlh, NFTA_CHAIN_NAME, name);
	rc = nl->ops->dump(nl, nlh, each, a, &local);
	if (!rc || rc == -ENOENT)
		return 0;
	if (err)
		*err = local;
	return rc;
}

static int note_change(struct sw_policy_change **v, size_t *n, const struct sw_plan_base *b,
		       struct sw_err *err)
{
	struct sw_policy_change *more;

	/* Once: what is completed twice fails, as its guard is gone then. */
	for (size_t i = 0; i < *n; i++)
		if ((*v)[i].family == b->family && (*v)[i].chain == b->chain)
			return 0;
	more = reallocarray(*v, *n + 1, sizeof(**v));
	if (!more)
		return sw_err_nomem(err);
	more[(*n)++] = (struct sw_policy_change){ b->family, b->table, b->chain };
	*v = more;
	return 0;
}

int sw_plan_writes_end(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		       struct sw_err *err)
{
	struct sw_plan_base b = { .family = p->family, .table = t->builtin, .chain = c->builtin };

	return c->guarded ? note_change(&p->half, &p->nhalf, &b, err) : 0;
}

/* A base chain that exists needs no message. Its place in the batch is taken by "the table shall
 * exist", whose first attribute is the same; padding fills the rest. With a policy to set, only
 * the zero counters turn into padding. */
static void settle_chain(const struct sw_plan_base *b, bool exists)
{
	struct nlattr *rest;

	_Static_assert(NFTA_CHAIN_TABLE == (int)NFTA_TABLE_NAME, "both name the table first");
	if (!b->counters)
		return;
	b->counters->nla_type = exists ? NFTA_CHAIN_PAD : NFTA_CHAIN_COUNTERS | NLA_F_NESTED;
	if (b->policy)
		return;
	rest = (void *)((char *)b->nlh + NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(struct nfgenmsg)));
	rest = (void *)((char *)rest + NLA_ALIGN(rest->nla_len));
	rest->nla_type = exists ? NFTA_TABLE_PAD : NFTA_CHAIN_NAME;
	rest->nla_len = NLA_HDRLEN + strlen(b->chain->name) + 1;
	if (exists)
		rest->nla_len = (char *)b->nlh + b->nlh->nlmsg_len - (char *)rest;
	b->nlh->nlmsg_type = SW_NFT_TYPE(exists ? NFT_MSG_NEWTABLE : NFT_MSG_NEWCHAIN);
}

/* Somebody who creates the chain in between loses a moment's policy counts; somebody who deletes
 * it makes the rules' operations fail, and the session looks again. */
static int settle(struct sw_plan *p, struct sw_nl *nl, struct sw_plan_base *b, struct sw_err *err)
{
	struct asked a = { .b = b }, mark = { 0 };
	char name[64];
	int rc;

	if (b->have != ASK || b->fresh) {
		b->exists = !b->fresh;
		return 0;
	}
	rc = ask(nl, b, b->chain->name, seen, &a, err);
	if (rc)
		return rc;
	b->exists = a.ours;
	b->now = a.policy;
	settle_chain(b, a.ours);
	if (!a.ours || !b->maybe)
		return 0;
	snprintf(name, sizeof(name), "%s%s", SW_POLICY_MARK, b->chain->name);
	rc = ask(nl, b, name, seen_mark, &mark, err);
	return rc || !mark.ours ? rc : note_change(&p->half, &p->nhalf, b, err);
}

/* ---- before the commit: policies ------------------------------------------------------------- */

static bool same_chain(const struct sw_plan_base *a, const struct sw_plan_base *b)
{
	return a->chain == b->chain && a->family == b->family;
}

static int mark_op(struct sw_plan *p, const struct sw_plan_base *b, enum sw_op_kind kind,
		   uint16_t attr, bool with_policy, struct sw_err *err)
{
	struct nlmsghdr *nlh = sw_plan_begin_in(p, kind, b->table->nft_name, ROOM, err);
	char name[64];

	if (!nlh)
		return -ENOMEM;
	snprintf(name, sizeof(name), "%s%s", SW_POLICY_MARK, b->chain->name);
	sw_msg_put_str(nlh, attr, name);
	if (with_policy)
		sw_policy_put(nlh, NFTA_CHAIN_USERDATA, b->want);
	return sw_plan_end(p, kind, nlh, name, err);
}

/* A chain that is there already keeps its comment, and another tool may have made one of that name:
 * without our comment nobody would complete the change. So whatever is there goes first. */
static int put_mark(struct sw_plan *p, const struct sw_plan_base *b, struct sw_err *err)
{
	int rc = mark_op(p, b, SW_OP_CHAIN_USER_ADD, NFTA_CHAIN_NAME, false, err);

	if (!rc)
		rc = mark_op(p, b, SW_OP_CHAIN_FLUSH, NFTA_RULE_CHAIN, false, err);
	if (!rc)
		rc = mark_op(p, b, SW_OP_CHAIN_DEL, NFTA_CHAIN_NAME, false, err);
	return rc ? rc : mark_op(p, b, SW_OP_CHAIN_USER_ADD, NFTA_CHAIN_NAME, true, err);
}

/* A rule of the guard's own, so that an old packet and a new one each find one policy. */
static int put_guard(struct sw_plan *p, const struct sw_plan_base *b, struct sw_err *err)
{
	struct sw_ctx ctx = { .family = b->family };
	const char *table = b->table->nft_name;
	struct nlmsghdr *nlh;
	int rc;

	p->family = b->family;
	rc = put_mark(p, b, err);
	if (rc)
		return rc;
	nlh = sw_plan_begin_in(p, SW_OP_RULE_APPEND, table, SW_RULE_ROOM + ROOM, err);
	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_RULE_CHAIN, b->chain->name);
	sw_prog_reset(&p->aux);
	p->aux.has_verdict = true;
	p->aux.verdict = b->want == SW_DROP ? NF_DROP : NF_ACCEPT;
	rc = p->aux.oom ? sw_err_nomem(err) : sw_lower(&p->aux, &ctx, NULL, nlh, err);
	if (rc)
		return rc;
	sw_policy_put(nlh, NFTA_RULE_USERDATA, b->want);
	rc = sw_plan_end(p, SW_OP_RULE_APPEND, nlh, b->chain->name, err);
	return rc ? rc : note_change(&p->change, &p->nchange, b, err);
}

/* b is the last word on its chain's policy. Beside rules that change, the policy itself goes into
 * no message of this transaction. */
static int hold_policy(struct sw_plan *p, struct sw_plan_base *b, struct sw_err *err)
{
	int have = b->have == ASK ? b->now : b->have;

	/* A new chain is in its hook with policy ACCEPT until its message is worked through. That
	 * is what was there before, unless rules of another table go that dropped what this one is
	 * to drop. */
	if (!b->exists)
		return b->want == SW_DROP && p->takes ? put_guard(p, b, err) : 0;
	if (!sw_plan_is_touched(p, b->family, b->table))
		return 0;
	for (size_t i = 0; i < p->nbase; i++)
		if (p->base[i].policy && same_chain(&p->base[i], b))
			p->base[i].policy->nla_type = NFTA_CHAIN_PAD;
	return have == b->want ? 0 : put_guard(p, b, err);
}

static bool is_last_word(const struct sw_plan *p, const struct sw_plan_base *b)
{
	if (!b->policy || b->gone)
		return false;
	for (const struct sw_plan_base *later = b + 1; later < p->base + p->nbase; later++)
		if (later->policy && same_chain(later, b))
			return false;
	return true;
}

int sw_plan_base_guard(struct sw_plan *p, const struct sw_builtin_table *t,
		       const struct sw_builtin_chain *chain, int want, struct sw_err *err)
{
	struct sw_plan_base b = { .table = t, .chain = chain, .family = p->family, .want = want };

	return put_guard(p, &b, err);
}

int sw_plan_base_settle(struct sw_plan *p, struct sw_nl *nl, struct sw_err *err)
{
	uint8_t family = p->family;
	int rc = 0;

	for (size_t i = 0; i < p->nbase && !rc; i++)
		rc = settle(p, nl, &p->base[i], err);
	for (size_t i = 0; i < p->nbase && !rc && !p->settled; i++)
		if (is_last_word(p, &p->base[i]))
			rc = hold_policy(p, &p->base[i], err);
	p->settled = !rc;
	p->family = family;
	return rc;
}
