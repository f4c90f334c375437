/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks whether the rules of a dump follow one another. */
#include <string.h>
#include "base/attr.h"
#include "netlink/msg.h"
#include "netlink/nl_row.h"

/* The first one of a chain stands behind none. */
static bool follows(struct sw_nl_row *r, uint64_t behind, const char *chain)
{
	size_t n = strlen(chain);

	if (behind)
		return behind == r->last;
	if (r->last && !strcmp(chain, r->chain))
		return false;
	if (n >= sizeof(r->chain))
		return true;
	memcpy(r->chain, chain, n + 1);
	return true;
}

int sw_nl_row_take(const struct nlmsghdr *nlh, void *row)
{
	struct sw_nl_row *r = row;
	const struct nlattr *a;
	uint64_t behind = 0, handle = 0;
	const char *chain = "";

	if (nlh->nlmsg_type != SW_NFT_TYPE(NFT_MSG_NEWRULE))
		return r->each(nlh, r->arg);
	mnl_attr_for_each(a, nlh, sizeof(struct nfgenmsg))
	{
		int type = mnl_attr_get_type(a);

		if (type == NFTA_RULE_CHAIN)
			chain = sw_attr_str(a);
		else if (type == NFTA_RULE_HANDLE)
			handle = sw_attr_be64(a);
		else if (type == NFTA_RULE_POSITION)
			behind = sw_attr_be64(a);
		else if (type == NFTA_RULE_EXPRESSIONS)	/* much, and behind all these */
			break;
	}
	if (!chain || !follows(r, behind, chain)) {
		r->torn = true;
		return 1;
	}
	r->last = handle;
	return r->each(nlh, r->arg);
}
