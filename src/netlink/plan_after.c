/* SPDX-License-Identifier: GPL-2.0-or-later */
/* After the commit: what only the replaced rules needed goes, when no packet can be in them any
 * more.
 *
 * Companion chains, elements of their maps, helper objects, base chains that the new ruleset does
 * not name, and a table in which nothing is left. A transaction for each table, which rests on the
 * generation of the commit: when somebody else has committed since, it may be needed again, and
 * stays; the next restore looks at it anew. */
#include <errno.h>
#include <stdio.h>
#include "netlink/plan_group.h"
#include "netlink/msg.h"

#define ROOM    1024
#define HELPERS "sw.helpers"
#define TAGS    "sw.tags"

struct after {
	struct sw_plan  *p;
	struct sw_nl    *nl;
	struct sw_batch  batch;
	uint8_t          family;	/* at hand, with the table */
	const struct sw_builtin_table *t;
	const char      *map;
	struct sw_err    err;		/* nobody hears of it */
	bool             failed;
};

/* A message of a kind that names its table first; NULL: no memory. */
static struct nlmsghdr *begin(struct after *a, uint16_t msg, uint16_t flags, const char *table)
{
	struct nlmsghdr *nlh = sw_batch_begin(&a->batch, SW_NFT_TYPE(msg), flags, a->family, ROOM,
					      &a->err);

	if (nlh)
		sw_msg_put_str(nlh, NFTA_TABLE_NAME, table);
	else
		a->failed = true;
	return nlh;
}

/* The name is attribute attr; 0: the table is meant. */
static void del(struct after *a, uint16_t msg, const char *table, uint16_t attr, const char *name)
{
	uint16_t flags = msg == NFT_MSG_DELCHAIN ? NLM_F_NONREC : 0;
	struct nlmsghdr *nlh = begin(a, msg, flags, table);

	if (nlh && attr)
		sw_msg_put_str(nlh, attr, name);
	if (nlh)
		sw_batch_end(&a->batch, nlh);
}

static void del_chain(struct after *a, const char *table, const char *name, bool flush)
{
	if (flush)
		del(a, NFT_MSG_DELRULE, table, NFTA_RULE_CHAIN, name);
	del(a, NFT_MSG_DELCHAIN, table, NFTA_CHAIN_NAME, name);
}

static bool is_sent(struct after *a, const char *what)
{
	uint8_t family = a->p->family;
	bool sent;

	a->p->family = a->family;
	sent = sw_plan_sent(a->p, a->t, what);
	a->p->family = family;
	return sent;
}

static bool exists(struct after *a, uint16_t msg, const char *table, uint16_t flags,
		   const char *set);

/* ---- maps and objects of tags ---------------------------------------------------------------- */

static int del_elem(struct after *a, uint32_t tag)
{
	struct nlmsghdr *nlh = begin(a, NFT_MSG_DELSETELEM, 0, a->t->nft_name);
	struct nlattr *list, *elem, *key;

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_SET_ELEM_LIST_SET, a->map);
	list = mnl_attr_nest_start(nlh, NFTA_SET_ELEM_LIST_ELEMENTS);
	elem = mnl_attr_nest_start(nlh, NFTA_LIST_ELEM);
	key = mnl_attr_nest_start(nlh, NFTA_SET_ELEM_KEY);
	sw_msg_put(nlh, NFTA_DATA_VALUE, sizeof(tag), &tag);
	mnl_attr_nest_end(nlh, key);
	mnl_attr_nest_end(nlh, elem);
	mnl_attr_nest_end(nlh, list);
	sw_batch_end(&a->batch, nlh);
	return 0;
}

/* The tag that an element is about; 0: it is none of ours. */
static uint32_t tag_of(const struct nlattr *elem)
{
	const struct nlattr *el[NFTA_SET_ELEM_MAX + 1], *in[NFTA_DATA_MAX + 1];
	uint32_t tag = 0;

	sw_attr_parse_nested(elem, el, NFTA_SET_ELEM_MAX);
	if (!el[NFTA_SET_ELEM_KEY])
		return 0;
	sw_attr_parse_nested(el[NFTA_SET_ELEM_KEY], in, NFTA_DATA_MAX);
	if (in[NFTA_DATA_VALUE] && sw_attr_len(in[NFTA_DATA_VALUE]) == sizeof(tag))
		memcpy(&tag, sw_attr_data(in[NFTA_DATA_VALUE]), sizeof(tag));
	return tag;
}

static int each_elem(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_SET_ELEM_LIST_MAX + 1], *e;
	struct after *a = arg;
	const char *p;
	size_t left;
	int rc = 0;

	sw_attr_parse_msg(nlh, tb, NFTA_SET_ELEM_LIST_MAX);
	if (!tb[NFTA_SET_ELEM_LIST_ELEMENTS])
		return 0;
	p = sw_attr_data(tb[NFTA_SET_ELEM_LIST_ELEMENTS]);
	left = sw_attr_len(tb[NFTA_SET_ELEM_LIST_ELEMENTS]);
	while (!rc && (e = sw_attr_next(&p, &left))) {
		uint32_t tag = tag_of(e);
		char what[32];

		sw_plan_tag_name(what, sizeof(what), tag);
		if (tag && !is_sent(a, what))
			rc = del_elem(a, tag);
	}
	return rc != 0;
}

/* Elements are deleted one by one also where the map goes with them: before Linux 6.4 objects were
 * let go by that only. */
static void clean_map(struct after *a, const char *map)
{
	_Alignas(struct nlmsghdr) char buf[256];
	struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_GETSETELEM, NLM_F_DUMP, a->family);

	if (!exists(a, NFT_MSG_GETSET, a->t->nft_name, 0, map))
		return;
	a->map = map;
	sw_msg_put_str(nlh, NFTA_SET_ELEM_LIST_TABLE, a->t->nft_name);
	sw_msg_put_str(nlh, NFTA_SET_ELEM_LIST_SET, map);
	if (a->nl->ops->dump(a->nl, nlh, each_elem, a, &a->err))
		a->failed = true;
	if (!is_sent(a, map))
		del(a, NFT_MSG_DELSET, a->t->nft_name, NFTA_SET_NAME, map);
}

static int each_object(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_OBJ_MAX + 1];
	struct after *a = arg;
	struct nlmsghdr *out;
	const char *name;

	sw_attr_parse_msg(nlh, tb, NFTA_OBJ_MAX);
	name = sw_attr_str(tb[NFTA_OBJ_NAME]);
	if (!name || !sw_name_is_reserved(name) || strlen(name) >= NFT_NAME_MAXLEN ||
	    is_sent(a, name))
		return 0;
	out = begin(a, NFT_MSG_DELOBJ, 0, a->t->nft_name);
	if (!out)
		return 1;
	sw_msg_put_str(out, NFTA_OBJ_NAME, name);
	mnl_attr_put_u32(out, NFTA_OBJ_TYPE, htonl(sw_attr_be32(tb[NFTA_OBJ_TYPE])));
	sw_batch_end(&a->batch, out);
	return 0;
}

static void clean_objects(struct after *a)
{
	_Alignas(struct nlmsghdr) char buf[256];
	struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_GETOBJ, NLM_F_DUMP, a->family);

	sw_msg_put_str(nlh, NFTA_OBJ_TABLE, a->t->nft_name);
	if (a->nl->ops->dump(a->nl, nlh, each_object, a, &a->err))
		a->failed = true;
}

/* ---- chains ---------------------------------------------------------------------------------- */

static int found(const struct nlmsghdr *nlh, void *arg)
{
	*(bool *)arg = true;
	return 1;
}

/* Is there such a table, or a set of it? set NULL and NLM_F_DUMP: any of the kind that msg asks
 * for. */
static bool exists(struct after *a, uint16_t msg, const char *table, uint16_t flags,
		   const char *set)
{
	_Alignas(struct nlmsghdr) char buf[512];
	struct nlmsghdr *nlh = sw_nft_msg(buf, msg, flags, a->family);
	bool yes = false;

	sw_msg_put_str(nlh, NFTA_TABLE_NAME, table);
	if (set)
		sw_msg_put_str(nlh, NFTA_SET_NAME, set);
	a->nl->ops->dump(a->nl, nlh, found, &yes, &a->err);
	sw_err_init(&a->err);
	return yes;
}

/* Whatever somebody else keeps in the plain-named table, besides chains. */
static bool is_used(struct after *a)
{
	static const uint16_t kinds[] = {
		NFT_MSG_GETSET, NFT_MSG_GETOBJ, NFT_MSG_GETFLOWTABLE,
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (exists(a, kinds[i], a->t->name, NLM_F_DUMP, NULL))
			return true;
	return false;
}

/* The two chains of helpers are sent with their map. */
static bool is_needed(struct after *a, const char *name)
{
	return is_sent(a, strncmp(name, "sw.helper.", 10) ? name : HELPERS);
}

/* What stood in the table's companions, and in those of its plain-named twin. */
static void clean_companions(struct after *a, const struct sw_renewal *r, bool table_goes)
{
	bool ours = false, plain = false, kept = false;
	struct sw_before_row row;

	for (size_t at = 0; sw_plan_before_next(a->p, &at, &row);) {
		if (row.family != a->family || row.table != a->t || row.kind == SW_BEFORE_CHAIN)
			continue;
		ours |= row.kind == SW_BEFORE_OURS;
		plain |= row.kind == SW_BEFORE_PLAIN;
		if (is_needed(a, row.name))
			kept |= row.kind == SW_BEFORE_PLAIN;
		else if (row.kind == SW_BEFORE_PLAIN)
			del_chain(a, a->t->name, row.name, true);
		else if (!table_goes)
			del_chain(a, a->t->nft_name, row.name, true);
	}
	if ((ours || plain) && !table_goes) {
		clean_map(a, HELPERS);
		clean_map(a, TAGS);
		clean_objects(a);
	}
	/* Chains that this transaction has sent were not there to be listed. */
	if (plain && !kept && !r->plain_others && !is_sent(a, "") && !is_used(a))
		del(a, NFT_MSG_DELTABLE, a->t->name, 0, NULL);
}

static void clean_table(struct after *a, const struct sw_renewal *r)
{
	clean_companions(a, r, !r->filled);
	for (size_t i = 0; i < a->t->nchain && r->filled; i++) {
		unsigned bit = 1u << a->t->chain[i].hook;

		if (r->base & bit && !(r->named & bit))
			del_chain(a, a->t->nft_name, a->t->chain[i].name, false);
	}
	if (!r->filled)
		del(a, NFT_MSG_DELTABLE, a->t->nft_name, 0, NULL);
}

static void ignore(uint32_t seq, int err, void *arg)
{
}

/* A transaction for each table: what somebody holds on to (EBUSY) keeps no other table from being
 * cleaned. */
static void clean(struct after *a, uint32_t genid, bool *waited)
{
	for (size_t i = 0; i < 2 * SW_NTABLES; i++) {
		const struct sw_renewal *r = &a->p->renewal[i / SW_NTABLES][i % SW_NTABLES];

		a->family = i / SW_NTABLES ? SW_IP6 : SW_IP4;
		a->t = &sw_builtin_tables[i % SW_NTABLES];
		a->failed = false;
		sw_batch_reset(&a->batch);
		if (r->done)
			clean_table(a, r);
		if (!a->batch.seq || a->failed)
			continue;
		if (!*waited)
			sw_policy_wait();
		*waited = true;
		sw_err_init(&a->err);
		if (!sw_batch_commit(&a->batch, a->nl, genid, false, ignore, NULL, &a->err))
			genid = sw_genid_after(genid, 1);
	}
}

void sw_plan_after(struct sw_plan *p, struct sw_nl *nl, uint32_t genid)
{
	struct after a = { .p = p, .nl = nl };
	bool waited = p->nchange > 0;
	unsigned commits = 1;
	uint32_t now = 0;

	sw_err_init(&a.err);
	/* What is left half done means the same, and the next command completes it. */
	if (p->nchange && sw_policy_complete(nl, p->change, p->nchange, &commits, &a.err))
		return;
	genid = genid ? sw_genid_after(genid, commits) : 0;
	if (genid && sw_plan_renews(p) && !nl->ops->genid(nl, &now, &a.err) && now == genid)
		clean(&a, genid, &waited);
	sw_batch_fini(&a.batch);
	sw_plan_later_maps(p, nl);
	sw_plan_tidy(p, nl, waited);
	sw_plan_later_chains(p, nl);
}
