/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commits a plan: settles what only the kernel knows, sends, and explains a refusal. */
#include <errno.h>
#include "netlink/lacking.h"
#include "netlink/plan_local.h"
#include "netlink/read.h"

struct asked {
	const struct sw_plan_base *b;
	bool ours;
};

/* One of that name with another hook is no reason to leave NEWCHAIN out: the kernel refuses it. */
static int seen(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_CHAIN_MAX + 1];
	struct asked *a = arg;

	sw_attr_parse_msg(nlh, tb, NFTA_CHAIN_MAX);
	a->ours = sw_chain_fits(tb, sw_builtin_chain(a->b->table, a->b->chain));
	return 0;
}

static int chain_exists(struct sw_nl *nl, const struct sw_plan_base *b, bool *exists,
			struct sw_err *err)
{
	_Alignas(struct nlmsghdr) char buf[256];
	struct nlmsghdr *nlh = sw_attr_msg(buf, SW_NFT_TYPE(NFT_MSG_GETCHAIN), 0, b->family, 0);
	struct asked a = { .b = b };
	struct sw_err local;
	int rc;

	sw_err_init(&local);
	sw_attr_put_str(nlh, NFTA_CHAIN_TABLE, b->table->nft_name);
	sw_attr_put_str(nlh, NFTA_CHAIN_NAME, b->chain);
	rc = nl->ops->dump(nl, nlh, seen, &a, &local);
	*exists = a.ours;
	if (rc && rc != -ENOENT) {
		if (err)
			*err = local;
		return rc;
	}
	return 0;
}

/* A base chain that exists needs no message. Its place in the batch is taken by "the table shall
 * exist", whose first attribute is the same; padding fills the rest. With a policy to set, only
 * the zero counters turn into padding. */
static void settle_chain(const struct sw_plan_base *b, bool exists)
{
	struct nlattr *rest;

	_Static_assert(NFTA_CHAIN_TABLE == (int)NFTA_TABLE_NAME, "both name the table first");
	b->counters->nla_type = exists ? NFTA_CHAIN_PAD : NFTA_CHAIN_COUNTERS | NLA_F_NESTED;
	if (b->with_policy)
		return;
	rest = (void *)((char *)b->nlh + NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(struct nfgenmsg)));
	rest = (void *)((char *)rest + NLA_ALIGN(rest->nla_len));
	rest->nla_type = exists ? NFTA_TABLE_PAD : NFTA_CHAIN_NAME;
	rest->nla_len = NLA_HDRLEN + strlen(b->chain) + 1;
	if (exists)
		rest->nla_len = (char *)b->nlh + b->nlh->nlmsg_len - (char *)rest;
	b->nlh->nlmsg_type = SW_NFT_TYPE(exists ? NFT_MSG_NEWTABLE : NFT_MSG_NEWCHAIN);
}

/* Somebody who creates the chain in between loses a moment's policy counts; somebody who deletes
 * it makes the rules' operations fail, and the session looks again. */
static int settle_chains(struct sw_plan *p, struct sw_nl *nl, struct sw_err *err)
{
	for (size_t i = 0; i < p->nbase; i++) {
		bool exists;
		int rc = chain_exists(nl, &p->base[i], &exists, err);

		if (rc)
			return rc;
		settle_chain(&p->base[i], exists);
	}
	return 0;
}

struct first {
	uint32_t seq;
	int      err;
};

static void keep_first(uint32_t seq, int err, void *arg)
{
	struct first *f = arg;

	if (!f->err || seq < f->seq)
		*f = (struct first){ seq, err };
}

int sw_plan_commit(struct sw_plan *p, struct sw_nl *nl, uint32_t genid, bool check_only,
		   struct sw_err *err)
{
	struct first first = { 0 };
	int rc;

	if (sw_plan_empty(p))
		return 0;
	rc = settle_chains(p, nl, err);
	if (!rc)
		rc = sw_plan_sweep(p, nl, err);
	if (rc)
		return rc;
	rc = sw_batch_commit(&p->batch, nl, genid, check_only, keep_first, &first, err);
	if (!rc && !check_only)
		sw_plan_tidy(p, nl);
	if (rc && rc != -ERESTART && first.err) {
		rc = sw_oplog_explain(&p->log, first.seq, first.err, err);
		sw_lacking_explain(&p->batch, first.seq, err);
	}
	return rc;
}
