/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m tcpmss: the maximum segment size that a TCP packet announces. */
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_tcpmss.h>
#include "translate/ids.h"
#include "translate/registry.h"
#include "translate/span.h"

/* Option 2 (RFC 9293): kind, length, then the number. */
#define SEL_MSS ((struct sw_sel){ .src = SW_SRC_TCPOPT, .key = 2, .off = 2, .len = 2 })

static int tcpmss_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
			 struct sw_hint *hint, struct sw_err *err)
{
	static const uint8_t protos[] = { IPPROTO_TCP, 0 };
	const struct xt_tcpmss_match_info *x = m->data;
	int rc = sw_require_proto(ctx, "tcpmss", protos, err);

	if (rc)
		return rc;
	/* "!" is true for a packet without the option, of which nft can read no number. */
	if (ctx->xt_tcpmss || x->invert || x->mss_min > x->mss_max)
		return 0;
	sw_span_put(p, SEL_MSS, (struct sw_span){ x->mss_min, x->mss_max, false });
	return 1;
}

static int tcpmss_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
			 const struct sw_hint *hint, void *data)
{
	struct xt_tcpmss_match_info *x = data;
	struct sw_span s;

	if (!n || ctx->ip->proto != IPPROTO_TCP || !sw_span_get(t, SEL_MSS, &s) || s.inv)
		return -1;
	x->mss_min = s.from;
	x->mss_max = s.to;
	return 1;
}

const struct sw_match_ops sw_match_tcpmss = {
	.id = SW_ID_TCPMSS, .name = "tcpmss", .size = XT_ALIGN(sizeof(struct xt_tcpmss_match_info)),
	.families = SW_FAM46,
	.encode = tcpmss_encode, .decode = tcpmss_decode,
};
