/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A table that lives as long as its socket, with chains of one rule. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include "netlink/batch.h"
#include "netlink/msg.h"
#include "netlink/nl_socket.h"
#include "netlink/nftrace.h"
#include "translate/translate.h"

#define ROOM 1024

struct sw_trace_table {
	struct sw_nl *nl;	/* owned: its socket is what the table lives by */
	char name[32];
};

struct work {
	struct sw_batch batch;
	const struct sw_trace_table *t;
	uint8_t  family;
	struct sw_err *err;
	/* What was refused first: the number of its message, errno. */
	uint32_t seq;
	int      refused;
};

static struct nlmsghdr *begin(struct work *w, uint16_t msg, uint16_t flags, size_t room)
{
	struct nlmsghdr *nlh = sw_batch_begin(&w->batch, SW_NFT_TYPE(msg), flags, w->family, room,
					      w->err);

	if (nlh)	/* attribute 1 of every kind */
		sw_msg_put_str(nlh, NFTA_RULE_TABLE, w->t->name);
	return nlh;
}

static int put_table(struct work *w)
{
	struct nlmsghdr *nlh = begin(w, NFT_MSG_NEWTABLE, NLM_F_CREATE | NLM_F_EXCL, ROOM);

	if (!nlh)
		return -ENOMEM;
	mnl_attr_put_u32(nlh, NFTA_TABLE_FLAGS, htonl(NFT_TABLE_F_OWNER));
	sw_batch_end(&w->batch, nlh);
	return 0;
}

static int put_chain(struct work *w, const struct sw_trace_chain *c)
{
	struct nlmsghdr *nlh = begin(w, NFT_MSG_NEWCHAIN, NLM_F_CREATE | NLM_F_EXCL, ROOM);
	struct nlattr *nest;

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_CHAIN_NAME, c->name);
	nest = sw_msg_nest(nlh, NFTA_CHAIN_HOOK);
	mnl_attr_put_u32(nlh, NFTA_HOOK_HOOKNUM, htonl(c->hook));
	mnl_attr_put_u32(nlh, NFTA_HOOK_PRIORITY, htonl((uint32_t)c->prio));
	sw_msg_nest_end(nlh, nest);
	mnl_attr_put_u32(nlh, NFTA_CHAIN_POLICY, htonl(NF_ACCEPT));
	sw_msg_put_str(nlh, NFTA_CHAIN_TYPE, "filter");
	sw_batch_end(&w->batch, nlh);
	return 0;
}

static int put_rule(struct work *w, const struct sw_trace_chain *c)
{
	struct sw_ctx ctx = { .family = w->family == NFPROTO_IPV6 ? SW_IP6 : SW_IP4 };
	struct sw_userdata none = { 0 };
	struct nlmsghdr *nlh = begin(w, NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND,
				     ROOM + SW_RULE_ROOM);
	int rc;

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_RULE_CHAIN, c->name);
	rc = sw_lower(c->rule, &ctx, &none, nlh, w->err);
	if (!rc)
		sw_batch_end(&w->batch, nlh);
	return rc;
}

static void refused(uint32_t seq, int err, void *arg)
{
	struct work *w = arg;

	if (w->refused)
		return;
	w->seq = seq;
	w->refused = err;
}

/* A flag that a kernel does not know is EINVAL or EOPNOTSUPP, of the first message. */
static int say_why(const struct work *w, int rc)
{
	int why = w->refused;

	if (!why)
		return rc;	/* said already */
	sw_err_init(w->err);
	if (w->seq == 1 && (why == EINVAL || why == EOPNOTSUPP)) {
		sw_err_set(w->err, SW_ERESOURCE, EOPNOTSUPP,
			   "This kernel does not take a table away with its owner");
		return sw_err_hint(w->err, "Linux 5.12 does; nothing was changed");
	}
	return sw_err_set(w->err, SW_ERESOURCE, why, "The kernel refused the table that marks "
			  "packets: %s", strerror(why));
}

static int fill(struct work *w, const struct sw_trace_chain *chain, size_t n)
{
	int rc = put_table(w);

	for (size_t i = 0; i < n && !rc; i++) {
		rc = put_chain(w, &chain[i]);
		if (!rc && chain[i].rule)
			rc = put_rule(w, &chain[i]);
	}
	if (rc)
		return rc == -ENOMEM ? sw_err_nomem(w->err) : rc;
	rc = sw_batch_commit(&w->batch, w->t->nl, 0, false, refused, w, w->err);
	return rc ? say_why(w, rc) : 0;
}

/* The number of a socket is its own in its network namespace; a process's may be another's. */
static int open_named(struct sw_trace_table *t, struct sw_err *err)
{
	struct sockaddr_nl name = { 0 };
	socklen_t len = sizeof(name);

	t->nl = sw_nl_kernel(err);
	if (!t->nl)
		return err->sys ? -err->sys : -EIO;
	if (getsockname(sw_nl_fd((struct sw_nl_socket *)t->nl), (struct sockaddr *)&name, &len))
		return sw_err_set(err, SW_ERESOURCE, errno, "A netfilter socket has no number: %s",
				  strerror(errno));
	snprintf(t->name, sizeof(t->name), SW_TRACE_TABLE "%u", name.nl_pid);
	return 0;
}

int sw_trace_table_open(struct sw_trace_table **out, uint8_t family,
			const struct sw_trace_chain *chain, size_t n, struct sw_err *err)
{
	struct sw_trace_table *t = calloc(1, sizeof(*t));
	struct work w = { .t = t, .family = family, .err = err };
	int rc;

	if (!t)
		return sw_err_nomem(err);
	rc = open_named(t, err);
	if (!rc)
		rc = fill(&w, chain, n);
	sw_batch_fini(&w.batch);
	if (rc) {
		sw_trace_table_close(t);
		return rc;
	}
	*out = t;
	return 0;
}

const char *sw_trace_table_name(const struct sw_trace_table *t)
{
	return t->name;
}

void sw_trace_table_close(struct sw_trace_table *t)
{
	if (!t)
		return;
	sw_nl_close(t->nl);
	free(t);
}
