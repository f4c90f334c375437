/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints an error object: the classic lines that scripts read, then help for the reader. */
#ifndef SW_CLI_REPORT_H
#define SW_CLI_REPORT_H

#include "base/err.h"

/* What stood on the line at fault. */
struct sw_report_text {
	const char *program;
	bool        restore;	/* the words come from a save file */
	bool        details;	/* -v was given: help also when stderr is no terminal */
	int         argc;	/* a command: its words */
	char      **argv;
	bool        split;	/* argv holds the words of line, which is none of a save file */
	const char *line;	/* a save file: the line as it stands there; NULL = unknown */
	size_t      line_len;
};

/* Returns the exit status. */
int sw_report(struct sw_err *err, const struct sw_report_text *text);

/* Does one of the words ask for -v? */
bool sw_report_verbose(int argc, char **argv);

#endif
