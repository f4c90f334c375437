/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules on their way from one iptables to another: what is read of both, what of it goes over, and
 * why it cannot. */
#ifndef SW_ADOPT_MOVE_H
#define SW_ADOPT_MOVE_H

#include "adopt/other.h"
#include "adopt/two_texts.h"
#include "change/pending.h"

/* Texts are of IPv4 and IPv6. All zero but for what the caller sets (adopt.h) is valid. */
struct sw_move {
	const char     *program;	/* for messages; borrowed */
	const char     *dir;		/* of a change that waits; NULL: the usual one. Borrowed */
	bool            dry;		/* look and have it checked, change nothing */
	struct sw_other other;		/* kind and with are set */

	/* Of the run; owned. Saves with counters, as they were read last: */
	char  *theirs[2], *ours[2];
	bool   take[2][SW_NTABLES];	/* tables that went over as a whole */
	/* stripped: what of the one is in the other; NULL: nothing yet */
	char  *base[2];
	struct sw_str list;	/* beside an error: what is in the way, a line each */
	struct sw_str late;	/* what others changed meanwhile, and went over too: save lines */
	struct sw_str words;	/* rules that the other side says in other words: sw_two_words() */
	bool   taken;		/* the other side has it, also where something failed behind that */
};

void sw_move_fini(struct sw_move *m);

/* No change waits to be confirmed, and none begins as long as place is locked: what takes it back
 * would not bring the other iptables' rules back. Nothing is locked where m->dry is set. */
int sw_move_begin(const struct sw_move *m, struct sw_spot *place, struct sw_err *err);
/* Reads what the other iptables has into m->theirs; what its saves do not say goes into m->list,
 * and is an error. */
int sw_move_theirs(struct sw_move *m, struct sw_err *err);
/* Fills err: what m->list says. */
int sw_move_inexact(const struct sw_move *m, struct sw_err *err);
/* Chooses the tables of from that go to the other one, into m->take. An error, with m->list: both
 * have rules in a table. */
int sw_move_choose(struct sw_move *m, char *const from[2], char *const to[2], struct sw_err *err);
/* Is everything of from in to? 1 or 0. Their words may differ where the engine says that the rules
 * are the same. It leaves plugins as a session of IPv4 needs them. */
int sw_move_arrived(struct sw_move *m, char *const from[2], char *const to[2],
		    struct sw_err *err);

/* 1 = from is not what m->base says. */
int sw_move_changed(const struct sw_move *m, char *const from[2], struct sw_err *err);
/* m->base becomes what from says. open: with all policies ACCEPT. */
int sw_move_settle(struct sw_move *m, char *const from[2], bool open, struct sw_err *err);
/* What has changed in from since m->base, as save files that add to `to` (edit[0], edit[1]: the
 * caller's); noted in m->late. */
int sw_move_merge(struct sw_move *m, char *const from[2], char *const to[2],
		  struct sw_str edit[2], struct sw_err *err);

#endif
