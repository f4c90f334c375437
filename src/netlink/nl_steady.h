/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is read while others commit is of one state of the ruleset, or is known to be of none. */
#ifndef SW_NETLINK_NL_STEADY_H
#define SW_NETLINK_NL_STEADY_H

#include "netlink/nl_socket.h"

/* Waits until no transaction of this network namespace is under way. The kernel counts the
 * generation on in the middle of a commit, and takes the old rules away behind that: who has asked
 * for it reads all of it only then. And what is in preparation has not counted yet, though lists
 * are longer already: who wants to know whether he was disturbed asks only then. genid: the last
 * one that is known. Says nothing: where it is not possible, it is as without it. */
void sw_nl_settle(struct sw_nl_socket *k, uint32_t genid);

/* A dump of rules comes in parts, and the next one begins behind so many rules as were told. Those
 * that a transaction in preparation has put in, or has taken back, are counted, and neither is an
 * interruption for the kernel: then rules come twice, or are left out. But each rule says which one
 * it stands behind. */
struct sw_nl_row {
	int  (*each)(const struct nlmsghdr *, void *);	/* as for sw_nl_ops.dump */
	void  *arg;
	uint64_t last;				/* handle of the rule before; 0: none yet */
	char   chain[NFT_NAME_MAXLEN];		/* of the rule before */
	bool   torn;
};

/* Takes each answer of a dump, for arg a struct sw_nl_row. Messages that are no rules pass. Behind
 * the first rule that does not follow the one before, torn is set, and no more is read. */
int sw_nl_row_take(const struct nlmsghdr *nlh, void *row);

#endif
