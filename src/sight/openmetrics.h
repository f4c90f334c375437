/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A reading of the counters as OpenMetrics text, which Prometheus and its like collect. */
#ifndef SW_SIGHT_OPENMETRICS_H
#define SW_SIGHT_OPENMETRICS_H

#include "sight/tally.h"

#define SW_OPENMETRICS_TYPE "application/openmetrics-text; version=1.0.0; charset=utf-8"

/* Appends the whole text, from the first "# TYPE" to "# EOF". Rules with a comment; all: each rule,
 * and its text as a label. What a rule is known by stays the same when others come and go above it:
 * chain, comment and text, and which one it is of those that are alike in these. */
int sw_openmetrics(const struct sw_tally *t, bool all, struct sw_str *out, struct sw_err *err);

#endif
