/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A candidate: both families in memory, changed by commands, that become the kernel's in one
 * transaction, with what others have changed since. */
#ifndef SW_CHANGE_DRAFT_H
#define SW_CHANGE_DRAFT_H

#include "change/change.h"
#include "change/revert.h"
#include "session/memory.h"

struct sw_draft {
	const char        *program;	/* for messages; borrowed */
	struct sw_memory   of[2];	/* IPv4, IPv6 */
	struct sw_ruleset  begun[2];	/* owned: what it began with, */
	char              *text[2];	/* owned: and as saves with counters */
};

/* Reads both families of one generation. Rules that nobody can read are refused: a candidate could
 * not hold them. The caller frees. */
int sw_draft_begin(const char *program, struct sw_draft **out, struct sw_err *err);
void sw_draft_free(struct sw_draft *d);		/* NULL is fine */

static inline int sw_draft_number(uint8_t family)
{
	return family == SW_IP6;
}

/* n commands, of one family or one of each: all are done, or nothing has changed and *failed is the
 * one at fault. What they show is in d->of[].s.text. */
int sw_draft_run(struct sw_draft *d, struct sw_cmd *const *cmd, size_t n, size_t *failed,
		 struct sw_err *err);

/* Is there anything to commit? 1 or 0. */
int sw_draft_differs(struct sw_draft *d, struct sw_err *err);

struct sw_draft_commit {
	bool check_only;	/* the kernel checks, nothing changes */
	struct sw_answer answer;	/* owned, made by the run */
	char *to[2];			/* owned, likewise */
	/* Owned, likewise: what would be lost, and what was sent. */
	struct sw_way way;
	bool moved;		/* others have changed rules since it was begun */
};
/* c as of sw_change_run. -ECANCELED, and nothing done: it does not go together with what others
 * have done since; way.merge[].lost says what. The caller frees *o in any case. */
int sw_draft_commit(struct sw_draft *d, struct sw_change *c, struct sw_draft_commit *o,
		    struct sw_err *err);
void sw_draft_commit_fini(struct sw_draft_commit *o);

#endif
