/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Deletes companion chains in plain-named tables (ip mangle) that nothing needs any more.
 *
 * Companions inside our tables die with them. Those in a plain-named table stay and do nothing, as
 * no rule puts their tag any more; they go with the next commit that deletes our table of that
 * name. */
#include <errno.h>
#include <stdlib.h>
#include "netlink/plan_local.h"

#define ROOM 1024

struct sweep {
	const char    *table;
	struct sw_names companions;	/* names of its chains "sw.*" */
	uint32_t      *at;		/* owned vector: their offsets in companions */
	size_t         n, cap;
	bool           others;		/* it holds something else: chains or sets */
	struct sw_err *err;
	int            rc;
};

static int seen(const struct nlmsghdr *nlh, void *arg)
{
	*(bool *)arg = true;
	return 1;
}

/* Asks for one table, or for all sets of a table; absent is no error. */
static int ask(struct sw_nl *nl, uint8_t family, uint16_t msg, uint16_t flags, const char *table,
	       bool *found, struct sw_err *err)
{
	_Alignas(struct nlmsghdr) char buf[256];
	struct nlmsghdr *nlh = sw_attr_msg(buf, SW_NFT_TYPE(msg), flags, family, 0);
	struct sw_err local;
	int rc;

	sw_err_init(&local);
	sw_attr_put_str(nlh, NFTA_TABLE_NAME, table);	/* attribute 1 of every kind */
	*found = false;
	rc = nl->ops->dump(nl, nlh, seen, found, &local);
	if (!rc || rc == -ENOENT)
		return 0;
	if (err)
		*err = local;
	return rc;
}

static int remember(struct sweep *s, const char *name)
{
	uint32_t offset;
	int rc;

	if (s->n == s->cap) {
		size_t cap = s->cap ? s->cap * 2 : 8;
		uint32_t *v = realloc(s->at, cap * sizeof(*v));

		if (!v)
			return sw_err_nomem(s->err);
		s->at = v;
		s->cap = cap;
	}
	rc = sw_names_add(&s->companions, name, &offset, s->err);
	if (rc > 0)
		s->at[s->n++] = offset;
	return rc < 0 ? rc : 0;
}

static int each_chain(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_CHAIN_MAX + 1];
	const char *table, *name;
	struct sweep *s = arg;

	sw_attr_parse_msg(nlh, tb, NFTA_CHAIN_MAX);
	table = sw_attr_str(tb[NFTA_CHAIN_TABLE]);
	name = sw_attr_str(tb[NFTA_CHAIN_NAME]);
	if (!table || !name || strcmp(table, s->table))
		return 0;
	/* The longer name cannot be ours, nor any kernel's; it would not fit into ROOM. */
	if (strncmp(name, "sw.", 3) || strlen(name) >= NFT_NAME_MAXLEN)
		s->others = true;
	else
		s->rc = remember(s, name);
	return s->rc != 0;
}

static int del_chain(struct sw_plan *p, const char *table, const char *name, struct sw_err *err)
{
	struct nlmsghdr *nlh = sw_plan_begin_in(p, SW_OP_CHAIN_FLUSH, table, ROOM, err);
	int rc;

	if (!nlh)
		return -ENOMEM;
	sw_attr_put_str(nlh, NFTA_RULE_CHAIN, name);
	rc = sw_plan_end(p, SW_OP_CHAIN_FLUSH, nlh, name, err);
	if (rc)
		return rc;
	nlh = sw_plan_begin_in(p, SW_OP_CHAIN_DEL, table, ROOM, err);
	if (!nlh)
		return -ENOMEM;
	sw_attr_put_str(nlh, NFTA_CHAIN_NAME, name);
	return sw_plan_end(p, SW_OP_CHAIN_DEL, nlh, name, err);
}

static int del_table(struct sw_plan *p, const char *table, struct sw_err *err)
{
	struct nlmsghdr *nlh = sw_plan_begin_in(p, SW_OP_TABLE_DEL, table, ROOM, err);

	return nlh ? sw_plan_end(p, SW_OP_TABLE_DEL, nlh, table, err) : -ENOMEM;
}

/* Companions that this transaction has sent again stay. A table that would be left empty goes: not
 * one that the transaction has asked for, as chains are in it then that nobody has listed yet. */
static int delete_all(struct sw_plan *p, const struct sw_builtin_table *b, struct sweep *s)
{
	int rc = sw_plan_first(p, b, "", s->err);
	bool used = s->others || rc == 0;

	for (size_t i = 0; rc >= 0 && i < s->n; i++) {
		const char *name = sw_names_get(&s->companions, s->at[i]);

		rc = sw_plan_first(p, b, name, s->err);
		if (rc > 0)
			rc = del_chain(p, b->name, name, s->err);
	}
	return rc < 0 || used || !s->n ? rc : del_table(p, b->name, s->err);
}

static int sweep_table(struct sw_plan *p, struct sw_nl *nl, const struct sw_builtin_table *b,
		       struct sw_err *err)
{
	_Alignas(struct nlmsghdr) char buf[64];
	struct sweep s = { .table = b->name, .err = err };
	bool exists = false;
	struct nlmsghdr *nlh;
	int rc = ask(nl, p->family, NFT_MSG_GETTABLE, 0, b->name, &exists, err);

	if (rc || !exists)
		return rc;
	nlh = sw_attr_msg(buf, SW_NFT_TYPE(NFT_MSG_GETCHAIN), NLM_F_DUMP, p->family, 0);
	rc = nl->ops->dump(nl, nlh, each_chain, &s, err);
	if (!rc)
		rc = s.rc;
	if (!rc && s.n && !s.others)
		rc = ask(nl, p->family, NFT_MSG_GETSET, NLM_F_DUMP, b->name, &s.others, err);
	if (!rc)
		rc = delete_all(p, b, &s);
	sw_names_fini(&s.companions);
	free(s.at);
	return rc < 0 ? rc : 0;
}

int sw_plan_sweep(struct sw_plan *p, struct sw_nl *nl, struct sw_err *err)
{
	static const uint8_t families[] = { SW_IP4, SW_IP6 };
	uint8_t family = p->family;
	int rc = 0;

	if (p->swept)
		return 0;
	for (size_t i = 0; i < 2; i++) {
		p->family = families[i];
		for (size_t j = 0; !rc && j < SW_NTABLES; j++)
			if (*sw_plan_epoch(p, &sw_builtin_tables[j]))
				rc = sweep_table(p, nl, &sw_builtin_tables[j], err);
	}
	p->family = family;
	p->swept = !rc;
	return rc;
}
