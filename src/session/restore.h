/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A save file into the kernel: its options, what it needs to have read, and the run over its
 * lines. */
#ifndef SW_SESSION_RESTORE_H
#define SW_SESSION_RESTORE_H

#include "session/faults.h"
#include "session/savefile.h"
#include "session/session.h"

struct sw_restore_options {
	const char *program;
	uint8_t     family;
	bool        counters, noflush;
	unsigned    verbose;
	const char *only;	/* -T */
	/* Borrowed: for a second look at a file that was refused, where all its bad lines go;
	 * sw_faults_reset() comes before each run. NULL: the run ends at the first, which is the
	 * answer either way. */
	struct sw_faults *faults;
	/* Called once for a line that has warnings, or asks for help; NULL: nobody listens. */
	void      (*told)(const char *program, const struct sw_cmd *cmd);
};

struct sw_restore {
	struct sw_restore_options o;
	struct sw_savefile        file;		/* a text, borrowed, and the place in it */
	struct sw_reading_file    reading;	/* from the first look over it (restore_scan.c) */
};

/* Frees what scan and run have made; options and text stay the caller's. */
void sw_restore_fini(struct sw_restore *r);

/* Looks over the text once: which commands need to see rules or chains. */
int sw_restore_scan(struct sw_restore *r, struct sw_err *err);

/* The work of the session: every line, into its plan. */
int sw_restore_run(struct sw_session *s, void *restore, struct sw_err *err);

#endif
