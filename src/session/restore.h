/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A save file into the kernel: its options, what it needs to have read, and the run over its
 * lines. */
#ifndef SW_SESSION_RESTORE_H
#define SW_SESSION_RESTORE_H

#include "session/savefile.h"
#include "session/session.h"
#include "words/parse.h"

struct sw_restore {
	const char *program;
	uint8_t     family;
	bool        counters, noflush;
	unsigned    verbose;
	const char *only;	/* -T */
	/* Called once for a line that has warnings, or asks for help; NULL: nobody listens. */
	void      (*told)(const char *program, const struct sw_cmd *cmd);
	struct sw_savefile file;	/* a text, which is borrowed */

	struct sw_reading_file reading;	/* from the first look over the text (restore_scan.c) */

	/* The run; starts anew after ERESTART */
	struct sw_table *table;		/* of the last "*table"; NULL before it */
	bool            skip;		/* a table that -T leaves out */
	bool            again;		/* the lines were told before */
	struct sw_parser parser;
};

/* Frees what scan and run have made. */
void sw_restore_fini(struct sw_restore *r);

/* Looks over the text once: which commands need to see rules or chains. */
int sw_restore_scan(struct sw_restore *r, struct sw_err *err);

/* The work of the session: every line, into its plan. */
int sw_restore_run(struct sw_session *s, void *restore, struct sw_err *err);

#endif
