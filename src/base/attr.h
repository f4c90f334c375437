/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink attributes: append to a message, and walk a received one without trusting its lengths. */
#ifndef SW_BASE_ATTR_H
#define SW_BASE_ATTR_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <linux/netlink.h>
#include "base/net.h"

#define SW_NFT_TYPE(msg) ((NFNL_SUBSYS_NFTABLES << 8) | (msg))

/* Writing. The caller has made room; lengths are checked where the message was begun. */

static inline void *sw_attr_end(struct nlmsghdr *nlh)
{
	return (char *)nlh + NLMSG_ALIGN(nlh->nlmsg_len);
}

static inline void sw_attr_put(struct nlmsghdr *nlh, uint16_t type, const void *data, size_t len)
{
	struct nlattr *a = sw_attr_end(nlh);
	size_t padded = NLA_ALIGN(len);

	a->nla_type = type;
	a->nla_len = NLA_HDRLEN + len;
	if (len)
		memcpy((char *)a + NLA_HDRLEN, data, len);
	if (padded > len)
		memset((char *)a + NLA_HDRLEN + len, 0, padded - len);
	nlh->nlmsg_len = NLMSG_ALIGN(nlh->nlmsg_len) + NLA_HDRLEN + padded;
}

static inline void sw_attr_put_str(struct nlmsghdr *nlh, uint16_t type, const char *s)
{
	sw_attr_put(nlh, type, s, strlen(s) + 1);
}

static inline void sw_attr_put_be32(struct nlmsghdr *nlh, uint16_t type, uint32_t v)
{
	v = htobe32(v);
	sw_attr_put(nlh, type, &v, sizeof(v));
}

static inline void sw_attr_put_be64(struct nlmsghdr *nlh, uint16_t type, uint64_t v)
{
	v = htobe64(v);
	sw_attr_put(nlh, type, &v, sizeof(v));
}

static inline struct nlattr *sw_attr_nest(struct nlmsghdr *nlh, uint16_t type)
{
	struct nlattr *a = sw_attr_end(nlh);

	sw_attr_put(nlh, type | NLA_F_NESTED, NULL, 0);
	return a;
}

static inline void sw_attr_nest_end(struct nlmsghdr *nlh, struct nlattr *a)
{
	a->nla_len = (char *)sw_attr_end(nlh) - (char *)a;
}

/* Reading. Every attribute handed out lies wholly inside [p, p + len). */

static inline size_t sw_attr_len(const struct nlattr *a)
{
	return a->nla_len - NLA_HDRLEN;
}

static inline const void *sw_attr_data(const struct nlattr *a)
{
	return (const char *)a + NLA_HDRLEN;
}

/* The attribute at *p, which then points behind it; NULL at the end or at bytes that are none. */
static inline const struct nlattr *sw_attr_next(const char **p, size_t *left)
{
	const struct nlattr *a = (const void *)*p;
	size_t step;

	if (*left < NLA_HDRLEN || a->nla_len < NLA_HDRLEN || a->nla_len > *left)
		return NULL;
	step = NLA_ALIGN(a->nla_len);
	if (step > *left)
		step = *left;
	*p += step;
	*left -= step;
	return a;
}

/* Attributes by type into tb[0..max]; the last of a type wins, larger types are skipped. */
static inline void sw_attr_parse(const void *data, size_t len, const struct nlattr **tb, size_t max)
{
	const struct nlattr *a;
	const char *p = data;

	memset(tb, 0, (max + 1) * sizeof(*tb));
	while ((a = sw_attr_next(&p, &len)))
		if ((a->nla_type & NLA_TYPE_MASK) <= max)
			tb[a->nla_type & NLA_TYPE_MASK] = a;
}

static inline void sw_attr_parse_nested(const struct nlattr *a, const struct nlattr **tb,
					size_t max)
{
	sw_attr_parse(sw_attr_data(a), sw_attr_len(a), tb, max);
}

/* The attributes of a message that starts with a struct nfgenmsg. */
static inline void sw_attr_parse_msg(const struct nlmsghdr *nlh, const struct nlattr **tb,
				     size_t max)
{
	size_t head = NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(struct nfgenmsg));
	size_t len = nlh->nlmsg_len > head ? nlh->nlmsg_len - head : 0;

	sw_attr_parse((const char *)nlh + head, len, tb, max);
}

/* Absent (NULL) or too short reads as 0. */
static inline uint32_t sw_attr_be32(const struct nlattr *a)
{
	uint32_t v;

	if (!a || sw_attr_len(a) < sizeof(v))
		return 0;
	memcpy(&v, sw_attr_data(a), sizeof(v));
	return be32toh(v);
}

static inline uint16_t sw_attr_be16(const struct nlattr *a)
{
	uint16_t v;

	if (!a || sw_attr_len(a) < sizeof(v))
		return 0;
	memcpy(&v, sw_attr_data(a), sizeof(v));
	return be16toh(v);
}

static inline uint8_t sw_attr_u8(const struct nlattr *a)
{
	return a && sw_attr_len(a) ? *(const uint8_t *)sw_attr_data(a) : 0;
}

static inline uint64_t sw_attr_be64(const struct nlattr *a)
{
	uint64_t v;

	if (!a || sw_attr_len(a) < sizeof(v))
		return 0;
	memcpy(&v, sw_attr_data(a), sizeof(v));
	return be64toh(v);
}

/* The string, or NULL when absent or without a NUL inside the attribute. */
static inline const char *sw_attr_str(const struct nlattr *a)
{
	if (!a || !memchr(sw_attr_data(a), 0, sw_attr_len(a)))
		return NULL;
	return sw_attr_data(a);
}

/* Begin a message at buf: header, nfgenmsg of family. res_id in host order. */
static inline struct nlmsghdr *sw_attr_msg(void *buf, uint16_t type, uint16_t flags, uint8_t family,
					   uint16_t res_id)
{
	struct nlmsghdr *nlh = buf;
	struct nfgenmsg *g = (void *)((char *)buf + NLMSG_HDRLEN);

	*nlh = (struct nlmsghdr){
		.nlmsg_len = NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(*g)),
		.nlmsg_type = type,
		.nlmsg_flags = NLM_F_REQUEST | flags,
	};
	*g = (struct nfgenmsg){
		.nfgen_family = family, .version = NFNETLINK_V0, .res_id = htons(res_id),
	};
	return nlh;
}

#endif
