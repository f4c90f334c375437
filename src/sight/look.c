/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel would load, for each selector. */
#include <string.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>

#include "base/cleanup.h"
#include "base/net.h"
#include <linux/if_arp.h>
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

/* What the first header names is the transport's, so no other stands between. */
static bool has_no_extensions(const struct sw_packet *p)
{
	return p->proto_known == 0xff && p->nh.k[6] == 0xff && p->nh.v[6] == p->proto;
}

/* From the IP header on, and beyond it: what stands behind an IPv4 header of known length, or
 * behind one of IPv6 without extension headers, is the transport's. */
static enum sw_seen look_network(const struct sw_packet *p, const struct sw_sel *s,
				 struct sw_bytes16 *out)
{
	size_t header = p->family == SW_IP6 ? 40 : p->plain ? 20 : (size_t)(p->nh.v[0] & 15) * 4;
	size_t end = s->off + s->len;
	bool plain = p->plain || (p->family == SW_IP6 ? has_no_extensions(p) :
				  (p->nh.k[0] & 15) == 15);

	if (p->length_known && end > p->length)
		return SW_SEEN_NOT;
	if (end <= (p->family == SW_IP6 ? 40 : 20))
		return look_header(&p->nh, s, out);
	for (size_t i = s->off; plain && i < end && i < header + sizeof(p->th.v); i++) {
		const struct sw_header *h = i < header ? &p->nh : &p->th;
		size_t at = i < header ? i : i - header;

		if (p->later_fragment && h == &p->th)
			continue;
		out->v[i - s->off] = h->v[at];
		out->k[i - s->off] = h->k[at];
	}
	return p->length_known ? SW_SEEN : SW_SEEN_MAY;
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

/* What came in is for whom its Ethernet header says; a packet that is made here is HOST. */
static void look_pkttype(const struct sw_packet *p, struct sw_bytes16 *out)
{
	static const uint8_t all[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	uint8_t type = PACKET_HOST;

	if (p->way != SW_WAY_OUTPUT) {
		if (!sw_header_known(&p->ll, 0, 6))
			return;
		if (p->ll.v[0] & 1)
			type = memcmp(p->ll.v, all, 6) ? PACKET_MULTICAST : PACKET_BROADCAST;
	}
	put(out, &type, 1);
}

static void look_device(const struct sw_device *d, bool none, struct sw_bytes16 *out)
{
	static const struct sw_device no_device = { .known = true };

	if (none)
		d = &no_device;
	if (d->known)
		put(out, d->name, SW_IF_MAX);
}

/* What has an Ethernet address came in by Ethernet; in a capture lo looks so, too, with an address
 * of zeros. */
static enum sw_seen look_iiftype(const struct sw_packet *p, bool none, struct sw_bytes16 *out)
{
	static const uint8_t zeros[ETH_ALEN];
	bool lo = p->in.known && !strcmp(p->in.name, "lo");
	bool ether = sw_header_known(&p->ll, 6, ETH_ALEN) &&
		     (p->in.known || memcmp(p->ll.v + 6, zeros, ETH_ALEN));
	uint16_t type = lo ? ARPHRD_LOOPBACK : ARPHRD_ETHER;

	if (none)
		return SW_SEEN_NOT;
	if (lo || ether)
		put(out, &type, 2);
	return SW_SEEN;
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
	case NFT_META_IIFTYPE:
		return look_iiftype(p, has_no_in(p, at), out);
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
		look_pkttype(p, out);
		return SW_SEEN;
	case NFT_META_SKUID:
		return look_owner(p, p->uid, p->uid_known, out);
	case NFT_META_SKGID:
		return look_owner(p, p->gid, p->gid_known, out);
	default:
		return SW_SEEN_MAY;
	}
}

/* ---- conntrack ------------------------------------------------------------------------------- */

/* What the kernel itself may have made, in answer to a packet: errors, and resets of TCP. */
static bool is_answer(const struct sw_packet *p)
{
	uint8_t icmp = p->family == SW_IP6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;

	return p->proto == icmp || (p->proto == IPPROTO_TCP && p->th.v[13] & 4);
}

/* In table raw a packet belongs to no connection yet, unless it came back through lo, or answers
 * another: those bring their own along. */
unsigned sw_look_states(const struct sw_packet *p, const struct sw_spot *at)
{
	bool out = p->way == SW_WAY_OUTPUT;
	unsigned before = p->in.known && !strcmp(p->in.name, "lo") && !out ? p->states :
			  SW_STATE_INVALID;

	if (at->early && (out ? is_answer(p) : !p->in.known))
		before |= p->states;
	if (p->states != SW_STATES)	/* a copy that TEE sends is untracked from its begin */
		before |= p->states & SW_STATE_UNTRACKED;
	/* the zone is in a template, and one that has it is NEW until conntrack has looked */
	if (p->zoned)
		before = SW_STATE_NEW | (p->zoned == SW_DONE ? 0 : before);
	switch (p->untracked) {
	case SW_NOT_DONE:
		return at->early ? before : p->states;
	case SW_DONE:
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
	/* an error, and a reset that REJECT sends, is of the connection that it is about */
	if (s->key == NFT_CT_PROTOCOL && p->proto_known == 0xff && !(states & SW_STATE_RELATED)) {
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

static enum sw_seen look_extension(const struct sw_packet *p, const struct sw_sel *s,
				   struct sw_bytes16 *out)
{
	uint8_t none = 0;

	if (!has_no_extensions(p) && (!p->plain || p->later_fragment))
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
		return look_network(p, s, out);
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
