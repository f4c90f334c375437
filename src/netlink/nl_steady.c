/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Waits for those who commit, and looks whether rules follow one another. */
#include <string.h>
#include <libnftnl/common.h>
#include "base/attr.h"
#include "netlink/msg.h"
#include "netlink/nl_steady.h"

/* ---- those who commit ------------------------------------------------------------------------ */

/* No ruleset has it for two thousand million commits. */
static uint32_t another(uint32_t genid)
{
	uint32_t to = genid ^ 1u << 31;

	return to ? to : 1;
}

/* A transaction for another generation than the present one is refused, and for that the kernel
 * takes the lock that a commit holds. It has no end, so a kernel that does not look at generations
 * takes it back. The answer is there when the message is sent. */
void sw_nl_settle(struct sw_nl_socket *k, uint32_t genid)
{
	_Alignas(struct nlmsghdr) char buf[64];
	struct nlmsghdr *nlh = nftnl_batch_begin(buf, ++k->seq);
	struct iovec iov;

	mnl_attr_put_u32(nlh, NFNL_BATCH_GENID, htonl(another(genid)));
	iov = (struct iovec){ nlh, nlh->nlmsg_len };
	if (!k->busy && !sw_nl_send(k, &iov, 1))
		sw_nl_receive(k, MSG_DONTWAIT);
}

/* ---- rules in a row -------------------------------------------------------------------------- */

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
