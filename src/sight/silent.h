/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Since when a rule has met no packet: counters are remembered in a small file from one look to the
 * next. */
#ifndef SW_SIGHT_SILENT_H
#define SW_SIGHT_SILENT_H

#include <time.h>

#include "sight/finding.h"

#define SW_SILENT_DIR "/var/lib/statewall"

/* What is known from earlier looks, and what this one adds. */
struct sw_silent {
	time_t   now;
	unsigned days;		/* rules are told that were silent for so long */
	bool     first;		/* there was nothing to read: no rule can be told yet */
	char    *text;		/* owned: the file as it was */
	struct sw_silent_row *row;	/* owned: its rows, by what they are about */
	size_t   n, cap;
	struct sw_str next;	/* the file as it will be */
};

/* Reads path, if it is there. End it with sw_silent_fini in any case. */
int sw_silent_open(struct sw_silent *s, const char *path, time_t now, unsigned days,
		   struct sw_err *err);
/* Looks at the counters of all rules of a family, and appends a finding for each that has not
 * counted since then. A rule is known by its table, chain and words, so one that comes back, or
 * whose counter was set, begins anew. */
int sw_silent_look(struct sw_silent *s, struct sw_ruleset *rs, struct sw_findings *out,
		   struct sw_err *err);
/* Writes path anew, with what was not looked at this time as it was. */
int sw_silent_save(struct sw_silent *s, const char *path, struct sw_err *err);
void sw_silent_fini(struct sw_silent *s);

#endif
