/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Advice on words that were copied from a web page, left out, or spelled nearly right. */
#ifndef SW_CLI_FAULT_H
#define SW_CLI_FAULT_H

#include "cli/report.h"

/* Adds hints to err for every fault that the words show; may load plugins. */
void sw_fault_explain(struct sw_err *err, const struct sw_report_text *text);

/* What else is wrong with the words of a line whose first fault is known: at most max errors, with
 * hints. Needs text->parser. Returns their number. */
size_t sw_fault_more(const struct sw_err *first, const struct sw_report_text *text,
		     struct sw_err *more, size_t max);

/* As sw_fault_explain() for faults of which the classic lines do not even tell what they are about:
 * true when the hints must be printed to scripts too. */
bool sw_fault_must_explain(struct sw_err *err, const struct sw_report_text *text);

#endif
