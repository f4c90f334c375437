/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nft expressions of a kernel message -> tests: follows registers from load to comparison. */
#include <string.h>
#include "translate/ip.h"
#include "translate/lift_local.h"
#include "translate/order.h"
#include "translate/said.h"

bool sw_lift_value(const struct nlattr *nest, struct sw_value *out)
{
	const struct nlattr *tb[NFTA_DATA_MAX + 1];

	sw_attr_parse_nested(nest, tb, NFTA_DATA_MAX);
	if (!tb[NFTA_DATA_VALUE])
		return false;
	out->p = sw_attr_data(tb[NFTA_DATA_VALUE]);
	out->len = sw_attr_len(tb[NFTA_DATA_VALUE]);
	return out->len > 0;
}

/* ---- the load that waits for its consumer ---------------------------------------------------- */

static void lift_raw(struct sw_lift *l)
{
	struct sw_test *t = sw_prog_test(l->p, SW_TEST_RAW);

	t->raw = sw_attr_data(l->elem);
	t->rawlen = sw_attr_len(l->elem);
}

/* Nobody consumed the load: three bytes of the transport header are the L4 guard, anything else
 * is not ours. */
void sw_lift_flush(struct sw_lift *l)
{
	struct sw_sel *s = &l->sel;

	if (!l->open)
		return;
	l->open = false;
	if (s->src != SW_SRC_TH || s->len != 3 || l->masked || l->hton || l->nmore || l->map)
		lift_raw(l);
	else if (sw_lift_is_behind(l))
		sw_prog_if(l->p, SW_TEST_GUARD)->len = s->off + 3;
	else
		sw_prog_guard(l->p, s->off + 3);
}

bool sw_lift_is_behind(const struct sw_lift *l)
{
	const struct sw_prog *p = l->p;

	return p->counter || (p->ntest && p->test[p->ntest - 1].kind == SW_TEST_KEY);
}

bool sw_lift_said(struct sw_lift *l, struct sw_stmt *s)
{
	s->said = true;
	l->said->data = sw_values_size(s);
	l->said = NULL;
	return sw_values_size(s) > 0;
}

/* The number of a register as if all had 4 bytes. */
static size_t register_number(uint32_t reg)
{
	if (reg >= NFT_REG_1 && reg <= NFT_REG_4)
		return (reg - NFT_REG_1) * 4;
	return reg - NFT_REG32_00;
}

/* Of the register behind those that wait; at: of the one that was loaded last. */
static size_t next_register(const struct sw_lift *l, size_t *at)
{
	size_t n = (l->sel.len + 3) / 4;

	*at = 0;
	for (size_t i = 0; i < l->nmore; i++) {
		*at = n;
		n += (l->more[i].sel.len + 3) / 4;
	}
	return n;
}

bool sw_lift_load(struct sw_lift *l, struct sw_sel sel, uint32_t reg)
{
	size_t unused;

	if (l->open && !l->hton && !l->map && l->nmore < SW_ARRAY_SIZE(l->more) &&
	    register_number(reg) == next_register(l, &unused)) {
		l->more[l->nmore++] = (struct sw_key_part){ .sel = sel };
		return true;
	}
	sw_lift_flush(l);
	if (reg != NFT_REG_1)
		return false;
	l->open = true;
	l->masked = l->hton = false;
	l->nmore = 0;
	l->map = NULL;
	l->sel = sel;
	return true;
}

/* The mask of a field that is not the first. */
static bool mask_more(struct sw_lift *l, uint32_t reg, const struct sw_value *mask,
		      const struct sw_value *xor)
{
	static const uint8_t zero[16];
	struct sw_key_part *part = &l->more[l->nmore - 1];
	size_t at;

	next_register(l, &at);
	if (part->masked || register_number(reg) != at || mask->len != part->sel.len ||
	    memcmp(xor->p, zero, xor->len))
		return false;
	part->masked = true;
	memcpy(part->mask, mask->p, mask->len);
	return true;
}

static bool on_bitwise(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_BITWISE_XOR + 1];
	struct sw_value mask, xor;
	uint32_t reg;

	sw_attr_parse_nested(data, tb, NFTA_BITWISE_XOR);
	reg = sw_attr_be32(tb[NFTA_BITWISE_SREG]);
	if (!l->open || l->hton || l->map || sw_attr_be32(tb[NFTA_BITWISE_DREG]) != reg ||
	    !sw_lift_value(tb[NFTA_BITWISE_MASK], &mask) ||
	    !sw_lift_value(tb[NFTA_BITWISE_XOR], &xor) || mask.len != xor.len ||
	    mask.len > sizeof(l->mask) || sw_attr_be32(tb[NFTA_BITWISE_LEN]) != mask.len)
		return false;
	if (l->nmore)
		return mask_more(l, reg, &mask, &xor);
	if (l->masked || reg != NFT_REG_1)
		return false;
	l->masked = true;
	l->masklen = mask.len;
	memcpy(l->mask, mask.p, mask.len);
	memcpy(l->xor, xor.p, xor.len);
	return true;
}

static bool on_byteorder(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_BYTEORDER_MAX + 1];

	sw_attr_parse_nested(data, tb, NFTA_BYTEORDER_MAX);
	if (!l->open || l->hton || l->nmore || l->map ||
	    sw_attr_be32(tb[NFTA_BYTEORDER_SREG]) != NFT_REG_1 ||
	    sw_attr_be32(tb[NFTA_BYTEORDER_DREG]) != NFT_REG_1 ||
	    sw_attr_be32(tb[NFTA_BYTEORDER_OP]) != NFT_BYTEORDER_HTON ||
	    sw_attr_be32(tb[NFTA_BYTEORDER_LEN]) != l->sel.len ||
	    sw_attr_be32(tb[NFTA_BYTEORDER_SIZE]) != l->sel.len)
		return false;
	l->hton = true;
	return true;
}

/* A comparison may consume the load only if its byte order is what lower.c would have made. */
static bool order_fits(const struct sw_lift *l, bool ordered)
{
	return l->hton == (ordered && sw_sel_host_order(&l->sel));
}

bool sw_lift_mask_is_plain(const struct sw_lift *l, uint32_t len)
{
	static const uint8_t zero[16];

	return !l->masked || (l->masklen == len && !memcmp(l->xor, zero, len));
}

/* The exthdr expression writes 1 or 0 when asked for presence only. */
static bool is_presence(const struct sw_lift *l, const struct sw_value *v, uint32_t op)
{
	return l->sel.src == SW_SRC_TCPOPT && (l->sel.arg & NFT_EXTHDR_F_PRESENT) && !l->masked &&
	       v->len == 1 && v->p[0] == 1 && op <= SW_NE;
}

static bool behind_guard(const struct sw_prog *p)
{
	if (p->nstmt)
		return p->stmt[p->nstmt - 1].kind == SW_STMT_IF &&
		       p->stmt[p->nstmt - 1].test->kind == SW_TEST_GUARD;
	return p->ntest && p->test[p->ntest - 1].kind == SW_TEST_GUARD;
}

/* What sw_lower() puts behind a guard for kernels that need it. It says nothing that the guard does
 * not say: the program is without it. */
static bool is_of_guard(const struct sw_lift *l, const struct sw_value *v, uint32_t op)
{
	static const uint8_t mask[2] = { 0x1f, 0xff }, zero[4];
	const struct sw_sel offset = SW_SEL_NH(6, 2);

	if (!behind_guard(l->p) || memcmp(v->p, zero, v->len < 4 ? v->len : 4))
		return false;
	if (l->sel.src == SW_SRC_HEADER)
		return op == SW_NE && v->len == 4 && !l->masked &&
		       l->sel.key == sw_ip_proto(l->p, SW_IP6);
	return op == SW_EQ && v->len == 2 && sw_sel_equal(&l->sel, &offset) && l->masked &&
	       !memcmp(l->mask, mask, 2) && sw_ip_proto(l->p, SW_IP4);
}

static bool on_cmp(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_CMP_MAX + 1];
	enum sw_test_kind kind;
	struct sw_value v;
	struct sw_test *t;
	uint32_t op;

	sw_attr_parse_nested(data, tb, NFTA_CMP_MAX);
	op = sw_attr_be32(tb[NFTA_CMP_OP]);
	if (!l->open || l->nmore || l->map || sw_attr_be32(tb[NFTA_CMP_SREG]) != NFT_REG_1 ||
	    op > SW_GE || !sw_lift_value(tb[NFTA_CMP_DATA], &v) || v.len > 16 ||
	    v.len > l->sel.len || !order_fits(l, op >= SW_LT) || !sw_lift_mask_is_plain(l, v.len))
		return false;
	if (is_of_guard(l, &v, op)) {
		l->open = false;
		return true;
	}
	if (l->sel.src == SW_SRC_HEADER)
		return false;
	l->open = false;
	kind = is_presence(l, &v, op) ? SW_TEST_EXISTS : SW_TEST_CMP;
	t = sw_lift_is_behind(l) ? sw_prog_if(l->p, kind) : sw_prog_test(l->p, kind);
	t->rel = op;
	t->sel = l->sel;
	if (t->kind == SW_TEST_EXISTS)
		return true;
	t->len = v.len;
	t->masked = l->masked;
	if (l->masked)
		memcpy(t->mask, l->mask, v.len);
	memcpy(t->val, v.p, v.len);
	return true;
}

static bool on_range(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_RANGE_MAX + 1];
	struct sw_value from, to;
	uint32_t op;

	sw_attr_parse_nested(data, tb, NFTA_RANGE_MAX);
	op = sw_attr_be32(tb[NFTA_RANGE_OP]);
	if (!l->open || l->nmore || l->map || l->masked || sw_lift_is_behind(l) ||
	    sw_attr_be32(tb[NFTA_RANGE_SREG]) != NFT_REG_1 ||
	    op > NFT_RANGE_NEQ || !sw_lift_value(tb[NFTA_RANGE_FROM_DATA], &from) ||
	    !sw_lift_value(tb[NFTA_RANGE_TO_DATA], &to) || from.len != to.len || from.len > 16 ||
	    from.len != l->sel.len || !order_fits(l, true))
		return false;
	l->open = false;
	sw_prog_range(l->p, l->sel, op == NFT_RANGE_EQ ? SW_EQ : SW_NE, from.p, to.p, from.len);
	return true;
}

/* ---- one expression -------------------------------------------------------------------------- */

static const struct handler {
	const char *name;
	size_t len;	/* with NUL */
	bool (*fn)(struct sw_lift *, const struct nlattr *data);
	bool consumes;	/* may take the waiting load; others flush it first */
} handlers[] = {
#define H(name, fn, consumes) { name, sizeof(name), fn, consumes }
	H("payload", sw_lift_payload, true),
	H("cmp", on_cmp, true),
	H("meta", sw_lift_meta, true),
	H("counter", sw_lift_counter, false),
	H("immediate", sw_lift_immediate, false),
	H("bitwise", on_bitwise, true),
	H("ct", sw_lift_ct, true),
	H("range", on_range, true),
	H("lookup", sw_lift_lookup, true),
	H("match", sw_lift_match, false),
	H("target", sw_lift_target, false),
	H("limit", sw_lift_limit, false),
	H("fib", sw_lift_fib, true),
	H("reject", sw_lift_reject, false),
	H("log", sw_lift_log, false),
	H("byteorder", on_byteorder, true),
	H("nat", sw_lift_nat, false),
	H("masq", sw_lift_masq, false),
	H("redir", sw_lift_redir, false),
	H("numgen", sw_lift_numgen, true),
	H("quota", sw_lift_quota, false),
	H("exthdr", sw_lift_exthdr, true),
	H("rt", sw_lift_rt, true),
	H("socket", sw_lift_socket, true),
	H("notrack", sw_lift_notrack, false),
	H("tproxy", sw_lift_tproxy, false),
	H("dup", sw_lift_dup, false),
	H("objref", sw_lift_objref, true),
	H("synproxy", sw_lift_synproxy, false),
	H("queue", sw_lift_queue, false),
};

static const struct handler *find_handler(const struct nlattr *name)
{
	size_t len = name ? sw_attr_len(name) : 0;
	const char *s = len ? sw_attr_data(name) : NULL;

	for (size_t i = 0; len && i < SW_ARRAY_SIZE(handlers); i++)
		if (handlers[i].len == len && handlers[i].name[0] == s[0] &&
		    !memcmp(handlers[i].name, s, len))
			return &handlers[i];
	return NULL;
}

static void lift_elem(struct sw_lift *l)
{
	const struct nlattr *tb[NFTA_EXPR_MAX + 1];
	const struct handler *h;

	sw_attr_parse_nested(l->elem, tb, NFTA_EXPR_MAX);
	h = find_handler(tb[NFTA_EXPR_NAME]);
	if (!h || !h->consumes || (l->sel.src == SW_SRC_HEADER && h->fn != on_cmp))
		sw_lift_flush(l);
	if (!h || !h->fn(l, tb[NFTA_EXPR_DATA])) {
		sw_lift_flush(l);
		lift_raw(l);
	}
}

int sw_lift(const struct nlattr *expressions, struct sw_prog *p, struct sw_err *err)
{
	struct sw_lift l = { .p = p };
	const char *at = sw_attr_data(expressions);
	size_t left = sw_attr_len(expressions);
	const struct nlattr *elem;

	sw_prog_reset(p);
	while ((elem = sw_attr_next(&at, &left))) {
		l.elem = elem;	/* the last one stays: what is left over at the end is raw */
		lift_elem(&l);
	}
	sw_lift_flush(&l);
	if (l.said)		/* nobody took what the map said */
		sw_prog_test(p, SW_TEST_RAW)->rawlen = 0;
	for (int reg = NFT_REG_1; reg <= NFT_REG_4; reg++)
		if (l.imm[reg].p)	/* a value that nobody read */
			sw_prog_test(p, SW_TEST_RAW)->rawlen = 0;
	sw_order_undo(p);
	return p->oom ? sw_err_nomem(err) : 0;
}
