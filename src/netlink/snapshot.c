/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads our tables and their chains from the kernel into the model. */
#include <errno.h>
#include "base/attr.h"
#include "netlink/read.h"
#include "netlink/snapshot.h"

int sw_read_begin(struct sw_nl *nl, struct sw_ruleset *rs, struct sw_err *err)
{
	return rs->genid ? 0 : nl->ops->genid(nl, &rs->genid, err);
}

#define FEW 200		/* chains that are read more cheaply than a socket is opened anew */

struct reader {
	struct sw_table *t;
	uint8_t          family;
	struct sw_err   *err;
	int              rc;
	unsigned         behind;	/* chains of other tables since the last of ours */
};

/* ---- tables --------------------------------------------------------------------------------- */

static int each_table(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_TABLE_MAX + 1];
	const struct sw_builtin_table *b;
	struct sw_ruleset *rs = arg;
	const char *name;

	sw_attr_parse_msg(nlh, tb, NFTA_TABLE_MAX);
	name = sw_attr_str(tb[NFTA_TABLE_NAME]);
	b = name ? sw_builtin_table_by_nft(name) : NULL;
	if (b)
		rs->table[b - sw_builtin_tables].in_kernel = true;
	return 0;
}

int sw_snapshot_tables(struct sw_nl *nl, struct sw_ruleset *rs, struct sw_err *err)
{
	_Alignas(struct nlmsghdr) char buf[64];
	struct nlmsghdr *nlh;
	int rc = sw_read_begin(nl, rs, err);

	if (rc)
		return rc;
	for (size_t i = 0; i < SW_NTABLES; i++)
		rs->table[i].in_kernel = false;
	nlh = sw_attr_msg(buf, SW_NFT_TYPE(NFT_MSG_GETTABLE), NLM_F_DUMP, rs->family, 0);
	rc = nl->ops->dump(nl, nlh, each_table, rs, err);
	rs->tables_known = rc == 0;
	return rc;
}

/* ---- chains --------------------------------------------------------------------------------- */

static void fill_chain(struct sw_chain *c, const struct nlattr **tb)
{
	const struct nlattr *in[NFTA_COUNTER_MAX + 1];

	c->in_kernel = true;
	c->handle = sw_attr_be64(tb[NFTA_CHAIN_HANDLE]);
	c->use = sw_attr_be32(tb[NFTA_CHAIN_USE]);
	if (tb[NFTA_CHAIN_POLICY])
		c->policy = sw_attr_be32(tb[NFTA_CHAIN_POLICY]) == NF_DROP ? SW_DROP : SW_ACCEPT;
	if (tb[NFTA_CHAIN_COUNTERS]) {
		sw_attr_parse_nested(tb[NFTA_CHAIN_COUNTERS], in, NFTA_COUNTER_MAX);
		c->packets = sw_attr_be64(in[NFTA_COUNTER_PACKETS]);
		c->bytes = sw_attr_be64(in[NFTA_COUNTER_BYTES]);
		c->counters_known = true;
	}
}

bool sw_chain_fits(const struct nlattr **tb, const struct sw_builtin_chain *b)
{
	const struct nlattr *hook[NFTA_HOOK_MAX + 1];
	const char *type = sw_attr_str(tb[NFTA_CHAIN_TYPE]);

	if (!b || !tb[NFTA_CHAIN_HOOK])
		return !b && !tb[NFTA_CHAIN_HOOK];
	sw_attr_parse_nested(tb[NFTA_CHAIN_HOOK], hook, NFTA_HOOK_MAX);
	return sw_attr_be32(hook[NFTA_HOOK_HOOKNUM]) == b->hook &&
	       (int32_t)sw_attr_be32(hook[NFTA_HOOK_PRIORITY]) == b->prio && type &&
	       !strcmp(type, b->type);
}

/* Made by another tool in our table: shown, with a status that says so, and left alone. */
static void note_foreign(struct sw_table *t, const char *name)
{
	sw_str_add(&t->foreign, "# chain ");
	sw_str_add_safe(&t->foreign, name);
	sw_str_add(&t->foreign, ": not an iptables chain\n");
}

static int each_chain(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_CHAIN_MAX + 1];
	struct reader *r = arg;
	const char *table, *name;
	struct sw_chain *c;

	sw_attr_parse_msg(nlh, tb, NFTA_CHAIN_MAX);
	table = sw_attr_str(tb[NFTA_CHAIN_TABLE]);
	name = sw_attr_str(tb[NFTA_CHAIN_NAME]);
	/* The kernel has no filter: chains of every table of the family come, one table after the
	 * other. A large foreign table behind ours is not read to its end. */
	if (!table || !name || strcmp(table, r->t->builtin->nft_name) != 0)
		return r->t->nchain && ++r->behind > FEW;
	if (strncmp(name, "sw.", 3) == 0)
		return 0;
	if (sw_table_chain(r->t, name))		/* no kernel holds two of one name */
		return 0;
	/* What iptables' language cannot name; a rule that jumps to it shows as raw. */
	if (!sw_chain_name_ok(name, r->family) ||
	    !sw_chain_fits(tb, sw_builtin_chain(r->t->builtin, name))) {
		note_foreign(r->t, name);
		return 0;
	}
	c = sw_table_add_chain(r->t, name, r->err);
	if (!c) {
		r->rc = -ENOMEM;
		return 1;
	}
	fill_chain(c, tb);
	return 0;
}

int sw_snapshot_chains(struct sw_nl *nl, struct sw_ruleset *rs, struct sw_table *t,
		       struct sw_err *err)
{
	struct reader r = { .t = t, .family = rs->family, .err = err };
	_Alignas(struct nlmsghdr) char buf[64];
	struct nlmsghdr *nlh;
	int rc = sw_read_begin(nl, rs, err);

	if (rc)
		return rc;
	sw_table_clear(t);
	if (!rs->tables_known || t->in_kernel) {
		nlh = sw_attr_msg(buf, SW_NFT_TYPE(NFT_MSG_GETCHAIN), NLM_F_DUMP, rs->family, 0);
		rc = nl->ops->dump(nl, nlh, each_chain, &r, err);
	}
	if (!rc)
		rc = r.rc;
	if (rc) {
		sw_table_clear(t);
		return rc;
	}
	t->chains_known = true;
	if (t->nchain)
		t->in_kernel = true;
	return 0;
}

int sw_snapshot_chain(struct sw_nl *nl, struct sw_ruleset *rs, struct sw_table *t, const char *name,
		      struct sw_err *err)
{
	struct reader r = { .t = t, .family = rs->family, .err = err };
	_Alignas(struct nlmsghdr) char buf[256];
	struct nlmsghdr *nlh;
	int rc = sw_read_begin(nl, rs, err);

	if (rc || sw_table_chain(t, name))
		return rc ? rc : 1;
	nlh = sw_attr_msg(buf, SW_NFT_TYPE(NFT_MSG_GETCHAIN), 0, rs->family, 0);
	sw_attr_put_str(nlh, NFTA_CHAIN_TABLE, t->builtin->nft_name);
	sw_attr_put_str(nlh, NFTA_CHAIN_NAME, name);
	rc = nl->ops->dump(nl, nlh, each_chain, &r, err);
	if (rc == -ENOENT)
		sw_err_init(err);
	else if (rc || r.rc)
		return rc ? rc : r.rc;
	return sw_table_chain(t, name) != NULL;
}

int sw_snapshot_stale(struct sw_nl *nl, const struct sw_ruleset *rs, struct sw_err *err)
{
	uint32_t now;
	int rc = nl->ops->genid(nl, &now, err);

	return rc ? rc : now != rs->genid;
}
