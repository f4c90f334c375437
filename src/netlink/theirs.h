/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables of iptables-nft: what is in them, whether all of it is iptables', and how they go. */
#ifndef SW_NETLINK_THEIRS_H
#define SW_NETLINK_THEIRS_H

#include "base/str.h"
#include "netlink/nl.h"
#include "rule/ruleset.h"

struct nlattr;

struct sw_their_chain {
	uint8_t family;
	const struct sw_builtin_table *table;
	const struct sw_builtin_chain *builtin;	/* NULL: a user's chain */
	char    name[NFT_CHAIN_MAXNAMELEN];
	bool    drops;	/* the policy of a builtin one */
	bool    ours;	/* a companion of a rule of ours: stays */
};

/* All zero is a valid empty one. */
struct sw_theirs {
	bool    there[2][SW_NTABLES];	/* [0]: IPv4 */
	bool    shared[2][SW_NTABLES];	/* companions of ours are in it, too */
	struct sw_their_chain *chain;	/* owned vector */
	size_t  n, cap;
	/* a line for each thing that is not iptables', or that iptables-save would say as something
	 * else: "ip filter INPUT: rule handle 7 ..." */
	struct sw_str odd;
};

/* What is there, in both families. Of one generation only if the caller sees that it has not
 * moved. What *t held is freed. */
int sw_theirs_look(struct sw_nl *nl, struct sw_theirs *t, struct sw_err *err);
void sw_theirs_fini(struct sw_theirs *t);

/* Sets policies that drop to ACCEPT. *done: there were such. -ERESTART: others have changed
 * something since genid, and nothing is done. */
int sw_theirs_open(struct sw_nl *nl, const struct sw_theirs *t, uint32_t genid, bool *done,
		   struct sw_err *err);
/* Deletes the tables, in one transaction; of those that are shared, the chains that are theirs.
 * -ERESTART as above. No policy may drop: the kernel takes rules away before it takes a chain out
 * of its hook. */
int sw_theirs_delete(struct sw_nl *nl, const struct sw_theirs *t, uint32_t genid,
		     struct sw_err *err);

/* ---- theirs_rule.c --------------------------------------------------------------------------- */

/* Of NFTA_RULE_EXPRESSIONS: is it what iptables-nft writes, and reads as what it is? NULL, or what
 * is not. Its own list of what it can read is longer: it passes by what it does not know in a
 * payload, a limit or a log. */
const char *sw_theirs_rule_fault(const struct nlattr *exprs, uint8_t family);

#endif
