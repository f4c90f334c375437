/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much of the kernel's ruleset has to be read: decided here, for every command and every
 * file. */
#ifndef SW_SESSION_READING_H
#define SW_SESSION_READING_H

#include "rule/cmd.h"

enum sw_depth {
	SW_READ_NOTHING,
	SW_READ_TABLES,		/* which tables exist */
	SW_READ_CHAINS,		/* the chains of one table */
	SW_READ_RULES,		/* and the rules of one of its chains, or of all */
};

/* What else is in the transaction. */
enum sw_company {
	SW_ALONE,		/* nothing */
	SW_IN_FILE,		/* other commands, before and behind it */
	/* and one of them names rules: those that are added have to be kept */
	SW_NAMED_LATER,
};

struct sw_reading {
	enum sw_depth depth;
	const char   *chain;	/* whose rules; "" = of all chains */
	/* one rule is meant, and nothing comes after the command: the others need not be decoded,
	 * and those behind it not be read */
	bool          search;
	bool          keep;	/* rules that are added stay in the model */
};

/* What command cmd has to see, so that sw_edit_run can work on it. again: the session's second try
 * reads at least so much, to say what is missing or in the way. */
struct sw_reading sw_reading_of(const struct sw_cmd *cmd, enum sw_company company,
				enum sw_depth again);

/* What all commands of a file have to see, table by table, before the first of them is run. All
 * zero is a valid empty one. */
struct sw_reading_file {
	bool          rules;		/* some command names rules */
	enum sw_depth depth[SW_NTABLES];
	struct { int table; char chain[SW_CHAIN_MAX]; } *want;	/* owned: whose rules */
	size_t        nwant;
};
/* Adds a command of table number `table`; only its letter, chain and number count. */
int sw_reading_file_add(struct sw_reading_file *f, int table, const struct sw_cmd *cmd,
			struct sw_err *err);
/* The i-th thing to be read for a table, from 0. false: that was all. */
bool sw_reading_file_get(const struct sw_reading_file *f, int table, enum sw_depth again, size_t i,
			 struct sw_reading *out);
void sw_reading_file_fini(struct sw_reading_file *f);

#endif
