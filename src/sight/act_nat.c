/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses and ports, as rules and connections translate them; and what two packets have in
 * common. */
#include <string.h>

#include "base/net.h"
#include <linux/netfilter/nf_nat.h>
#include "base/str.h"
#include "sight/act.h"

/* ---- addresses ------------------------------------------------------------------------------- */

static bool is_dst(const struct sw_stmt *s)
{
	return s->kind == SW_STMT_REDIR || (s->kind == SW_STMT_NAT && s->nat.type == NFT_NAT_DNAT);
}

static size_t addr_at(const struct sw_packet *p, bool dst)
{
	return p->family == SW_IP6 ? (dst ? 24 : 8) : (dst ? 16 : 12);
}

/* NETMAP: the bits that both ends have in common are the new ones, the others stay. */
static void map_net(struct sw_packet *p, size_t at, size_t n, const struct sw_stmt *s)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t net = (uint8_t)~(s->nat.addr[i] ^ s->nat.addr_max[i]);

		p->nh.v[at + i] = (uint8_t)((p->nh.v[at + i] & ~net) | (s->nat.addr[i] & net));
		p->nh.k[at + i] |= net;
	}
}

static void set_addr(struct sw_packet *p, bool dst, const struct sw_stmt *s)
{
	size_t at = addr_at(p, dst), n = p->family == SW_IP6 ? 16 : 4;

	if (s->nat.flags & NF_NAT_RANGE_NETMAP)
		map_net(p, at, n, s);
	else if (s->nat.has_addr &&
		 (!s->nat.has_addr_max || !memcmp(s->nat.addr, s->nat.addr_max, n)))
		sw_header_set(&p->nh, at, s->nat.addr, n);
	else if (s->nat.has_addr || s->kind != SW_STMT_NAT)
		memset(p->nh.k + at, 0, n), memset(p->nh.v + at, 0, n);
}

/* A source port stays where nobody else has it, which nobody knows; another one is chosen only if
 * it must be. */
static void set_port(struct sw_packet *p, bool dst, const struct sw_stmt *s)
{
	size_t at = dst ? 2 : 0;

	if (s->nat.has_port &&
	    (!s->nat.has_port_max || !memcmp(s->nat.port, s->nat.port_max, 2)))
		sw_header_set(&p->th, at, s->nat.port, 2);
	else if (s->nat.has_port || !dst)
		memset(p->th.k + at, 0, 2), memset(p->th.v + at, 0, 2);
}

static void say_end(struct sw_str *out, const struct sw_packet *p, bool dst)
{
	const uint8_t *addr = sw_packet_addr(p, dst);
	size_t port = dst ? 2 : 0;
	char text[INET6_ADDRSTRLEN] = "an address that is not known";
	struct sw_str all = { 0 };

	if (addr)
		inet_ntop(p->family, addr, text, sizeof(text));
	sw_str_addf(&all, "%s %s", dst ? "now to" : "now from", text);
	if (sw_packet_has_ports(p) && sw_header_known(&p->th, port, 2))
		sw_str_addf(&all, " port %u", p->th.v[port] << 8 | p->th.v[port + 1]);
	sw_act_say(out, all.s ? all.s : "");
	out->oom |= all.oom;
	sw_str_fini(&all);
}

void sw_act_translate(struct sw_packet *p, bool dst, const uint8_t *addr, const uint8_t *port,
		      struct sw_str *changed)
{
	size_t at = addr_at(p, dst), n = p->family == SW_IP6 ? 16 : 4, in = dst ? 2 : 0;

	p->translated = true;
	if (addr) {
		sw_header_set(&p->nh, at, addr, n);
		if (port)
			sw_header_set(&p->th, in, port, 2);
	} else {
		memset(p->nh.k + at, 0, n), memset(p->nh.v + at, 0, n);
		memset(p->th.k + in, 0, 2), memset(p->th.v + in, 0, 2);
	}
	say_end(changed, p, dst);
}

/* REDIRECT: what is made here goes to 127.0.0.1 or ::1, what comes in to an address of the
 * interface. */
static void redirect(struct sw_packet *p, const struct sw_spot *at)
{
	static const uint8_t lo4[4] = { 127, 0, 0, 1 }, lo6[16] = { [15] = 1 };

	if (at->hook == SW_HOOK_OUTPUT)
		sw_packet_set_addr(p, true, p->family == SW_IP6 ? lo6 : lo4);
}

void sw_act_nat(struct sw_packet *p, const struct sw_spot *at, const struct sw_stmt *s,
		struct sw_str *changed)
{
	bool dst = is_dst(s);

	set_addr(p, dst, s);
	if (s->kind == SW_STMT_REDIR)
		redirect(p, at);
	if (sw_packet_has_ports(p))
		set_port(p, dst, s);
	p->translated = true;
	say_end(changed, p, dst);
}

/* ---- one of two ------------------------------------------------------------------------------ */

static void join_bytes(uint8_t *av, uint8_t *ak, const uint8_t *bv, const uint8_t *bk, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		ak[i] &= bk[i] & (uint8_t)~(av[i] ^ bv[i]);
		av[i] &= ak[i];
	}
}

static void join_header(struct sw_header *a, const struct sw_header *b)
{
	join_bytes(a->v, a->k, b->v, b->k, sizeof(a->v));
}

static void join_device(struct sw_device *a, const struct sw_device *b)
{
	a->known = a->known && b->known && !strcmp(a->name, b->name);
}

void sw_packet_join(struct sw_packet *a, const struct sw_packet *b)
{
	join_header(&a->ll, &b->ll);
	join_header(&a->nh, &b->nh);
	join_header(&a->th, &b->th);
	a->proto_known &= b->proto_known & (uint8_t)~(a->proto ^ b->proto);
	a->proto &= a->proto_known;
	join_device(&a->in, &b->in);
	join_device(&a->out, &b->out);
	a->states |= b->states;
	if (a->untracked != b->untracked)
		a->untracked = SW_PERHAPS_DONE;
	if (a->zoned != b->zoned)
		a->zoned = SW_PERHAPS_DONE;
	a->translated |= b->translated;
	a->hops_changed |= b->hops_changed;
	a->mark_known &= b->mark_known & ~(a->mark ^ b->mark);
	a->mark &= a->mark_known;
	a->ctmark_known &= b->ctmark_known & ~(a->ctmark ^ b->ctmark);
	a->ctmark &= a->ctmark_known;
	a->priority_known &= b->priority_known & ~(a->priority ^ b->priority);
	a->priority &= a->priority_known;
	a->length_known = a->length_known && b->length_known && a->length == b->length;
}
