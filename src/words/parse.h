/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words of one command line, or of one line of a save file, into a command. */
#ifndef SW_WORDS_PARSE_H
#define SW_WORDS_PARSE_H

#include "rule/cmd.h"

/* What one line needs from around it. One parser serves all lines of a file. */
struct sw_parser {
	uint8_t     family;
	const char *program;	/* for messages and help */
	bool        restore;	/* a line of a save file: -t, -w and -W are refused */
	const struct sw_builtin_table *table;	/* of the "*table" line; NULL: -t, or this one: */
	const char *default_table;	/* NULL: filter */
	/* Chains that are known to exist: a jump to one of them asks no plugin. NULL: none. */
	const struct sw_table *known;
	bool        has_counters;	/* "[packets:bytes]" stood before the line: */
	uint64_t    packets, bytes;
};

/* argv holds the words behind the program name. Letters of cmd besides those of sw_cmds: 'h' help
 * is wanted, with that of the extensions so far (sw_xt_help, before the next parse); 'V' (number 1:
 * "!" stood before it); 0 a -4 or -6 line for the other family. cmd->warning is filled on errors,
 * too. The caller frees with sw_cmd_fini in any case. sw_xt_init must have been called. */
int sw_parse(const struct sw_parser *p, int argc, char **argv, struct sw_cmd *cmd,
	     struct sw_err *err);

/* Is cmd, made of these words, a rule that a save file can hold? 0, or a filled error. quoted says
 * which words stood in quotes: the others of a save file are what they are. NULL: any may be
 * odd. */
int sw_parse_echo(const struct sw_parser *p, int argc, char **argv, const bool *quoted,
		  const struct sw_cmd *cmd, struct sw_err *err);

/* A chain name as -N and ":CHAIN" demand it. */
int sw_parse_chain_name(const char *name, struct sw_err *err);

#endif
