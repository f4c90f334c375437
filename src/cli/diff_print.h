/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Differences of rulesets for the reader: as a unified diff, side by side, as JSON. */
#ifndef SW_CLI_DIFF_PRINT_H
#define SW_CLI_DIFF_PRINT_H

#include "base/json.h"
#include "rule/diff.h"

/* What was compared; all borrowed. Plugins must be those of its family (sw_xt_init). */
struct sw_diff_view {
	const char *from, *to;		/* what the sides are called */
	uint8_t     family;
	const struct sw_ruleset *rs_from, *rs_to;
	const struct sw_diff    *diff;
	bool     counters;	/* rules are shown with theirs */
	bool     color;		/* as a terminal understands; the text is then safe for one */
	unsigned context;	/* equal rules around those that differ */
	unsigned width;		/* side by side: columns of a line */
	struct sw_json *json;	/* as JSON: goes to out, in the list "families" */
};

/* Each appends to out, nothing where nothing differs. 0, or a filled error. */
int sw_diff_print_unified(struct sw_str *out, const struct sw_diff_view *v, struct sw_err *err);
int sw_diff_print_side(struct sw_str *out, const struct sw_diff_view *v, struct sw_err *err);
/* One object, also where nothing differs. */
int sw_diff_print_json(struct sw_str *out, const struct sw_diff_view *v, struct sw_err *err);

#endif
