/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hears the kernel's traces, and reads their messages. */
#include <errno.h>
#include <stdlib.h>
#include <linux/sock_diag.h>
#include "netlink/msg.h"
#include "netlink/nl_socket.h"
#include "netlink/nftrace.h"

/* Some 25 000 events: a flood comes faster than it can be read, for a while. */
#define QUEUE (16 * 1024 * 1024)

/* When its queue is full the kernel tells it at once, and puts nothing behind what stands there
 * until all of that is read: events are missing behind the last one of the queue. Which is the last
 * one cannot be seen, since new ones may stand behind it as soon as it is read. But a queue that
 * only gets shorter is found short in time, and no event takes less than EVENT of it. */
#define SHORT (64 * 1024)
#define EVENT 512

enum gap {
	NO_GAP,
	AHEAD,	/* behind a queue that is still long */
	NEAR,	/* behind one of the next events, or behind one of the last */
};

struct sw_trace_ear {
	struct sw_nl_socket k;
	enum gap gap;
	size_t   left;		/* NEAR: datagrams to be read until the gap is passed */
};

/* ---- a message ------------------------------------------------------------------------------- */

static struct sw_trace_bytes bytes_of(const struct nlattr *a)
{
	return (struct sw_trace_bytes){ a ? sw_attr_data(a) : NULL, a ? sw_attr_len(a) : 0 };
}

static void read_packet(struct sw_trace_event *e, const struct nlattr **tb)
{
	/* Of a later fragment of IPv6 the kernel takes the begin of the packet for its transport
	 * header. */
	e->whole = tb[NFTA_TRACE_NETWORK_HEADER] || tb[NFTA_TRACE_TRANSPORT_HEADER];
	if (!tb[NFTA_TRACE_NETWORK_HEADER]) {
		tb[NFTA_TRACE_NETWORK_HEADER] = tb[NFTA_TRACE_TRANSPORT_HEADER];
		tb[NFTA_TRACE_TRANSPORT_HEADER] = NULL;
	}
	e->nfproto = (uint8_t)sw_attr_be32(tb[NFTA_TRACE_NFPROTO]);
	e->iif = sw_attr_be32(tb[NFTA_TRACE_IIF]);
	e->oif = sw_attr_be32(tb[NFTA_TRACE_OIF]);
	e->iiftype = sw_attr_be16(tb[NFTA_TRACE_IIFTYPE]);
	e->ll = bytes_of(tb[NFTA_TRACE_LL_HEADER]);
	e->nh = bytes_of(tb[NFTA_TRACE_NETWORK_HEADER]);
	e->th = bytes_of(tb[NFTA_TRACE_TRANSPORT_HEADER]);
}

/* false: a message that is no trace. */
static bool read_event(const struct nlmsghdr *nlh, struct sw_trace_event *e)
{
	const struct nlattr *tb[NFTA_TRACE_MAX + 1], *verdict[NFTA_VERDICT_MAX + 1];
	const struct nfgenmsg *g = (const void *)((const char *)nlh + NLMSG_HDRLEN);

	if (nlh->nlmsg_type != SW_NFT_TYPE(NFT_MSG_TRACE) ||
	    nlh->nlmsg_len < NLMSG_HDRLEN + sizeof(*g))
		return false;
	sw_attr_parse_msg(nlh, tb, NFTA_TRACE_MAX);
	memset(e, 0, sizeof(*e));
	e->family = g->nfgen_family;
	e->id = sw_attr_be32(tb[NFTA_TRACE_ID]);
	e->type = sw_attr_be32(tb[NFTA_TRACE_TYPE]);
	e->table = sw_attr_str(tb[NFTA_TRACE_TABLE]);
	e->chain = sw_attr_str(tb[NFTA_TRACE_CHAIN]);
	e->rule = sw_attr_be64(tb[NFTA_TRACE_RULE_HANDLE]);
	e->mark = sw_attr_be32(tb[NFTA_TRACE_MARK]);
	sw_attr_parse_nested(tb[NFTA_TRACE_VERDICT], verdict, NFTA_VERDICT_MAX);
	e->verdict = NFT_CONTINUE;
	if (tb[NFTA_TRACE_POLICY])
		e->verdict = (int32_t)sw_attr_be32(tb[NFTA_TRACE_POLICY]);
	else if (verdict[NFTA_VERDICT_CODE])
		e->verdict = (int32_t)sw_attr_be32(verdict[NFTA_VERDICT_CODE]);
	read_packet(e, tb);
	return e->table && e->chain;
}

/* ---- the socket ------------------------------------------------------------------------------ */

int sw_trace_ear_open(struct sw_trace_ear **out, struct sw_err *err)
{
	struct sw_trace_ear *e = calloc(1, sizeof(*e));
	int group = NFNLGRP_NFTRACE, size = QUEUE, rc;

	if (!e)
		return sw_err_nomem(err);
	e->k.room = sizeof(e->k.buf);
	rc = sw_nl_open(&e->k, err);
	if (!rc && (mnl_socket_bind(e->k.socket, 0, MNL_SOCKET_AUTOPID) ||
		    mnl_socket_setsockopt(e->k.socket, NETLINK_ADD_MEMBERSHIP, &group,
					  sizeof(group)))) {
		rc = errno == EPERM ? sw_nl_no_permission(err, "Could not listen to traces") :
		     sw_err_set(err, SW_ERESOURCE, errno, "Could not listen to traces: %s",
				strerror(errno));
	}
	if (rc) {
		sw_trace_ear_close(e);
		return rc;
	}
	if (setsockopt(sw_nl_fd(&e->k), SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(sw_nl_fd(&e->k), SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	*out = e;
	return 0;
}

void sw_trace_ear_close(struct sw_trace_ear *e)
{
	if (e && e->k.socket)
		mnl_socket_close(e->k.socket);
	free(e);
}

int sw_trace_ear_fd(const struct sw_trace_ear *e)
{
	return sw_nl_fd(&e->k);
}

/* Bytes of memory that the queue takes; 0 where the kernel does not say it (before Linux 4.12). */
static uint32_t queue_size(struct sw_trace_ear *e)
{
	uint32_t mem[SK_MEMINFO_VARS] = { 0 };
	socklen_t size = sizeof(mem);

	if (getsockopt(sw_nl_fd(&e->k), SOL_SOCKET, SO_MEMINFO, mem, &size))
		return 0;
	return mem[SK_MEMINFO_RMEM_ALLOC];
}

/* Behind a datagram. */
static void come_nearer(struct sw_trace_ear *e)
{
	if (e->gap == AHEAD && queue_size(e) <= SHORT) {
		e->gap = NEAR;
		e->left = SHORT / EVENT;
	} else if (e->gap == NEAR && !--e->left) {
		e->gap = NO_GAP;
	}
}

/* Behind the last one that is there. AHEAD: it was not seen to become short, and what is open now
 * has the gap. */
static void come_to_end(struct sw_trace_ear *e)
{
	e->left = 1;
	e->gap = e->gap == AHEAD ? NEAR : NO_GAP;
}

bool sw_trace_ear_gap(const struct sw_trace_ear *e)
{
	return e->gap == NEAR;
}

int sw_trace_ear_read(struct sw_trace_ear *e, void (*each)(const struct sw_trace_event *, void *),
		      void *arg, struct sw_err *err)
{
	ssize_t n = sw_nl_receive(&e->k, MSG_DONTWAIT);
	const struct nlmsghdr *nlh = (const void *)e->k.buf;
	struct sw_trace_event event;
	int left = (int)n;

	if (n == -EAGAIN || n == -EWOULDBLOCK) {
		come_to_end(e);
		return 0;
	}
	if (n == -ENOBUFS) {
		e->gap = AHEAD;
		return -ENOBUFS;
	}
	if (n < 0)
		return sw_err_set(err, SW_ERESOURCE, (int)-n, "Could not read a trace: %s",
				  strerror((int)-n));
	for (; mnl_nlmsg_ok(nlh, left); nlh = mnl_nlmsg_next(nlh, &left))
		if (read_event(nlh, &event))
			each(&event, arg);
	come_nearer(e);
	return 1;
}
