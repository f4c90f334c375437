/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The changes that were made on this machine by hand or from files: a folder with a file for each,
 * of root alone, and bounded. */
#ifndef SW_CHANGE_PAST_H
#define SW_CHANGE_PAST_H

#include <limits.h>
#include <time.h>

#include "base/here.h"
#include "base/str.h"

#define SW_HISTORY_DIR "/var/lib/statewall/history"

/* One change. All zero is a valid empty one. */
struct sw_past {
	unsigned number;	/* from 1; never used again */
	time_t   when;
	char    *who, *command;	/* owned; one line each */
	unsigned target;	/* the change that this one took back; 0: none */
	/* owned: record.h, of IPv4 and IPv6; NULL: nothing changed there */
	char    *record[2];
	bool     unknown;	/* nobody has read, or could keep, what it changed */
	bool     mixed;		/* others made changes in the same moment, which may be in it */
};
void sw_past_fini(struct sw_past *p);

/* The folder, and which of its changes are of this network namespace: base/here.h. */
struct sw_history {
	char path[PATH_MAX];
	char here[SW_HERE_MAX];
	int  dir, lock;		/* owned descriptors; -1: none */
};
#define SW_HISTORY(h) __attribute__((cleanup(sw_history_close))) struct sw_history h = { \
	.dir = -1, .lock = -1 }

/* path NULL: the usual one. make: if it is not there, it comes into being. -ENOENT, -EPERM: it is
 * not there; it is not ours alone. Close in any case. */
int sw_history_open(struct sw_history *h, const char *path, bool make, struct sw_err *err);
/* For who writes, or wants to see what it has seen. Waits so many milliseconds at most. */
int sw_history_lock(struct sw_history *h, unsigned ms, struct sw_err *err);
void sw_history_close(struct sw_history *h);

/* The numbers of all changes of this namespace, rising. *number is the caller's. */
int sw_history_list(const struct sw_history *h, unsigned **number, size_t *n, struct sw_err *err);
/* 1 = *p is filled; 0 = there is none; -EINVAL: its file is damaged, or not ours. */
int sw_history_read(const struct sw_history *h, unsigned number, struct sw_past *p,
		    struct sw_err *err);
/* Gives p the next number, and writes it, under the lock. keep: so many changes of this namespace
 * stay, the oldest go. One that is too large, or that the disk has no room for, is kept as one that
 * is unknown. */
int sw_history_add(const struct sw_history *h, struct sw_past *p, unsigned keep,
		   struct sw_err *err);

/* ---- for its own files ----------------------------------------------------------------------- */

enum {
	SW_HISTORY_FILE = 16 << 20,	/* bytes of one change */
	SW_HISTORY_ALL  = 64 << 20,	/* bytes of all of them, of all namespaces */
	SW_HISTORY_MOST = 1000,		/* and as many files */
};

/* Makes room for one more of so many bytes: what is of another boot goes, the oldest of ours until
 * keep - 1 are left, and the oldest of all while there are too many. Nothing of it can fail. */
void sw_history_prune(const struct sw_history *h, unsigned keep, size_t bytes);
/* "machine.7" of this namespace: 7; else 0. */
unsigned sw_history_number(const struct sw_history *h, const char *name);

#endif
