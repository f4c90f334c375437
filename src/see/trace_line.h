/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A packet's way for the reader of "statewall trace": lines, or a line of JSON. */
#ifndef SW_SEE_TRACE_LINE_H
#define SW_SEE_TRACE_LINE_H

#include "sight/trail.h"
#include "sight/place.h"

struct sw_trace_told {
	struct sw_places *places;
	const struct sw_trail *j;
	const struct sw_strset  *names;
	struct sw_str *out;
};

/* One packet, behind what is in out. 0, or why rules could not be read. */
int sw_trace_text(const struct sw_trace_told *t, struct sw_err *err);
int sw_trace_json(const struct sw_trace_told *t, struct sw_err *err);

#endif
