/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m quota: matches until so many bytes have passed, or from then on. */
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_quota.h>
#include "translate/ids.h"
#include "translate/registry.h"

static int quota_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
			struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_quota_info *x = m->data;
	struct sw_test *t;

	/* nft_quota counts in a signed number (EOVERFLOW). */
	if (ctx->xt_quota || (x->flags & ~XT_QUOTA_MASK) || x->quota > INT64_MAX)
		return 0;
	t = sw_prog_test(p, SW_TEST_QUOTA);
	t->quota.bytes = x->quota;
	t->quota.flags = x->flags & XT_QUOTA_INVERT ? NFT_QUOTA_F_INV : 0;
	return 1;
}

static int quota_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
			const struct sw_hint *hint, void *data)
{
	struct xt_quota_info *x = data;

	if (!n || t->kind != SW_TEST_QUOTA)
		return -1;
	x->quota = t->quota.bytes;
	x->flags = t->quota.flags & NFT_QUOTA_F_INV ? XT_QUOTA_INVERT : 0;
	return 1;
}

const struct sw_match_ops sw_match_quota = {
	.id = SW_ID_QUOTA, .name = "quota", .size = XT_ALIGN(sizeof(struct xt_quota_info)),
	.user_size = offsetof(struct xt_quota_info, master), .families = SW_FAM46,
	.encode = quota_encode, .decode = quota_decode,
};
