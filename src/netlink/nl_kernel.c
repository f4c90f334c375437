/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The real socket: its life, and one request with its answers. */
#include <errno.h>
#include <stdlib.h>
#include <sys/uio.h>
#include "base/cleanup.h"
#include "netlink/msg.h"
#include "netlink/nl_row.h"
#include "netlink/nl_socket.h"
#include "netlink/wire.h"

/* Room for error replies; when more come the kernel keeps the first and says ENOBUFS. */
#define RECV_QUEUE (4 * 1024 * 1024)

int sw_nl_no_permission(struct sw_err *err, const char *what)
{
	sw_err_set(err, SW_ERESOURCE, EPERM, "%s: Permission denied (you must be root)", what);
	sw_err_hint(err, "CAP_NET_ADMIN in this network namespace is enough");
	return -EPERM;
}

int sw_nl_open(struct sw_nl_socket *k, struct sw_err *err)
{
	int one = 1, size = RECV_QUEUE;

	if (k->socket)
		return 0;
	k->socket = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC);
	if (!k->socket) {
		sw_err_set(err, SW_ERESOURCE, errno, "Could not open a netfilter socket: %s",
			   strerror(errno));
		return sw_err_hint(err, "the kernel needs nf_tables (CONFIG_NF_TABLES)");
	}
	/* Error replies without the refused message; all of these only help. */
	setsockopt(sw_nl_fd(k), SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	if (setsockopt(sw_nl_fd(k), SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(sw_nl_fd(k), SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	return 0;
}

static void drop_socket(struct sw_nl_socket *k)
{
	if (k->socket)
		mnl_socket_close(k->socket);
	k->socket = NULL;
}

/* The size of the next datagram in k->buf, or -errno. Not mnl_socket_recvfrom: it takes what any
 * process sends to us, and does not go on after a signal. */
ssize_t sw_nl_receive(struct sw_nl_socket *k, int flags)
{
	struct sockaddr_nl from = { 0 };
	struct iovec iov = { k->buf, k->room };
	struct msghdr m;
	ssize_t n;

	do {
		m = (struct msghdr){ .msg_name = &from, .msg_namelen = sizeof(from),
				     .msg_iov = &iov, .msg_iovlen = 1 };
		n = recvmsg(sw_nl_fd(k), &m, flags);
		/* Only the kernel is port 0. */
	} while ((n < 0 && errno == EINTR) || (n >= 0 && from.nl_pid != 0));
	if (n < 0)
		return -errno;
	if (m.msg_flags & MSG_TRUNC)
		return -EMSGSIZE;
	return n;
}

/* Not mnl_socket_sendto: a transaction is many blocks, and must be one sendmsg. */
int sw_nl_send(struct sw_nl_socket *k, const struct iovec *iov, size_t n)
{
	struct sockaddr_nl to = { .nl_family = AF_NETLINK };
	struct msghdr m = { .msg_name = &to, .msg_namelen = sizeof(to),
			    .msg_iov = (struct iovec *)iov, .msg_iovlen = n };
	ssize_t sent;

	do
		sent = sendmsg(sw_nl_fd(k), &m, 0);
	while (sent < 0 && errno == EINTR);
	return sent < 0 ? -errno : 0;
}

/* ---- questions ------------------------------------------------------------------------------- */

static int ask(struct sw_nl_socket *k, struct nlmsghdr *request,
	       int (*each)(const struct nlmsghdr *, void *), void *arg)
{
	struct iovec iov = { request, request->nlmsg_len };
	int rc;

	request->nlmsg_seq = ++k->seq;
	rc = sw_nl_send(k, &iov, 1);
	while (!rc) {
		ssize_t n = sw_nl_receive(k, 0);

		rc = n < 0 ? n : sw_wire_answers(k->buf, n, request->nlmsg_seq, each, arg);
	}
	/* What was not read would be taken for the next question's answers. */
	if (rc != SW_WIRE_DONE && rc != -ENOENT)
		drop_socket(k);
	return rc < 0 ? rc : 0;
}

static struct sw_nl_socket *new_socket(struct sw_err *err);
static void kernel_close(struct sw_nl *nl);

/* The socket that is not in the middle of a dump; NULL: no memory. */
static struct sw_nl_socket *idle(struct sw_nl_socket *k, struct sw_err *err)
{
	for (; k->busy; k = k->aside) {
		if (!k->aside)
			k->aside = new_socket(err);
		if (!k->aside)
			return NULL;
	}
	return k;
}

/* How much the kernel collects at a time, it learns from the largest buffer that a socket ever had:
 * few answers need a socket of their own. */
static struct sw_nl_socket *for_dump(struct sw_nl *nl, bool few, struct sw_err *err)
{
	struct sw_nl_socket *k = few ? new_socket(err) : idle((struct sw_nl_socket *)nl, err);

	if (k && few)
		k->room = SW_NL_RECV_FEW;
	return k;
}

static int dumped(int rc, struct sw_err *err)
{
	if (rc == -EPERM)
		return sw_nl_no_permission(err, "Could not read the ruleset");
	if (rc == -EINTR)
		sw_err_set(err, SW_ERESOURCE, EINTR, "The ruleset changed while it was read");
	else if (rc)
		sw_err_set(err, SW_ERESOURCE, -rc, "Could not read the ruleset: %s", strerror(-rc));
	return rc;
}

static int kernel_dump(struct sw_nl *nl, struct nlmsghdr *request,
		       int (*each)(const struct nlmsghdr *, void *), void *arg, struct sw_err *err)
{
	bool few = nl->few;
	struct sw_nl_socket *k = for_dump(nl, few, err);
	struct sw_nl_row row = { .each = each, .arg = arg };
	int rc = k ? sw_nl_open(k, err) : -ENOMEM;

	nl->few = false;
	if (!rc) {
		k->busy = true;
		rc = ask(k, request, sw_nl_row_take, &row);
		rc = dumped(row.torn ? -EINTR : rc, err);
		k->busy = false;
	}
	if (few && k)
		kernel_close(&k->nl);
	return rc;
}

static int take_genid(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_GEN_ID + 1];

	sw_attr_parse_msg(nlh, tb, NFTA_GEN_ID);
	*(uint32_t *)arg = sw_attr_be32(tb[NFTA_GEN_ID]);
	return 0;
}

static int kernel_genid(struct sw_nl *nl, uint32_t *genid, struct sw_err *err)
{
	static const char what[] = "Could not fetch rule set generation id";
	struct sw_nl_socket *k = (struct sw_nl_socket *)nl;
	_Alignas(struct nlmsghdr) char buf[64];
	struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_GETGEN, 0, AF_UNSPEC);
	uint32_t id = 0;
	int rc = sw_nl_open(k, err);

	if (rc)
		return rc;
	rc = ask(k, nlh, take_genid, &id);
	if (rc == -EPERM)
		return sw_nl_no_permission(err, what);
	if (rc) {
		sw_err_set(err, SW_ERESOURCE, -rc, "%s: %s", what, strerror(-rc));
		if (rc == -EINVAL)
			sw_err_hint(err, "the kernel needs nf_tables (CONFIG_NF_TABLES)");
		return rc;
	}
	*genid = id;
	return 0;
}

/* ---- life ------------------------------------------------------------------------------------ */

/* After a removal close() waits 6 to 30 ms for the kernel's destroy worker, as it does for every
 * tool. A process of its own that held the socket a moment longer would wait instead: but where
 * process 1 does not collect strangers it stays as a zombie, and it holds the caller's
 * descriptors. */
static void kernel_close(struct sw_nl *nl)
{
	struct sw_nl_socket *k = (struct sw_nl_socket *)nl, *aside;

	for (; k; k = aside) {
		aside = k->aside;
		drop_socket(k);
		free(k);
	}
}

static const struct sw_nl_ops kernel_ops = {
	.genid = kernel_genid,
	.dump = kernel_dump,
	.commit = sw_nl_commit,
	.close = kernel_close,
};

static struct sw_nl_socket *new_socket(struct sw_err *err)
{
	struct sw_nl_socket *k = malloc(sizeof(*k));

	if (!k) {
		sw_err_nomem(err);
		return NULL;
	}
	k->nl = (struct sw_nl){ .ops = &kernel_ops };
	k->socket = NULL;
	k->seq = 0;
	k->busy = false;
	k->room = sizeof(k->buf);
	k->aside = NULL;
	return k;
}

int sw_nl_ask_once(struct nlmsghdr *request, int (*each)(const struct nlmsghdr *, void *),
		   void *arg)
{
	struct sw_nl_socket *k = new_socket(NULL);
	struct sw_err err;
	int rc;

	if (!k)
		return -ENOMEM;
	sw_err_init(&err);
	rc = sw_nl_open(k, &err);
	if (!rc)
		rc = ask(k, request, each, arg);
	kernel_close(&k->nl);
	return rc;
}

struct sw_nl *sw_nl_kernel(struct sw_err *err)
{
	struct sw_nl_socket *k = new_socket(err);
	uint32_t genid;

	/* The first question finds out about permission and a kernel without nf_tables. */
	if (k && kernel_genid(&k->nl, &genid, err)) {
		kernel_close(&k->nl);
		return NULL;
	}
	return k ? &k->nl : NULL;
}

void sw_nl_close(struct sw_nl *nl)
{
	if (nl)
		nl->ops->close(nl);
}
