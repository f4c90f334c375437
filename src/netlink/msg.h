/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What messages are written with: libmnl, and what it lacks.
 *
 * nftnl_nlmsg_build_hdr() would be a second way to do what sw_nfnl_msg() does. And each function
 * that is imported costs 1100 instructions when a program starts (callgrind of one -A): what is one
 * line of arithmetic, as sw_msg_end(), is not. */
#ifndef SW_NETLINK_MSG_H
#define SW_NETLINK_MSG_H

#include <libmnl/libmnl.h>
#include "base/attr.h"

/* A message at buf, without attributes. type: the netfilter subsystem << 8, and the message. */
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

/* One of nf_tables, for what is asked. What is sent begins in batch.h. */
static inline struct nlmsghdr *sw_nft_msg(void *buf, uint16_t msg, uint16_t flags, uint8_t family)
{
	return sw_nfnl_msg(buf, SW_NFT_TYPE(msg), flags, family);
}

/* Where the next attribute will stand. */
static inline void *sw_msg_end(const struct nlmsghdr *nlh)
{
	return (char *)nlh + MNL_ALIGN(nlh->nlmsg_len);
}

/* Bytes, and a string with its NUL. libmnl 1.0.4 leaves the padding behind them as it was in
 * memory. */
static inline void sw_msg_put(struct nlmsghdr *nlh, uint16_t type, size_t len, const void *data)
{
	struct nlattr *a = sw_msg_end(nlh);
	char *bytes = (char *)a + MNL_ATTR_HDRLEN, *end = bytes + MNL_ALIGN(len);

	a->nla_type = type;
	a->nla_len = MNL_ATTR_HDRLEN + len;
	if (len) {
		memset(end - MNL_ALIGNTO, 0, MNL_ALIGNTO);
		memcpy(bytes, data, len);
	}
	nlh->nlmsg_len = MNL_ALIGN(nlh->nlmsg_len) + MNL_ATTR_HDRLEN + MNL_ALIGN(len);
}

/* A nest, and its end; as libmnl's, without a call. Elements have four each. */
static inline struct nlattr *sw_msg_nest(struct nlmsghdr *nlh, uint16_t type)
{
	struct nlattr *a = sw_msg_end(nlh);

	a->nla_type = NLA_F_NESTED | type;
	nlh->nlmsg_len = MNL_ALIGN(nlh->nlmsg_len) + MNL_ATTR_HDRLEN;
	return a;
}

static inline void sw_msg_nest_end(struct nlmsghdr *nlh, struct nlattr *nest)
{
	nest->nla_len = (char *)sw_msg_end(nlh) - (char *)nest;
}

static inline void sw_msg_put_str(struct nlmsghdr *nlh, uint16_t type, const char *s)
{
	sw_msg_put(nlh, type, strlen(s) + 1, s);
}

#endif
