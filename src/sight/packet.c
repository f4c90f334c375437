/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A packet of which not everything is known, and its line for the reader. */
#include <stdio.h>
#include <string.h>

#include "base/net.h"
#include "base/str.h"
#include "sight/packet.h"
#include "translate/companion.h"
#include "words/addr.h"

const struct sw_state_name sw_state_names[SW_NSTATES] = {
	{ SW_STATE_NEW, "NEW" }, { SW_STATE_ESTABLISHED, "ESTABLISHED" },
	{ SW_STATE_RELATED, "RELATED" }, { SW_STATE_INVALID, "INVALID" },
	{ SW_STATE_UNTRACKED, "UNTRACKED" },
};

const char *const sw_tcp_flags[SW_NFLAGS + 1] = { "FIN", "SYN", "RST", "PSH", "ACK", "URG",
						   "NONE" };

const char *sw_packet_flag_word(size_t i, const char **about)
{
	*about = NULL;
	return i <= SW_NFLAGS ? sw_tcp_flags[i] : NULL;
}

const char *sw_packet_state_word(size_t i, const char **about)
{
	*about = NULL;
	return i < SW_NSTATES ? sw_state_names[i].name : NULL;
}

void sw_packet_init(struct sw_packet *p, uint8_t family)
{
	memset(p, 0, sizeof(*p));
	p->family = family;
	p->states = SW_STATES;
	p->th_len = -1;
	p->priority_known = SW_TAG_BITS;
	p->nh.v[0] = family == SW_IP6 ? 0x60 : 0x40;
	p->nh.k[0] = 0xf0;
}

void sw_header_set(struct sw_header *h, size_t offset, const void *bytes, size_t n)
{
	memcpy(h->v + offset, bytes, n);
	memset(h->k + offset, 0xff, n);
}

bool sw_header_known(const struct sw_header *h, size_t offset, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (h->k[offset + i] != 0xff)
			return false;
	return true;
}

void sw_packet_set_proto(struct sw_packet *p, uint8_t proto)
{
	p->proto = proto;
	p->proto_known = 0xff;
	if (p->family == SW_IP4)
		sw_header_set(&p->nh, 9, &proto, 1);
}

static size_t addr_offset(const struct sw_packet *p, bool dst)
{
	return p->family == SW_IP6 ? (dst ? 24 : 8) : (dst ? 16 : 12);
}

void sw_packet_set_addr(struct sw_packet *p, bool dst, const uint8_t *addr)
{
	sw_header_set(&p->nh, addr_offset(p, dst), addr, p->family == SW_IP6 ? 16 : 4);
}

const uint8_t *sw_packet_addr(const struct sw_packet *p, bool dst)
{
	size_t at = addr_offset(p, dst);

	return sw_header_known(&p->nh, at, p->family == SW_IP6 ? 16 : 4) ? p->nh.v + at : NULL;
}

int sw_packet_has_ports(const struct sw_packet *p)
{
	static const uint8_t with[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_UDPLITE, IPPROTO_SCTP,
					IPPROTO_DCCP };

	if (p->proto_known != 0xff)
		return -1;
	return memchr(with, p->proto, sizeof(with)) && !p->later_fragment;
}

/* ---- for the reader -------------------------------------------------------------------------- */

static void print_end(struct sw_str *out, const struct sw_packet *p, bool dst)
{
	const uint8_t *addr = sw_packet_addr(p, dst);
	size_t port = dst ? 2 : 0;
	int ports = sw_packet_has_ports(p);
	char text[INET6_ADDRSTRLEN] = "?";
	bool known = sw_header_known(&p->th, port, 2);

	if (addr)
		inet_ntop(p->family, addr, text, sizeof(text));
	if (!ports || (ports < 0 && !known)) {
		sw_str_add(out, text);
		return;
	}
	sw_str_addf(out, p->family == SW_IP6 ? "[%s]:" : "%s:", text);
	if (known)
		sw_str_addf(out, "%u", p->th.v[port] << 8 | p->th.v[port + 1]);
	else
		sw_str_addc(out, '?');
}

static void print_proto(struct sw_str *out, const struct sw_packet *p)
{
	const char *name = sw_proto_name(p->proto, true);

	if (p->proto_known != 0xff) {
		sw_str_add(out, "a packet");
		return;
	}
	if (name)
		sw_str_add(out, name);
	else
		sw_str_addf(out, "protocol %u", p->proto);
}

static void print_icmp(struct sw_str *out, const struct sw_packet *p)
{
	if (p->proto_known != 0xff || !sw_header_known(&p->th, 0, 1) ||
	    p->proto != (p->family == SW_IP6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP))
		return;
	sw_str_addf(out, ", type %u", p->th.v[0]);
	if (sw_header_known(&p->th, 1, 1))
		sw_str_addf(out, "/%u", p->th.v[1]);
}

static void print_states(struct sw_str *out, unsigned set)
{
	const char *comma = ", ";

	if (set == SW_STATES)
		return;
	for (size_t i = 0; i < SW_NSTATES; i++)
		if (set & sw_state_names[i].bit) {
			sw_str_addf(out, "%s%s", comma, sw_state_names[i].name);
			comma = " or ";
		}
}

void sw_packet_print(struct sw_str *out, const struct sw_packet *p)
{
	print_proto(out, p);
	sw_str_addc(out, ' ');
	print_end(out, p, false);
	sw_str_add(out, " -> ");
	print_end(out, p, true);
	print_icmp(out, p);
	if (p->in.known && p->in.name[0])
		sw_str_addf(out, ", in %s", p->in.name);
	if (p->out.known && p->out.name[0])
		sw_str_addf(out, ", out %s", p->out.name);
	if (p->later_fragment)
		sw_str_add(out, ", a later fragment");
	print_states(out, p->states);
	if (p->mark_known == UINT32_MAX)
		sw_str_addf(out, ", mark 0x%x", p->mark);
}

static void print_flags(struct sw_str *out, const struct sw_packet *p)
{
	const char *before = ", ";

	if (p->proto_known != 0xff || p->proto != IPPROTO_TCP || (p->th.k[13] & 0x3f) != 0x3f)
		return;
	for (size_t i = 0; i < SW_NFLAGS; i++)
		if (p->th.v[13] & 1 << i) {
			sw_str_addf(out, "%s%s", before, sw_tcp_flags[i]);
			before = " ";
		}
}

/* Who sends it. */
static void print_sender(struct sw_str *out, const struct sw_packet *p)
{
	const uint8_t *mac = p->ll.v + 6;

	if (sw_header_known(&p->ll, 6, 6))
		sw_str_addf(out, ", mac %02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
			    mac[3], mac[4], mac[5]);
	if (p->uid_known)
		sw_str_addf(out, ", uid %u", p->uid);
	if (p->gid_known)
		sw_str_addf(out, ", gid %u", p->gid);
}

void sw_packet_print_more(struct sw_str *out, const struct sw_packet *p)
{
	print_flags(out, p);
	print_sender(out, p);
	if (p->ctmark_known == UINT32_MAX)
		sw_str_addf(out, ", ctmark 0x%x", p->ctmark);
}
