/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads both families as texts, brings them to where they shall be, and puts back what was there
 * before a change. */
#ifndef SW_CHANGE_REVERT_H
#define SW_CHANGE_REVERT_H

#include "base/str.h"
#include "change/pending.h"
#include "change/threeway.h"
#include "session/session.h"

/* Both families as saves with counters, of one generation, into text[0] and text[1], which are the
 * caller's; what they held is freed. A step of a work: it ends with IPv4, and nothing read. */
int sw_change_read(struct sw_session *s, char **text, struct sw_err *err);
/* The same as the work of a session; text: a char *[2]. */
int sw_change_read_work(struct sw_session *s, void *text, struct sw_err *err);

/* Is there anything to be taken back? 1 or 0; both before and after are known. */
int sw_change_differs(const struct sw_pending *p, struct sw_err *err);

/* From texts to others, both families in one transaction, and what others have changed since stays:
 * threeway.h. Texts are borrowed. */
struct sw_way {
	const char *program;
	const char *from[2];	/* what there was; NULL: all that is there now */
	const char *to[2];	/* what there shall be */
	bool exact;		/* as in struct sw_threeway */
	bool loses_nothing;	/* -ECANCELED where something would be lost */
	/* Made by the run. */
	char              *now[2];	/* owned */
	struct sw_threeway merge[2];	/* owned */
	bool               odd;		/* there are rules that nobody can read */
};
/* The work of a session. The line of a refusal: sw_way_line(). */
int sw_way_run(struct sw_session *s, void *way, struct sw_err *err);
void sw_way_fini(struct sw_way *w);
/* A piece of the text; false: the error names no line. */
bool sw_way_line(const struct sw_way *w, const struct sw_err *err, const char **line, size_t *len);

/* In one transaction that rests on what it has read. Where the kernel does not take that, all is
 * put back as it was before, and what others have done is lost. */
int sw_change_put_back(const char *program, const struct sw_pending *p, struct sw_str *lost,
		       struct sw_err *err);

/* ---- for whoever merges otherwise ------------------------------------------------------------ */

/* A step of a work: what two merges, of IPv4 and IPv6, have made of what is there, as one commit:
 * first what is to be empty, then what changes. */
int sw_change_run_merge(struct sw_session *s, const char *program, const struct sw_threeway *merge,
			struct sw_err *err);
/* What they lose, a line each. odd: there are rules that nobody can read. */
void sw_change_tell_lost(const struct sw_threeway *merge, bool odd, struct sw_str *lost);

#endif
