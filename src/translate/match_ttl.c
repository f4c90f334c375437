/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m ttl and -m hl: how many hops the packet may still make, IPv4 and IPv6. */
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter_ipv4/ipt_ttl.h>
#include <linux/netfilter_ipv6/ip6t_hl.h>
#include "base/cleanup.h"
#include "translate/ids.h"
#include "translate/registry.h"

/* Both payloads are mode and value, with the same numbers for the modes. */
static const uint8_t rel_of_mode[] = {
	[IPT_TTL_EQ] = SW_EQ, [IPT_TTL_NE] = SW_NE, [IPT_TTL_LT] = SW_LT, [IPT_TTL_GT] = SW_GT,
};
_Static_assert((int)IPT_TTL_EQ == IP6T_HL_EQ && (int)IPT_TTL_NE == IP6T_HL_NE &&
	       (int)IPT_TTL_LT == IP6T_HL_LT && (int)IPT_TTL_GT == IP6T_HL_GT &&
	       offsetof(struct ipt_ttl_info, mode) == offsetof(struct ip6t_hl_info, mode) &&
	       offsetof(struct ipt_ttl_info, ttl) == offsetof(struct ip6t_hl_info, hop_limit),
	       "ttl and hl differ");

static struct sw_sel hops(uint8_t family)
{
	return family == SW_IP6 ? SW_SEL_NH(7, 1) : SW_SEL_NH(8, 1);
}

static int ttl_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
		      struct sw_hint *hint, struct sw_err *err)
{
	const struct ipt_ttl_info *x = m->data;

	if (x->mode >= SW_ARRAY_SIZE(rel_of_mode))
		return 0;
	sw_prog_cmp(p, hops(ctx->family), rel_of_mode[x->mode], &x->ttl, 1);
	return 1;
}

static int ttl_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
		      const struct sw_hint *hint, void *data)
{
	struct ipt_ttl_info *x = data;

	if (!n || !sw_test_is_cmp(t, hops(ctx->family)))
		return -1;
	while (rel_of_mode[x->mode] != t->rel)
		if (++x->mode == SW_ARRAY_SIZE(rel_of_mode))
			return -1;
	x->ttl = t->val[0];
	return 1;
}

const struct sw_match_ops sw_match_ttl = {
	.id = SW_ID_TTL, .name = "ttl", .size = XT_ALIGN(sizeof(struct ipt_ttl_info)),
	.families = SW_FAM4, .encode = ttl_encode, .decode = ttl_decode,
};
const struct sw_match_ops sw_match_hl = {
	.id = SW_ID_HL, .name = "hl", .size = XT_ALIGN(sizeof(struct ip6t_hl_info)),
	.families = SW_FAM6, .encode = ttl_encode, .decode = ttl_decode,
};
