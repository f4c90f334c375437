/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose change goes into the history: what was there before and behind a command is read, and what
 * differs is kept. Nothing of it can be in the command's way, or be seen in what it says. */
#ifndef SW_CHANGE_REMEMBER_H
#define SW_CHANGE_REMEMBER_H

#include "change/past.h"
#include "session/session.h"

/* Who does what. All zero: it is not to be remembered, and costs nothing. */
struct sw_deed {
	unsigned    keep;	/* so many changes stay in the history */
	const char *dir;	/* of the history; NULL: the usual one. Borrowed */
	char       *command;	/* owned: as it was typed, on one line */
	bool        both;	/* it is about both families */
	/* and about this table, and no chain of it but this one; NULL: about all. Borrowed */
	const char *table, *chain;
	bool        from_some;	/* only if there were rules: the first ones of a boot are none */
};
/* The words as a shell would read them, cut where they are very long. program may be several
 * words. */
int sw_deed_words(struct sw_deed *d, const char *program, int argc, char *const *argv,
		  struct sw_err *err);
void sw_deed_fini(struct sw_deed *d);

/* sw_session_with, and the change into the history. The ruleset that work begins with has been
 * read then, so that its commit rests on a generation; where others change it all the time it
 * begins without. The answer is as ever. */
int sw_remember_with(const struct sw_deed *d, const struct sw_ask *ask, sw_session_work work,
		     void *arg, struct sw_answer *answer, struct sw_err *err);

/* The same around several conversations of this process. d and program are borrowed until the
 * end, which must come. */
struct sw_watch {
	const struct sw_deed *d;
	const char *program;
	struct sw_history h;	/* .dir < 0: nothing is to be remembered */
	char    *before[2], *after[2];	/* owned: saves of IPv4 and IPv6 */
	bool     known;		/* before was read */
	uint32_t genid;		/* of the kernel then; and how many transactions it had taken */
	unsigned made;
};
void sw_watch_begin(struct sw_watch *w, const struct sw_deed *d, const char *program);
void sw_watch_end(struct sw_watch *w);

/* ---- for its own files ----------------------------------------------------------------------- */

/* One with saves of IPv4 and IPv6 that are known (NULL: of that family nothing has changed); target
 * as in struct sw_past. *number (or NULL) is 0 where nothing differs and target is 0. */
struct sw_seen {
	char    *before[2], *after[2];	/* borrowed */
	unsigned target;
	bool     unknown, mixed;
};
int sw_remember_seen(struct sw_history *h, const struct sw_deed *d, const struct sw_seen *seen,
		     unsigned *number, struct sw_err *err);

#endif
