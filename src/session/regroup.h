/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is loaded, in another form: as maps where that pays, or rule by rule; or how it stands
 * now. */
#ifndef SW_SESSION_REGROUP_H
#define SW_SESSION_REGROUP_H

#include "session/session.h"

enum sw_regroup_what {
	SW_REGROUP_WRITE,	/* all of it anew, in one transaction, as mode says */
	SW_REGROUP_SHOW,	/* rules, maps, and why a rule is none of a map's */
	SW_REGROUP_CHECK,	/* does each rule keep its turn? */
};

struct sw_regroup {
	enum sw_regroup_what what;
	enum sw_group_mode   mode;
	const char *table;	/* NULL: all */
	const char *chain;	/* NULL: all of the table */
	bool        met;	/* set by the run: there is such a chain; never cleared */
	bool        broken;	/* CHECK: one does not; set by the run */
	bool        left;	/* another tool's rules kept it from a chain; likewise */
};

/* The work of a session: a line for each chain with rules, into its text. */
int sw_regroup_run(struct sw_session *s, void *regroup, struct sw_err *err);

#endif
