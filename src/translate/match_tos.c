/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m tos, -m dscp and -m ecn: the traffic class octet, whole or in parts, and TCP's ECN flags. */
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_dscp.h>
#include <linux/netfilter/xt_ecn.h>
#include "base/cleanup.h"
#include "translate/ids.h"
#include "translate/registry.h"

#define TCP_HEADER 20
#define SEL_FLAGS  SW_SEL_TH(13, 1)
#define SEL_TOS4   SW_SEL_NH(1, 1)
#define SEL_TOS6   SW_SEL_NH(0, 2)	/* version 4 bits, class 8, flow label 4 */
#define ECN_MASK   ((uint8_t)XT_ECN_IP_MASK)

/* (octet & mask) rel value. A whole octet has a register of its own in IPv4 only. */
static void encode_octet(struct sw_prog *p, uint8_t family, uint8_t mask, uint8_t value, bool inv)
{
	enum sw_rel rel = inv ? SW_NE : SW_EQ;
	uint8_t mask6[2] = { mask >> 4, mask << 4 }, value6[2] = { value >> 4, value << 4 };

	if (family == SW_IP6)
		sw_prog_cmp_mask(p, SEL_TOS6, mask6, rel, value6, 2);
	else if (mask == 0xff)
		sw_prog_cmp(p, SEL_TOS4, rel, &value, 1);
	else
		sw_prog_cmp_mask(p, SEL_TOS4, &mask, rel, &value, 1);
}

static bool decode_octet(const struct sw_test *t, size_t n, uint8_t family, uint8_t *mask,
			 uint8_t *value, bool *inv)
{
	bool six = family == SW_IP6;

	if (!n || !sw_test_is(t, SW_TEST_CMP, six ? SEL_TOS6 : SEL_TOS4) || t->rel > SW_NE ||
	    t->len != t->sel.len)
		return false;
	*inv = t->rel == SW_NE;
	if (!six) {
		*mask = t->masked ? t->mask[0] : 0xff;
		*value = t->val[0];
		return true;
	}
	*mask = t->mask[0] << 4 | t->mask[1] >> 4;
	*value = t->val[0] << 4 | t->val[1] >> 4;
	return t->masked && !((t->mask[0] | t->val[0]) & 0xf0) &&
	       !((t->mask[1] | t->val[1]) & 0x0f);
}

/* ---- tos ------------------------------------------------------------------------------------- */

static int tos_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
		      struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_tos_match_info *x = m->data;

	encode_octet(p, ctx->family, x->tos_mask, x->tos_value, x->invert);
	return 1;
}

static int tos_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
		      const struct sw_hint *hint, void *data)
{
	struct xt_tos_match_info *x = data;
	bool inv;

	if (!decode_octet(t, n, ctx->family, &x->tos_mask, &x->tos_value, &inv))
		return -1;
	x->invert = inv;
	return 1;
}

/* ---- dscp ------------------------------------------------------------------------------------ */

static int dscp_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
		       struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_dscp_info *x = m->data;

	if (x->dscp > XT_DSCP_MAX)
		return 0;
	encode_octet(p, ctx->family, XT_DSCP_MASK, x->dscp << XT_DSCP_SHIFT, x->invert);
	return 1;
}

static int dscp_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
		       const struct sw_hint *hint, void *data)
{
	struct xt_dscp_info *x = data;
	uint8_t mask, value;
	bool inv;

	if (!decode_octet(t, n, ctx->family, &mask, &value, &inv) || mask != XT_DSCP_MASK ||
	    (value & ~XT_DSCP_MASK))
		return -1;
	x->dscp = value >> XT_DSCP_SHIFT;
	x->invert = inv;
	return 1;
}

/* ---- ecn ------------------------------------------------------------------------------------- */

static const struct { uint8_t op, flag; } tcp_flags[] = {
	{ XT_ECN_OP_MATCH_ECE, 0x40 },
	{ XT_ECN_OP_MATCH_CWR, 0x80 },
};

static int ecn_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
		      struct sw_hint *hint, struct sw_err *err)
{
	static const uint8_t protos[] = { IPPROTO_TCP, 0 };
	const struct xt_ecn_info *x = m->data;
	bool tcp = x->operation & (XT_ECN_OP_MATCH_ECE | XT_ECN_OP_MATCH_CWR);
	int rc = tcp ? sw_require_proto(ctx, "ecn", protos, err) : 0;

	if (rc)
		return rc;
	if (x->ip_ect > ECN_MASK || !x->operation ||
	    ((x->operation | x->invert) & XT_ECN_OP_MATCH_MASK))
		return 0;
	if (x->operation & XT_ECN_OP_MATCH_IP)
		encode_octet(p, ctx->family, ECN_MASK, x->ip_ect, x->invert & XT_ECN_OP_MATCH_IP);
	for (size_t i = 0; i < SW_ARRAY_SIZE(tcp_flags); i++) {
		uint8_t zero = 0;

		if (x->operation & tcp_flags[i].op)
			sw_prog_cmp_mask(p, SEL_FLAGS, &tcp_flags[i].flag,
					 x->invert & tcp_flags[i].op ? SW_EQ : SW_NE, &zero, 1);
	}
	if (tcp)
		sw_prog_guard(p, TCP_HEADER);
	return 1;
}

static bool is_flag(const struct sw_test *t, uint8_t flag)
{
	return sw_test_is(t, SW_TEST_CMP, SEL_FLAGS) && t->masked && t->mask[0] == flag &&
	       !t->val[0] && t->rel <= SW_NE;
}

static int ecn_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
		      const struct sw_hint *hint, void *data)
{
	struct xt_ecn_info *x = data;
	uint8_t mask, value;
	size_t i = 0;
	bool inv;

	if (decode_octet(t, n, ctx->family, &mask, &value, &inv)) {
		if (mask != ECN_MASK || value > ECN_MASK)
			return -1;
		x->operation = XT_ECN_OP_MATCH_IP;
		x->invert = inv ? XT_ECN_OP_MATCH_IP : 0;
		x->ip_ect = value;
		i++;
	}
	for (size_t k = 0; k < SW_ARRAY_SIZE(tcp_flags); k++) {
		if (i == n || !is_flag(&t[i], tcp_flags[k].flag))
			continue;
		x->operation |= tcp_flags[k].op;
		x->invert |= t[i].rel == SW_EQ ? tcp_flags[k].op : 0;
		i++;
	}
	if (i < n && (x->operation & ~XT_ECN_OP_MATCH_IP) && t[i].kind == SW_TEST_GUARD &&
	    t[i].len == TCP_HEADER)
		i++;
	return i ? (int)i : -1;
}

const struct sw_match_ops sw_match_tos = {
	.id = SW_ID_TOS, .name = "tos", .rev = 1,
	.size = XT_ALIGN(sizeof(struct xt_tos_match_info)), .families = SW_FAM46,
	.encode = tos_encode, .decode = tos_decode,
};
const struct sw_match_ops sw_match_dscp = {
	.id = SW_ID_DSCP, .name = "dscp", .size = XT_ALIGN(sizeof(struct xt_dscp_info)),
	.families = SW_FAM46, .encode = dscp_encode, .decode = dscp_decode,
};
const struct sw_match_ops sw_match_ecn = {
	.id = SW_ID_ECN, .name = "ecn", .size = XT_ALIGN(sizeof(struct xt_ecn_info)),
	.families = SW_FAM46, .encode = ecn_encode, .decode = ecn_decode,
};
