/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets, with every wait bounded. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "see/listen.h"
#include "sight/tally.h"

#define BACKLOG 16

static volatile sig_atomic_t ended;

static void on_end(int signal)
{
	(void)signal;
	ended = 1;
}

/* ---- where ----------------------------------------------------------------------------------- */

union address {
	struct sockaddr     any;
	struct sockaddr_in  ip4;
	struct sockaddr_in6 ip6;
	struct sockaddr_un  local;
};

static int wrong_words(const char *where, struct sw_err *err)
{
	return sw_err_set(err, SW_EOTHER, EINVAL, "--listen takes a path with a slash, or "
			  "ADDRESS:PORT as in 127.0.0.1:9630 or [::1]:9630; not `%s'", where);
}

static int read_port(const char *where, union address *a, socklen_t *len, struct sw_err *err)
{
	const char *colon = strrchr(where, ':');
	bool six = *where == '[';
	char host[INET6_ADDRSTRLEN] = "", *end;
	unsigned long port;
	size_t n;

	if (!colon || colon[1] < '0' || colon[1] > '9')
		return wrong_words(where, err);
	port = strtoul(colon + 1, &end, 10);
	n = (size_t)(colon - where);
	if (six && (n < 2 || where[n - 1] != ']'))
		return wrong_words(where, err);
	n -= six ? 2 : 0;
	if (*end || !port || port > 65535 || n >= sizeof(host))
		return wrong_words(where, err);
	memcpy(host, where + six, n);
	memset(a, 0, sizeof(*a));
	a->any.sa_family = six ? AF_INET6 : AF_INET;
	if (six)
		a->ip6.sin6_port = htons((uint16_t)port);
	else
		a->ip4.sin_port = htons((uint16_t)port);
	*len = six ? sizeof(a->ip6) : sizeof(a->ip4);
	if (inet_pton(a->any.sa_family, host,
		      six ? (void *)&a->ip6.sin6_addr : (void *)&a->ip4.sin_addr) != 1)
		return wrong_words(where, err);
	return 0;
}

/* ---- a path ---------------------------------------------------------------------------------- */

/* A socket that its process has left behind: nobody answers there. */
static void remove_old(const union address *a, socklen_t len)
{
	SW_FD int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct stat st;

	if (fd < 0 || lstat(a->local.sun_path, &st) || !S_ISSOCK(st.st_mode))
		return;
	if (connect(fd, &a->any, len) && errno == ECONNREFUSED)
		unlink(a->local.sun_path);
}

static int read_path(struct sw_listener *l, const char *where, union address *a, socklen_t *len,
		     struct sw_err *err)
{
	if (strlen(where) >= sizeof(l->path))
		return sw_err_set(err, SW_EOTHER, ENAMETOOLONG, "%s: a socket's path has %zu "
				  "bytes at most", where, sizeof(l->path) - 1);
	strcpy(l->path, where);
	memset(a, 0, sizeof(*a));
	a->local.sun_family = AF_UNIX;
	strcpy(a->local.sun_path, where);
	*len = sizeof(a->local);
	remove_old(a, *len);
	return 0;
}

/* ---- the socket ------------------------------------------------------------------------------ */

static void take_signals(struct sw_listener *l)
{
	static const int ends[] = { SIGTERM, SIGINT };
	struct sigaction action = { .sa_handler = on_end };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < SW_ARRAY_SIZE(ends); i++) {
		sigaddset(&set, ends[i]);
		sigaction(ends[i], &action, NULL);
	}
	sigprocmask(SIG_BLOCK, &set, &l->waiting);
	for (size_t i = 0; i < SW_ARRAY_SIZE(ends); i++)
		sigdelset(&l->waiting, ends[i]);
}

static int fail(struct sw_listener *l, const char *where, struct sw_err *err)
{
	int error = errno;

	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
	return sw_err_set(err, SW_EOTHER, error, "cannot listen on %s: %s", where,
			  strerror(error));
}

int sw_listen_begin(struct sw_listener *l, const char *where, struct sw_err *err)
{
	bool is_path = strchr(where, '/');
	union address a;
	socklen_t len = 0;
	struct stat st;
	mode_t mask;
	int ret, one = 1;

	*l = (struct sw_listener){ .fd = -1 };
	ret = is_path ? read_path(l, where, &a, &len, err) : read_port(where, &a, &len, err);
	if (ret)
		return ret;
	l->fd = socket(a.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (l->fd < 0)
		return fail(l, where, err);
	if (!is_path)
		setsockopt(l->fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	mask = umask(0177);
	ret = bind(l->fd, &a.any, len);
	umask(mask);
	if (ret || listen(l->fd, BACKLOG))
		return fail(l, where, err);
	if (is_path && !lstat(l->path, &st)) {
		l->dev = st.st_dev;
		l->ino = st.st_ino;
	}
	take_signals(l);
	return 0;
}

void sw_listen_close(struct sw_listener *l)
{
	struct stat st;

	if (*l->path && !lstat(l->path, &st) && st.st_dev == l->dev && st.st_ino == l->ino)
		unlink(l->path);
	close(l->fd);
	l->fd = -1;
}

/* ---- connections ----------------------------------------------------------------------------- */

/* 0: fd is ready. -1: it is too late, or ended. deadline 0: no end. */
static int wait_for(struct sw_listener *l, int fd, short events, uint64_t deadline)
{
	struct pollfd p = { .fd = fd, .events = events };
	struct timespec left = { 0 };
	int n;

	do {
		uint64_t now = sw_tally_now();

		if (ended || (deadline && now >= deadline))
			return -1;
		if (deadline) {
			left.tv_sec = (time_t)((deadline - now) / 1000000000);
			left.tv_nsec = (long)((deadline - now) % 1000000000);
		}
		n = ppoll(&p, 1, deadline ? &left : NULL, &l->waiting);
	} while (n < 0 && errno == EINTR);
	return n > 0 && !ended ? 0 : -1;
}

int sw_listen_next(struct sw_listener *l)
{
	const struct timespec breath = { .tv_nsec = 100000000 };

	while (!wait_for(l, l->fd, POLLIN, 0)) {
		int fd = accept4(l->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (fd >= 0)
			return fd;
		/* it has gone already, or there are no descriptors for now */
		if (errno != EAGAIN && errno != ECONNABORTED && errno != EINTR)
			nanosleep(&breath, NULL);
	}
	return -1;
}

ssize_t sw_listen_read(struct sw_listener *l, int fd, void *buf, size_t n, uint64_t deadline)
{
	if (wait_for(l, fd, POLLIN, deadline))
		return -1;
	return recv(fd, buf, n, 0);
}

/* What was not taken in time is not kept for it either. */
static int give_up(int fd)
{
	struct linger none = { .l_onoff = 1 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	return -1;
}

int sw_listen_write(struct sw_listener *l, int fd, const char *text, size_t n, uint64_t deadline)
{
	while (n) {
		ssize_t sent;

		if (wait_for(l, fd, POLLOUT, deadline))
			return give_up(fd);
		sent = send(fd, text, n, MSG_NOSIGNAL);
		if (sent < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (sent < 0)
			return -1;
		text += sent;
		n -= (size_t)sent;
	}
	return 0;
}

void sw_listen_end(struct sw_listener *l, int fd, uint64_t deadline)
{
	char rest[512];

	shutdown(fd, SHUT_WR);
	while (sw_listen_read(l, fd, rest, sizeof(rest), deadline) > 0)
		;
}
