/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What statewall diff is asked for. */
#ifndef SW_CLI_COMPARE_OPTIONS_H
#define SW_CLI_COMPARE_OPTIONS_H

#include "cli/diff_print.h"
#include "cli/invocation.h"

#define SW_COMPARE_NAME	"statewall diff"
#define SW_COMPARE_TROUBLE 2	/* the exit status, as of diff(1) */

enum sw_compare_form { SW_COMPARE_UNIFIED, SW_COMPARE_SIDE, SW_COMPARE_JSON };

struct sw_compare_options {
	uint8_t family;		/* 0: none was named */
	enum sw_compare_form form;
	bool    saved, counters, quiet;
	bool    loads;		/* the file is to be loaded: of other tables nothing is said */
	const char *color, *context, *width;	/* words; NULL: not given */
	const char *config_dir;
	char   *file[2];
	int     nfile;

	struct sw_diff_view view;	/* what all comparisons share */
	struct sw_str out;	/* owned: their text */
	struct sw_json json;	/* of it */
	bool    differs;
};

/* Fills o, which is all zero. 0 = go on, else the exit status + 1: all was said. */
int sw_compare_options(struct sw_compare_options *o, const struct sw_invocation *inv);

#endif
