/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A reading of the counters: every rule and policy of ours with what it has counted so far, its
 * text and its comment, of both families and one generation. */
#ifndef SW_SIGHT_TALLY_H
#define SW_SIGHT_TALLY_H

#include "base/str.h"
#include "rule/ruleset.h"

struct sw_tally_chain {
	char     name[SW_CHAIN_MAX];
	uint8_t  family;	/* SW_IP4, SW_IP6 */
	bool     builtin;
	uint8_t  table;		/* index of sw_builtin_tables */
	int      policy;	/* SW_ACCEPT or SW_DROP; means nothing for a user chain */
	uint32_t nrule;		/* with those that nobody can read */
};

/* A rule, or the policy of a builtin chain. */
struct sw_tally_row {
	uint32_t chain;		/* index of sw_tally.chain */
	uint32_t number;	/* from 1, as in -L --line-numbers; 0: the policy */
	uint64_t packets, bytes;
	uint64_t hash;		/* of family, table, chain and text: rows with the same are alike */
	size_t   at;		/* in sw_tally.text: what stands behind "-A CHAIN ", */
	uint32_t len;
	uint32_t comment;	/* and behind that and a NUL, the comment: its length. 0: none */
	bool     words;		/* behind that and a NUL: the rule as members of JSON */
};

/* All zero is a valid empty one. */
struct sw_tally {
	struct sw_tally_chain *chain;	/* owned vectors */
	size_t nchain, capchain;
	struct sw_tally_row *row;	/* rules that cannot be read are left out */
	size_t nrow, caprow;
	struct sw_str text;	/* owned; NULs between the pieces */
	bool     words;		/* the caller's: rules are wanted as members of JSON, too */
	uint64_t when, cost;	/* nanoseconds: CLOCK_MONOTONIC at its begin; how long it took */
};

/* program: for messages of plugins, borrowed for good. family: this one only; 0: both. What t had
 * before is gone in any case; the caller frees it with sw_tally_fini. */
int sw_tally_read(const char *program, uint8_t family, struct sw_tally *t, struct sw_err *err);
void sw_tally_fini(struct sw_tally *t);

const char *sw_tally_text(const struct sw_tally *t, const struct sw_tally_row *r);
const char *sw_tally_comment(const struct sw_tally *t, const struct sw_tally_row *r);
/* Of a row that has words: members for sw_json_members() of base/json.h. */
const char *sw_tally_words(const struct sw_tally *t, const struct sw_tally_row *r);
const char *sw_tally_family(const struct sw_tally_chain *c);	/* "ipv4", "ipv6" */

/* CLOCK_MONOTONIC in nanoseconds. */
uint64_t sw_tally_now(void);

#endif
