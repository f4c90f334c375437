/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether the rules of a dump are all there, and each once, while others prepare a transaction. */
#ifndef SW_NETLINK_NL_ROW_H
#define SW_NETLINK_NL_ROW_H

#include "netlink/nl.h"
#include <linux/netfilter/nf_tables.h>

/* A dump comes in parts, the last of which is empty; each begins behind as many rules as were met.
 * Those that a transaction in preparation has put in by then are met, too, though they are not
 * told: so rules are told twice. Those that one has taken back, or a commit has taken away, are
 * not: so rules are left out. The generation is the same, and the kernel sees no interruption. But
 * each rule says which one it stands behind. */
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
