/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m devgroup: the group of the interface a packet came in by or leaves by. */
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_devgroup.h>
#include "translate/ids.h"
#include "translate/registry.h"
#include "translate/span.h"

#define SEL_IN  SW_SEL_META(NFT_META_IIFGROUP, 4)
#define SEL_OUT SW_SEL_META(NFT_META_OIFGROUP, 4)
#define KNOWN (XT_DEVGROUP_MATCH_SRC | XT_DEVGROUP_INVERT_SRC | \
	       XT_DEVGROUP_MATCH_DST | XT_DEVGROUP_INVERT_DST)

/* xt ignores bits of the group outside the mask; a comparison would not. false: there are such
 * bits. */
static bool encode_group(struct sw_prog *p, struct sw_sel sel, uint32_t group, uint32_t mask,
			 bool inv)
{
	if (group & ~mask)
		return false;
	if (mask == UINT32_MAX)
		sw_number_put(p, sel, inv ? SW_NE : SW_EQ, group);
	else
		sw_number_mask_put(p, sel, mask, inv ? SW_NE : SW_EQ, group);
	return true;
}

static int devgroup_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
			   struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_devgroup_info *x = m->data;
	int rc = 0;

	if (x->flags & XT_DEVGROUP_MATCH_SRC)
		rc = sw_require_hooks(ctx, "devgroup --src-group", 1u << SW_HOOK_PREROUTING |
				    1u << SW_HOOK_INPUT | 1u << SW_HOOK_FORWARD, err);
	if (!rc && (x->flags & XT_DEVGROUP_MATCH_DST))
		rc = sw_require_hooks(ctx, "devgroup --dst-group", 1u << SW_HOOK_FORWARD |
				    1u << SW_HOOK_OUTPUT | 1u << SW_HOOK_POSTROUTING, err);
	if (rc)
		return rc;
	if (!(x->flags & (XT_DEVGROUP_MATCH_SRC | XT_DEVGROUP_MATCH_DST)) || (x->flags & ~KNOWN))
		return 0;
	if ((x->flags & XT_DEVGROUP_MATCH_SRC) &&
	    !encode_group(p, SEL_IN, x->src_group, x->src_mask, x->flags & XT_DEVGROUP_INVERT_SRC))
		return 0;
	if ((x->flags & XT_DEVGROUP_MATCH_DST) &&
	    !encode_group(p, SEL_OUT, x->dst_group, x->dst_mask, x->flags & XT_DEVGROUP_INVERT_DST))
		return 0;
	return 1;
}

static bool decode_group(const struct sw_test *t, struct sw_sel sel, uint32_t *group,
			 uint32_t *mask)
{
	uint64_t m, n;

	if (t->rel > SW_NE || !sw_number_get(t, sel, &m, &n))
		return false;
	*group = n;
	*mask = m;
	return true;
}

static int devgroup_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
			   const struct sw_hint *hint, void *data)
{
	struct xt_devgroup_info *x = data;
	size_t i = 0;

	if (i < n && decode_group(&t[i], SEL_IN, &x->src_group, &x->src_mask)) {
		x->flags |= XT_DEVGROUP_MATCH_SRC;
		x->flags |= t[i].rel == SW_NE ? XT_DEVGROUP_INVERT_SRC : 0;
		i++;
	}
	if (i < n && decode_group(&t[i], SEL_OUT, &x->dst_group, &x->dst_mask)) {
		x->flags |= XT_DEVGROUP_MATCH_DST;
		x->flags |= t[i].rel == SW_NE ? XT_DEVGROUP_INVERT_DST : 0;
		i++;
	}
	return i ? (int)i : -1;
}

const struct sw_match_ops sw_match_devgroup = {
	.id = SW_ID_DEVGROUP, .name = "devgroup", .size = XT_ALIGN(sizeof(struct xt_devgroup_info)),
	.families = SW_FAM46,
	.encode = devgroup_encode, .decode = devgroup_decode,
};
