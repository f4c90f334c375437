/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one loop over the words of a program that has a table of options. */
#ifndef SW_CLI_PROGRAM_OPTIONS_H
#define SW_CLI_PROGRAM_OPTIONS_H

#include "cli/invocation.h"
#include "words/options.h"

#define SW_NO_WORD "Unknown arguments found on commandline"

/* Tables of programs that no other room reads; each ends with letter 0. */
extern const struct sw_option sw_opts_group[], sw_opts_diff[], sw_opts_xml[],
	sw_opts_restore_xlate[], sw_opts_apply[], sw_opts_confirm[], sw_opts_iptables_apply[],
	sw_opts_adopt[], sw_opts_leave[],
	sw_opts_history[], sw_opts_undo[];

struct sw_program_options {
	const struct sw_option *table;
	/* Does what scan->opt says, with scan->arg. false: all is said (help, version). */
	bool (*option)(void *arg, struct sw_scan *scan);
	/* Takes a word that is no option. false, or NULL: it takes none. */
	bool (*word)(void *arg, char *word);
	/* A line behind an option that there is not, the program's name for its %s; NULL: none. */
	const char *advice;
};

/* Own options may be abbreviated, and stand behind other words; after "--" all are words.
 * 0 = go on, else the exit status + 1: what is wrong was said. */
int sw_program_options(const struct sw_program_options *o, const struct sw_invocation *inv,
		       void *arg);

#endif
