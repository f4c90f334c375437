/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks at the tables of iptables-nft, and takes them away. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/vec.h"
#include "netlink/batch.h"
#include "netlink/msg.h"
#include "netlink/snapshot_local.h"
#include "netlink/theirs.h"

#define ROOM 1024

static const uint8_t families[] = { SW_IP4, SW_IP6 };
static const char *const words[] = { "ip", "ip6" };

struct look {
	struct sw_theirs *t;
	int               family;	/* index */
	size_t            table;
	const char       *what;		/* of a named thing that iptables does not have */
	struct sw_err    *err;
	int               rc;
};

static void odd(struct look *l, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void odd(struct look *l, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	sw_str_addf(&l->t->odd, "%s ", words[l->family]);
	sw_str_add_safe(&l->t->odd, text);
	sw_str_addc(&l->t->odd, '\n');
}

/* ---- tables and chains ----------------------------------------------------------------------- */

static int each_table(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_TABLE_MAX + 1];
	const struct sw_builtin_table *b;
	struct look *l = arg;
	const char *name;

	sw_attr_parse_msg(nlh, tb, NFTA_TABLE_MAX);
	name = sw_attr_str(tb[NFTA_TABLE_NAME]);
	b = name ? sw_builtin_table(name) : NULL;
	if (!b)
		return 0;
	l->t->there[l->family][b - sw_builtin_tables] = true;
	if (sw_attr_be32(tb[NFTA_TABLE_FLAGS]))
		odd(l, "%s: the table is dormant, or belongs to another program", name);
	return 0;
}

static int each_chain(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_CHAIN_MAX + 1];
	struct sw_their_chain c = { 0 };
	const char *table, *name;
	struct look *l = arg;
	struct sw_theirs *t = l->t;

	sw_attr_parse_msg(nlh, tb, NFTA_CHAIN_MAX);
	table = sw_attr_str(tb[NFTA_CHAIN_TABLE]);
	name = sw_attr_str(tb[NFTA_CHAIN_NAME]);
	c.table = table ? sw_builtin_table(table) : NULL;
	if (!c.table || !name || strlen(name) >= sizeof(c.name))
		return 0;
	strcpy(c.name, name);
	c.family = families[l->family];
	c.ours = sw_name_is_reserved(name);
	c.builtin = sw_builtin_chain(c.table, name);
	c.drops = tb[NFTA_CHAIN_POLICY] && sw_attr_be32(tb[NFTA_CHAIN_POLICY]) == NF_DROP;
	t->shared[l->family][c.table - sw_builtin_tables] |= c.ours;
	if (!c.ours && !sw_chain_fits(tb, c.builtin))
		odd(l, "%s: chain %s is not in a hook of iptables'", table, name);
	if (!SW_GROW(t->chain, t->n, t->cap)) {
		l->rc = sw_err_nomem(l->err);
		return 1;
	}
	t->chain[t->n++] = c;
	return 0;
}

/* ---- what is in them ------------------------------------------------------------------------- */

static int each_rule(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_RULE_MAX + 1];
	const char *table, *chain, *fault;
	struct look *l = arg;

	sw_attr_parse_msg(nlh, tb, NFTA_RULE_MAX);
	table = sw_attr_str(tb[NFTA_RULE_TABLE]);
	chain = sw_attr_str(tb[NFTA_RULE_CHAIN]);
	if (!table || !chain || !sw_builtin_table(table) || sw_name_is_reserved(chain))
		return 0;
	fault = sw_theirs_rule_fault(tb[NFTA_RULE_EXPRESSIONS], families[l->family]);
	if (fault)
		odd(l, "%s %s: rule handle %" PRIu64 ": %s", table, chain,
		    sw_attr_be64(tb[NFTA_RULE_HANDLE]), fault);
	return 0;
}

/* Sets, with names or without, and named objects: attributes 1 and 2 are table and name of both. */
static int each_thing(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_SET_NAME + 1];
	const char *table, *name;
	struct look *l = arg;

	_Static_assert(NFTA_SET_TABLE == (int)NFTA_OBJ_TABLE && NFTA_SET_NAME == (int)NFTA_OBJ_NAME,
		       "table and name are alike");
	sw_attr_parse_msg(nlh, tb, NFTA_SET_NAME);
	table = sw_attr_str(tb[NFTA_SET_TABLE]);
	name = sw_attr_str(tb[NFTA_SET_NAME]);
	if (table && name && sw_builtin_table(table) && !sw_name_is_reserved(name))
		odd(l, "%s: %s %s is none of iptables'", table, l->what, name);
	return 0;
}

static int dump(struct sw_nl *nl, struct look *l, uint16_t msg,
		int (*each)(const struct nlmsghdr *, void *), const char *what)
{
	_Alignas(struct nlmsghdr) char buf[64];
	struct nlmsghdr *nlh = sw_nft_msg(buf, msg, NLM_F_DUMP, families[l->family]);
	int rc;

	l->what = what;
	rc = nl->ops->dump(nl, nlh, each, l, l->err);
	return rc ? rc : l->rc;
}

/* Rules of one table at a time: those of other tables are not asked for. */
static int dump_rules(struct sw_nl *nl, struct look *l)
{
	_Alignas(struct nlmsghdr) char buf[256];
	int rc = 0;

	for (size_t i = 0; i < SW_NTABLES && !rc; i++) {
		struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_GETRULE, NLM_F_DUMP,
						  families[l->family]);

		if (!l->t->there[l->family][i])
			continue;
		sw_msg_put_str(nlh, NFTA_RULE_TABLE, sw_builtin_tables[i].name);
		rc = nl->ops->dump(nl, nlh, each_rule, l, l->err);
	}
	return rc;
}

int sw_theirs_look(struct sw_nl *nl, struct sw_theirs *t, struct sw_err *err)
{
	struct look l = { .t = t, .err = err };
	int rc = 0;

	sw_theirs_fini(t);
	for (l.family = 0; l.family < 2 && !rc; l.family++) {
		rc = dump(nl, &l, NFT_MSG_GETTABLE, each_table, NULL);
		if (!rc)
			rc = dump(nl, &l, NFT_MSG_GETCHAIN, each_chain, NULL);
		if (!rc)
			rc = dump_rules(nl, &l);
		if (!rc)
			rc = dump(nl, &l, NFT_MSG_GETSET, each_thing, "set");
		if (!rc)
			rc = dump(nl, &l, NFT_MSG_GETOBJ, each_thing, "object");
	}
	return rc || !t->odd.oom ? rc : sw_err_nomem(err);
}

void sw_theirs_fini(struct sw_theirs *t)
{
	free(t->chain);
	sw_str_fini(&t->odd);
	*t = (struct sw_theirs){ 0 };
}

/* ---- they go --------------------------------------------------------------------------------- */

struct work {
	struct sw_batch batch;
	struct sw_err  *err;
	int             refused;	/* the kernel's first error */
};

static void note_refusal(uint32_t seq, int err, void *arg)
{
	struct work *w = arg;

	if (!w->refused)
		w->refused = err;
}

static int commit(struct work *w, struct sw_nl *nl, uint32_t genid)
{
	int rc = sw_batch_commit(&w->batch, nl, genid, false, note_refusal, w, w->err);

	sw_batch_fini(&w->batch);
	if (!rc || rc == -ERESTART || sw_err_is_set(w->err))
		return rc;
	return sw_err_set(w->err, SW_ERESOURCE, w->refused ? w->refused : -rc,
			  "the tables of iptables-nft cannot be taken out: %s",
			  strerror(w->refused ? w->refused : -rc));
}

/* Attribute 1 is the table's name in messages of every kind. chain NULL: none. */
static int say(struct work *w, uint16_t msg, uint8_t family, const char *table, uint16_t attr,
	       const char *chain, bool open)
{
	struct nlmsghdr *nlh = sw_batch_begin(&w->batch, SW_NFT_TYPE(msg), 0, family, ROOM, w->err);

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_RULE_TABLE, table);
	if (chain)
		sw_msg_put_str(nlh, attr, chain);
	if (open)
		mnl_attr_put_u32(nlh, NFTA_CHAIN_POLICY, htonl(NF_ACCEPT));
	sw_batch_end(&w->batch, nlh);
	return 0;
}

int sw_theirs_open(struct sw_nl *nl, const struct sw_theirs *t, uint32_t genid, bool *done,
		   struct sw_err *err)
{
	struct work w = { .err = err };
	int rc = 0;

	*done = false;
	for (size_t i = 0; i < t->n && !rc; i++) {
		const struct sw_their_chain *c = &t->chain[i];

		if (!c->drops || c->ours)
			continue;
		*done = true;
		rc = say(&w, NFT_MSG_NEWCHAIN, c->family, c->table->name, NFTA_CHAIN_NAME, c->name,
			 true);
	}
	return rc || !*done ? rc : commit(&w, nl, genid);
}

/* Rules first: a chain that is jumped to cannot go. */
static int delete_chains(struct work *w, const struct sw_theirs *t, bool rules)
{
	int rc = 0;

	for (size_t i = 0; i < t->n && !rc; i++) {
		const struct sw_their_chain *c = &t->chain[i];

		if (c->ours || !t->shared[c->family == SW_IP6][c->table - sw_builtin_tables])
			continue;
		rc = rules ? say(w, NFT_MSG_DELRULE, c->family, c->table->name, NFTA_RULE_CHAIN,
				 c->name, false) :
			     say(w, NFT_MSG_DELCHAIN, c->family, c->table->name, NFTA_CHAIN_NAME,
				 c->name, false);
	}
	return rc;
}

int sw_theirs_delete(struct sw_nl *nl, const struct sw_theirs *t, uint32_t genid,
		     struct sw_err *err)
{
	struct work w = { .err = err };
	int rc = delete_chains(&w, t, true);

	if (!rc)
		rc = delete_chains(&w, t, false);
	for (size_t i = 0; i < 2 * SW_NTABLES && !rc; i++) {
		size_t f = i / SW_NTABLES, n = i % SW_NTABLES;

		if (t->there[f][n] && !t->shared[f][n])
			rc = say(&w, NFT_MSG_DELTABLE, families[f], sw_builtin_tables[n].name, 0,
				 NULL, false);
	}
	return rc || !w.batch.seq ? rc : commit(&w, nl, genid);
}
