/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m connbytes: packets, bytes or mean packet size that a connection has seen. */
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_connbytes.h>
#include "base/cleanup.h"
#include "translate/ids.h"
#include "translate/registry.h"
#include "translate/span.h"

static const uint32_t keys[] = {
	[XT_CONNBYTES_PKTS] = NFT_CT_PKTS,
	[XT_CONNBYTES_BYTES] = NFT_CT_BYTES,
	[XT_CONNBYTES_AVGPKT] = NFT_CT_AVGPKT,
};
static const uint8_t dirs[] = {	/* as in sw_sel */
	[XT_CONNBYTES_DIR_ORIGINAL] = 1,
	[XT_CONNBYTES_DIR_REPLY] = 2,
	[XT_CONNBYTES_DIR_BOTH] = 0,
};

static int connbytes_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
			    struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_connbytes_info *x = m->data;

	if (x->what >= SW_ARRAY_SIZE(keys) || x->direction >= SW_ARRAY_SIZE(dirs))
		return 0;
	/* A connection without counters never matches in xt, and counts 0 in nft. Inverted ranges
	 * are stored with from above to. */
	if (!x->count.from || x->count.from > x->count.to)
		return 0;
	sw_span_put(p, SW_SEL_CTDIR(keys[x->what], 8, dirs[x->direction]),
		    (struct sw_span){ x->count.from, x->count.to, false });
	return 1;
}

static int connbytes_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
			    const struct sw_hint *hint, void *data)
{
	struct xt_connbytes_info *x = data;
	struct sw_span s;

	if (!n || t->sel.src != SW_SRC_CT)
		return -1;
	for (size_t what = 0; what < SW_ARRAY_SIZE(keys); what++)
		for (size_t dir = 0; dir < SW_ARRAY_SIZE(dirs); dir++) {
			if (!sw_span_get(t, SW_SEL_CTDIR(keys[what], 8, dirs[dir]), &s) || s.inv)
				continue;
			x->what = what;
			x->direction = dir;
			x->count.from = s.from;
			x->count.to = s.to;
			return 1;
		}
	return -1;
}

const struct sw_match_ops sw_match_connbytes = {
	.id = SW_ID_CONNBYTES, .name = "connbytes",
	.size = XT_ALIGN(sizeof(struct xt_connbytes_info)), .families = SW_FAM46,
	.encode = connbytes_encode, .decode = connbytes_decode,
};
