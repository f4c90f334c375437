/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Errors and remarks as JSON, one object a line, for programs that print JSON: docs/json.md has the
 * members. Of the door to standard error (report.h), which asks here first. */
#ifndef SW_CLI_REPORT_JSON_H
#define SW_CLI_REPORT_JSON_H

#include "cli/report.h"

/* From now on all that is reported is JSON, if one of the words is --json. For a program that has
 * this option, before it reads its words: what is wrong with them is JSON, too. */
void sw_report_json_if(int argc, char **argv);
bool sw_report_json_on(void);

/* One object, "error" or "remark". program NULL: nobody's. status: the exit status, 0: nothing is
 * said of it. The first fault is its own, others are its list "also". */
void sw_report_json_begin(const char *kind, const char *program, const char *message, int status);
void sw_report_json_fault(const struct sw_err *err, const struct sw_report_text *t);
void sw_report_json_more(void);		/* there are others, which nobody has looked at */
/* The line, to be written at once; "" if none was begun. Valid until the next one begins. */
const char *sw_report_json_end(void);

#endif
