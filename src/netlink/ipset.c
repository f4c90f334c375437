/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks the kernel for the names of the sets that match set and target SET refer to. */
#include "netlink/ipset.h"
#include <linux/netfilter/ipset/ip_set.h>
#include "netlink/msg.h"

struct walk {
	void (*each)(const char *name, void *arg);
	void *arg;
};

static int each_set(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[IPSET_ATTR_CMD_MAX + 1];
	const struct walk *w = arg;
	const char *name;

	sw_attr_parse_msg(nlh, tb, IPSET_ATTR_CMD_MAX);
	name = sw_attr_str(tb[IPSET_ATTR_SETNAME]);
	if (name)
		w->each(name, w->arg);
	return 0;
}

int sw_kernel_ipsets(struct sw_nl *nl, void (*each)(const char *name, void *arg), void *arg,
		     struct sw_err *err)
{
	_Alignas(struct nlmsghdr) char buf[128];
	struct nlmsghdr *nlh = sw_nfnl_msg(buf, NFNL_SUBSYS_IPSET << 8 | IPSET_CMD_LIST,
					   NLM_F_DUMP, AF_INET);
	struct walk w = { each, arg };

	mnl_attr_put_u8(nlh, IPSET_ATTR_PROTOCOL, IPSET_PROTOCOL_MIN);
	mnl_attr_put_u32(nlh, IPSET_ATTR_FLAGS | NLA_F_NET_BYTEORDER,
			 htonl(IPSET_FLAG_LIST_SETNAME));
	return nl->ops->dump(nl, nlh, each_set, &w, err);
}
