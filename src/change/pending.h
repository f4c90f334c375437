/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The change that waits to be confirmed: one file for each network namespace, and the lock under
 * which it is made, confirmed or taken back. */
#ifndef SW_CHANGE_PENDING_H
#define SW_CHANGE_PENDING_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include "base/str.h"

/* Where it is, and what is held of it. All zero but for dir is a valid one that holds nothing. */
struct sw_spot {
	char dir[PATH_MAX - 128];	/* "/run/statewall", unless the caller says another */
	char file[PATH_MAX];	/* DIR/change.NAMESPACE */
	int  lock;		/* owned descriptor */
	int  alive;		/* owned descriptor of a keeper: locked as long as it lives */
};
#define SW_SPOT(p) __attribute__((cleanup(sw_spot_fini))) struct sw_spot p = { .lock = -1, \
										 .alive = -1 }

/* dir NULL: the usual one. */
int sw_spot_find(struct sw_spot *p, const char *dir, struct sw_err *err);
/* Makes the folder, and waits until the lock is ours. */
int sw_spot_lock(struct sw_spot *p, struct sw_err *err);
void sw_spot_unlock(struct sw_spot *p);
void sw_spot_fini(struct sw_spot *p);

#define SW_PENDING_ID 17

/* Texts are saves with counters, of IPv4 and IPv6. All zero is a valid empty one. */
struct sw_pending {
	char     id[SW_PENDING_ID];	/* another one for each change */
	uint64_t deadline;	/* CLOCK_BOOTTIME, milliseconds */
	unsigned seconds;	/* what was asked for */
	char    *before[2];	/* owned */
	char    *after[2];	/* owned; NULL: nobody has read what the change made */
	bool  sets;		/* it has set counters to other values, lower or higher */
	char *command;		/* owned; for the history, when it is kept. NULL: not for that */
};
void sw_pending_fini(struct sw_pending *p);
void sw_pending_name(struct sw_pending *p);	/* gives it an id */
uint64_t sw_pending_now(void);		/* on the clock of deadlines */

/* 1 = there is one, and *p is filled; 0 = there is none: one of another boot is none, too. */
int sw_pending_read(const struct sw_spot *place, struct sw_pending *p, struct sw_err *err);
/* Whole or not at all; 0600. */
int sw_pending_write(const struct sw_spot *place, const struct sw_pending *p, struct sw_err *err);
int sw_pending_remove(const struct sw_spot *place, struct sw_err *err);

/* ---- how the last one ended, until the next boot --------------------------------------------- */

enum sw_ending { SW_ENDING_UNKNOWN, SW_ENDING_KEPT, SW_ENDING_BACK };

/* The change of that id goes, and what became of it is told to who waits for it. lost NULL: nothing
 * was. */
int sw_pending_end(const struct sw_spot *place, const char *id, enum sw_ending how,
		   const char *lost, struct sw_err *err);
/* What became of it; lost (or NULL) is appended to. */
enum sw_ending sw_pending_ended(const struct sw_spot *place, const char *id, struct sw_str *lost);

#endif
