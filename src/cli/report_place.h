/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The line at fault, as it was typed or stands in its file, with marks under the words that are
 * wrong. */
#ifndef SW_CLI_REPORT_PLACE_H
#define SW_CLI_REPORT_PLACE_H

#include "base/str.h"
#include "cli/report.h"

/* Appends the line and, under it, a mark for each of n errors that names a word of it. Nothing
 * where the line is not known. */
void sw_report_place(struct sw_str *out, const struct sw_report_text *text,
		     const struct sw_err *err, size_t n);

/* Which of the words is at fault: the one that err says, or the first that is, or begins with, what
 * it calls so. -1: none. */
int sw_report_word(const struct sw_err *err, int argc, char **argv);

/* The words of a line of a save file, its counters apart. */
struct sw_report_words {
	struct sw_words words;
	char  *copy;	/* owned: the words are in it, each where it is in the line */
	char  *text;	/* in it: behind the counters */
};
/* false: no memory, or a quote is not closed; then there are none. */
bool sw_report_split(struct sw_report_words *w, const struct sw_report_text *text);
void sw_report_words_fini(struct sw_report_words *w);

#endif
