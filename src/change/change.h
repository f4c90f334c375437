/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A change of both families in one transaction, and the way back from it. */
#ifndef SW_CHANGE_CHANGE_H
#define SW_CHANGE_CHANGE_H

#include "base/str.h"
#include "change/pending.h"
#include "change/remember.h"
#include "session/texts.h"

struct sw_change {
	const char *program;	/* for messages; borrowed */
	const char *dir;	/* of the pending change; NULL: the usual one. Borrowed */
	unsigned    seconds;	/* until it is taken back; 0: it is for good */
	bool        sets;	/* it sets counters: those that differ behind it are no traffic */
	struct sw_deed deed;	/* owned: goes into the history when the change is for good */

	/* Set by the run: the change that waits, */
	char        id[SW_PENDING_ID];
	/* and whether the kernel has it, also where something failed behind that. */
	bool        made;
};

/* Runs work, which begins with IPv4 and nothing read. check_only: the kernel checks, nothing
 * changes. With seconds, what is there before is kept in the same reading that the commit rests on,
 * and a keeper waits for the deadline, before anything is sent. -EBUSY: another change waits, and
 * nothing was done. answer as of sw_session_with. */
int sw_change_run(struct sw_change *c, sw_session_work work, void *arg, bool check_only,
		  struct sw_answer *answer, struct sw_err *err);
/* The same with texts, whose options and texts are set and scanned. */
int sw_change_load(struct sw_change *c, struct sw_texts *texts, bool check_only,
		   struct sw_answer *answer, struct sw_err *err);

/* The same around something that others do: keeps what is there, and starts the keeper. Then they
 * have `seconds`. Then tells what is there now, from when on the seconds are counted again: 1 = it
 * waits; 0 = nothing is to be taken back, and nothing waits; their time was over already, or they
 * have changed nothing (!made). */
int sw_change_open(struct sw_change *c, struct sw_err *err);
/* They are at work still: their seconds begin anew. 0 also when their time was over. */
int sw_change_renew(struct sw_change *c, struct sw_err *err);
int sw_change_close(struct sw_change *c, struct sw_err *err);

/* ---- afterwards ------------------------------------------------------------------------------ */

/* id NULL: whichever waits. 1 = done, 0 = none waits. It goes into the history that d says, as what
 * its maker typed; if it cannot, it is kept all the same. */
int sw_change_confirm(const char *dir, const char *id, const struct sw_deed *d, struct sw_err *err);

/* Puts back what was there before, and keeps what others have done since: threeway.h. What could
 * not be kept is told in lost, a line each. keeper: its keeper asks: -EAGAIN, and no error, before
 * the deadline; all others wait for the keeper's end. */
int sw_change_revert(const char *program, const char *dir, const char *id, bool keeper,
		     struct sw_str *lost, struct sw_err *err);

/* Does the change of that id still wait? 1 = *deadline is set. 0 = no: *how it ended, and lost as
 * above. */
int sw_change_waits(const char *dir, const char *id, uint64_t *deadline, enum sw_ending *how,
		    struct sw_str *lost, struct sw_err *err);

#endif
