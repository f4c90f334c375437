/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds sets of a plan that stand in the kernel with other content, before the plan is committed.
 *
 * A set's name says what it holds, so nobody asks whether it is there. But another tool may have
 * made one of that name in our table, or changed ours. The kernel refuses a set of another shape
 * (File exists); one of the same shape takes our elements beside its own, and the rule would match
 * more than it says. Such a name is noted as taken and the work begins anew: rules that need it go
 * as xt. */
#include <errno.h>
#include "netlink/plan_local.h"
#include "netlink/sets_local.h"

/* A name in p->taken: family, table, then the set's name. */
enum { FAMILY, TABLE, HEAD };

static void make_key(char *key, uint8_t family, const struct sw_builtin_table *t, const char *name)
{
	key[FAMILY] = family;
	key[TABLE] = 1 + (t - sw_builtin_tables);
	strcpy(key + HEAD, name);
}

const char *sw_plan_taken_of(const struct sw_plan *p, const struct sw_table *t)
{
	char key[HEAD + SW_SET_NAME_MAX];

	for (size_t i = 0; i < p->prog.nset && p->taken.n; i++) {
		make_key(key, p->family, t->builtin, p->prog.set[i].name);
		if (sw_strset_has(&p->taken, key))
			return p->prog.set[i].name;
	}
	return NULL;
}

int sw_plan_refuse_taken(struct sw_plan *p, const struct sw_table *t, struct sw_err *err)
{
	const char *name = sw_plan_taken_of(p, t);
	int rc;

	if (!name)
		return 0;
	/* A whole ruleset is not refused for what stands in the place that it is to take: the set
	 * goes, as no rule of before has it any more, and is made anew. */
	if (sw_plan_renewal(p, t->builtin)->done) {
		rc = sw_plan_first(p, t->builtin, name, err);
		return rc > 0 ? sw_plan_set_del(p, t->builtin, name, err) : rc;
	}
	return sw_err_set(err, SW_ERESOURCE, EEXIST,
			  "%s in table %s is another tool's or was changed "
			  "by one: this rule needs it as its name says",
			  name, t->builtin->nft_name);
}

struct clash {
	struct sw_plan *p;
	struct sw_nl   *nl;
	uint32_t        genid;
	/* what the batch makes in tables that may be there */
	struct sw_ksets sent[2][SW_NTABLES];
	struct sw_err  *err;
	int             found;
};

/* The maps of companions are filled by many rules; what else stands in them does no harm. */
static bool is_private(const char *name)
{
	return !strcmp(name, "sw.tags") || !strcmp(name, "sw.helpers");
}

static struct sw_ksets *sent_to(struct clash *c, const struct nlmsghdr *nlh)
{
	const struct nfgenmsg *g = (const void *)((const char *)nlh + NLMSG_HDRLEN);
	const struct nlattr *tb[NFTA_TABLE_MAX + 1];
	const struct sw_builtin_table *b;

	sw_attr_parse_msg(nlh, tb, NFTA_TABLE_MAX);	/* attribute 1 names the table */
	b = sw_builtin_table_by_nft(sw_attr_str(tb[NFTA_TABLE_NAME]));
	return b ? &c->sent[g->nfgen_family == SW_IP6][b - sw_builtin_tables] : NULL;
}

/* Sets and elements in messages that are sent look as in those that are read. */
static int take_message(struct clash *c, const struct nlmsghdr *nlh)
{
	struct sw_ksets *sent;

	switch (nlh->nlmsg_type) {
	case SW_NFT_TYPE(NFT_MSG_DELTABLE):	/* what comes then is in a new one */
	case SW_NFT_TYPE(NFT_MSG_NEWSET):
	case SW_NFT_TYPE(NFT_MSG_NEWSETELEM):
		sent = sent_to(c, nlh);
		break;
	default:
		return 0;
	}
	if (!sent || sent->known)
		return 0;
	if (nlh->nlmsg_type == SW_NFT_TYPE(NFT_MSG_NEWSET))
		return sw_ksets_add(sent, nlh) ? sw_err_nomem(c->err) : 0;
	if (nlh->nlmsg_type == SW_NFT_TYPE(NFT_MSG_NEWSETELEM))
		return sw_ksets_fill(sent, nlh) ? sw_err_nomem(c->err) : 0;
	sw_ksets_fini(sent);
	sent->known = true;
	return 0;
}

static int compare(struct clash *c, uint8_t family, const struct sw_builtin_table *t,
		   struct sw_ksets *sent, const struct sw_ksets *there)
{
	char key[HEAD + SW_SET_NAME_MAX];
	uint32_t unused;
	int rc = 0;

	for (size_t i = 0; i < there->n && rc >= 0; i++) {
		struct sw_kset *k = sw_ksets_find(sent, there->set[i].set.name);

		if (!k || is_private(k->set.name) || sw_kset_equal(k, &there->set[i]))
			continue;
		make_key(key, family, t, k->set.name);
		if (c->p->renewal[family == SW_IP6][t - sw_builtin_tables].done &&
		    sw_strset_has(&c->p->taken, key))
			continue;	/* it is deleted first */
		rc = sw_strset_add(&c->p->taken, key, &unused, c->err);
		c->found++;
	}
	return rc < 0 ? rc : 0;
}

static int look(struct clash *c, uint8_t family, const struct sw_builtin_table *t,
		struct sw_ksets *sent)
{
	struct sw_ksets there = { 0 };
	int rc;

	if (!sent->n)
		return 0;
	sw_ksets_settle(sent);
	rc = sw_ksets_read(c->nl, family, t, sent, &there, c->err);
	if (!rc)
		rc = compare(c, family, t, sent, &there);
	sw_ksets_fini(&there);
	return rc;
}

int sw_plan_clash(struct sw_plan *p, struct sw_nl *nl, uint32_t *genid, struct sw_err *err)
{
	struct clash c = { .p = p, .nl = nl, .err = err };
	struct sw_batch_pos pos = { 0 };
	const struct nlmsghdr *nlh;
	int rc = 0;

	if (p->set_id == p->nmap)	/* nobody else has maps of these names */
		return 0;
	if (!*genid)	/* what is seen now must be so at the commit */
		rc = nl->ops->genid(nl, genid, err);
	c.genid = *genid;
	while (!rc && (nlh = sw_batch_next(&p->batch, &pos)))
		rc = take_message(&c, nlh);
	for (size_t i = 0; i < 2 * SW_NTABLES; i++) {
		struct sw_ksets *sent = &c.sent[i / SW_NTABLES][i % SW_NTABLES];

		if (!rc)
			rc = look(&c, i / SW_NTABLES ? SW_IP6 : SW_IP4,
				  &sw_builtin_tables[i % SW_NTABLES], sent);
		sw_ksets_fini(sent);
	}
	if (!rc && !c.found)
		return 0;
	if (rc && rc != -ENOENT)	/* a set that went while it was read */
		return rc;
	sw_err_init(err);
	return sw_err_set(err, SW_ERESOURCE, ERESTART, "Another tool has a set of that name");
}
