/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What selectors look at, in the reader's words. */
#include "base/cleanup.h"
#include "base/net.h"
#include "sight/look.h"

#define ANY UINT32_MAX

static const struct { uint8_t src; uint32_t key; const char *name; } names[] = {
	{ SW_SRC_LL, ANY, "the Ethernet address (--mac)" },
	{ SW_SRC_TH, ANY, "ports, flags or type" },
	{ SW_SRC_META, NFT_META_L4PROTO, "the protocol (-p)" },
	{ SW_SRC_META, NFT_META_MARK, "the mark (--mark)" },
	{ SW_SRC_META, NFT_META_IIFNAME, "the interface it came in by (--in)" },
	{ SW_SRC_META, NFT_META_OIFNAME, "the interface it leaves by (--out)" },
	{ SW_SRC_META, NFT_META_IIFTYPE, "the Ethernet address (--mac)" },
	{ SW_SRC_META, NFT_META_LEN, "the length (--length)" },
	{ SW_SRC_META, NFT_META_PKTTYPE, "whether it is for one, many or all" },
	{ SW_SRC_META, NFT_META_SKUID, "the user (--uid)" },
	{ SW_SRC_META, NFT_META_SKGID, "the group (--gid)" },
	{ SW_SRC_META, NFT_META_PRIORITY, "the class (CLASSIFY)" },
	{ SW_SRC_META, NFT_META_CPU, "the CPU" },
	{ SW_SRC_META, NFT_META_CGROUP, "the cgroup" },
	{ SW_SRC_META, NFT_META_TIME_NS, "the time" },
	{ SW_SRC_META, NFT_META_TIME_DAY, "the day" },
	{ SW_SRC_META, NFT_META_TIME_HOUR, "the hour" },
	{ SW_SRC_META, NFT_META_IIFGROUP, "the interface's group" },
	{ SW_SRC_META, NFT_META_OIFGROUP, "the interface's group" },
	{ SW_SRC_META, NFT_META_RTCLASSID, "the realm" },
	{ SW_SRC_CT, NFT_CT_STATE, "the state (--state)" },
	{ SW_SRC_CT, NFT_CT_MARK, "the connection's mark (--ctmark)" },
	{ SW_SRC_CT, NFT_CT_STATUS, "whether the connection is translated" },
	{ SW_SRC_CT, NFT_CT_HELPER, "the connection's helper" },
	{ SW_SRC_CT, ANY, "the connection" },
	{ SW_SRC_FIB, NFT_FIB_RESULT_ADDRTYPE, "what kind of address it is" },
	{ SW_SRC_FIB, ANY, "the route back" },
	{ SW_SRC_RT, ANY, "the route" },
	{ SW_SRC_TCPOPT, ANY, "options of TCP" },
	{ SW_SRC_EXTHDR, ANY, "extension headers" },
	{ SW_SRC_SOCKET, ANY, "whether a socket waits for it" },
	{ SW_SRC_META, NFT_META_PRANDOM, "chance" },
	{ SW_SRC_NUMGEN, ANY, "how many packets came before (statistic)" },
};

/* Of fields of the IP header, which are not in one place in both families. */
static const char *header_name(const struct sw_sel *s)
{
	static const struct { uint8_t from, to, len; const char *name; } fields[] = {
		{ 9, 10, 1, "the protocol (-p)" }, { 8, 9, 1, "the TTL (--ttl)" },
		{ 7, 8, 1, "the hop limit (--hl)" }, { 1, 2, 1, "the TOS byte (--tos)" },
		{ 0, 2, 2, "the traffic class (--tos)" }, { 6, 8, 2, "whether it is a fragment" },
		{ 2, 4, 2, "the length (--length)" }, { 12, 16, 4, "the source address (-s)" },
		{ 16, 20, 4, "the address it goes to (-d)" },
		{ 8, 24, 16, "the source address (-s)" },
		{ 24, 40, 16, "the address it goes to (-d)" },
	};

	for (size_t i = 0; i < SW_ARRAY_SIZE(fields); i++)
		if (s->off >= fields[i].from && s->off + s->len <= fields[i].to &&
		    s->len <= fields[i].len)
			return fields[i].name;
	return "the IP header";
}

const char *sw_look_name(const struct sw_sel *s)
{
	if (s->src == SW_SRC_NH)
		return header_name(s);
	for (size_t i = 0; i < SW_ARRAY_SIZE(names); i++)
		if (names[i].src == s->src && (names[i].key == ANY || names[i].key == s->key))
			return names[i].name;
	return "what nobody knows";
}
