/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What differs between two rulesets of one family, as data: table by table, chain by chain, rule by
 * rule. */
#ifndef SW_RULE_DIFF_H
#define SW_RULE_DIFF_H

#include "rule/ruleset.h"

enum sw_diff_kind {
	SW_DIFF_KEPT,		/* the rule stands in its turn in both */
	SW_DIFF_REMOVED,
	SW_DIFF_ADDED,
	SW_DIFF_LEFT,		/* a rule that moved, where it stood: `to` is where it stands */
	SW_DIFF_CAME,		/* the same rule, where it stands: `from` is where it stood */
};

/* Rules that follow one another and of which the same is to be said. Runs of a chain stand in the
 * order of either side, what goes before what comes. */
struct sw_diff_run {
	enum sw_diff_kind kind;
	/* of a rule that is in both: it has another comment, or its comment another place among
	 * its matches; other counters */
	bool     comment, counters;
	uint32_t from, to;	/* number of the first one, from 1: old chain, new; 0: not there */
	uint32_t n;
};

struct sw_diff_chain {
	/* borrowed from the rulesets, as they were compared; NULL: not there, and a builtin one
	 * then has policy ACCEPT */
	const struct sw_chain *from, *to;
	bool   policy;		/* it has another one */
	bool   counters;	/* of the policy: others */
	bool   differs;		/* anything does */
	struct sw_diff_run *run;	/* owned vector */
	size_t nrun;
};

struct sw_diff_table {
	const struct sw_builtin_table *builtin;
	bool   compared;
	bool   foreign;		/* the old one has chains that no iptables words make */
	bool   differs;
	struct sw_diff_chain *chain;	/* owned vector: builtin ones, then by name */
	size_t nchain;
};

struct sw_diff {
	struct sw_diff_table table[SW_NTABLES];	/* as in the rulesets */
	bool   differs;
};

/* What counts as equal. All zero: sw_rule_equal, counters do not count, no table. */
struct sw_diff_ask {
	bool     (*same)(const struct sw_rule *, const struct sw_rule *, void *);
	uint64_t (*hash)(const struct sw_rule *);	/* equal rules have the same */
	void      *arg;		/* for same */
	bool       counters;
	bool       table[SW_NTABLES];	/* which are compared */
};

/* Both rulesets must be known down to the rules, and stay while out is used; builtin chains that
 * are missing may be added to them. As few rules as possible are not KEPT: up to SW_LCS_EXACT of
 * base/lcs.h in a chain, or if none of its rules stands there twice. Of the others as many as
 * possible are moved, or have another comment. out is the caller's, who frees it with sw_diff_fini
 * in any case. */
int sw_diff_rulesets(const struct sw_ruleset *from, const struct sw_ruleset *to,
		     const struct sw_diff_ask *ask, struct sw_diff *out, struct sw_err *err);
void sw_diff_fini(struct sw_diff *d);

/* Does the run say that something is not as it was? */
bool sw_diff_run_differs(const struct sw_diff_run *r);
int sw_diff_policy(const struct sw_chain *c);	/* NULL: that of a builtin chain never made */

#endif
