/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The steps of a packet's way as the user knows them: rules by chain and number, in the order in
 * which they stand there. */
#ifndef SW_SEE_TRACE_STEPS_H
#define SW_SEE_TRACE_STEPS_H

#include "see/trace_line.h"

/* A step as it is told. All borrowed for the length of the call. */
struct sw_trace_step {
	const struct sw_leg *leg;
	const char *table, *chain;	/* as the kernel calls them */
	struct sw_packet packet;	/* as it came to this step */
	struct sw_rule_place  place;
	struct sw_str    text;		/* of the rule */
};

/* Does one after the other; returns < 0 to stop. */
typedef int (*sw_trace_step_fn)(const struct sw_trace_told *t, const struct sw_trace_step *s,
				void *arg, struct sw_err *err);

/* Each step that is to be told. 0 or more, or what fn returned, or why rules could not be read. */
int sw_trace_steps(const struct sw_trace_told *t, sw_trace_step_fn fn, void *arg,
		   struct sw_err *err);

#endif
