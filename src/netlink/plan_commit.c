/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commits a plan: settles what only the kernel knows, sends, explains a refusal. */
#include <errno.h>
#include <string.h>
#include "netlink/lacking.h"
#include "netlink/plan_group.h"

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

/* What somebody left half done is completed before anything rests on it. */
static int settle(struct sw_plan *p, struct sw_nl *nl, bool check_only, struct sw_err *err)
{
	int rc = sw_plan_renew_end(p, err);

	if (!rc)
		rc = sw_plan_base_settle(p, nl, err);
	if (rc || !p->nhalf || check_only)
		return rc;
	rc = sw_policy_complete(nl, p->half, p->nhalf, NULL, err);
	return rc ? rc
		  : sw_err_set(err, SW_ERESOURCE, ERESTART,
			       "a change of policy was completed first");
}

/* What is read of chains' ends and of names is read in pieces. */
static bool has_moved(struct sw_nl *nl, uint32_t genid)
{
	struct sw_err unused;
	uint32_t now;

	sw_err_init(&unused);
	return genid && !nl->ops->genid(nl, &now, &unused) && now != genid;
}

static int complete(struct sw_plan *p, struct sw_nl *nl, uint32_t *genid, bool check_only,
		    struct sw_err *err)
{
	int rc = sw_plan_join(p, nl, genid, err);

	if (!rc)
		rc = sw_plan_release(p, err);
	if (!rc && sw_plan_wants_whole(p))
		return -ERESTART;
	if (!rc)
		rc = sw_plan_clash(p, nl, genid, err);
	if (!rc)
		rc = settle(p, nl, check_only, err);
	return rc && has_moved(nl, *genid) ? -ERESTART : rc;
}

/* The map that message seq would have added an element to; NULL: it is of another kind. */
static const char *map_of(const struct sw_batch *b, uint32_t seq)
{
	const struct nlattr *tb[NFTA_SET_ELEM_LIST_MAX + 1];
	const struct nlmsghdr *nlh = NULL;
	struct sw_batch_pos pos = { 0 };

	for (uint32_t i = 0; i < seq; i++)
		nlh = sw_batch_next(b, &pos);
	if (!nlh || nlh->nlmsg_type != SW_NFT_TYPE(NFT_MSG_NEWSETELEM) ||
	    !(nlh->nlmsg_flags & NLM_F_EXCL))	/* a set that this transaction makes */
		return NULL;
	sw_attr_parse_msg(nlh, tb, NFTA_SET_ELEM_LIST_MAX);
	return sw_attr_str(tb[NFTA_SET_ELEM_LIST_SET]);
}

/* Notes a map that is full. One that has been noted already got no room, for whatever reason. */
static void note_full(struct sw_plan *p, const struct first *first)
{
	const char *map = first->err == ENFILE ? map_of(&p->batch, first->seq) : NULL;

	if (!map || strlen(map) >= sizeof(p->full) || !strcmp(p->full, map))
		map = "";
	strcpy(p->full, map);
}

int sw_plan_commit(struct sw_plan *p, struct sw_nl *nl, uint32_t genid, bool check_only,
		   struct sw_err *err)
{
	struct first first = { 0 };
	int rc;

	p->refused = false;
	if (sw_plan_empty(p))
		return 0;
	rc = complete(p, nl, &genid, check_only, err);
	if (rc)
		return rc;
	if (p->batch.seq)
		rc = sw_batch_commit(&p->batch, nl, genid, check_only, keep_first, &first, err);
	if (!rc && !check_only)
		sw_plan_after(p, nl, genid);
	/* Too large for a socket may be what maps have made of it. */
	p->refused = rc && rc != -ERESTART && (first.err || rc == -EMSGSIZE);
	if (p->refused)
		note_full(p, &first);
	if (p->refused && first.err) {
		rc = sw_oplog_explain(&p->log, first.seq, first.err, err);
		sw_lacking_explain(&p->batch, first.seq, err);
	}
	return rc;
}
