/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Statements of a rule, as they change a packet of which not everything is known. */
#include <string.h>

#include "base/cleanup.h"
#include "base/net.h"
#include <linux/netfilter/nf_nat.h>
#include "base/str.h"
#include "sight/act.h"

static void say(struct sw_str *out, const char *what)
{
	if (out->len)
		sw_str_add(out, ", ");
	sw_str_add(out, what);
}

/* ---- marks and fields ------------------------------------------------------------------------ */

/* dst = (src & mask) ^ val, bit by bit. */
static void combine(uint8_t *v, uint8_t *k, const struct sw_bytes16 *src, const struct sw_stmt *s)
{
	for (uint8_t i = 0; i < s->set.len; i++) {
		uint8_t bits = s->set.src.src == SW_SRC_NONE ? 0 :
			       s->set.masked ? s->set.mask[i] : 0xff;

		k[i] = (uint8_t)(src->k[i] | ~bits);
		v[i] = (uint8_t)(((src->v[i] & bits) ^ s->set.val[i]) & k[i]);
	}
}

static bool destination(struct sw_packet *p, const struct sw_sel *s, uint8_t **v, uint8_t **k)
{
	struct sw_header *h = s->src == SW_SRC_NH ? &p->nh : s->src == SW_SRC_TH ? &p->th : NULL;

	if (h && s->off + s->len <= (int)sizeof(h->v)) {
		*v = h->v + s->off;
		*k = h->k + s->off;
	} else if (s->src == SW_SRC_META && s->key == NFT_META_MARK) {
		*v = (uint8_t *)&p->mark;
		*k = (uint8_t *)&p->mark_known;
	} else if (s->src == SW_SRC_META && s->key == NFT_META_PRIORITY) {
		*v = (uint8_t *)&p->priority;
		*k = (uint8_t *)&p->priority_known;
	} else if (s->src == SW_SRC_CT && s->key == NFT_CT_MARK) {
		*v = (uint8_t *)&p->ctmark;
		*k = (uint8_t *)&p->ctmark_known;
	} else {
		return false;
	}
	return true;
}

static void say_number(struct sw_str *out, const char *name, uint32_t value, uint32_t known)
{
	struct sw_str text = { 0 };

	if (known == UINT32_MAX)
		sw_str_addf(&text, "%s 0x%x", name, value);
	else
		sw_str_addf(&text, "%s 0x%x of bits 0x%x", name, value & known, known);
	say(out, text.s ? text.s : name);
	out->oom |= text.oom;
	sw_str_fini(&text);
}

static void say_set(struct sw_str *out, const struct sw_packet *p, const struct sw_sel *dst)
{
	if (dst->src == SW_SRC_META && dst->key == NFT_META_MARK)
		say_number(out, "mark", p->mark, p->mark_known);
	else if (dst->src == SW_SRC_CT && dst->key == NFT_CT_MARK)
		say_number(out, "connection's mark", p->ctmark, p->ctmark_known);
	else if (dst->src == SW_SRC_NH)
		say(out, "a field of the IP header");
	else if (dst->src == SW_SRC_META && dst->key == NFT_META_NFTRACE)
		say(out, "traced");
}

static void act_set(struct sw_packet *p, const struct sw_spot *at, const struct sw_stmt *s,
		    struct sw_str *changed)
{
	struct sw_bytes16 src = { 0 };
	uint8_t *v, *k;

	if (s->set.src.src != SW_SRC_NONE)
		(void)sw_look(p, at, &s->set.src, &src);
	if (!destination(p, &s->set.dst, &v, &k)) {
		say_set(changed, p, &s->set.dst);
		return;
	}
	if (s->set.map)	/* a table of values */
		memset(k, 0, s->set.len);
	else
		combine(v, k, &src, s);
	say_set(changed, p, &s->set.dst);
}

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
	say(out, all.s ? all.s : "");
	out->oom |= all.oom;
	sw_str_fini(&all);
}

/* REDIRECT: what is made here goes to 127.0.0.1 or ::1, what comes in to an address of the
 * interface. */
static void redirect(struct sw_packet *p, const struct sw_spot *at)
{
	static const uint8_t lo4[4] = { 127, 0, 0, 1 }, lo6[16] = { [15] = 1 };

	if (at->hook == SW_HOOK_OUTPUT)
		sw_packet_set_addr(p, true, p->family == SW_IP6 ? lo6 : lo4);
}

static void act_nat(struct sw_packet *p, const struct sw_spot *at, const struct sw_stmt *s,
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

/* ---- what ends ------------------------------------------------------------------------------- */

/* xt targets after which the next rule comes, and what they may write. The others may do
 * anything. */
static const struct { const char *name; bool mark, header; } going_on[] = {
	{ "AUDIT" }, { "CHECKSUM" }, { "CLASSIFY" }, { "CONNMARK", true }, { "CONNSECMARK" },
	{ "CT" }, { "DSCP", .header = true }, { "ECN", .header = true }, { "HL", .header = true },
	{ "HMARK", true }, { "IDLETIMER" }, { "LED" }, { "LOG" }, { "MARK", true }, { "NFLOG" },
	{ "NOTRACK" }, { "RATEEST" }, { "SECMARK" }, { "SET", true }, { "TCPMSS" },
	{ "TCPOPTSTRIP" }, { "TEE" }, { "TOS", .header = true }, { "TRACE" },
	{ "TTL", .header = true }, { "ULOG" },
};

static const struct { const char *name; enum sw_end end; } ending[] = {
	{ "REJECT", SW_REJECTED }, { "NFQUEUE", SW_QUEUED }, { "SYNPROXY", SW_TAKEN },
};

static enum sw_end act_xt(struct sw_packet *p, const struct sw_ext *xt, struct sw_str *why)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(going_on); i++) {
		if (strcmp(going_on[i].name, xt->name))
			continue;
		if (going_on[i].mark)
			p->mark = p->mark_known = p->ctmark = p->ctmark_known = 0;
		if (going_on[i].header)
			p->nh.k[1] = p->nh.k[8] = 0;
		return SW_GOES_ON;
	}
	for (size_t i = 0; i < SW_ARRAY_SIZE(ending); i++)
		if (!strcmp(ending[i].name, xt->name))
			return ending[i].end;
	sw_str_addf(why, "-j %s, which the kernel's xt module decides", xt->name);
	return SW_UNKNOWN_END;
}

/* A companion that stands elsewhere translates the address of what has the tag. */
static void act_need(struct sw_packet *p, const struct sw_need *n, struct sw_str *changed)
{
	static const char *const dst[] = { "DNAT", "REDIRECT" };
	static const char *const src[] = { "SNAT", "MASQUERADE" };

	if (n->kind != SW_NEED_XT || !n->xt)
		return;
	for (int i = 0; i < 2; i++) {
		bool is_dst_name = !strcmp(n->xt->name, dst[i]);
		size_t at = addr_at(p, is_dst_name), len = p->family == SW_IP6 ? 16 : 4;

		if (!is_dst_name && strcmp(n->xt->name, src[i]))
			continue;
		memset(p->nh.k + at, 0, len);
		memset(p->nh.v + at, 0, len);
		memset(p->th.k, 0, 4);
		memset(p->th.v, 0, 4);
		p->translated = true;
		say_end(changed, p, is_dst_name);
	}
}

static enum sw_end act_stmt(struct sw_packet *p, const struct sw_spot *at,
			    const struct sw_stmt *s, struct sw_str *changed, struct sw_str *why)
{
	switch (s->kind) {
	case SW_STMT_SET:
		act_set(p, at, s, changed);
		return SW_GOES_ON;
	case SW_STMT_NAT: case SW_STMT_MASQ: case SW_STMT_REDIR:
		act_nat(p, at, s, changed);
		return SW_ACCEPTED;
	case SW_STMT_NOTRACK:
		/* what has a connection already (lo) keeps it */
		if (!p->in.known || strcmp(p->in.name, "lo"))
			p->untracked = SW_SAID;
		say(changed, "untracked");
		return SW_GOES_ON;
	case SW_STMT_REJECT:
		return SW_REJECTED;
	case SW_STMT_SYNPROXY:
		return SW_TAKEN;
	case SW_STMT_QUEUE:
		return SW_QUEUED;
	case SW_STMT_XT:
		return act_xt(p, s->xt, why);
	case SW_STMT_RAW:
		sw_str_add(why, "an expression that is no iptables rule");
		return SW_UNKNOWN_END;
	default:	/* LOG, DUP, OBJREF ...: it is the same packet as before */
		return SW_GOES_ON;
	}
}

static enum sw_end end_of(const struct sw_prog *prog)
{
	if (!prog->has_verdict)
		return SW_GOES_ON;
	switch (prog->verdict) {
	case NF_ACCEPT:
		return SW_ACCEPTED;
	case NF_DROP:
		return SW_DROPPED;
	case NFT_JUMP: case NFT_GOTO:
		return SW_JUMPS;
	case NFT_RETURN:
		return SW_RETURNS;
	case NF_QUEUE:
		return SW_QUEUED;
	default:
		return SW_GOES_ON;
	}
}

static enum sw_end act_from(struct sw_packet *p, const struct sw_spot *at,
			    const struct sw_prog *prog, size_t i, struct sw_str *changed,
			    struct sw_str *why);

/* What stands behind an IF happens only if its test passes; else the next rule comes. */
static enum sw_end act_if(struct sw_packet *p, const struct sw_spot *at,
			  const struct sw_prog *prog, size_t i, struct sw_str *changed,
			  struct sw_str *why)
{
	enum sw_reply r = sw_ask_test(p, at, prog, prog->stmt[i].test);
	struct sw_packet then = *p;
	enum sw_end end;

	if (r == SW_NO)
		return SW_GOES_ON;
	end = act_from(r == SW_YES ? p : &then, at, prog, i + 1, changed, why);
	if (r == SW_YES)
		return end;
	sw_packet_join(p, &then);
	if (end == SW_GOES_ON)
		return end;
	if (!why->len)
		sw_ask_why(why, prog->stmt[i].test);
	return SW_UNKNOWN_END;
}

static enum sw_end act_from(struct sw_packet *p, const struct sw_spot *at,
			    const struct sw_prog *prog, size_t i, struct sw_str *changed,
			    struct sw_str *why)
{
	for (; i < prog->nstmt; i++) {
		enum sw_end end;

		if (prog->stmt[i].kind == SW_STMT_IF)
			return act_if(p, at, prog, i, changed, why);
		end = act_stmt(p, at, &prog->stmt[i], changed, why);
		if (end != SW_GOES_ON)
			return end;
	}
	return end_of(prog);
}

enum sw_end sw_act(struct sw_packet *p, const struct sw_spot *at, const struct sw_prog *prog,
		   struct sw_str *changed, struct sw_str *why)
{
	enum sw_end end = act_from(p, at, prog, 0, changed, why);

	act_need(p, &prog->need, changed);
	if (prog->need.kind != SW_NEED_TPROXY)
		return end;
	sw_str_add(why, "whether a local socket takes it (TPROXY)");
	return SW_UNKNOWN_END;
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
		a->untracked = SW_MAY_BE_SAID;
	a->translated |= b->translated;
	a->mark_known &= b->mark_known & ~(a->mark ^ b->mark);
	a->mark &= a->mark_known;
	a->ctmark_known &= b->ctmark_known & ~(a->ctmark ^ b->ctmark);
	a->ctmark &= a->ctmark_known;
	a->priority_known &= b->priority_known & ~(a->priority ^ b->priority);
	a->priority &= a->priority_known;
	a->length_known = a->length_known && b->length_known && a->length == b->length;
}
