/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One line of words as two commands, of IPv4 and of IPv6, that are one change. */
#ifndef SW_CLI_BOTH_H
#define SW_CLI_BOTH_H

#include "cli/report.h"
#include "rule/cmd.h"

/* Beside SW_IP4 and SW_IP6, where lines may be of both. */
#define SW_BOTH 1
#define SW_BOTH_NAME "statewall both"

/* All zero is a valid empty one. */
struct sw_both {
	struct sw_cmd cmd[2];	/* owned: of IPv4, of IPv6 */
	int    argc;		/* the words, borrowed: for the history */
	char **argv;
	/* Set where something fails: 1 IPv4 is at fault, 2 IPv6; 0: the words are, or nobody can
	 * tell. */
	int failed;
};
void sw_both_fini(struct sw_both *b);

/* The words behind the name; what they tell (help, warnings) is printed once. default_table: of
 * lines without -t; NULL: filter. Words that one family alone has are refused. */
int sw_both_parse(struct sw_both *b, const char *default_table, int argc, char **argv,
		  struct sw_err *err);
/* In one transaction, or one list behind the other. *status as of sw_run_cmd. A list's error may
 * come behind the other family's list. */
int sw_both_run(struct sw_both *b, int *status, struct sw_err *err);

/* "# IPv4", "# IPv6" in front of a list, i = 0 or 1. */
void sw_both_head(const struct sw_cmd *cmd, int i);

/* The sentence of the family at fault, and that neither has changed. text: but for its program.
 * Returns the exit status. */
int sw_both_report(const struct sw_both *b, struct sw_err *err, struct sw_report_text *text);

#endif
