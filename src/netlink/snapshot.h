/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Read the kernel into a ruleset, as deep as asked; and stream a chain's rules without keeping
 * them. */
#ifndef SW_NETLINK_SNAPSHOT_H
#define SW_NETLINK_SNAPSHOT_H

#include "netlink/reader.h"
#include "rule/ruleset.h"

/* Which of our tables exist. Sets rs->genid if it is 0. */
int sw_snapshot_tables(struct sw_nl *nl, struct sw_ruleset *rs, struct sw_err *err);
/* The chains of one table, with policies, counters, use and handles. Companion chains ("sw.*") are
 * left out. */
int sw_snapshot_chains(struct sw_nl *nl, struct sw_ruleset *rs, struct sw_table *t,
		       struct sw_err *err);
/* The same for all tables at once, but for those whose chains are known already. */
int sw_snapshot_all_chains(struct sw_nl *nl, struct sw_ruleset *rs, struct sw_err *err);
/* The names of named sets and maps in our tables that are not the engine's, into sw_table.sets, and
 * of maps of rules into sw_table.maps. Needs the tables. */
int sw_snapshot_sets(struct sw_nl *nl, struct sw_ruleset *rs, struct sw_err *err);
/* One of them: 1 = it is in the model now, 0 = there is none. chains_known is not touched. */
int sw_snapshot_chain(struct sw_nl *nl, struct sw_ruleset *rs, struct sw_table *t, const char *name,
		      struct sw_err *err);
/* The rules of one chain into the model. want (NULL: all) is what one command looks at: rules that
 * are passed by stand as NULL in the chain, and nothing is read behind the last one wanted.
 * rules_known is then true of the numbers up to there. */
struct sw_search {
	size_t number;		/* from 1: this rule; 0 = see like */
	/* only rules with its ip fields; unreadable ones are passed by, too */
	const struct sw_rule *like;
	/* asked of each rule like it: 1 = read no further */
	int  (*enough)(struct sw_rule *r, void *arg);
	void  *arg;
};
int sw_snapshot_search(struct sw_reader *reader, struct sw_ruleset *rs, struct sw_table *t,
		       struct sw_chain *c, const struct sw_search *want, struct sw_err *err);
/* The same, one rule at a time, to be shown: each returns 0, 1 to stop, < 0 error. The rule is
 * freed afterwards. Unless reader->names is set, no element has its name (SW_SEAT_SHOWN), so no
 * edit can name it. */
int sw_snapshot_each(struct sw_reader *reader, struct sw_ruleset *rs, struct sw_table *t,
		     struct sw_chain *c, int (*each)(struct sw_rule *, void *), void *arg,
		     struct sw_err *err);
/* The rules of all chains of the table that are in the model, chain after chain in the kernel's
 * order: enter is told when those of another chain begin. A chain without rules is not
 * mentioned. */
int sw_snapshot_each_of_table(struct sw_reader *reader, struct sw_ruleset *rs, struct sw_table *t,
			      void (*enter)(struct sw_chain *, void *),
			      int (*each)(struct sw_rule *, void *), void *arg, struct sw_err *err);
/* Is that cheaper than one question for each chain? Needs the chains. *about: an estimate of its
 * rules. */
bool sw_snapshot_whole_is_cheaper(const struct sw_table *t, size_t *about);
/* Has the generation moved since rs was begun? 0 = same, 1 = moved. */
int sw_snapshot_stale(struct sw_nl *nl, const struct sw_ruleset *rs, struct sw_err *err);

/* Do tables of iptables-nft (filter, nat ... in our family) or of iptables-legacy exist? Bits of
 * enum sw_foreign. Legacy is read from /proc/net/ip[6]_tables_names, never by asking the kernel's
 * xt code, which would create the tables. */
enum sw_foreign { SW_FOREIGN_NFT = 1, SW_FOREIGN_LEGACY = 2 };
int sw_snapshot_foreign(struct sw_nl *nl, uint8_t family, unsigned *found, struct sw_err *err);

/* Does the kernel know extension NAME at revision REV (NFNL_MSG_COMPAT_GET of nft_compat)?
 * Cached. */
bool sw_kernel_has_rev(const char *name, uint8_t rev, bool target, uint8_t family);
enum sw_rev_answer {
	SW_REV_KNOWN, SW_REV_UNKNOWN,
	SW_REV_NO_COMPAT,	/* the kernel has no nft_compat, and so none of them */
	SW_REV_NO_ANSWER,	/* no permission, or no netlink */
};
enum sw_rev_answer sw_kernel_ask_rev(const char *name, uint8_t rev, bool target, uint8_t family);

#endif
