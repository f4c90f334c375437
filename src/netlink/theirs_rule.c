/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is a rule in a table of iptables-nft one that iptables-nft has written? Expression by expression,
 * with the values that its reader knows. */
#include "base/attr.h"
#include "base/cleanup.h"
#include "netlink/theirs.h"

struct look {
	uint8_t  family;
	unsigned counters;
};

static const char *fits_meta(const struct nlattr **tb, struct look *l)
{
	static const uint32_t keys[] = {
		NFT_META_IIF, NFT_META_OIF, NFT_META_IIFNAME, NFT_META_OIFNAME, NFT_META_L4PROTO,
		NFT_META_MARK, NFT_META_PKTTYPE, NFT_META_CGROUP,
	};
	uint32_t key = sw_attr_be32(tb[NFTA_META_KEY]);

	if (tb[NFTA_META_SREG])
		return key == NFT_META_NFTRACE ? NULL : "it sets what no iptables target sets so";
	for (size_t i = 0; i < SW_ARRAY_SIZE(keys); i++)
		if (key == keys[i])
			return NULL;
	return "it asks for what no iptables match asks for so";
}

/* Addresses with a mask of whole bytes are loaded as far as that goes. */
static const char *fits_payload(const struct nlattr **tb, struct look *l)
{
	static const struct { uint8_t family; uint32_t base, offset, least, most; } fields[] = {
		{ SW_IP4, NFT_PAYLOAD_NETWORK_HEADER, 12, 1, 4 },	/* -s */
		{ SW_IP4, NFT_PAYLOAD_NETWORK_HEADER, 16, 1, 4 },	/* -d */
		{ SW_IP4, NFT_PAYLOAD_NETWORK_HEADER, 9, 1, 1 },	/* -p, of old versions */
		{ SW_IP4, NFT_PAYLOAD_NETWORK_HEADER, 6, 2, 2 },	/* -f */
		{ SW_IP6, NFT_PAYLOAD_NETWORK_HEADER, 8, 1, 16 },
		{ SW_IP6, NFT_PAYLOAD_NETWORK_HEADER, 24, 1, 16 },
		/* --sport, --icmp-type; --sport and --dport in one */
		{ 0, NFT_PAYLOAD_TRANSPORT_HEADER, 0, 1, 4 },
		{ 0, NFT_PAYLOAD_TRANSPORT_HEADER, 2, 2, 2 },	/* --dport */
		{ 0, NFT_PAYLOAD_TRANSPORT_HEADER, 13, 1, 1 },	/* --tcp-flags */
	};
	uint32_t base = sw_attr_be32(tb[NFTA_PAYLOAD_BASE]);
	uint32_t offset = sw_attr_be32(tb[NFTA_PAYLOAD_OFFSET]);
	uint32_t len = sw_attr_be32(tb[NFTA_PAYLOAD_LEN]);

	for (size_t i = 0; i < SW_ARRAY_SIZE(fields) && !tb[NFTA_PAYLOAD_SREG]; i++)
		if (fields[i].base == base && fields[i].offset == offset &&
		    (!fields[i].family || fields[i].family == l->family) &&
		    len >= fields[i].least && len <= fields[i].most)
			return NULL;
	return "it looks at a field that no iptables match looks at so";
}

static const char *fits_bitwise(const struct nlattr **tb, struct look *l)
{
	bool shifts = tb[NFTA_BITWISE_OP] && sw_attr_be32(tb[NFTA_BITWISE_OP]) != NFT_BITWISE_BOOL;

	return shifts ? "it shifts bits" : NULL;
}

static const char *fits_immediate(const struct nlattr **tb, struct look *l)
{
	uint32_t to = sw_attr_be32(tb[NFTA_IMMEDIATE_DREG]);
	const struct nlattr *data[NFTA_DATA_MAX + 1] = { 0 };

	if (tb[NFTA_IMMEDIATE_DATA])
		sw_attr_parse_nested(tb[NFTA_IMMEDIATE_DATA], data, NFTA_DATA_MAX);
	/* Of values only the 1 of TRACE. */
	return to == NFT_REG_VERDICT || data[NFTA_DATA_VALUE] ? NULL : "it has an odd verdict";
}

static const char *fits_counter(const struct nlattr **tb, struct look *l)
{
	l->counters++;
	return NULL;
}

static const char *fits_limit(const struct nlattr **tb, struct look *l)
{
	bool odd = (tb[NFTA_LIMIT_TYPE] && sw_attr_be32(tb[NFTA_LIMIT_TYPE]) != NFT_LIMIT_PKTS) ||
		   (tb[NFTA_LIMIT_FLAGS] && sw_attr_be32(tb[NFTA_LIMIT_FLAGS]));

	return odd ? "its limit is over a rate, or of bytes" : NULL;
}

static const char *fits_log(const struct nlattr **tb, struct look *l)
{
	return tb[NFTA_LOG_GROUP] ? NULL : "it logs as nft does";
}

static const char *fits_any(const struct nlattr **tb, struct look *l)
{
	return NULL;
}

#define MAX 16
_Static_assert(NFTA_META_MAX < MAX && NFTA_PAYLOAD_MAX < MAX && NFTA_BITWISE_MAX < MAX &&
	       NFTA_IMMEDIATE_MAX < MAX && NFTA_LIMIT_MAX < MAX && NFTA_LOG_MAX < MAX,
	       "room for the attributes of each");

static const struct {
	const char *name;
	const char *(*fits)(const struct nlattr **tb, struct look *l);
} rows[] = {
	{ "match", fits_any },	     { "target", fits_any },	   { "cmp", fits_any },
	{ "range", fits_any },	     { "meta", fits_meta },	   { "payload", fits_payload },
	{ "bitwise", fits_bitwise }, { "immediate", fits_immediate }, { "counter", fits_counter },
	{ "limit", fits_limit },     { "log", fits_log },
};

static const char *expr_fault(const struct nlattr *expr, struct look *l)
{
	const struct nlattr *tb[NFTA_EXPR_MAX + 1], *data[MAX + 1] = { 0 };
	const char *name;

	sw_attr_parse_nested(expr, tb, NFTA_EXPR_MAX);
	name = sw_attr_str(tb[NFTA_EXPR_NAME]);
	if (tb[NFTA_EXPR_DATA])
		sw_attr_parse_nested(tb[NFTA_EXPR_DATA], data, MAX);
	for (size_t i = 0; name && i < SW_ARRAY_SIZE(rows); i++)
		if (!strcmp(name, rows[i].name))
			return rows[i].fits(data, l);
	return "it has an expression that iptables-nft does not write";
}

const char *sw_theirs_rule_fault(const struct nlattr *exprs, uint8_t family)
{
	struct look l = { .family = family };
	const char *at, *fault = NULL;
	const struct nlattr *expr;
	size_t left;

	if (!exprs)
		return "it is empty";
	at = sw_attr_data(exprs);
	left = sw_attr_len(exprs);
	while (!fault && (expr = sw_attr_next(&at, &left)))
		fault = expr_fault(expr, &l);
	if (!fault && l.counters != 1)
		fault = "it does not count as iptables' rules do";
	return fault;
}
