/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel takes for its part of a restore. As a library (LD_PRELOAD) it writes the batches
 * that a program sends to nf_tables to the file BATCHES names; as a program, resend FILE, it sends
 * them again, and does nothing else. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

static size_t length_of(const struct msghdr *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->msg_iovlen; i++)
		n += m->msg_iov[i].iov_len;
	return n;
}

static int is_batch(const struct msghdr *m)
{
	const struct nlmsghdr *h;

	if (!m->msg_iovlen || m->msg_iov[0].iov_len < sizeof(*h))
		return 0;
	h = m->msg_iov[0].iov_base;
	return h->nlmsg_type == NFNL_MSG_BATCH_BEGIN;
}

static void keep(const struct msghdr *m)
{
	const char *path = getenv("BATCHES");
	uint64_t n = length_of(m);
	FILE *f = path ? fopen(path, "a") : NULL;

	if (!f)
		return;
	fwrite(&n, sizeof(n), 1, f);
	for (size_t i = 0; i < m->msg_iovlen; i++)
		fwrite(m->msg_iov[i].iov_base, 1, m->msg_iov[i].iov_len, f);
	fclose(f);
}

/* In place of libc's. */
ssize_t sendmsg(int fd, const struct msghdr *m, int flags)
{
	if (is_batch(m))
		keep(m);
	return syscall(SYS_sendmsg, fd, m, flags);
}

/* 0, or what the kernel objects to. */
static int answers(int fd)
{
	static char buf[65536];
	ssize_t n;
	int bad = 0;

	while ((n = recv(fd, buf, sizeof(buf), MSG_DONTWAIT)) > 0) {
		struct nlmsghdr *h = (void *)buf;

		for (; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n)) {
			const struct nlmsgerr *e = NLMSG_DATA(h);

			if (h->nlmsg_type == NLMSG_ERROR && e->error)
				bad = e->error;
		}
	}
	return bad;
}

int main(int argc, char **argv)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER), room = 1 << 30,
	    bad = 0;
	FILE *f = argc == 2 ? fopen(argv[1], "r") : NULL;
	uint64_t n;

	if (!f || fd < 0)
		return 2;
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof(room));
	while (!bad && fread(&n, sizeof(n), 1, f) == 1) {
		struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
		char *batch = malloc(n);

		if (!batch || fread(batch, 1, n, f) != n ||
		    sendto(fd, batch, n, 0, (void *)&kernel, sizeof(kernel)) != (ssize_t)n)
			return 1;
		bad = answers(fd);
		free(batch);
	}
	if (bad)
		fprintf(stderr, "the kernel refuses: %s\n", strerror(-bad));
	return bad ? 1 : 0;
}
