/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m policy: did the packet come through IPsec, or will it leave through it? */
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_policy.h>
#include "translate/ids.h"
#include "translate/registry.h"
#include "translate/span.h"

#define SEL_IN  SW_SEL_META(NFT_META_SECPATH, 1)
#define SEL_OUT SW_SEL_RT(NFT_RT_XFRM, 1)

/* "--pol none" has no element; "--pol ipsec" has one that asks for nothing. */
static bool is_plain(const struct xt_policy_info *x)
{
	uint16_t dir = x->flags & (XT_POLICY_MATCH_IN | XT_POLICY_MATCH_OUT);

	return (dir == XT_POLICY_MATCH_IN || dir == XT_POLICY_MATCH_OUT) &&
	       !(x->flags & ~(dir | XT_POLICY_MATCH_NONE)) &&
	       x->len == (x->flags & XT_POLICY_MATCH_NONE ? 0 : 1) &&
	       sw_bytes_zero(x->pol, sizeof(x->pol));
}

static int policy_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
			 struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_policy_info *x = m->data;
	bool out = x->flags & XT_POLICY_MATCH_OUT;
	int rc = 0;

	if (x->flags & XT_POLICY_MATCH_IN)
		rc = sw_require_hooks(ctx, "policy --dir in", 1u << SW_HOOK_PREROUTING |
				    1u << SW_HOOK_INPUT | 1u << SW_HOOK_FORWARD, err);
	if (!rc && out)
		rc = sw_require_hooks(ctx, "policy --dir out", 1u << SW_HOOK_FORWARD |
				    1u << SW_HOOK_OUTPUT | 1u << SW_HOOK_POSTROUTING, err);
	if (rc)
		return rc;
	if (!is_plain(x))
		return 0;
	sw_number_put(p, out ? SEL_OUT : SEL_IN, SW_EQ, !(x->flags & XT_POLICY_MATCH_NONE));
	return 1;
}

static int policy_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
			 const struct sw_hint *hint, void *data)
{
	struct xt_policy_info *x = data;
	struct sw_span s;

	if (!n)
		return -1;
	if (sw_span_get(t, SEL_IN, &s))
		x->flags = XT_POLICY_MATCH_IN;
	else if (sw_span_get(t, SEL_OUT, &s))
		x->flags = XT_POLICY_MATCH_OUT;
	else
		return -1;
	if (s.inv || s.from != s.to || s.from > 1)
		return -1;
	x->flags |= s.from ? 0 : XT_POLICY_MATCH_NONE;
	x->len = s.from;
	return 1;
}

const struct sw_match_ops sw_match_policy = {
	.id = SW_ID_POLICY, .name = "policy", .size = XT_ALIGN(sizeof(struct xt_policy_info)),
	.families = SW_FAM46,
	.encode = policy_encode, .decode = policy_decode,
};
