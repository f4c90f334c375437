/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m realm: the routing realm (class) of the packet's route. */
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_realm.h>
#include "translate/ids.h"
#include "translate/registry.h"
#include "translate/span.h"

#define SEL_REALM SW_SEL_RT(NFT_RT_CLASSID, 4)

static int realm_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
			struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_realm_info *x = m->data;
	int rc = sw_require_hooks(ctx, "realm", 1u << SW_HOOK_INPUT | 1u << SW_HOOK_FORWARD |
				1u << SW_HOOK_OUTPUT | 1u << SW_HOOK_POSTROUTING, err);

	if (rc)
		return rc;
	if (x->invert > 1)
		return 0;
	if (x->mask == UINT32_MAX)
		sw_number_put(p, SEL_REALM, x->invert ? SW_NE : SW_EQ, x->id);
	else
		sw_number_mask_put(p, SEL_REALM, x->mask, x->invert ? SW_NE : SW_EQ, x->id);
	return 1;
}

static int realm_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
			const struct sw_hint *hint, void *data)
{
	struct xt_realm_info *x = data;
	uint64_t mask, id;

	if (!n || t->rel > SW_NE || !sw_number_get(t, SEL_REALM, &mask, &id))
		return -1;
	x->id = id;
	x->mask = mask;
	x->invert = t->rel == SW_NE;
	return 1;
}

/* The kernel has it for both families; its plugin is an iptables one. */
const struct sw_match_ops sw_match_realm = {
	.id = SW_ID_REALM, .name = "realm", .size = XT_ALIGN(sizeof(struct xt_realm_info)),
	.families = SW_FAM4, .encode = realm_encode, .decode = realm_decode,
};
