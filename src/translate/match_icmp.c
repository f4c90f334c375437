/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m icmp and -m icmp6: type and code, with the L4 guard behind them. */
#include "base/net.h"
#include <linux/if.h>
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv6/ip6_tables.h>
#include "translate/ids.h"
#include "translate/registry.h"

#define ICMP_HEADER 8
#define SEL_TYPE    SW_SEL_TH(0, 1)
#define SEL_CODE    SW_SEL_TH(1, 1)
#define SEL_BOTH    SW_SEL_TH(0, 2)
#define ANY_TYPE    255	/* of IPv4; a type like any other in IPv6 */

_Static_assert(sizeof(struct ipt_icmp) == sizeof(struct ip6t_icmp) &&
	       offsetof(struct ipt_icmp, type) == offsetof(struct ip6t_icmp, type) &&
	       offsetof(struct ipt_icmp, code) == offsetof(struct ip6t_icmp, code) &&
	       offsetof(struct ipt_icmp, invflags) == offsetof(struct ip6t_icmp, invflags) &&
	       IPT_ICMP_INV == IP6T_ICMP_INV, "icmp and icmp6 differ");

/* 0: nft cannot say it. "Not (type and a range of codes)" would be an or. */
static int encode_type(struct sw_prog *p, const struct ipt_icmp *x)
{
	bool inv = x->invflags & IPT_ICMP_INV;
	enum sw_rel rel = inv ? SW_NE : SW_EQ;

	if (x->code[0] == 0 && x->code[1] == 255) {
		sw_prog_cmp(p, SEL_TYPE, rel, &x->type, 1);
	} else if (x->code[0] == x->code[1]) {
		uint8_t both[2] = { x->type, x->code[0] };

		sw_prog_cmp(p, SEL_BOTH, rel, both, 2);
	} else if (!inv) {
		sw_prog_cmp(p, SEL_TYPE, SW_EQ, &x->type, 1);
		sw_prog_range(p, SEL_CODE, SW_EQ, &x->code[0], &x->code[1], 1);
	} else {
		return 0;
	}
	return 1;
}

static int icmp_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
		       struct sw_hint *hint, struct sw_err *err)
{
	bool six = ctx->family == SW_IP6;
	const uint8_t protos[] = { six ? IPPROTO_ICMPV6 : IPPROTO_ICMP, 0 };
	const struct ipt_icmp *x = m->data;
	int rc = sw_require_proto(ctx, six ? "icmp6" : "icmp", protos, err);

	if (rc)
		return rc;
	if (x->invflags & ~IPT_ICMP_INV)
		return 0;
	if (!six && x->type == ANY_TYPE) {
		/* The kernel looks at no code here; with one, the words are another match's. */
		if (x->invflags || x->code[0] != 0 || x->code[1] != 255)
			return 0;
	} else if (!encode_type(p, x)) {
		return 0;
	}
	sw_prog_guard(p, ICMP_HEADER);
	return 1;
}

static size_t decode_type(const struct sw_test *t, size_t n, struct ipt_icmp *x)
{
	if (!n || t->rel > SW_NE)
		return 0;
	x->type = t->val[0];
	x->code[1] = 255;
	if (sw_test_is_cmp(t, SEL_BOTH))
		x->code[0] = x->code[1] = t->val[1];
	else if (!sw_test_is_cmp(t, SEL_TYPE))
		return 0;
	x->invflags = t->rel == SW_NE ? IPT_ICMP_INV : 0;
	if (n < 2 || t->sel.len == 2 || x->invflags || t[1].rel != SW_EQ ||
	    !sw_test_is(&t[1], SW_TEST_RANGE, SEL_CODE))
		return 1;
	x->code[0] = t[1].val[0];
	x->code[1] = t[1].val2[0];
	return 2;
}

/* The guard is missing when a match before had a larger one. */
static int icmp_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
		       const struct sw_hint *hint, void *data)
{
	bool six = ctx->family == SW_IP6;
	struct ipt_icmp *x = data;
	size_t i;

	if (ctx->ip->proto != (six ? IPPROTO_ICMPV6 : IPPROTO_ICMP))
		return -1;
	i = decode_type(t, n, x);
	if (!i && six)
		return -1;
	if (!i)
		*x = (struct ipt_icmp){ .type = ANY_TYPE, .code = { 0, 255 } };
	else if (!six && x->type == ANY_TYPE)
		return -1;
	if (i < n && t[i].kind == SW_TEST_GUARD && t[i].len == ICMP_HEADER)
		i++;
	return i || hint ? (int)i : -1;
}

const struct sw_match_ops sw_match_icmp = {
	.id = SW_ID_ICMP, .name = "icmp", .size = XT_ALIGN(sizeof(struct ipt_icmp)),
	.families = SW_FAM4, .encode = icmp_encode, .decode = icmp_decode,
};
const struct sw_match_ops sw_match_icmp6 = {
	.id = SW_ID_ICMP6, .name = "icmp6", .size = XT_ALIGN(sizeof(struct ip6t_icmp)),
	.families = SW_FAM6, .encode = icmp_encode, .decode = icmp_decode,
};
