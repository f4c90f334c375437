/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one door to standard error: errors as iptables words them with help for the reader, those of
 * the other programs, and remarks. What was written to standard output before stands before it. */
#ifndef SW_CLI_REPORT_H
#define SW_CLI_REPORT_H

#include <stddef.h>

#include "base/err.h"
#include "base/notes.h"
#include "session/faults.h"
#include "words/parse.h"

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
	/* for a second look at the words; NULL: only the first fault of a line is told */
	const struct sw_parser *parser;
};

/* Returns the exit status. */
int sw_report(struct sw_err *err, const struct sw_report_text *text);

/* Shall there be details: is standard error a terminal, or were they asked for? */
bool sw_report_wanted(bool details);

/* A refused save file: sw_report(), and with details the other bad lines that a second look has
 * found. */
int sw_report_file(struct sw_err *err, const struct sw_report_text *text,
		   const struct sw_faults *faults);

/* "PROGRAM: message" and its hints, of a program that has no classic sentences. Returns 1. */
int sw_report_plain(const char *program, const struct sw_err *err);

/* One line, behind "PROGRAM: " unless program is NULL. Always 1, the exit status where it is a
 * refusal. */
int sw_report_line(const char *program, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The same of a remark, which is no error. */
void sw_report_remark(const char *program, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* "PROGRAM: no such WHAT: WORD; did you mean NEAREST?", with n names to choose from. Control
 * characters of the word are shown as \xNN. */
void sw_report_unknown(const char *program, const char *what, const char *word,
		       const char *const *names, size_t n);

/* Each note as such a line. */
void sw_report_notes(const char *program, const struct sw_notes *notes);

/* Does one of the words ask for -v? */
bool sw_report_verbose(int argc, char **argv);

#endif
