/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Preloaded into the programs under test: makes one library call fail, told by the environment.
 *   FAULT_MALLOC=N the Nth allocation of the process fails (FAULT_EVER=1: all from it on)
 *   FAULT_SEND=N:KIND the Nth sendmsg of a batch (0: each) ...
 *   FAULT_RECV=N:KIND the Nth recvmsg on a netlink socket ...
 *   FAULT_COUNT=FILE how many allocations, batches and answers there were, at the end KIND is an
 *   errno's number, or: "refuse/M": message M of the batch gets a type unknown to kernels; "die":
 *   the process ends with SIGKILL instead of sending; "intr": NLM_F_DUMP_INTR; "short": half of the
 *   datagram; "restart": ERESTART for the batch. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#include <linux/netlink.h>
#include <linux/netfilter/nfnetlink.h>

static unsigned long mallocs, sends, recvs;
static unsigned long malloc_fault;
static bool ever, ready;

/* glibc's own, by the names it exports for this. */
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

static bool strikes(void)
{
	if (!ready)
		return false;
	mallocs++;
	if (!malloc_fault || (ever ? mallocs < malloc_fault : mallocs != malloc_fault))
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t n) { return strikes() ? NULL : __libc_malloc(n); }
void *calloc(size_t a, size_t b) { return strikes() ? NULL : __libc_calloc(a, b); }
void *realloc(void *p, size_t n) { return strikes() ? NULL : __libc_realloc(p, n); }

static void report(void)
{
	const char *path = getenv("FAULT_COUNT");
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;

	ready = false;
	if (fd >= 0)
		dprintf(fd, "%lu %lu %lu\n", mallocs, sends, recvs);
}

__attribute__((constructor)) static void begin(void)
{
	const char *m = getenv("FAULT_MALLOC");

	atexit(report);
	malloc_fault = m ? strtoul(m, NULL, 10) : 0;
	ever = getenv("FAULT_EVER") != NULL;
	ready = true;
}

/* The kind of the fault that NAME asks for at this call, NULL: none. */
static const char *asked(const char *name, unsigned long call)
{
	const char *v = getenv(name), *colon = v ? strchr(v, ':') : NULL;
	unsigned long n = v ? strtoul(v, NULL, 10) : 0;

	return colon && (!n || n == call) ? colon + 1 : NULL;
}

static ssize_t pass_send(int fd, const struct msghdr *m, int flags)
{
	static ssize_t (*real)(int, const struct msghdr *, int);

	if (!real)
		real = (ssize_t (*)(int, const struct msghdr *, int))dlsym(RTLD_NEXT, "sendmsg");
	return real(fd, m, flags);
}

static bool is_batch(const struct msghdr *m)
{
	const struct nlmsghdr *h = m->msg_iovlen ? m->msg_iov[0].iov_base : NULL;

	return h && m->msg_iov[0].iov_len >= NLMSG_HDRLEN && h->nlmsg_type == NFNL_MSG_BATCH_BEGIN;
}

/* Gives message number n (from 1, BATCH_BEGIN not counted) an unknown type. */
static void spoil(const struct msghdr *m, unsigned long n)
{
	for (size_t i = 0; i < m->msg_iovlen; i++) {
		char *p = m->msg_iov[i].iov_base, *end = p + m->msg_iov[i].iov_len;

		while (p < end) {
			struct nlmsghdr *h = (void *)p;

			if (h->nlmsg_type >= NLMSG_MIN_TYPE + 2 && n-- == 1)
				h->nlmsg_type |= 0xff;
			p += NLMSG_ALIGN(h->nlmsg_len);
		}
	}
}

ssize_t sendmsg(int fd, const struct msghdr *m, int flags)
{
	const char *kind;

	if (!is_batch(m))
		return pass_send(fd, m, flags);
	kind = asked("FAULT_SEND", ++sends);
	if (kind && !strncmp(kind, "refuse/", 7)) {
		spoil(m, strtoul(kind + 7, NULL, 10));
	} else if (kind && !strcmp(kind, "restart")) {
		struct nfgenmsg *g = NLMSG_DATA(m->msg_iov[0].iov_base);
		struct nlmsghdr *h = m->msg_iov[0].iov_base;

		/* A generation that is never true; one without it gets none and passes. */
		if (h->nlmsg_len > NLMSG_HDRLEN + sizeof(*g))
			memset((char *)(g + 1) + NLA_HDRLEN, 0xfe, 4);
	} else if (kind && !strcmp(kind, "die")) {
		raise(SIGKILL);
	} else if (kind) {
		errno = atoi(kind);
		return -1;
	}
	return pass_send(fd, m, flags);
}

ssize_t recvmsg(int fd, struct msghdr *m, int flags)
{
	static ssize_t (*real)(int, struct msghdr *, int);
	const char *kind;
	ssize_t n;

	if (!real)
		real = (ssize_t (*)(int, struct msghdr *, int))dlsym(RTLD_NEXT, "recvmsg");
	kind = asked("FAULT_RECV", ++recvs);
	if (kind && atoi(kind)) {
		errno = atoi(kind);
		return -1;
	}
	n = real(fd, m, flags);
	if (kind && n >= NLMSG_HDRLEN && !strcmp(kind, "intr"))
		((struct nlmsghdr *)m->msg_iov[0].iov_base)->nlmsg_flags |= NLM_F_DUMP_INTR;
	return kind && !strcmp(kind, "short") && n > 0 ? n / 2 : n;
}
