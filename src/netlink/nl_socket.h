/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The real socket, shared by questions (nl_kernel.c) and transactions (nl_commit.c). */
#ifndef SW_NETLINK_NL_SOCKET_H
#define SW_NETLINK_NL_SOCKET_H

#include <sys/uio.h>
#include <libmnl/libmnl.h>
#include "netlink/nl.h"

/* The kernel fills at most 32 KiB of a dump at a time; smaller buffers make a dump of one long
 * chain, which starts at its head for every buffer, several times slower. */
#define SW_NL_RECV_SIZE (64 * 1024)
/* Where only the first answers count; the kernel makes none that is longer (NLMSG_GOODSIZE). */
#define SW_NL_RECV_FEW (8 * 1024)

struct sw_nl_socket {
	struct sw_nl nl;
	struct mnl_socket *socket;	/* owned; NULL: to be opened at the next use */
	uint32_t seq;
	bool     busy;		/* answers of a dump are being read */
	size_t   room;		/* of buf, that the kernel may use at a time */
	struct sw_nl_socket *aside;	/* owned: for questions meanwhile; NULL = none so far */
	_Alignas(struct nlmsghdr) char buf[SW_NL_RECV_SIZE];
};

static inline int sw_nl_fd(const struct sw_nl_socket *k)
{
	return mnl_socket_get_fd(k->socket);
}

/* Open it unless it is open. */
int sw_nl_open(struct sw_nl_socket *k, struct sw_err *err);
int sw_nl_send(struct sw_nl_socket *k, const struct iovec *iov, size_t n);	/* 0 or -errno */
/* The size of the next datagram, which is then in k->buf, or -errno. */
ssize_t sw_nl_receive(struct sw_nl_socket *k, int flags);
int sw_nl_no_permission(struct sw_err *err, const char *what);	/* -EPERM */

/* A question on a socket of its own, which is closed at once: one that is open when rules are
 * removed makes the end of the process wait (nl_kernel.c). each as for sw_nl_ops.dump. Returns 0 or
 * -errno. */
int sw_nl_ask_once(struct nlmsghdr *request, int (*each)(const struct nlmsghdr *, void *),
		   void *arg);

/* As sw_nl_ops.commit. */
int sw_nl_commit(struct sw_nl *nl, const struct iovec *iov, size_t n,
		 void (*failed)(uint32_t seq, int err, void *), void *arg, struct sw_err *err);

#endif
