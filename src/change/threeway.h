/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A change is taken back, and what others have changed since stays: three saves into the lines that
 * make of the last one what is wanted. */
#ifndef SW_CHANGE_THREEWAY_H
#define SW_CHANGE_THREEWAY_H

#include "base/str.h"

/* All saves are of one family, with counters, as sw_save_run writes them. Borrowed; NULL is an
 * empty one. */
struct sw_threeway {
	const char *program;	/* in lost: "iptables" */
	const char *before;	/* our change, */
	const char *after;	/* and behind it; unknown: the same pointer as now, so that nothing
				 * of now stays that was not there before */
	const char *now;
	/* before and after are of one moment: where their counters differ, somebody has set them,
	 * and no packet */
	bool        exact;

	/* Owned, made by the run; NULL or empty: nothing of that kind is to be done. */
	struct sw_str clear;	/* a save file: tables that are to be empty */
	struct sw_str edit;	/* one that adds to what is there, and sets counters */
	struct sw_str lost;	/* commands, a line each: what others made and could not stay */
};

/* The rules, chain by chain:
 * - Those that our change took away come back. Those that it made go.
 * - Those that others have made since stay: behind the rule that they stand behind, and if that
 *   goes before the one that they stand before. One whose neighbours both go, that stands in a
 *   chain that goes, or jumps to one, is lost. So is one that comes back and jumps to what others
 *   deleted.
 * - What others have deleted since stays deleted.
 * A policy is what it was before, unless it is another one now than behind our change. Rules that
 * stay go on counting; what our change took from their counters is added again.
 * A chain in which nothing is to be done is not touched. */
int sw_threeway(struct sw_threeway *w, struct sw_err *err);
void sw_threeway_fini(struct sw_threeway *w);

#endif
