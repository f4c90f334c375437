/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Completes a policy change: sets the policy behind its guard, then takes guard and mark away. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include "base/cleanup.h"
#include "netlink/batch.h"
#include "netlink/policy.h"
#include "rule/ruleset.h"
#include "netlink/msg.h"

#define ROOM  1024
/* others may commit in between; each try takes a fraction of a millisecond */
#define TRIES 20

/* ---- marks ----------------------------------------------------------------------------------- */

/* The first entry is nft(8)'s own comment, for its listings; the second one is ours, so that no
 * comment of a user is taken for it. Types 0 and 0xe6, a length, bytes. */
#define USERDATA(text) "\0\x19" "statewall: policy " text "\0\xe6\x01"
static const char drop[] = USERDATA("drop\0\0"), accept_[] = USERDATA("accept");
_Static_assert(sizeof(drop) == sizeof(accept_) && sizeof(drop) == 2 + 0x19 + 2 + 1,
	       "texts of one length; the terminating NUL is the second entry's byte");

void sw_policy_put(struct nlmsghdr *nlh, uint16_t attr, int policy)
{
	sw_msg_put(nlh, attr, sizeof(drop), policy == SW_DROP ? drop : accept_);
}

int sw_policy_read(const struct nlattr *userdata)
{
	if (!userdata || sw_attr_len(userdata) != sizeof(drop))
		return -1;
	if (!memcmp(sw_attr_data(userdata), drop, sizeof(drop)))
		return SW_DROP;
	return memcmp(sw_attr_data(userdata), accept_, sizeof(drop)) ? -1 : SW_ACCEPT;
}

/* ---- waiting --------------------------------------------------------------------------------- */

void sw_policy_wait(void)
{
	struct timespec pause = { .tv_nsec = 50000000 };

	/* The kernel's packet path runs under RCU, and this system call returns when every section
	 * that ran before has ended. It is refused where CPUs run without a tick (nohz_full), or by
	 * a filter of system calls: then a time that no walk through rules takes must do. */
	if (syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0))
		nanosleep(&pause, NULL);
}

/* ---- completing ------------------------------------------------------------------------------ */

struct work {
	const struct sw_policy_change *v;
	size_t    n;
	int      *policy;	/* owned, of each change; -1: its mark is gone, so it is done */
	struct sw_nl *nl;
	struct sw_batch batch;
	struct sw_err *err;
	const struct sw_policy_change *at;
	int       rc;
};

static void mark_name(char *out, size_t size, const struct sw_policy_change *c)
{
	snprintf(out, size, "%s%s", SW_POLICY_MARK, c->chain->name);
}

static struct nlmsghdr *begin(struct work *w, uint16_t msg, uint16_t flags,
			      const struct sw_policy_change *c)
{
	struct nlmsghdr *nlh = sw_batch_begin(&w->batch, SW_NFT_TYPE(msg), flags, c->family, ROOM,
					      w->err);

	if (nlh)
		/* attribute 1 of every kind */
		sw_msg_put_str(nlh, NFTA_RULE_TABLE, c->table->nft_name);
	return nlh;
}

static int take_policy(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_CHAIN_MAX + 1];

	sw_attr_parse_msg(nlh, tb, NFTA_CHAIN_MAX);
	*(int *)arg = sw_policy_read(tb[NFTA_CHAIN_USERDATA]);
	return 0;
}

/* 1 = some are still marked, 0 = none is. */
static int look(struct work *w)
{
	_Alignas(struct nlmsghdr) char buf[256];
	char name[64];
	int rc = 0, any = 0;

	for (size_t i = 0; i < w->n && !rc; i++) {
		struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_GETCHAIN, 0, w->v[i].family);

		mark_name(name, sizeof(name), &w->v[i]);
		w->policy[i] = -1;
		sw_msg_put_str(nlh, NFTA_CHAIN_TABLE, w->v[i].table->nft_name);
		sw_msg_put_str(nlh, NFTA_CHAIN_NAME, name);
		rc = w->nl->ops->dump(w->nl, nlh, take_policy, &w->policy[i], w->err);
		if (rc == -ENOENT) {
			sw_err_init(w->err);
			rc = 0;
		}
		any |= w->policy[i] >= 0;
	}
	return rc ? rc : any;
}

static void ignore(uint32_t seq, int err, void *arg)
{
}

static int commit(struct work *w, uint32_t genid)
{
	int rc = sw_batch_commit(&w->batch, w->nl, genid, false, ignore, NULL, w->err);

	sw_batch_reset(&w->batch);
	return rc;
}

static int set_policies(struct work *w, uint32_t genid)
{
	for (size_t i = 0; i < w->n; i++) {
		struct nlmsghdr *nlh;

		if (w->policy[i] < 0)
			continue;
		nlh = begin(w, NFT_MSG_NEWCHAIN, 0, &w->v[i]);
		if (!nlh)
			return -ENOMEM;
		sw_msg_put_str(nlh, NFTA_CHAIN_NAME, w->v[i].chain->name);
		mnl_attr_put_u32(nlh, NFTA_CHAIN_POLICY, htonl(w->policy[i]));
		sw_batch_end(&w->batch, nlh);
	}
	return commit(w, genid);
}

static int each_rule(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_RULE_MAX + 1];
	struct work *w = arg;
	struct nlmsghdr *del;

	sw_attr_parse_msg(nlh, tb, NFTA_RULE_MAX);
	if (sw_policy_read(tb[NFTA_RULE_USERDATA]) < 0)
		return 0;
	del = begin(w, NFT_MSG_DELRULE, 0, w->at);
	if (!del) {
		w->rc = -ENOMEM;
		return 1;
	}
	sw_msg_put_str(del, NFTA_RULE_CHAIN, w->at->chain->name);
	mnl_attr_put_u64(del, NFTA_RULE_HANDLE, htobe64(sw_attr_be64(tb[NFTA_RULE_HANDLE])));
	sw_batch_end(&w->batch, del);
	return 0;
}

/* The kernel tells the handle of a new rule to nobody who did not ask for an echo; a chain whose
 * policy changes is read once instead. */
static int del_guard(struct work *w, const struct sw_policy_change *c)
{
	_Alignas(struct nlmsghdr) char buf[256];
	struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_GETRULE, NLM_F_DUMP, c->family);
	char name[64];
	int rc;

	w->at = c;
	sw_msg_put_str(nlh, NFTA_RULE_TABLE, c->table->nft_name);
	sw_msg_put_str(nlh, NFTA_RULE_CHAIN, c->chain->name);
	rc = w->nl->ops->dump(w->nl, nlh, each_rule, w, w->err);
	if (rc || w->rc)
		return rc ? rc : w->rc;
	nlh = begin(w, NFT_MSG_DELCHAIN, NLM_F_NONREC, c);
	if (!nlh)
		return -ENOMEM;
	mark_name(name, sizeof(name), c);
	sw_msg_put_str(nlh, NFTA_CHAIN_NAME, name);
	sw_batch_end(&w->batch, nlh);
	return 0;
}

static int del_guards(struct work *w, uint32_t genid)
{
	int rc = 0;

	for (size_t i = 0; i < w->n && !rc; i++)
		if (w->policy[i] >= 0)
			rc = del_guard(w, &w->v[i]);
	return rc ? rc : commit(w, genid);
}

/* One try. 0 = done, here or by somebody else. */
static int complete(struct work *w, unsigned *commits)
{
	uint32_t genid;
	int rc = w->nl->ops->genid(w->nl, &genid, w->err);

	if (!rc)
		rc = look(w);
	if (rc <= 0)
		return rc;
	rc = set_policies(w, genid);
	if (rc)
		return rc;
	++*commits;
	rc = del_guards(w, sw_genid_after(genid, 1));
	if (!rc)
		++*commits;
	return rc;
}

int sw_policy_complete(struct sw_nl *nl, const struct sw_policy_change *v, size_t n,
		       unsigned *commits, struct sw_err *err)
{
	struct work w = { .v = v, .n = n, .nl = nl, .err = err };
	unsigned unused = 0;
	int rc = -ERESTART;

	w.policy = calloc(n, sizeof(*w.policy));
	if (!w.policy)
		return sw_err_nomem(err);
	sw_policy_wait();
	for (int i = 0; i < TRIES && (rc == -ERESTART || rc == -EINTR || rc == -ENOENT); i++) {
		sw_err_init(err);
		sw_batch_reset(&w.batch);
		rc = complete(&w, commits ? commits : &unused);
	}
	sw_batch_fini(&w.batch);
	free(w.policy);
	return rc;
}
