/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m mac: the source address of the Ethernet frame that brought the packet. */
#include <string.h>
#include "base/net.h"
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_mac.h>
#include "translate/ids.h"
#include "translate/registry.h"

#define SEL_IIFTYPE SW_SEL_META(NFT_META_IIFTYPE, 2)
#define SEL_SOURCE  SW_SEL_LL(6, ETH_ALEN)

/* xt matches nothing from another kind of device, also with "!": hence the first test. */
static int mac_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
		      struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_mac_info *x = m->data;
	uint16_t ether = ARPHRD_ETHER;
	int rc = sw_require_hooks(ctx, "mac", 1 << SW_HOOK_PREROUTING | 1 << SW_HOOK_INPUT |
				1 << SW_HOOK_FORWARD, err);

	if (rc)
		return rc;
	sw_prog_cmp(p, SEL_IIFTYPE, SW_EQ, &ether, 2);
	sw_prog_cmp(p, SEL_SOURCE, x->invert ? SW_NE : SW_EQ, x->srcaddr, ETH_ALEN);
	return 1;
}

static int mac_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
		      const struct sw_hint *hint, void *data)
{
	struct xt_mac_info *x = data;
	uint16_t type;

	if (n < 2 || !sw_test_is_cmp(&t[0], SEL_IIFTYPE) || t[0].rel != SW_EQ ||
	    !sw_test_is_cmp(&t[1], SEL_SOURCE) || t[1].rel > SW_NE)
		return -1;
	memcpy(&type, t[0].val, 2);
	if (type != ARPHRD_ETHER)
		return -1;
	memcpy(x->srcaddr, t[1].val, ETH_ALEN);
	x->invert = t[1].rel == SW_NE;
	return 2;
}

const struct sw_match_ops sw_match_mac = {
	.id = SW_ID_MAC, .name = "mac", .size = XT_ALIGN(sizeof(struct xt_mac_info)),
	.families = SW_FAM46, .encode = mac_encode, .decode = mac_decode,
};
