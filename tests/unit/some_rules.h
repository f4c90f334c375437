/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules at random, of dice that fall the same in every run, for the tests of maps of rules. */
#ifndef SW_TESTS_SOME_RULES_H
#define SW_TESTS_SOME_RULES_H

#include "base/net.h"
#include "translate/prog.h"

enum { SRC = 1, DST = 2, IN = 4, OUT = 8, L4 = 16, MAC = 32, LIMIT = 64, STATE = 128,
       MARK = 256 };

/* What rules ask for, and how seldom they do not. */
static unsigned family, fields = UINT_MAX - LIMIT, rare = 3;
static uint64_t seed = 20240229;

static uint32_t dice(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed >> 20) % n;
}

/* ---- rules ----------------------------------------------------------------------------------- */

static enum sw_rel some_rel(void)
{
	return dice(rare + 5) ? SW_EQ : SW_NE;
}

static void some_addr(uint8_t *a)
{
	const uint8_t host = dice(2) ? dice(4) : dice(64);
	const uint8_t four[16] = { 10, 0, dice(2), host };
	const uint8_t six[16] = { 0x20, 1, [3] = dice(2), [7] = dice(2), [15] = host };

	memcpy(a, family == SW_IP6 ? six : four, 16);
}

/* As translate/ip.c writes them: bytes to load, and a mask where not all of these are asked for. */
static void put_addr(struct sw_prog *p, bool dst)
{
	static const uint8_t ends[2][10] = { { 32, 24, 31, 8, 30, 16, 9, 25, 1, 23 },
					     { 128, 64, 32, 127, 48, 126, 31, 120, 33, 40 } };
	bool six = family == SW_IP6;
	int bits = ends[six][dice(rare > 3 ? 2 : 10)];
	uint8_t a[16], mask[16], n = !six || bits <= 32 ? 4 : bits % 8 ? 16 : bits / 8;
	struct sw_sel sel = SW_SEL_NH(six ? (dst ? 24 : 8) : dst ? 16 : 12, n);
	bool hole = n == (six ? 16 : 4) && !dice(16);

	some_addr(a);
	for (int i = 0, left = bits; i < 16; i++, left -= 8) {
		mask[i] = left <= 0 || (hole && i == 1) ? 0 : left < 8 ? 0xff00 >> left : 0xff;
		a[i] &= mask[i];
	}
	if (bits == n * 8 && !hole)
		sw_prog_cmp(p, sel, some_rel(), a, n);
	else
		sw_prog_cmp_mask(p, sel, mask, some_rel(), a, n);
}

static void put_l4(struct sw_prog *p)
{
	static const uint8_t protos[] = { 6, 17, 1 }, ports[][2] = { { 0, 0 }, { 8, 0 }, { 8, 1 } };
	struct sw_sel sel = family == SW_IP6 ? SW_SEL_META(NFT_META_L4PROTO, 1) : SW_SEL_NH(9, 1);
	uint8_t proto = protos[dice(3)], n = proto == 1 ? 1 + dice(2) : 2;
	enum sw_rel rel = some_rel();

	sw_prog_cmp(p, sel, rel, &proto, 1);
	for (int off = 0; off < (proto == 1 ? 2 : 4) && rel == SW_EQ; off += 2)
		if (dice(2))
			sw_prog_cmp(p, SW_SEL_TH(off, n), some_rel(), ports[dice(3)], n);
		else if (n == 2 && !dice(8))
			sw_prog_range(p, SW_SEL_TH(off, n), some_rel(), ports[1], ports[2], n);
	sw_prog_guard(p, proto == 6 ? 20 : 8);
}

static void put_mark(struct sw_prog *p)
{
	static const uint8_t mask[] = { 3, 0, 0, 1 };
	uint8_t mark[4] = { dice(3) };

	if (dice(3))
		sw_prog_cmp(p, SW_SEL_META(NFT_META_MARK, 4), some_rel(), mark, 4);
	else
		sw_prog_cmp_mask(p, SW_SEL_META(NFT_META_MARK, 4), mask, some_rel(), mark, 4);
}

/* An address or two, a port or two, as --to-destination and --to-ports have them. */
static void put_nat(struct sw_stmt *s)
{
	s->nat.family = family;
	s->nat.type = dice(2) ? NFT_NAT_SNAT : NFT_NAT_DNAT;
	s->nat.flags = dice(8) ? 0 : 4;
	s->nat.has_addr = s->kind == SW_STMT_NAT && dice(5);
	s->nat.has_port = !s->nat.has_addr || dice(2);
	s->nat.has_addr_max = s->nat.has_addr && !dice(3);
	s->nat.has_port_max = s->nat.has_port && !dice(3);
	if (s->nat.has_addr)
		memcpy(s->nat.addr, (uint8_t[]){ 10, 9, 8, dice(20) }, 4);
	if (s->nat.has_addr_max)
		memcpy(s->nat.addr_max, (uint8_t[]){ 10, 9, 8, dice(30) }, 4);
	if (s->nat.has_port)
		s->nat.port[1] = dice(20);
	if (s->nat.has_port_max)
		s->nat.port_max[1] = dice(30);
}

static void put_set(struct sw_stmt *s)
{
	const struct sw_sel dst[] = { SW_SEL_META(NFT_META_MARK, 4), SW_SEL_CT(NFT_CT_MARK, 4),
				      SW_SEL_META(NFT_META_PRIORITY, 4), SW_SEL_NH(1, 1) };

	s->set.dst = dst[dice(4)];
	s->set.len = s->set.dst.len;
	s->set.val[0] = dice(5);
	if (dice(3) || s->set.len == 1)
		return;
	s->set.src = s->set.dst;
	s->set.masked = true;
	s->set.mask[0] = 7;
}

static void put_acts(struct sw_prog *p)
{
	static const uint8_t stmts[] = { SW_STMT_LOG, SW_STMT_REJECT, SW_STMT_NAT, SW_STMT_SET,
					 SW_STMT_REDIR };
	static const int says[] = { NF_ACCEPT, NF_DROP, NF_QUEUE, NFT_RETURN, NFT_JUMP, NFT_GOTO };
	struct sw_stmt *s = dice(3) ? NULL : sw_prog_stmt(p, stmts[dice(5)]);

	p->counter = true;
	p->packets = dice(100000);
	p->bytes = (uint64_t)dice(100000) << 30;
	if (s && s->kind == SW_STMT_LOG)
		s->log.prefix = dice(2) ? "one " : "two ";
	if (s && s->kind == SW_STMT_SET)
		put_set(s);
	if (s && (s->kind == SW_STMT_NAT || s->kind == SW_STMT_REDIR))
		put_nat(s);
	p->has_verdict = !s && dice(6);
	if (p->has_verdict)
		p->verdict = says[dice(6)];
	if (p->verdict == NFT_JUMP || p->verdict == NFT_GOTO)
		strcpy(p->chain, dice(2) ? "near" : "far");
}

static void some_rule(struct sw_prog *p)
{
	static const char names[][SW_IF_MAX] = { "eth0", "eth1", "wg0" };
	const uint8_t mac[] = { 2, 0, 0, 0, 0, dice(2) };
	bool late = dice(2);	/* -m mac -m icmp, not the other way round */

	sw_prog_reset(p);
	for (int dst = 0; dst < 2; dst++)
		if (fields & (dst ? DST : SRC) && dice(rare))
			put_addr(p, dst);
	for (int out = 0; out < 2; out++)	/* a name, or how it begins */
		if (fields & (out ? OUT : IN) && dice(rare))
			sw_prog_cmp(p, SW_SEL_META(NFT_META_IIFNAME + out, SW_IF_MAX), some_rel(),
				    names[dice(3)], dice(6) ? SW_IF_MAX : 3);
	if (fields & L4 && !late)
		put_l4(p);
	if (fields & LIMIT && !dice(rare))
		sw_prog_test(p, SW_TEST_LIMIT);
	if (fields & MAC && dice(rare))
		sw_prog_cmp(p, SW_SEL_LL(6, 6), some_rel(), mac, 6);
	if (fields & L4 && late && dice(rare))
		put_l4(p);
	if (fields & STATE && dice(2))
		sw_prog_cmp(p, SW_SEL_META(NFT_META_PKTTYPE, 1), some_rel(), "\1", 1);
	if (fields & MARK && dice(rare))
		put_mark(p);
	if (fields & STATE && dice(2))
		sw_prog_cmp_mask(p, SW_SEL_CT(NFT_CT_STATE, 4), "\6\0\0", SW_NE, "\0\0\0", 4);
	put_acts(p);
}

#endif
