/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks through a whole ruleset of one family for what is wrong with it. */
#ifndef SW_SIGHT_INSPECT_H
#define SW_SIGHT_INSPECT_H

#include "sight/finding.h"
#include "sight/listening.h"

/* A kind of finding: its word, and what it says. */
struct sw_finding_kind { const char *word, *about; };
extern const struct sw_finding_kind sw_finding_kinds[];	/* ends with word NULL */
/* The same by number, for sw_option.choice. */
const char *sw_finding_kind_word(size_t i, const char **about);

/* What INPUT and FORWARD of table filter do with what no rule speaks of. */
enum sw_open {
	SW_OPEN_UNKNOWN,	/* some is dropped, some is not */
	SW_OPEN,		/* nothing drops anything */
	SW_CLOSED,		/* it is dropped, or rejected */
};
struct sw_openness {
	enum sw_open input, forward;
	bool empty[2];		/* INPUT, FORWARD have no rules */
};

struct sw_inspect {
	/* Sockets of this network namespace; NULL: they were not asked for, and ports are not
	 * judged. */
	const struct sw_listening *listening;
	bool     ports;		/* tell of open ports that somebody listens on, too */
	struct sw_findings *out;
	struct sw_openness  open;	/* set by the run */
};

/* Findings are appended to x->out. A finding about a rule that nothing can match hides others about
 * it. Writes marks of chains. */
int sw_inspect_ruleset(struct sw_inspect *x, struct sw_ruleset *rs, struct sw_err *err);

/* One family is open where the other is closed. rs, x: of that one; other: of the other family. */
int sw_inspect_against(struct sw_inspect *x, struct sw_ruleset *rs,
		       const struct sw_openness *other, struct sw_err *err);

#endif
