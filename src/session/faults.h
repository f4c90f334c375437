/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All bad lines of save files, for a reader who is there: a second run over a file that was refused
 * goes on behind the first one. What follows from an earlier one is left out. */
#ifndef SW_SESSION_FAULTS_H
#define SW_SESSION_FAULTS_H

#include "base/strset.h"
#include "session/savefile.h"

#define SW_FAULTS_MAX 20

struct sw_line_fault {
	struct sw_err err;			/* with file and line */
	const struct sw_builtin_table *table;	/* in which the line stands; NULL: in none */
	uint8_t       family;
	const char   *line;			/* borrowed of the file's text; NULL: none */
	size_t        line_len;
};

/* All zero is a valid empty one. */
struct sw_faults {
	struct sw_line_fault *item;	/* owned */
	size_t n;
	bool   more;			/* what comes behind the last one was not looked at */

	size_t followed;		/* lines that were left out */
	struct sw_strset missing;	/* chains of the table that are known to be missing */
	struct sw_strset changed;	/* those whose rules are not as the file would have them */
};

void sw_faults_fini(struct sw_faults *f);
/* Before each run over the lines. */
void sw_faults_reset(struct sw_faults *f);
/* At each table: chains of another one were meant. */
void sw_faults_table(struct sw_faults *f);

/* Takes note of what is wrong with the line at hand; file NULL: with none. table: in which it
 * stands. chain: what it is about, "" if that is not known; letter: with which command, ':' for a
 * chain's line. true: err is empty again, and the next line may be looked at; false: it is filled,
 * and nothing comes of going on. */
bool sw_faults_add(struct sw_faults *f, const struct sw_savefile *file,
		   const struct sw_builtin_table *table, uint8_t family, char letter,
		   const char *chain, struct sw_err *err);

/* Sets err to the first fault, and returns its value; 0: there is none. */
int sw_faults_first(const struct sw_faults *f, struct sw_err *err);

#endif
