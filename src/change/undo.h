/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes a change of the history back, and keeps what was changed since. */
#ifndef SW_CHANGE_UNDO_H
#define SW_CHANGE_UNDO_H

#include "change/remember.h"

/* All that is remembered of this namespace, the oldest first. */
struct sw_story {
	struct sw_past *past;	/* owned vector; one that is damaged has no command */
	unsigned *by;		/* owned vector: by which it was taken back; 0: it stands */
	size_t n;
};
int sw_story_read(const struct sw_history *h, struct sw_story *out, struct sw_err *err);
void sw_story_fini(struct sw_story *s);

struct sw_undo {
	const char *program;	/* for messages; borrowed */
	const struct sw_deed *deed;	/* of the undo itself; borrowed */
	unsigned    number;	/* 0: the last one that stands and has taken none back itself */
	bool        check_only;	/* the kernel checks, nothing changes */

	/* Set by the run, */
	struct sw_past past;	/* owned: what was taken back */
	struct sw_str lost;	/* owned: what others made and could not stay, a line each */
	bool        nothing;	/* nothing of it was left */
	unsigned    as;		/* the undo's own number; 0: it could not be remembered */
};

/* In one transaction that rests on what it has read. -ENOENT: there is no such change; -EALREADY:
 * it is taken back. */
int sw_undo_run(struct sw_undo *u, struct sw_err *err);
void sw_undo_fini(struct sw_undo *u);

#endif
