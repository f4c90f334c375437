/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -j TRACE and -j CLASSIFY: one field of the packet's metadata is set to a number. */
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_CLASSIFY.h>
#include "translate/ids.h"
#include "translate/registry.h"

#define SEL_TRACE SW_SEL_META(NFT_META_NFTRACE, 1)
#define SEL_CLASS SW_SEL_META(NFT_META_PRIORITY, 4)

static void put(struct sw_prog *p, struct sw_sel dst, const void *val)
{
	struct sw_stmt *s = sw_prog_stmt(p, SW_STMT_SET);

	s->set.dst = dst;
	s->set.len = dst.len;
	memcpy(s->set.val, val, dst.len);
}

static const uint8_t *take(const struct sw_prog *p, struct sw_sel dst)
{
	const struct sw_stmt *s = sw_stmt_only(p, SW_STMT_SET);

	if (!s || !sw_sel_equal(&s->set.dst, &dst) || s->set.src.src != SW_SRC_NONE || s->set.map ||
	    s->set.len != dst.len)
		return NULL;
	return s->set.val;
}

/* The events go to nft monitor trace; the kernel log gets none. In any table, as iptables-nft. */
static int trace_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
			struct sw_hint *hint, struct sw_err *err)
{
	put(p, SEL_TRACE, &(uint8_t){ 1 });
	return 1;
}

static int trace_decode(const struct sw_prog *p, const struct sw_ctx *ctx,
			const struct sw_hint *hint, void *data)
{
	const uint8_t *v = take(p, SEL_TRACE);

	return v && *v == 1 ? 0 : -1;
}

static int classify_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
			   struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_classify_target_info *x = t->data;
	int rc = sw_require_hooks(ctx, "CLASSIFY", 1u << SW_HOOK_OUTPUT | 1u << SW_HOOK_FORWARD |
				1u << SW_HOOK_POSTROUTING, err);

	if (rc)
		return rc;
	put(p, SEL_CLASS, &x->priority);
	return 1;
}

static int classify_decode(const struct sw_prog *p, const struct sw_ctx *ctx,
			   const struct sw_hint *hint, void *data)
{
	struct xt_classify_target_info *x = data;
	const uint8_t *v = take(p, SEL_CLASS);

	if (!v)
		return -1;
	memcpy(&x->priority, v, 4);
	return 0;
}

const struct sw_target_ops sw_target_trace = {
	.id = SW_ID_TRACE, .name = "TRACE", .families = SW_FAM46,
	.encode = trace_encode, .decode = trace_decode,
};
const struct sw_target_ops sw_target_classify = {
	.id = SW_ID_CLASSIFY, .name = "CLASSIFY",
	.size = XT_ALIGN(sizeof(struct xt_classify_target_info)), .families = SW_FAM46,
	.encode = classify_encode, .decode = classify_decode,
};
