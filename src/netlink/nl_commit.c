/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The real socket: one transaction to the kernel in one sendmsg, and the errors that come back. */
#include <errno.h>
#include "base/attr.h"
#include "netlink/nl_socket.h"
#include "netlink/wire.h"

#define SEND_DEFAULT (128 * 1024)	/* a smaller batch fits any socket buffer */

/* Make the socket's send buffer hold n bytes. A plain SO_SNDBUF stops at net.core.wmem_max. */
static void grow_send_buffer(struct sw_nl_socket *k, size_t n)
{
	int size = n < INT_MAX / 4 ? n + 4096 : INT_MAX / 4;

	if (n > SEND_DEFAULT &&
	    setsockopt(sw_nl_fd(k), SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)))
		setsockopt(sw_nl_fd(k), SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
}

/* The least net.core.wmem_max for n bytes: the kernel doubles it, and keeps 32 bytes for itself. */
static size_t wmem_for(size_t n)
{
	return n / 2 + 17;
}

static int send_failed(struct sw_nl_socket *k, size_t bytes, int rc, struct sw_err *err)
{
	socklen_t len = sizeof(int);
	int size = 0;

	if (rc == -EPERM)
		return sw_nl_no_permission(err, "Could not change the ruleset");
	if (rc != -EMSGSIZE && rc != -ENOBUFS)
		return sw_err_set(err, SW_ERESOURCE, -rc, "Could not send the transaction: %s",
				  strerror(-rc));
	getsockopt(sw_nl_fd(k), SOL_SOCKET, SO_SNDBUF, &size, &len);
	sw_err_set(
		err, SW_ERESOURCE, -rc,
		"A transaction of %zu bytes is over the limit of %d (twice net.core.wmem_max): %s",
		bytes, size, strerror(-rc));
	sw_err_hint(
		err,
		"without CAP_NET_ADMIN in the first user namespace the limit is twice "
		"net.core.wmem_max, now %d: raise it on the host: sysctl -w net.core.wmem_max=%zu",
		size / 2, wmem_for(bytes));
	return rc;
}

struct refusal {
	void (*failed)(uint32_t seq, int err, void *);
	void *arg;
	int   first;		/* negative errno of the first one */
	bool  whole;		/* the first one is about BATCH_BEGIN: no message is at fault */
	bool  moved;
};

static void refused(uint32_t seq, int err, void *arg)
{
	struct refusal *r = arg;

	if (err == ERESTART) {
		r->moved = true;
		return;
	}
	if (!r->first) {
		r->first = -err;
		r->whole = seq == 0;
	}
	if (seq)
		r->failed(seq, err, r->arg);
}

/* The kernel has worked through the batch when sendmsg returns: every error is in the queue. */
static int collect_errors(struct sw_nl_socket *k, struct refusal *r)
{
	int lost = 0, rc = 0;

	while (!rc) {
		ssize_t n = sw_nl_receive(k, MSG_DONTWAIT);

		if (n == -ENOBUFS)
			lost = -ENOBUFS;
		else if (n == -EAGAIN || n == -EWOULDBLOCK)
			break;
		else
			rc = n < 0 ? n : sw_wire_errors(k->buf, n, refused, r);
	}
	return rc ? rc : r->first ? r->first : lost;
}

int sw_nl_commit(struct sw_nl *nl, const struct iovec *iov, size_t n,
			 void (*failed)(uint32_t seq, int err, void *), void *arg,
			 struct sw_err *err)
{
	struct sw_nl_socket *k = (struct sw_nl_socket *)nl;
	struct refusal r = { .failed = failed, .arg = arg };
	size_t bytes = 0;
	int rc = sw_nl_open(k, err);

	if (rc)
		return rc;
	if (n > IOV_MAX)
		return send_failed(k, SIZE_MAX, -EMSGSIZE, err);
	for (size_t i = 0; i < n; i++)
		bytes += iov[i].iov_len;
	grow_send_buffer(k, bytes);
	rc = sw_nl_send(k, iov, n);
	if (rc)
		return send_failed(k, bytes, rc, err);
	rc = collect_errors(k, &r);
	if (r.moved)
		return sw_err_set(err, SW_ERESOURCE, ERESTART, "The ruleset changed meanwhile");
	if (rc == -EPERM && r.whole)
		return sw_nl_no_permission(err, "Could not change the ruleset");
	/* Too many errors for the queue (ENOBUFS) is a refusal; an answer that cannot be read is
	 * none. */
	if (rc && !r.first && rc != -ENOBUFS)
		return sw_err_set(err, SW_ERESOURCE, -rc,
				  "The kernel's answer cannot be read (%s): "
				  "the transaction may be in force",
				  strerror(-rc));
	if (rc && (r.whole || !r.first))
		return sw_err_set(err, SW_ERESOURCE, -rc, "The kernel refused the transaction: %s",
				  strerror(-rc));
	return rc;
}
