/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A chain that single rules have been added to for long is read once and written anew in blocks. */
#include <errno.h>
#include <string.h>
#include "base/cleanup.h"
#include "netlink/msg.h"
#include "netlink/plan_group.h"
#include "netlink/snapshot.h"
#include "netlink/snapshot_local.h"

static int each_chain(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_CHAIN_MAX + 1];

	sw_attr_parse_msg(nlh, tb, NFTA_CHAIN_MAX);
	*(uint32_t *)arg = sw_attr_be32(tb[NFTA_CHAIN_USE]);
	return 0;
}

/* Each time the number of its rules has doubled: all the reading costs no more than the appending.
 * It is no count to build on (while others are at work it moves), only a reason to look. */
static bool has_doubled(struct sw_nl *nl, const struct sw_plan_run *run)
{
	_Alignas(struct nlmsghdr) char buf[256];
	struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_GETCHAIN, 0, run->family);
	struct sw_err unused;
	uint32_t use = 0;

	sw_err_init(&unused);
	sw_msg_put_str(nlh, NFTA_CHAIN_TABLE, run->table->nft_name);
	sw_msg_put_str(nlh, NFTA_CHAIN_NAME, run->chain);
	return !nl->ops->dump(nl, nlh, each_chain, &use, &unused) && use > SW_PLAN_LONG &&
	       !(use & (use - 1));
}

static bool is_all_ours(const struct sw_chain *c)
{
	for (size_t i = 0; i < c->nrule; i++)
		if (c->rule[i]->raw)
			return false;
	return true;
}

static int hold_all(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		    const struct sw_block *waiting, const struct sw_plan_turn *turn,
		    struct sw_err *err)
{
	struct sw_where origin = p->sink.origin;
	int rc = 0;

	for (size_t i = 0; i < waiting->n && rc >= 0; i++) {
		if (!sw_block_prog(waiting, i, &p->prog)) {
			rc = sw_err_nomem(err);
			break;
		}
		p->sink.origin = turn[i].origin;
		p->ud.len = waiting->member[i].nwords;
		memcpy(p->ud.data, sw_block_words(waiting, i), p->ud.len);
		rc = sw_plan_hold(p, t, c, false, err);
	}
	p->sink.origin = origin;
	return rc < 0 ? rc : 0;
}

/* The members that wait come behind the rules that are there; one for the head comes first. */
static int regroup(struct sw_plan *p, struct sw_plan_run *run, const struct sw_table *t,
		   struct sw_chain *c, struct sw_err *err)
{
	struct sw_block waiting = run->block;
	SW_FREE struct sw_plan_turn *turn = run->turn;
	bool head = run->head;
	int rc = 0;

	run->block = (struct sw_block){ 0 };
	run->turn = NULL;
	run->nturn = run->capturn = 0;
	run->head = false;
	if (head)
		rc = hold_all(p, t, c, &waiting, turn, err);
	if (!rc)
		rc = sw_plan_regroup(p, t, c, err);
	if (!rc && !head)
		rc = hold_all(p, t, c, &waiting, turn, err);
	sw_block_fini(&waiting);
	return rc;
}

int sw_plan_grown(struct sw_plan *p, struct sw_nl *nl, struct sw_plan_run *run, uint32_t genid,
		  struct sw_err *err)
{
	struct sw_reader reader = { .nl = nl };
	uint8_t family = p->family;
	struct sw_ruleset rs;
	struct sw_table *t;
	struct sw_chain *c;
	int rc;

	if (!has_doubled(nl, run))
		return 0;
	p->family = run->family;
	sw_ruleset_init(&rs, run->family);
	rs.genid = genid;
	t = sw_ruleset_table(&rs, run->table->name);
	c = sw_table_add_chain(t, run->chain, err);
	rc = c ? 0 : -ENOMEM;
	if (c) {
		c->in_kernel = true;
		rc = sw_snapshot_search(&reader, &rs, t, c, NULL, err);
	}
	if (!rc && c->nrule && is_all_ours(c))
		rc = sw_plan_would_group(p, t, c, true, err);
	if (rc > 0)
		rc = regroup(p, run, t, c, err);
	p->family = family;
	sw_reader_fini(&reader);
	sw_ruleset_fini(&rs);
	return rc;
}
