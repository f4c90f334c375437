/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m pkttype: to this host, broadcast or multicast, as the link layer saw it. */
#include "base/net.h"
#include <linux/if_packet.h>
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_pkttype.h>
#include "translate/ids.h"
#include "translate/registry.h"

#define SEL_TYPE SW_SEL_META(NFT_META_PKTTYPE, 1)

/* Both read a looped-back packet's type from its address. */
static int pkttype_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
			  struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_pkttype_info *x = m->data;
	uint8_t type = x->pkttype;

	if (x->pkttype < PACKET_HOST || x->pkttype > PACKET_MULTICAST)
		return 0;
	sw_prog_cmp(p, SEL_TYPE, x->invert ? SW_NE : SW_EQ, &type, 1);
	return 1;
}

static int pkttype_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
			  const struct sw_hint *hint, void *data)
{
	struct xt_pkttype_info *x = data;

	if (!n || !sw_test_is_cmp(t, SEL_TYPE) || t->rel > SW_NE || t->val[0] > PACKET_MULTICAST)
		return -1;
	x->pkttype = t->val[0];
	x->invert = t->rel == SW_NE;
	return 1;
}

const struct sw_match_ops sw_match_pkttype = {
	.id = SW_ID_PKTTYPE, .name = "pkttype", .size = XT_ALIGN(sizeof(struct xt_pkttype_info)),
	.families = SW_FAM46,
	.encode = pkttype_encode, .decode = pkttype_decode,
};
