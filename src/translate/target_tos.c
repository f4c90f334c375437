/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -j TOS, -j DSCP, -j ECN: bits of the IP header's traffic class, and TCP's two ECN bits. */
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_DSCP.h>
#include <linux/netfilter_ipv4/ipt_ECN.h>
#include "translate/ids.h"
#include "translate/registry.h"

#define SEL_CLASS   SW_SEL_NH(0, 2)
#define IP_CHECK    10		/* offset of the checksum in the IPv4 header */
#define ECN_MASK    0x03
#define SEL_TCP     SW_SEL_TH(12, 2)
#define TCP_CHECK   16		/* in the TCP header */
#define TCP_HEADER  20
#define TCP_ECE     0x40	/* in the second byte of SEL_TCP */
#define TCP_CWR     0x80

/* at = (at & ~mask) ^ val, 16 bits in network order, with the checksum that covers them. */
static void put_bits(struct sw_prog *p, struct sw_sel at, uint16_t mask, uint16_t val, int check)
{
	uint16_t keep = htons(~mask);
	struct sw_stmt *s = sw_prog_stmt(p, SW_STMT_SET);

	val = htons(val);
	s->set.dst = s->set.src = at;
	s->set.len = 2;
	s->set.masked = true;
	memcpy(s->set.mask, &keep, 2);
	memcpy(s->set.val, &val, 2);
	s->set.csum = check ? NFT_PAYLOAD_CSUM_INET : NFT_PAYLOAD_CSUM_NONE;
	s->set.csum_off = check;
}

static bool take_bits(const struct sw_stmt *s, struct sw_sel at, uint16_t *mask, uint16_t *val)
{
	if (s->kind != SW_STMT_SET || !sw_sel_equal(&s->set.dst, &at) ||
	    !sw_sel_equal(&s->set.src, &at) || !s->set.masked || s->set.map || s->set.len != 2)
		return false;
	*mask = ~(s->set.mask[0] << 8 | s->set.mask[1]);
	*val = s->set.val[0] << 8 | s->set.val[1];
	return true;
}

/* The class is the second byte of IPv4's header and, in IPv6, four bits further left. */
static void put_class(struct sw_prog *p, uint8_t family, uint8_t mask, uint8_t val)
{
	int shift = family == SW_IP6 ? 4 : 0;

	put_bits(p, SEL_CLASS, mask << shift, val << shift, family == SW_IP6 ? 0 : IP_CHECK);
}

static bool take_class(const struct sw_stmt *s, uint8_t family, uint8_t *mask, uint8_t *val)
{
	int shift = family == SW_IP6 ? 4 : 0;
	uint16_t m, v;

	if (!s || !take_bits(s, SEL_CLASS, &m, &v) || (m | v) & ~(0xff << shift))
		return false;
	*mask = m >> shift;
	*val = v >> shift;
	return true;
}

/* ---- TOS ------------------------------------------------------------------------------------- */

static int tos_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
		      struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_tos_target_info *x = t->data;
	int rc = sw_require_table(ctx, "TOS", "mangle", err);

	if (rc)
		return rc;
	put_class(p, ctx->family, x->tos_mask, x->tos_value);
	return 1;
}

static int tos_decode(const struct sw_prog *p, const struct sw_ctx *ctx, const struct sw_hint *hint,
		      void *data)
{
	const struct sw_stmt *s = sw_stmt_only(p, SW_STMT_SET);
	struct xt_tos_target_info *x = data;

	return take_class(s, ctx->family, &x->tos_mask, &x->tos_value) ? 0 : -1;
}

/* ---- DSCP ------------------------------------------------------------------------------------ */

static int dscp_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
		       struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_DSCP_info *x = t->data;
	int rc = sw_require_table(ctx, "DSCP", "mangle", err);

	if (rc)
		return rc;
	if (x->dscp > XT_DSCP_MAX)
		return sw_require_fails(err, "DSCP", "goes from 0 to 0x3f");
	put_class(p, ctx->family, XT_DSCP_MASK, x->dscp << XT_DSCP_SHIFT);
	return 1;
}

static int dscp_decode(const struct sw_prog *p, const struct sw_ctx *ctx,
		       const struct sw_hint *hint, void *data)
{
	struct xt_DSCP_info *x = data;
	uint8_t mask, val;

	if (!take_class(sw_stmt_only(p, SW_STMT_SET), ctx->family, &mask, &val) ||
	    mask != XT_DSCP_MASK || val & ~XT_DSCP_MASK)
		return -1;
	x->dscp = val >> XT_DSCP_SHIFT;
	return 0;
}

/* ---- ECN ------------------------------------------------------------------------------------- */

#define TCP_OPS (IPT_ECN_OP_SET_ECE | IPT_ECN_OP_SET_CWR)

/* The guard stands behind the counter: xt counts a packet whose header it then cannot change. */
static void put_tcp(struct sw_prog *p, const struct ipt_ECN_info *x)
{
	uint8_t mask = 0, val = 0;

	if (x->operation & IPT_ECN_OP_SET_ECE) {
		mask |= TCP_ECE;
		val |= x->proto.tcp.ece ? TCP_ECE : 0;
	}
	if (x->operation & IPT_ECN_OP_SET_CWR) {
		mask |= TCP_CWR;
		val |= x->proto.tcp.cwr ? TCP_CWR : 0;
	}
	sw_prog_if(p, SW_TEST_GUARD)->len = TCP_HEADER;
	put_bits(p, SEL_TCP, mask, val, TCP_CHECK);
}

static int ecn_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
		      struct sw_hint *hint, struct sw_err *err)
{
	static const uint8_t tcp[] = { IPPROTO_TCP, 0 };
	const struct ipt_ECN_info *x = t->data;
	int rc = sw_require_table(ctx, "ECN", "mangle", err);

	if (!rc && x->operation & TCP_OPS)
		rc = sw_require_proto(ctx, "ECN of TCP", tcp, err);
	if (rc)
		return rc;
	if (!x->operation || x->operation & ~(TCP_OPS | IPT_ECN_OP_SET_IP) || x->ip_ect & ~ECN_MASK)
		return 0;
	if (x->operation & IPT_ECN_OP_SET_IP)
		put_class(p, SW_IP4, ECN_MASK, x->ip_ect);
	if (x->operation & TCP_OPS)
		put_tcp(p, x);
	return 1;
}

static bool take_tcp(const struct sw_stmt *s, struct ipt_ECN_info *x)
{
	uint16_t mask, val;

	if (s[0].kind != SW_STMT_IF || s[0].test->kind != SW_TEST_GUARD ||
	    s[0].test->len != TCP_HEADER || !take_bits(&s[1], SEL_TCP, &mask, &val))
		return false;
	x->operation |= mask & TCP_ECE ? IPT_ECN_OP_SET_ECE : 0;
	x->operation |= mask & TCP_CWR ? IPT_ECN_OP_SET_CWR : 0;
	x->proto.tcp.ece = !!(val & TCP_ECE);
	x->proto.tcp.cwr = !!(val & TCP_CWR);
	return mask && !((mask | val) & ~(TCP_ECE | TCP_CWR));
}

static int ecn_decode(const struct sw_prog *p, const struct sw_ctx *ctx, const struct sw_hint *hint,
		      void *data)
{
	const struct sw_stmt *s = p->stmt;
	struct ipt_ECN_info *x = data;
	size_t n = p->nstmt;
	uint8_t mask, val;

	if (!n || p->has_verdict)
		return -1;
	if (n != 2 && take_class(s, SW_IP4, &mask, &val)) {
		if (mask != ECN_MASK || val & ~ECN_MASK)
			return -1;
		x->operation = IPT_ECN_OP_SET_IP;
		x->ip_ect = val;
		s++, n--;
	}
	if (n && (n != 2 || !take_tcp(s, x)))
		return -1;
	return 0;
}

const struct sw_target_ops sw_target_tos = {
	.id = SW_ID_TOS_T, .name = "TOS", .rev = 1,
	.size = XT_ALIGN(sizeof(struct xt_tos_target_info)), .families = SW_FAM46,
	.encode = tos_encode, .decode = tos_decode,
};
const struct sw_target_ops sw_target_dscp = {
	.id = SW_ID_DSCP_T, .name = "DSCP", .size = XT_ALIGN(sizeof(struct xt_DSCP_info)),
	.families = SW_FAM46, .encode = dscp_encode, .decode = dscp_decode,
};
const struct sw_target_ops sw_target_ecn = {
	.id = SW_ID_ECN_T, .name = "ECN", .size = XT_ALIGN(sizeof(struct ipt_ECN_info)),
	.families = SW_FAM4, .encode = ecn_encode, .decode = ecn_decode,
};
