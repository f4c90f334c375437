/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One user command as a value, and the table of all commands. */
#ifndef SW_RULE_CMD_H
#define SW_RULE_CMD_H

#include "rule/ruleset.h"

enum {				/* sw_cmd.opt */
	SW_OPT_VERBOSE  = 1 << 0,
	SW_OPT_NUMERIC  = 1 << 1,
	SW_OPT_EXACT    = 1 << 2,
	SW_OPT_LINENO   = 1 << 3,
	SW_OPT_COUNTERS = 1 << 4,	/* -c was given */
};

struct sw_cmd {
	char             letter;	/* 'A' ... as in sw_cmd_desc; 0 = none */
	char             also_zero;	/* -L -Z together: 'Z' */
	bool             zero_rule;	/* then: only rule number `number`, which -Z named */
	uint8_t          family;
	const char      *table;		/* borrowed from sw_builtin_tables */
	char             chain[SW_CHAIN_MAX];	/* "" = all chains */
	char             newname[SW_CHAIN_MAX];	/* -E */
	unsigned         number;	/* rule number from 1; 0 = none */
	int              policy;	/* -P */
	unsigned         opt, verbose;	/* verbose: how often -v was given */
	uint64_t         packets, bytes;	/* -c, or [p:b] of a save file's chain line */
	/* owned vector: one per pair of addresses; NULL when no rule */
	struct sw_rule **rule;
	size_t           nrule;
	char           **warning;	/* owned vector of owned lines: what the words made odd */
	size_t           nwarning;
	struct sw_where  origin;
};

void sw_cmd_fini(struct sw_cmd *cmd);

enum {				/* sw_cmd_desc.takes */
	SW_TAKES_CHAIN    = 1 << 0,	/* needs a chain */
	SW_MAY_CHAIN      = 1 << 1,
	SW_TAKES_RULE     = 1 << 2,	/* rule specification */
	SW_TAKES_NUMBER   = 1 << 3,	/* needs a rule number */
	SW_MAY_NUMBER     = 1 << 4,
	SW_TAKES_NEWNAME  = 1 << 5,
	SW_TAKES_POLICY   = 1 << 6,
};

struct sw_cmd_desc {
	char          letter;
	const char   *name;	/* long option: "append" */
	const char   *kernel_op;	/* as iptables-nft names it in errors: "RULE_APPEND" */
	unsigned      takes;
};
extern const struct sw_cmd_desc sw_cmds[];	/* ends with letter 0 */
const struct sw_cmd_desc *sw_cmd_desc(char letter);

#endif
