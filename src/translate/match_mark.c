/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m mark and -m connmark: the mark of the packet or of its connection, under a mask. */
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_connmark.h>
#include <linux/netfilter/xt_mark.h>
#include "translate/ids.h"
#include "translate/registry.h"

#define SEL_MARK   SW_SEL_META(NFT_META_MARK, 4)
#define SEL_CTMARK SW_SEL_CT(NFT_CT_MARK, 4)

/* Both extensions have one payload under two names. */
#define SAME(field) \
	(offsetof(struct xt_mark_mtinfo1, field) == offsetof(struct xt_connmark_mtinfo1, field))
_Static_assert(sizeof(struct xt_mark_mtinfo1) == sizeof(struct xt_connmark_mtinfo1) &&
	       SAME(mark) && SAME(mask) && SAME(invert), "mark and connmark differ");

/* A mark with bits outside the mask equals nothing, in nft as in xt. */
static void encode(struct sw_prog *p, struct sw_sel sel, const struct xt_mark_mtinfo1 *x)
{
	uint32_t mark = x->mark, mask = x->mask;
	enum sw_rel rel = x->invert ? SW_NE : SW_EQ;

	if (mask == UINT32_MAX)
		sw_prog_cmp(p, sel, rel, &mark, 4);
	else
		sw_prog_cmp_mask(p, sel, &mask, rel, &mark, 4);
}

static int decode(const struct sw_test *t, size_t n, struct sw_sel sel, struct xt_mark_mtinfo1 *x)
{
	uint32_t mark, mask = UINT32_MAX;

	if (!n || !sw_test_is(t, SW_TEST_CMP, sel) || t->len != 4 || t->rel > SW_NE)
		return -1;
	memcpy(&mark, t->val, 4);
	if (t->masked)
		memcpy(&mask, t->mask, 4);
	x->mark = mark;
	x->mask = mask;
	x->invert = t->rel == SW_NE;
	return 1;
}

static int mark_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
		       struct sw_hint *hint, struct sw_err *err)
{
	encode(p, SEL_MARK, m->data);
	return 1;
}

static int mark_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
		       const struct sw_hint *hint, void *data)
{
	return decode(t, n, SEL_MARK, data);
}

/* In table raw a packet carries at most the template of a CT target: xt looks at its mark. */
static int connmark_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
			   struct sw_hint *hint, struct sw_err *err)
{
	if (!strcmp(ctx->table->name, "raw"))
		return 0;
	encode(p, SEL_CTMARK, m->data);
	return 1;
}

static int connmark_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
			   const struct sw_hint *hint, void *data)
{
	return decode(t, n, SEL_CTMARK, data);
}

const struct sw_match_ops sw_match_mark = {
	.id = SW_ID_MARK, .name = "mark", .rev = 1,
	.size = XT_ALIGN(sizeof(struct xt_mark_mtinfo1)), .families = SW_FAM46,
	.encode = mark_encode, .decode = mark_decode,
};
const struct sw_match_ops sw_match_connmark = {
	.id = SW_ID_CONNMARK, .name = "connmark", .rev = 1,
	.size = XT_ALIGN(sizeof(struct xt_connmark_mtinfo1)), .families = SW_FAM46,
	.encode = connmark_encode, .decode = connmark_decode,
};
