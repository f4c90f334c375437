/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink attributes of a received message, read without trusting a length. Whatever reads one
 * reads it with these: answers, rules' expressions, our own messages.
 *
 * Not libmnl's readers: they ask a callback for each attribute, and their getters trust what was
 * not validated before. With mnl_attr_parse_payload() in the place of sw_attr_parse() a save of
 * 10 000 rules takes 33 % more user instructions, a -C among them 85 % (callgrind,
 * tests/bench/generate.py mixed 10000). Not libnftnl's objects: to make one of each rule, with
 * nftnl_rule_nlmsg_parse(), and nothing else, is 168 % of that save. Messages are written with
 * libmnl (netlink/msg.h): there it costs nothing. */
#ifndef SW_BASE_ATTR_H
#define SW_BASE_ATTR_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <linux/netlink.h>
#include "base/net.h"

#define SW_NFT_TYPE(msg) ((NFNL_SUBSYS_NFTABLES << 8) | (msg))

/* Every attribute handed out lies wholly inside [p, p + len). */

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

/* The attributes in a nest; absent (NULL) is an empty one. */
static inline void sw_attr_parse_nested(const struct nlattr *a, const struct nlattr **tb,
					size_t max)
{
	if (a)
		sw_attr_parse(sw_attr_data(a), sw_attr_len(a), tb, max);
	else
		memset(tb, 0, (max + 1) * sizeof(*tb));
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

/* The string, or NULL when absent or not ended by a NUL. */
static inline const char *sw_attr_str(const struct nlattr *a)
{
	const char *s = a && sw_attr_len(a) ? sw_attr_data(a) : NULL;

	return s && s[sw_attr_len(a) - 1] == '\0' ? s : NULL;
}

#endif
