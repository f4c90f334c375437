/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The headers of libmnl and libnftnl that messages are written with, and what they lack. */
#ifndef SW_NETLINK_MSG_H
#define SW_NETLINK_MSG_H

#include <libmnl/libmnl.h>
#include <libnftnl/common.h>

#include "base/attr.h"

/* A message of another netfilter subsystem than nf_tables at buf, without attributes. type:
 * subsystem << 8 and number. */
static inline struct nlmsghdr *sw_nfnl_msg(void *buf, uint16_t type, uint16_t flags, uint8_t family)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct nfgenmsg *g = mnl_nlmsg_put_extra_header(nlh, sizeof(*g));

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	g->nfgen_family = family;
	g->version = NFNETLINK_V0;
	return nlh;
}

/* Bytes, and a string with its NUL. libmnl 1.0.4 leaves the padding behind them as it was in
 * memory. */
static inline void sw_msg_put(struct nlmsghdr *nlh, uint16_t type, size_t len, const void *data)
{
	char *end = (char *)mnl_nlmsg_get_payload_tail(nlh) + MNL_ATTR_HDRLEN + MNL_ALIGN(len);

	if (len)
		memset(end - MNL_ALIGNTO, 0, MNL_ALIGNTO);
	mnl_attr_put(nlh, type, len, data);
}

static inline void sw_msg_put_str(struct nlmsghdr *nlh, uint16_t type, const char *s)
{
	sw_msg_put(nlh, type, strlen(s) + 1, s);
}

#endif
