/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Another ruleset in the place of one that packets are in: base chains stay in their hooks, rules
 * are flushed, and what is not named again is deleted.
 *
 * A table that is deleted and made anew leaves its hooks and comes back message by message, while
 * packets pass: with policy ACCEPT, or unseen. So the edits are told that the table is empty, and
 * what it then makes anew is compared here with what the kernel has. */
#include <errno.h>
#include <stdio.h>
#include "netlink/plan_group.h"
#include "netlink/msg.h"

#define ROOM 1024

/* A key of p->before and p->named: family, table, what it is, and the name. Keys of p->named have
 * the epoch in front, as a table may be renewed twice in one transaction. */
enum { FAMILY, TABLE, KIND, HEAD };
#define KEY_MAX (2 + HEAD + NFT_NAME_MAXLEN)

static void make_key(char *key, uint8_t family, const struct sw_builtin_table *t,
		     enum sw_before kind, const char *name)
{
	key[FAMILY] = family;
	key[TABLE] = 1 + (t - sw_builtin_tables);
	key[KIND] = kind;
	strncpy(key + HEAD, name, NFT_NAME_MAXLEN - 1);
	key[HEAD + NFT_NAME_MAXLEN - 1] = '\0';
}

static void make_named(char *key, struct sw_plan *p, const struct sw_builtin_table *t,
		       const char *name)
{
	uint16_t epoch = *sw_plan_epoch(p, t);

	key[0] = 1 + epoch % 255;
	key[1] = 1 + epoch / 255 % 255;
	make_key(key + 2, p->family, t, SW_BEFORE_CHAIN, name);
}

int sw_plan_before_add(struct sw_plan *p, const struct sw_builtin_table *t, enum sw_before kind,
		       const char *name, struct sw_err *err)
{
	char key[KEY_MAX];
	uint32_t unused;
	int rc;

	make_key(key, p->family, t, kind, name);
	rc = sw_strset_add(&p->before, key, &unused, err);
	return rc < 0 ? rc : 0;
}

static int note(struct sw_plan *p, const struct sw_table *t, enum sw_before kind, const char *name,
		struct sw_err *err)
{
	return sw_plan_before_add(p, t->builtin, kind, name, err);
}

bool sw_plan_before_next(const struct sw_plan *p, size_t *at, struct sw_before_row *row)
{
	const char *key;

	if (*at >= p->before.len)
		return false;
	key = sw_strset_get(&p->before, *at);
	*at += strlen(key) + 1;
	*row = (struct sw_before_row){ key[FAMILY], &sw_builtin_tables[key[TABLE] - 1], key[KIND],
				       key + HEAD };
	return true;
}

/* ---- the table is emptied -------------------------------------------------------------------- */

static int flush(struct sw_plan *p, const char *table, const char *name, struct sw_err *err)
{
	struct nlmsghdr *nlh = sw_plan_begin_in(p, SW_OP_CHAIN_FLUSH, table, ROOM, err);

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_RULE_CHAIN, name);
	return sw_plan_end(p, SW_OP_CHAIN_FLUSH, nlh, name, err);
}

static int del_chain(struct sw_plan *p, const char *table, const char *name, struct sw_err *err)
{
	struct nlmsghdr *nlh = sw_plan_begin_in(p, SW_OP_CHAIN_DEL, table, ROOM, err);

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_CHAIN_NAME, name);
	return sw_plan_end(p, SW_OP_CHAIN_DEL, nlh, name, err);
}

/* The mark of a change that was left half done goes with its guard, which is a rule of the
 * chain. */
static int empty_base(struct sw_plan *p, struct sw_renewal *r, const struct sw_table *t,
		      const struct sw_chain *c, struct sw_err *err)
{
	unsigned hook = c->builtin->hook;
	char mark[64];

	/* The policy that was read is the one that the guard says. */
	if (!(r->base & 1u << hook))
		r->policy[hook] = c->guarded ? -1 : c->policy;
	sw_plan_base_forget(p, t, c);
	r->base |= 1u << hook;
	r->named &= ~(1u << hook);
	if (!c->guarded)
		return 0;
	snprintf(mark, sizeof(mark), "%s%s", SW_POLICY_MARK, c->name);
	return del_chain(p, t->builtin->nft_name, mark, err);
}

static int empty_chain(struct sw_plan *p, struct sw_renewal *r, const struct sw_table *t,
		       const struct sw_chain *c, struct sw_err *err)
{
	int rc = c->builtin ? empty_base(p, r, t, c, err) :
		 note(p, t, SW_BEFORE_CHAIN, c->name, err);

	if (rc || (c->rules_known && !c->nrule))
		return rc;
	return flush(p, t->builtin->nft_name, c->name, err);
}

/* Before Linux 6.4 the chains that a map's elements jump to were let go by their deletion only. */
int sw_plan_set_del(struct sw_plan *p, const struct sw_builtin_table *t, const char *name,
		    struct sw_err *err)
{
	struct nlmsghdr *nlh = sw_plan_begin_in(p, SW_OP_SET_FLUSH, t->nft_name, ROOM, err);
	int rc;

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_SET_ELEM_LIST_SET, name);
	rc = sw_plan_end(p, SW_OP_SET_FLUSH, nlh, name, err);
	nlh = rc ? NULL : sw_plan_begin_in(p, SW_OP_SET_DEL, t->nft_name, ROOM, err);
	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_SET_NAME, name);
	return sw_plan_end(p, SW_OP_SET_DEL, nlh, name, err);
}

/* What another tool has made in our table, chains that iptables has no words for, goes like the
 * rest. Names of the engine's are looked at after the commit. */
static int note_others(struct sw_plan *p, const struct sw_table *t, struct sw_err *err)
{
	const char *name;
	int rc = 0;

	for (size_t at = 0; at < t->strange.len && !rc; at += strlen(name) + 1) {
		name = t->strange.s + at;
		rc = flush(p, t->builtin->nft_name, name, err);
	}
	for (size_t at = 0; at < t->sets.len && !rc; at += strlen(name) + 1) {
		name = t->sets.s + at;
		rc = sw_plan_set_del(p, t->builtin, name, err);
	}
	for (size_t at = 0; at < t->strange.len && !rc; at += strlen(name) + 1) {
		name = t->strange.s + at;
		rc = del_chain(p, t->builtin->nft_name, name, err);
	}
	for (size_t at = 0; at < t->companions.len && !rc; at += strlen(name) + 1) {
		name = t->companions.s + at;
		rc = note(p, t, SW_BEFORE_OURS, name, err);
	}
	for (size_t at = 0; at < t->plain.len && !rc; at += strlen(name) + 1) {
		name = t->plain.s + at;
		rc = note(p, t, SW_BEFORE_PLAIN, name, err);
	}
	return rc;
}

static int raze(struct sw_plan *p, const struct sw_table *t, struct sw_err *err)
{
	struct nlmsghdr *nlh = sw_plan_begin(p, SW_OP_TABLE_DEL, 0, t, ROOM, err);

	++*sw_plan_epoch(p, t->builtin);
	*sw_plan_renewal(p, t->builtin) = (struct sw_renewal){ .origin = p->sink.origin };
	return nlh ? sw_plan_end(p, SW_OP_TABLE_DEL, nlh, t->builtin->name, err) : -ENOMEM;
}

static bool is_bare(const struct sw_table *t)
{
	for (size_t i = 0; i < t->nchain; i++)
		if (t->chain[i]->in_kernel)
			return false;
	return !t->strange.len && !t->companions.len && !t->plain.len;
}

int sw_plan_table_renew(struct sw_sink *s, const struct sw_table *t, struct sw_err *err)
{
	struct sw_plan *p = sw_plan_of(s);
	struct sw_renewal *r = sw_plan_renewal(p, t->builtin);
	int rc = sw_plan_release(p, err);

	if (rc)
		return rc;
	p->takes = true;
	p->nsent++;
	/* Nothing passes through a dormant table or one without chains, so nothing is missed while
	 * it is made anew; and a dormant one would wake with its old rules first. */
	if (t->dormant || is_bare(t))
		return raze(p, t, err);
	++*sw_plan_epoch(p, t->builtin);
	r->done = true;
	r->filled = false;
	r->origin = s->origin;
	r->plain_others = t->plain_others;
	sw_plan_touch(p, t->builtin);
	p->flushed |= sw_plan_bit(p->family, t->builtin);
	for (size_t i = 0; i < t->nchain && !rc; i++)
		if (t->chain[i]->in_kernel)
			rc = empty_chain(p, r, t, t->chain[i], err);
	return rc ? rc : note_others(p, t, err);
}

/* ---- and filled again ------------------------------------------------------------------------ */

bool sw_plan_base_stays(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c)
{
	struct sw_renewal *r = sw_plan_renewal(p, t->builtin);
	unsigned bit = 1u << c->builtin->hook;
	bool stays = r->done && r->base & bit && !(r->named & bit);

	r->filled = true;
	r->named |= bit;
	return stays;
}

int sw_plan_chain_stays(struct sw_plan *p, const struct sw_table *t, const char *name,
			struct sw_err *err)
{
	char key[KEY_MAX], named[KEY_MAX];
	uint32_t unused;

	if (!sw_plan_renewal(p, t->builtin)->done)
		return 0;
	sw_plan_renewal(p, t->builtin)->filled = true;
	make_key(key, p->family, t->builtin, SW_BEFORE_CHAIN, name);
	if (!sw_strset_has(&p->before, key))
		return 0;
	make_named(named, p, t->builtin, name);
	return sw_strset_add(&p->named, named, &unused, err);
}

bool sw_plan_base_idles(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c)
{
	struct sw_renewal *r = sw_plan_renewal(p, t->builtin);
	unsigned bit = 1u << c->builtin->hook;

	if (!r->done || !(r->base & bit))
		return false;
	r->named &= ~bit;
	return true;
}

/* ---- the end --------------------------------------------------------------------------------- */

static int drop_chains(struct sw_plan *p, struct sw_err *err)
{
	struct sw_before_row row;
	char named[KEY_MAX];
	int rc = 0;

	for (size_t at = 0; !rc && sw_plan_before_next(p, &at, &row);) {
		p->family = row.family;
		make_named(named, p, row.table, row.name);
		if (row.kind != SW_BEFORE_CHAIN || !sw_plan_renewal(p, row.table)->done ||
		    sw_strset_has(&p->named, named))
			continue;
		p->sink.origin = sw_plan_renewal(p, row.table)->origin;
		rc = p->holds_on ?
		     sw_plan_later_chain(p, row.family, row.table, row.name, err) :
		     del_chain(p, row.table->nft_name, row.name, err);
	}
	return rc;
}

/* A transaction that changes nothing does not move the generation, and nobody could tell it from
 * one of somebody else's: so this one says the policy that the chain has. */
static int say_policy(struct sw_plan *p, const struct sw_builtin_table *t, const char *chain,
		      struct sw_err *err)
{
	struct nlmsghdr *nlh = sw_plan_begin_in(p, SW_OP_CHAIN_UPDATE, t->nft_name, ROOM, err);

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_CHAIN_NAME, chain);
	mnl_attr_put_u32(nlh, NFTA_CHAIN_POLICY, htonl(SW_ACCEPT));
	return sw_plan_end(p, SW_OP_CHAIN_UPDATE, nlh, chain, err);
}

/* A base chain that the new ruleset does not name means what one means that is not there. */
static int open_bases(struct sw_plan *p, const struct sw_builtin_table *t, struct sw_err *err)
{
	struct sw_renewal *r = sw_plan_renewal(p, t);
	int rc = 0;

	for (size_t i = 0; i < t->nchain && !rc; i++) {
		unsigned hook = t->chain[i].hook, bit = 1u << hook;

		if (!r->done || !(r->base & bit) || r->named & bit)
			continue;
		p->sink.origin = r->origin;
		rc = r->policy[hook] == SW_ACCEPT ? say_policy(p, t, t->chain[i].name, err) :
		     sw_plan_base_guard(p, t, &t->chain[i], SW_ACCEPT, err);
	}
	return rc;
}

int sw_plan_renew_end(struct sw_plan *p, struct sw_err *err)
{
	struct sw_where origin = p->sink.origin;
	uint8_t family = p->family;
	int rc;

	if (p->settled)
		return 0;
	rc = drop_chains(p, err);
	for (size_t i = 0; i < 2 * SW_NTABLES && !rc; i++) {
		p->family = i / SW_NTABLES ? SW_IP6 : SW_IP4;
		rc = open_bases(p, &sw_builtin_tables[i % SW_NTABLES], err);
	}
	p->sink.origin = origin;
	p->family = family;
	return rc;
}

bool sw_plan_renews(const struct sw_plan *p)
{
	for (size_t i = 0; i < 2 * SW_NTABLES; i++)
		if (p->renewal[i / SW_NTABLES][i % SW_NTABLES].done)
			return true;
	return false;
}
