/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A socket that is listened on until a signal ends it, and connections that cannot hold it up. */
#ifndef SW_SEE_LISTEN_H
#define SW_SEE_LISTEN_H

#include <signal.h>
#include <sys/un.h>

#include "base/err.h"

struct sw_listener {
	int      fd;
	char     path[sizeof(((struct sockaddr_un *)0)->sun_path)];	/* "": it is a port */
	dev_t    dev;		/* of the socket at path, which alone is removed */
	ino_t    ino;
	sigset_t waiting;	/* the signals that are blocked while something is waited for */
};

/* where: a path of a unix socket, with a slash in it, or ADDRESS:PORT with an address in digits,
 * IPv6 in brackets. Of a path where a socket stands that nobody listens on, it is replaced; a new
 * one is for its owner alone. SIGTERM and SIGINT from now on only end waiting. */
int sw_listen_begin(struct sw_listener *l, const char *where, struct sw_err *err);
/* Removes the socket, if it is ours still. */
void sw_listen_close(struct sw_listener *l);

/* The next connection, which the caller closes; -1: a signal has ended it. */
int sw_listen_next(struct sw_listener *l);

/* deadline: CLOCK_MONOTONIC in nanoseconds. What came, 0 at the end, or -1: too late, an error, or
 * a signal has ended it. */
ssize_t sw_listen_read(struct sw_listener *l, int fd, void *buf, size_t n, uint64_t deadline);
/* The whole of it. 0, or -1: then nothing more can be said, and closing breaks the connection. */
int sw_listen_write(struct sw_listener *l, int fd, const char *text, size_t n, uint64_t deadline);
/* Nothing more is said; waits for the other side to close, so that it gets all of it. */
void sw_listen_end(struct sw_listener *l, int fd, uint64_t deadline);

#endif
