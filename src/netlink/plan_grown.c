/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A chain that single rules have been added to for long is read once and written anew in blocks; so
 * is the block at its end when one of its maps is full. */
#include <errno.h>
#include <stdlib.h>
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

/* block 0: all of the chain. */
static bool is_all_ours(const struct sw_chain *c, uint32_t block)
{
	for (size_t i = 0; i < c->nrule; i++)
		if (c->rule[i]->raw && (!block || SW_ORDER_BLOCK(c->rule[i]->seat.order) == block))
			return false;
	return true;
}

int sw_plan_hold_run(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		     const struct sw_plan_run *run, struct sw_err *err)
{
	struct sw_where origin = p->sink.origin;
	const struct sw_block *b = &run->block;
	int rc = 0;

	for (size_t i = 0; i < b->n && rc >= 0; i++) {
		if (!sw_block_prog(b, i, &p->prog)) {
			rc = sw_err_nomem(err);
			break;
		}
		p->sink.origin = run->turn[i].origin;
		p->ud.len = b->member[i].nwords;
		memcpy(p->ud.data, sw_block_words(b, i), p->ud.len);
		rc = sw_plan_hold(p, t, c, false, err);
	}
	p->sink.origin = origin;
	return rc < 0 ? rc : 0;
}

static void free_run(struct sw_plan_run *run)
{
	sw_block_fini(&run->block);
	free(run->turn);
}

/* Takes what waits out of run, which stays where it is; owned by the caller. */
static struct sw_plan_run take(struct sw_plan_run *run)
{
	struct sw_plan_run taken = *run;

	run->block = (struct sw_block){ 0 };
	run->turn = NULL;
	run->nturn = run->capturn = 0;
	run->head = false;
	return taken;
}

/* ---- a chain, read whole --------------------------------------------------------------------- */

struct whole {
	struct sw_reader  reader;
	struct sw_ruleset rs;
	struct sw_table  *t;
	struct sw_chain  *c;
};

static void free_whole(struct whole *w)
{
	sw_reader_fini(&w->reader);
	sw_ruleset_fini(&w->rs);
}

/* Free it in any case. */
static int read_whole(struct whole *w, struct sw_nl *nl, const struct sw_plan_run *run,
		      uint32_t genid, struct sw_err *err)
{
	w->reader = (struct sw_reader){ .nl = nl };
	sw_ruleset_init(&w->rs, run->family);
	w->rs.genid = genid;
	w->t = sw_ruleset_table(&w->rs, run->table->name);
	w->c = sw_table_add_chain(w->t, run->chain, err);
	if (!w->c)
		return -ENOMEM;
	w->c->in_kernel = true;
	return sw_snapshot_search(&w->reader, &w->rs, w->t, w->c, NULL, err);
}

/* The members that wait come behind the rules that are there; one for the head comes first. */
static int regroup(struct sw_plan *p, struct sw_plan_run *run, const struct whole *w,
		   struct sw_err *err)
{
	SW_CLEANUP(free_run) struct sw_plan_run waits = take(run);
	int rc = 0;

	if (waits.head)
		rc = sw_plan_hold_run(p, w->t, w->c, &waits, err);
	if (!rc)
		rc = sw_plan_regroup(p, w->t, w->c, err);
	if (!rc && !waits.head)
		rc = sw_plan_hold_run(p, w->t, w->c, &waits, err);
	return rc;
}

int sw_plan_grown(struct sw_plan *p, struct sw_nl *nl, struct sw_plan_run *run, uint32_t genid,
		  struct sw_err *err)
{
	SW_CLEANUP(free_whole) struct whole w = { 0 };
	uint8_t family = p->family;
	int rc;

	if (!has_doubled(nl, run))
		return 0;
	p->family = run->family;
	rc = read_whole(&w, nl, run, genid, err);
	if (!rc && w.c->nrule && is_all_ours(w.c, 0))
		rc = sw_plan_would_group(p, w.t, w.c, true, err);
	if (rc > 0)
		rc = regroup(p, run, &w, err);
	p->family = family;
	return rc;
}

int sw_plan_widen(struct sw_plan *p, struct sw_nl *nl, struct sw_plan_run *run, uint32_t block,
		  uint32_t genid, struct sw_err *err)
{
	SW_CLEANUP(free_whole) struct whole w = { 0 };
	SW_CLEANUP(free_run) struct sw_plan_run waits = { 0 };
	uint8_t family = p->family;
	int rc;

	p->family = run->family;
	rc = read_whole(&w, nl, run, genid, err);
	if (!rc && w.c->nrule && is_all_ours(w.c, block)) {
		waits = take(run);
		rc = sw_plan_reblock_with(p, w.t, w.c, block, &waits, err);
	}
	p->family = family;
	return rc;
}
