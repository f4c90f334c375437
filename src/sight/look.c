/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel would load, for each selector. */
#include <string.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/rtnetlink.h>

#include "base/cleanup.h"
#include "base/net.h"
#include "sight/look.h"

/* ---- bytes ----------------------------------------------------------------------------------- */

static void put(struct sw_bytes16 *out, const void *value, size_t n)
{
	memcpy(out->v, value, n);
	memset(out->k, 0xff, n);
}

static void put_bits(struct sw_bytes16 *out, uint32_t value, uint32_t known)
{
	value &= known;
	memcpy(out->v, &value, 4);
	memcpy(out->k, &known, 4);
}

static void put_number(struct sw_bytes16 *out, uint32_t value, bool known)
{
	put_bits(out, value, known ? UINT32_MAX : 0);
}

static enum sw_seen look_header(const struct sw_header *h, const struct sw_sel *s,
				struct sw_bytes16 *out)
{
	if (s->off + s->len > (int)sizeof(h->v) || s->len > sizeof(out->v))
		return SW_SEEN_MAY;
	memcpy(out->v, h->v + s->off, s->len);
	memcpy(out->k, h->k + s->off, s->len);
	return SW_SEEN;
}

static enum sw_seen look_transport(const struct sw_packet *p, const struct sw_sel *s,
				   struct sw_bytes16 *out)
{
	if (p->later_fragment || (p->th_len >= 0 && s->off + s->len > p->th_len))
		return SW_SEEN_NOT;
	return look_header(&p->th, s, out);
}

/* Only what came in has an Ethernet header, and loopback's is no address of anybody. */
static enum sw_seen look_link(const struct sw_packet *p, const struct sw_sel *s,
			      struct sw_bytes16 *out)
{
	if (p->way == SW_WAY_OUTPUT)
		return SW_SEEN_NOT;
	return look_header(&p->ll, s, out);
}

/* ---- meta ------------------------------------------------------------------------------------ */

static bool is_many(const struct sw_packet *p, const uint8_t *dst)
{
	return p->family == SW_IP6 ? dst[0] == 0xff : (dst[0] & 0xf0) == 0xe0;
}

/* What came in by Ethernet for one address is HOST, and so is what is made here. */
static enum sw_seen look_pkttype(const struct sw_packet *p, const struct sw_spot *at,
				 struct sw_bytes16 *out)
{
	const uint8_t *dst = sw_packet_addr(p, true);
	uint8_t type = PACKET_HOST;

	if (p->way != SW_WAY_OUTPUT) {
		if (!dst || (p->in.known && !strcmp(p->in.name, "lo")))
			return SW_SEEN;
		if (is_many(p, dst))
			type = PACKET_MULTICAST;
		else if (p->family == SW_IP4 && at->kind &&
			 at->kind(at->arg, p, dst) == RTN_BROADCAST)
			type = PACKET_BROADCAST;
	}
	put(out, &type, 1);
	return SW_SEEN;
}

static void look_device(const struct sw_device *d, bool none, struct sw_bytes16 *out)
{
	static const struct sw_device no_device = { .known = true };

	if (none)
		d = &no_device;
	if (d->known)
		put(out, d->name, SW_IF_MAX);
}

static bool has_no_in(const struct sw_packet *p, const struct sw_spot *at)
{
	return at->hook == SW_HOOK_OUTPUT || p->way == SW_WAY_OUTPUT;
}

static bool has_no_out(const struct sw_spot *at)
{
	return at->hook == SW_HOOK_PREROUTING || at->hook == SW_HOOK_INPUT;
}

/* Only what is made here has a socket that one can ask for its owner. */
static enum sw_seen look_owner(const struct sw_packet *p, uint32_t id, bool known,
			       struct sw_bytes16 *out)
{
	if (p->way != SW_WAY_OUTPUT)
		return SW_SEEN_NOT;
	put_number(out, id, known);
	return known ? SW_SEEN : SW_SEEN_MAY;
}

static enum sw_seen look_meta(const struct sw_packet *p, const struct sw_spot *at,
			      const struct sw_sel *s, struct sw_bytes16 *out)
{
	uint16_t ether = htons(p->family == SW_IP6 ? ETH_P_IPV6 : ETH_P_IP);
	uint8_t family = p->family == SW_IP6 ? NFPROTO_IPV6 : NFPROTO_IPV4;

	switch (s->key) {
	case NFT_META_L4PROTO:
		out->v[0] = p->proto;
		out->k[0] = p->proto_known;
		return SW_SEEN;
	case NFT_META_MARK:
		put_bits(out, p->mark, p->mark_known);
		return SW_SEEN;
	case NFT_META_PRIORITY:
		put_bits(out, p->priority, p->priority_known);
		return SW_SEEN;
	case NFT_META_IIFNAME:
		look_device(&p->in, has_no_in(p, at), out);
		return SW_SEEN;
	case NFT_META_OIFNAME:
		look_device(&p->out, has_no_out(at), out);
		return SW_SEEN;
	case NFT_META_LEN:
		put_number(out, p->length, p->length_known);
		return SW_SEEN;
	case NFT_META_PROTOCOL:
		put(out, &ether, 2);
		return SW_SEEN;
	case NFT_META_NFPROTO:
		put(out, &family, 1);
		return SW_SEEN;
	case NFT_META_PKTTYPE:
		return look_pkttype(p, at, out);
	case NFT_META_SKUID:
		return look_owner(p, p->uid, p->uid_known, out);
	case NFT_META_SKGID:
		return look_owner(p, p->gid, p->gid_known, out);
	default:
		return SW_SEEN_MAY;
	}
}

/* ---- conntrack ------------------------------------------------------------------------------- */

/* In table raw a packet belongs to no connection yet, unless it came back through lo: it brings its
 * own along. */
unsigned sw_look_states(const struct sw_packet *p, const struct sw_spot *at)
{
	unsigned before = p->in.known && !strcmp(p->in.name, "lo") && p->way != SW_WAY_OUTPUT ?
			  p->states : SW_STATE_INVALID;

	if (at->early && !p->in.known && p->way != SW_WAY_OUTPUT)
		before |= p->states;	/* it may be lo */
	switch (p->untracked) {
	case SW_NOT_SAID:
		return at->early ? before : p->states;
	case SW_SAID:
		return SW_STATE_UNTRACKED;
	default:
		return SW_STATE_UNTRACKED | (at->early ? before : p->states);
	}
}

static enum sw_seen look_ct_addr(const struct sw_packet *p, const struct sw_sel *s, bool dst,
				 struct sw_bytes16 *out)
{
	const uint8_t *addr = sw_packet_addr(p, dst);

	/* the first packet of a connection is of its original direction, untranslated */
	if (s->dir != 1 || !addr || p->translated)
		return SW_SEEN_MAY;
	put(out, addr, s->len);
	return SW_SEEN;
}

static enum sw_seen look_ct(const struct sw_packet *p, const struct sw_spot *at,
			    const struct sw_sel *s, struct sw_bytes16 *out)
{
	unsigned states = sw_look_states(p, at), none = SW_STATE_INVALID | SW_STATE_UNTRACKED;
	static const uint8_t original;	/* IP_CT_DIR_ORIGINAL is 0 */

	if (s->key == NFT_CT_STATE) {
		if (!(states & (states - 1)))
			put_number(out, states, true);
		return SW_SEEN;
	}
	if (!(states & ~none))
		return SW_SEEN_NOT;
	if (states & none)
		return SW_SEEN_MAY;
	if (s->key == NFT_CT_MARK) {
		put_bits(out, p->ctmark, p->ctmark_known);
		return SW_SEEN;
	}
	if (s->key == NFT_CT_PROTOCOL && p->proto_known == 0xff) {
		put(out, &p->proto, 1);
		return SW_SEEN;
	}
	if (states != SW_STATE_NEW)
		return SW_SEEN_MAY;
	switch (s->key) {
	case NFT_CT_DIRECTION:
		put(out, &original, 1);
		return SW_SEEN;
	case NFT_CT_SRC: case NFT_CT_SRC_IP: case NFT_CT_SRC_IP6:
		return look_ct_addr(p, s, false, out);
	case NFT_CT_DST: case NFT_CT_DST_IP: case NFT_CT_DST_IP6:
		return look_ct_addr(p, s, true, out);
	default:
		return SW_SEEN_MAY;
	}
}

/* ---- the rest -------------------------------------------------------------------------------- */

static enum sw_seen look_fib(const struct sw_packet *p, const struct sw_spot *at,
			     const struct sw_sel *s, struct sw_bytes16 *out)
{
	const uint8_t *addr = sw_packet_addr(p, s->arg & NFTA_FIB_F_DADDR);
	int kind;

	if (s->key != NFT_FIB_RESULT_ADDRTYPE || !addr || !at->kind ||
	    s->arg & ~(uint32_t)(NFTA_FIB_F_DADDR | NFTA_FIB_F_SADDR))
		return SW_SEEN_MAY;
	kind = at->kind(at->arg, p, addr);
	if (kind < 0)
		return SW_SEEN_MAY;
	put_number(out, (uint32_t)kind, true);
	return SW_SEEN;
}

/* Options of TCP, where the whole header is known. A load of one that is not there fails; whether
 * it is there can be asked for. */
static enum sw_seen look_tcp_option(const struct sw_packet *p, const struct sw_sel *s,
				    struct sw_bytes16 *out)
{
	size_t end = (size_t)(p->th.v[12] >> 4) * 4, at = 20;
	uint8_t there = 1;

	if (p->proto_known == 0xff && p->proto != IPPROTO_TCP)
		return SW_SEEN_NOT;
	if (!sw_header_known(&p->th, 12, 1) || end > sizeof(p->th.v) || end < at ||
	    !sw_header_known(&p->th, at, end - at))
		return SW_SEEN_MAY;
	while (at + 1 < end && p->th.v[at] && p->th.v[at] != s->key)
		at += p->th.v[at] == 1 ? 1 : p->th.v[at + 1] < 2 ? 2 : p->th.v[at + 1];
	if (at + s->off + s->len > end || p->th.v[at] != s->key) {
		if (!(s->arg & NFT_EXTHDR_F_PRESENT))
			return SW_SEEN_NOT;
		there = 0;
	}
	put(out, s->arg & NFT_EXTHDR_F_PRESENT ? &there : p->th.v + at + s->off,
	    s->arg & NFT_EXTHDR_F_PRESENT ? 1 : s->len);
	return SW_SEEN;
}

/* IPv6: what its first header names is the transport's, so there is no header between. */
static enum sw_seen look_extension(const struct sw_packet *p, const struct sw_sel *s,
				   struct sw_bytes16 *out)
{
	uint8_t none = 0;

	if (!sw_header_known(&p->nh, 6, 1) || p->proto_known != 0xff || p->nh.v[6] != p->proto)
		return SW_SEEN_MAY;
	if (!(s->arg & NFT_EXTHDR_F_PRESENT))
		return SW_SEEN_NOT;
	put(out, &none, 1);
	return SW_SEEN;
}

enum sw_seen sw_look(const struct sw_packet *p, const struct sw_spot *at, const struct sw_sel *s,
		     struct sw_bytes16 *out)
{
	memset(out, 0, sizeof(*out));
	switch (s->src) {
	case SW_SRC_LL:
		return look_link(p, s, out);
	case SW_SRC_NH:
		return look_header(&p->nh, s, out);
	case SW_SRC_TH:
		return look_transport(p, s, out);
	case SW_SRC_META:
		return look_meta(p, at, s, out);
	case SW_SRC_CT:
		return look_ct(p, at, s, out);
	case SW_SRC_FIB:
		return look_fib(p, at, s, out);
	case SW_SRC_TCPOPT:
		return look_tcp_option(p, s, out);
	case SW_SRC_EXTHDR:
		return look_extension(p, s, out);
	default:
		return SW_SEEN_MAY;
	}
}

/* ---- names ----------------------------------------------------------------------------------- */

#define ANY UINT32_MAX

static const struct { uint8_t src; uint32_t key; const char *name; } names[] = {
	{ SW_SRC_LL, ANY, "the Ethernet address (--mac)" },
	{ SW_SRC_TH, ANY, "ports, flags or type" },
	{ SW_SRC_META, NFT_META_L4PROTO, "the protocol (-p)" },
	{ SW_SRC_META, NFT_META_MARK, "the mark (--mark)" },
	{ SW_SRC_META, NFT_META_IIFNAME, "the interface it came in by (--in)" },
	{ SW_SRC_META, NFT_META_OIFNAME, "the interface it leaves by (--out)" },
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
