/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads our tables and their chains from the kernel into the model. */
#include <errno.h>
#include "netlink/msg.h"
#include "netlink/policy.h"
#include "netlink/snapshot.h"
#include "netlink/snapshot_local.h"
#include "translate/prog.h"

int sw_read_begin(struct sw_nl *nl, struct sw_ruleset *rs, struct sw_err *err)
{
	return rs->genid ? 0 : nl->ops->genid(nl, &rs->genid, err);
}

int sw_read_moved(int rc, struct sw_err *err)
{
	if (rc != -ENOENT)
		return rc;
	sw_err_init(err);
	return sw_err_set(err, SW_ERESOURCE, EINTR, "The ruleset changed while it was read");
}

#define FEW 200		/* chains that are read more cheaply than a socket is opened anew */

struct reader {
	struct sw_table *t;	/* NULL: every table of rs that is not known yet */
	struct sw_ruleset *rs;
	uint8_t          family;
	struct sw_err   *err;
	int              rc;
	unsigned         behind;	/* chains of other tables since the last of ours */
};

/* ---- tables ---------------------------------------------------------------------------------- */

static int each_table(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_TABLE_MAX + 1];
	const struct sw_builtin_table *b;
	struct sw_ruleset *rs = arg;
	const char *name;

	sw_attr_parse_msg(nlh, tb, NFTA_TABLE_MAX);
	name = sw_attr_str(tb[NFTA_TABLE_NAME]);
	b = name ? sw_builtin_table_by_nft(name) : NULL;
	if (!b)
		return 0;
	rs->table[b - sw_builtin_tables].in_kernel = true;
	rs->table[b - sw_builtin_tables].dormant = sw_attr_be32(tb[NFTA_TABLE_FLAGS]) &
						   NFT_TABLE_F_DORMANT;
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
		rs->table[i].in_kernel = rs->table[i].dormant = false;
	nlh = sw_nft_msg(buf, NFT_MSG_GETTABLE, NLM_F_DUMP, rs->family);
	rc = nl->ops->dump(nl, nlh, each_table, rs, err);
	rs->tables_known = rc == 0;
	return rc;
}

/* ---- chains ---------------------------------------------------------------------------------- */

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
	sw_str_addn(&t->strange, name, strlen(name) + 1);
}

/* The policy of a builtin chain is not yet what it means: policy.h. The mark is younger than the
 * chain, so the kernel tells it later. One that another tool has made, or loaded again from a
 * listing, says nothing, and would take the place of ours. */
static void take_mark(struct sw_table *t, const char *name, const struct nlattr *userdata)
{
	struct sw_chain *c = sw_table_chain(t, name + strlen(SW_POLICY_MARK));
	int policy = sw_policy_read(userdata);

	if (!c || !c->builtin || policy < 0) {
		sw_str_addn(&t->strange, name, strlen(name) + 1);
		return;
	}
	c->policy = policy;
	c->guarded = true;
}

/* The table of ours that an answer is about and that is wanted; NULL: another one. */
static struct sw_table *wanted(const struct reader *r, const char *table)
{
	const struct sw_builtin_table *b;
	struct sw_table *t = r->t;

	if (t)
		return strcmp(table, t->builtin->nft_name) ? NULL : t;
	b = sw_builtin_table_by_nft(table);
	t = b ? &r->rs->table[b - sw_builtin_tables] : NULL;
	return t && t->in_kernel && !t->chains_known ? t : NULL;
}

/* No kernel has longer names, and ours are short. */
static bool is_companion(const char *name)
{
	return sw_name_is_reserved(name) && strlen(name) < NFT_NAME_MAXLEN;
}

static void note_companion(struct sw_table *t, const char *name, const struct nlattr *userdata)
{
	if (strncmp(name, SW_POLICY_MARK, strlen(SW_POLICY_MARK)) == 0)
		take_mark(t, name, userdata);
	else
		sw_str_addn(&t->companions, name, strlen(name) + 1);
}

/* Companions of table mangle's rules may stand in "ip mangle": plan_companion.c. */
static void note_plain(const struct reader *r, const char *table, const char *name)
{
	const struct sw_builtin_table *b = sw_builtin_table(table);
	struct sw_table *t = b ? &r->rs->table[b - sw_builtin_tables] : NULL;

	if (!t || (r->t && r->t != t))
		return;
	if (is_companion(name))
		sw_str_addn(&t->plain, name, strlen(name) + 1);
	else
		t->plain_others = true;
}

static int each_chain(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_CHAIN_MAX + 1];
	struct reader *r = arg;
	const char *table, *name;
	struct sw_table *t;
	struct sw_chain *c;

	sw_attr_parse_msg(nlh, tb, NFTA_CHAIN_MAX);
	table = sw_attr_str(tb[NFTA_CHAIN_TABLE]);
	name = sw_attr_str(tb[NFTA_CHAIN_NAME]);
	/* The kernel has no filter: chains of every table of the family come, one table after the
	 * other. A large foreign table behind ours is not read to its end. */
	t = table && name ? wanted(r, table) : NULL;
	if (!t) {
		if (table && name)
			note_plain(r, table, name);
		return r->t && r->t->nchain && ++r->behind > FEW;
	}
	if (is_companion(name)) {
		note_companion(t, name, tb[NFTA_CHAIN_USERDATA]);
		return 0;
	}
	if (sw_table_chain(t, name))		/* no kernel holds two of one name */
		return 0;
	/* What iptables' language cannot name; a rule that jumps to it shows as raw. */
	if (!sw_chain_name_ok(name, r->family) ||
	    !sw_chain_fits(tb, sw_builtin_chain(t->builtin, name))) {
		note_foreign(t, name);
		return 0;
	}
	c = sw_table_add_chain(t, name, r->err);
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
	struct reader r = { .t = t, .rs = rs, .family = rs->family, .err = err };
	_Alignas(struct nlmsghdr) char buf[64];
	struct nlmsghdr *nlh;
	int rc = sw_read_begin(nl, rs, err);

	if (rc)
		return rc;
	sw_table_clear(t);
	if (!rs->tables_known || t->in_kernel) {
		nlh = sw_nft_msg(buf, NFT_MSG_GETCHAIN, NLM_F_DUMP, rs->family);
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

int sw_snapshot_all_chains(struct sw_nl *nl, struct sw_ruleset *rs, struct sw_err *err)
{
	struct reader r = { .rs = rs, .family = rs->family, .err = err };
	_Alignas(struct nlmsghdr) char buf[64];
	struct nlmsghdr *nlh;
	bool any = false;
	int rc = rs->tables_known ? 0 : sw_snapshot_tables(nl, rs, err);

	for (size_t i = 0; i < SW_NTABLES && !rc; i++)
		any |= rs->table[i].in_kernel && !rs->table[i].chains_known;
	if (rc || !any)
		return rc;
	nlh = sw_nft_msg(buf, NFT_MSG_GETCHAIN, NLM_F_DUMP, rs->family);
	rc = nl->ops->dump(nl, nlh, each_chain, &r, err);
	if (!rc)
		rc = r.rc;
	for (size_t i = 0; i < SW_NTABLES; i++) {
		struct sw_table *t = &rs->table[i];

		if (rc && !t->chains_known)
			sw_table_clear(t);
		t->chains_known |= !rc && t->in_kernel;
	}
	return rc;
}

static int each_set(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_SET_MAX + 1];
	struct sw_table *t = arg;
	const char *name;

	sw_attr_parse_msg(nlh, tb, NFTA_SET_MAX);
	name = sw_attr_str(tb[NFTA_SET_NAME]);
	if (name && !strncmp(name, SW_MAP_NAMES, strlen(SW_MAP_NAMES)))
		sw_str_addn(&t->maps, name, strlen(name) + 1);
	/* One without a name of its own goes with its rule. */
	if (name && !sw_name_is_reserved(name) && strlen(name) < NFT_NAME_MAXLEN &&
	    !(sw_attr_be32(tb[NFTA_SET_FLAGS]) & NFT_SET_ANONYMOUS))
		sw_str_addn(&t->sets, name, strlen(name) + 1);
	return 0;
}

int sw_snapshot_sets(struct sw_nl *nl, struct sw_ruleset *rs, struct sw_err *err)
{
	_Alignas(struct nlmsghdr) char buf[256];
	int rc = 0;

	for (size_t i = 0; i < SW_NTABLES && !rc; i++) {
		struct sw_table *t = &rs->table[i];
		struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_GETSET, NLM_F_DUMP, rs->family);

		if (!t->in_kernel || t->sets.len || t->maps.len)
			continue;
		sw_msg_put_str(nlh, NFTA_SET_TABLE, t->builtin->nft_name);
		rc = nl->ops->dump(nl, nlh, each_set, t, err);
		if (rc == -ENOENT) {	/* this transaction makes it, or the commit will fail */
			sw_err_init(err);
			rc = 0;
		}
	}
	return rc;
}

int sw_snapshot_chain(struct sw_nl *nl, struct sw_ruleset *rs, struct sw_table *t, const char *name,
		      struct sw_err *err)
{
	struct reader r = { .t = t, .rs = rs, .family = rs->family, .err = err };
	_Alignas(struct nlmsghdr) char buf[256];
	struct nlmsghdr *nlh;
	int rc = sw_read_begin(nl, rs, err);

	if (rc || sw_table_chain(t, name))
		return rc ? rc : 1;
	nlh = sw_nft_msg(buf, NFT_MSG_GETCHAIN, 0, rs->family);
	sw_msg_put_str(nlh, NFTA_CHAIN_TABLE, t->builtin->nft_name);
	sw_msg_put_str(nlh, NFTA_CHAIN_NAME, name);
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
