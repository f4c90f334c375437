/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commits a plan: settles what only the kernel knows, sends, and explains a refusal. */
#include <errno.h>
#include "netlink/plan_local.h"

static int seen(const struct nlmsghdr *nlh, void *arg)
{
	*(bool *)arg = true;
	return 0;
}

static int chain_exists(struct sw_nl *nl, const struct sw_plan_base *b, bool *exists,
			struct sw_err *err)
{
	_Alignas(struct nlmsghdr) char buf[256];
	struct nlmsghdr *nlh = sw_attr_msg(buf, SW_NFT_TYPE(NFT_MSG_GETCHAIN), 0, b->family, 0);
	struct sw_err local;
	int rc;

	sw_err_init(&local);
	sw_attr_put_str(nlh, NFTA_CHAIN_TABLE, b->table->nft_name);
	sw_attr_put_str(nlh, NFTA_CHAIN_NAME, b->chain);
	*exists = false;
	rc = nl->ops->dump(nl, nlh, seen, exists, &local);
	if (rc && rc != -ENOENT) {
		if (err)
			*err = local;
		return rc;
	}
	return 0;
}

/* Zero counters go to a base chain only where it is absent; else they turn into padding, which
 * the kernel skips. Somebody who creates the chain in between loses a moment's policy counts. */
static int settle_counters(struct sw_plan *p, struct sw_nl *nl, struct sw_err *err)
{
	for (size_t i = 0; i < p->nbase; i++) {
		bool exists;
		int rc = chain_exists(nl, &p->base[i], &exists, err);

		if (rc)
			return rc;
		p->base[i].counters->nla_type =
			exists ? NFTA_CHAIN_PAD : NFTA_CHAIN_COUNTERS | NLA_F_NESTED;
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
	rc = settle_counters(p, nl, err);
	if (!rc)
		rc = sw_plan_sweep(p, nl, err);
	if (rc)
		return rc;
	rc = sw_batch_commit(&p->batch, nl, genid, check_only, keep_first, &first, err);
	if (rc && rc != -ERESTART && first.err)
		return sw_oplog_explain(&p->log, first.seq, first.err, err);
	return rc;
}
