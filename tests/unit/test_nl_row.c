/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules of a dump that follow one another, come twice, or are left out. */
#include <string.h>
#include "base/attr.h"
#include "netlink/msg.h"
#include "netlink/nl_row.h"
#include "tap.h"

static char told[256];

static int tell(const struct nlmsghdr *nlh, void *arg)
{
	(void)arg;
	strcat(told, nlh->nlmsg_type == SW_NFT_TYPE(NFT_MSG_NEWRULE) ? "r" : "o");
	return 0;
}

static int rule(struct sw_nl_row *row, const char *chain, uint64_t handle, uint64_t behind)
{
	_Alignas(struct nlmsghdr) char buf[512];
	struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_NEWRULE, 0, NFPROTO_IPV4);

	sw_msg_put_str(nlh, NFTA_RULE_TABLE, "t");
	sw_msg_put_str(nlh, NFTA_RULE_CHAIN, chain);
	mnl_attr_put_u64(nlh, NFTA_RULE_HANDLE, htobe64(handle));
	if (behind)
		mnl_attr_put_u64(nlh, NFTA_RULE_POSITION, htobe64(behind));
	return sw_nl_row_take(nlh, row);
}

static struct sw_nl_row fresh(void)
{
	told[0] = '\0';
	return (struct sw_nl_row){ .each = tell };
}

int main(void)
{
	struct sw_nl_row row = fresh();
	_Alignas(struct nlmsghdr) char buf[64];

	ok(!rule(&row, "a", 4, 0) && !rule(&row, "a", 7, 4) && !rule(&row, "a", 5, 7), "a chain");
	ok(!rule(&row, "b", 9, 0) && !rule(&row, "b", 2, 9), "and the next one");
	ok(!sw_nl_row_take(sw_nft_msg(buf, NFT_MSG_NEWCHAIN, 0, NFPROTO_IPV4), &row),
	   "what is no rule passes");
	is(told, "rrrrro", "all of them are told");
	ok(!row.torn, "whole");

	row = fresh();
	ok(!rule(&row, "a", 4, 0) && !rule(&row, "a", 7, 4) && rule(&row, "a", 7, 4) && row.torn,
	   "the last one twice");
	row = fresh();
	ok(!rule(&row, "a", 4, 0) && rule(&row, "a", 4, 0) && row.torn, "the first one twice");
	row = fresh();
	ok(!rule(&row, "a", 4, 0) && !rule(&row, "a", 7, 4) && rule(&row, "a", 4, 0) && row.torn,
	   "from the first one on again");
	row = fresh();
	ok(!rule(&row, "a", 4, 0) && rule(&row, "a", 8, 7) && row.torn, "one is left out");
	row = fresh();
	ok(rule(&row, "a", 8, 7) && row.torn, "the first one is");
	row = fresh();
	ok(!rule(&row, "a", 4, 0) && rule(&row, "b", 8, 7) && row.torn, "that of the next chain");
	is(told, "r", "and nothing of it is told");
	return tap_end();
}
