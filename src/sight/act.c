/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Statements of a rule, as they change a packet of which not everything is known. */
#include <string.h>

#include "base/cleanup.h"
#include "base/net.h"
#include "base/str.h"
#include "sight/act.h"

void sw_act_say(struct sw_str *out, const char *what)
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
	sw_act_say(out, text.s ? text.s : name);
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
		sw_act_say(out, "a field of the IP header");
	else if (dst->src == SW_SRC_META && dst->key == NFT_META_NFTRACE)
		sw_act_say(out, "traced");
}

/* The value that a map has for known bits of the packet; 0: nobody knows, -1: there is none. */
static int map_value(const struct sw_prog *prog, const struct sw_stmt *s,
		     const struct sw_bytes16 *src, uint8_t *v, uint8_t *k)
{
	uint8_t key[16] = { 0 };

	memset(k, 0, s->set.len);
	memset(v, 0, s->set.len);
	for (uint8_t i = 0; i < s->set.src.len; i++) {
		uint8_t bits = s->set.masked && i < 4 ? s->set.mask[i] : 0xff;

		if ((src->k[i] & bits) != bits)
			return 0;
		key[i] = src->v[i] & bits;
	}
	for (size_t n = 0; n < prog->nset; n++) {
		const struct sw_set *set = &prog->set[n];

		for (size_t i = 0; i < set->nelem && !strcmp(set->name, s->set.map); i++)
			if (!memcmp(set->elem[i].key, key, s->set.src.len)) {
				memcpy(v, set->elem[i].data, s->set.len);
				memset(k, 0xff, s->set.len);
				return 1;
			}
	}
	return -1;
}

static bool is_hops(const struct sw_packet *p, const struct sw_sel *s)
{
	int at = p->family == SW_IP6 ? 7 : 8;

	return s->src == SW_SRC_NH && s->off <= at && s->off + s->len > at;
}

/* Options of TCP are otherwise than they were. */
static void forget_options(struct sw_packet *p)
{
	memset(p->th.k + 20, 0, sizeof(p->th.k) - 20);
	memset(p->th.v + 20, 0, sizeof(p->th.v) - 20);
}

/* xt's TCPMSS puts one in where there is none, so that the packet is longer. */
static void may_grow(struct sw_packet *p)
{
	size_t length = p->family == SW_IP6 ? 4 : 2;

	forget_options(p);
	memset(p->nh.k + length, 0, 2);
	memset(p->nh.v + length, 0, 2);
	p->length_known = false;
	p->length = 0;
	p->th.k[12] = p->th.v[12] = 0;
	p->th_len = -1;
}

static void act_set(struct sw_packet *p, const struct sw_spot *at, const struct sw_prog *prog,
		    const struct sw_stmt *s, struct sw_str *changed)
{
	struct sw_bytes16 src = { 0 };
	uint8_t *v, *k;

	if (s->set.dst.src == SW_SRC_CT && s->set.dst.key == NFT_CT_ZONE)
		p->zoned = SW_DONE;
	p->hops_changed |= is_hops(p, &s->set.dst);
	if (s->set.src.src != SW_SRC_NONE)
		(void)sw_look(p, at, &s->set.src, &src);
	if (s->set.dst.src == SW_SRC_TCPOPT)
		forget_options(p);
	if (!destination(p, &s->set.dst, &v, &k)) {
		say_set(changed, p, &s->set.dst);
		return;
	}
	if (s->set.map)
		(void)map_value(prog, s, &src, v, k);
	else
		combine(v, k, &src, s);
	say_set(changed, p, &s->set.dst);
}

/* ---- what ends ------------------------------------------------------------------------------- */

/* xt targets after which the next rule comes, and what they may write. The others may do
 * anything. */
static const struct { const char *name; bool mark, header, options; } going_on[] = {
	{ "AUDIT" }, { "CHECKSUM" }, { "CLASSIFY" }, { "CONNMARK", true }, { "CONNSECMARK" },
	{ "CT" }, { "DSCP", .header = true }, { "ECN", .header = true }, { "HL", .header = true },
	{ "HMARK", true }, { "IDLETIMER" }, { "LED" }, { "LOG" }, { "MARK", true }, { "NFLOG" },
	{ "NOTRACK" }, { "RATEEST" }, { "SECMARK" }, { "SET", true },
	{ "TCPMSS", .options = true }, { "TCPOPTSTRIP", .options = true }, { "TEE" },
	{ "TOS", .header = true }, { "TRACE" }, { "TTL", .header = true }, { "ULOG" },
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
		if (going_on[i].header) {
			p->nh.k[1] = p->nh.v[1] = p->nh.k[8] = p->nh.v[8] = 0;
			p->hops_changed = true;
		}
		if (going_on[i].options)
			may_grow(p);
		return SW_GOES_ON;
	}
	for (size_t i = 0; i < SW_ARRAY_SIZE(ending); i++)
		if (!strcmp(ending[i].name, xt->name))
			return ending[i].end;
	sw_str_addf(why, "-j %s, which the kernel's xt module decides", xt->name);
	return SW_UNKNOWN_END;
}

/* What a target that a companion carries writes, which stands elsewhere and acts on what has the
 * tag. */
static void act_need(struct sw_packet *p, const struct sw_need *n, struct sw_str *changed)
{
	static const struct { const char *name; bool dst; } ends[] = {
		{ "DNAT", true }, { "REDIRECT", true }, { "DNPT", true }, { "SNAT", false },
		{ "MASQUERADE", false }, { "SNPT", false },
	};
	struct sw_str unused = { 0 };

	if (n->kind != SW_NEED_XT || !n->xt)
		return;
	for (size_t i = 0; i < SW_ARRAY_SIZE(ends); i++)
		if (!strcmp(n->xt->name, ends[i].name))
			sw_act_translate(p, ends[i].dst, NULL, NULL, changed);
	if (!strcmp(n->xt->name, "NETMAP")) {
		sw_act_translate(p, true, NULL, NULL, changed);
		sw_act_translate(p, false, NULL, NULL, changed);
	}
	(void)act_xt(p, n->xt, &unused);
	sw_str_fini(&unused);
}

/* What has a connection already (lo), or a template for one, keeps it. */
static void act_notrack(struct sw_packet *p, struct sw_str *changed)
{
	if (p->zoned == SW_DONE || (p->in.known && !strcmp(p->in.name, "lo")))
		return;
	if (p->untracked != SW_DONE)
		p->untracked = p->zoned ? SW_PERHAPS_DONE : SW_DONE;
	sw_act_say(changed, "untracked");
}

/* It answers what has SYN or ACK. */
static bool meets_synproxy(const struct sw_packet *p)
{
	return (p->th.k[13] & 0x12) != 0x12 || p->th.v[13] & 0x12;
}

static enum sw_end act_stmt(struct sw_packet *p, const struct sw_spot *at,
			    const struct sw_prog *prog, const struct sw_stmt *s,
			    struct sw_str *changed, struct sw_str *why)
{
	switch (s->kind) {
	case SW_STMT_SET:
		act_set(p, at, prog, s, changed);
		return SW_GOES_ON;
	case SW_STMT_NAT: case SW_STMT_MASQ: case SW_STMT_REDIR:
		sw_act_nat(p, at, s, changed);
		return SW_ACCEPTED;
	case SW_STMT_NOTRACK:
		act_notrack(p, changed);
		return SW_GOES_ON;
	case SW_STMT_REJECT:
		return SW_REJECTED;
	case SW_STMT_SYNPROXY:
		return meets_synproxy(p) ? SW_TAKEN : SW_GOES_ON;
	case SW_STMT_QUEUE:
		return SW_QUEUED;
	case SW_STMT_TCPOPT_RESET:
		forget_options(p);
		return SW_GOES_ON;
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
		end = act_stmt(p, at, prog, &prog->stmt[i], changed, why);
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
