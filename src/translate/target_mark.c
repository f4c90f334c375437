/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -j MARK and -j CONNMARK: the packet's mark, the connection's, and copies between them. */
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_connmark.h>
#include <linux/netfilter/xt_mark.h>
#include "translate/ids.h"
#include "translate/registry.h"

#define SEL_MARK   SW_SEL_META(NFT_META_MARK, 4)
#define SEL_CTMARK SW_SEL_CT(NFT_CT_MARK, 4)
#define ALL UINT32_MAX

/* dst = (src & keep) ^ val. Nothing of src kept: dst = val, and src is not read. */
static void put_set(struct sw_prog *p, struct sw_sel dst, struct sw_sel src, uint32_t keep,
		    uint32_t val)
{
	struct sw_stmt *s = sw_prog_stmt(p, SW_STMT_SET);

	s->set.dst = dst;
	s->set.len = 4;
	memcpy(s->set.val, &val, 4);
	if (!keep)
		return;
	s->set.src = src;
	s->set.masked = keep != ALL || val;
	if (s->set.masked)
		memcpy(s->set.mask, &keep, 4);
}

/* The only statement, as put_set writes it with this dst; *src is NONE when nothing is kept. */
static bool read_set(const struct sw_prog *p, struct sw_sel dst, struct sw_sel *src, uint32_t *keep,
		     uint32_t *val)
{
	const struct sw_stmt *s = sw_stmt_only(p, SW_STMT_SET);

	if (!s || !sw_sel_equal(&s->set.dst, &dst) || s->set.map || s->set.len != 4)
		return false;
	*src = s->set.src;
	memcpy(val, s->set.val, 4);
	memcpy(keep, s->set.mask, 4);
	if (src->src == SW_SRC_NONE)
		*keep = 0;
	else if (!s->set.masked)
		*keep = ALL;
	return true;
}

static bool is_same(struct sw_sel a, struct sw_sel b)
{
	return sw_sel_equal(&a, &b);
}

static int mark_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
		       struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_mark_tginfo2 *x = t->data;

	put_set(p, SEL_MARK, SEL_MARK, ~x->mask, x->mark);
	return 1;
}

static int mark_decode(const struct sw_prog *p, const struct sw_ctx *ctx,
		       const struct sw_hint *hint, void *data)
{
	struct xt_mark_tginfo2 *x = data;
	struct sw_sel src;
	uint32_t keep;

	if (!read_set(p, SEL_MARK, &src, &keep, &x->mark) || (keep && !is_same(src, SEL_MARK)))
		return -1;
	x->mask = ~keep;
	return 0;
}

/* Two marks cannot be mixed in one expression before kernel 6.13: a copy is native only if it
 * overwrites the whole destination. In table raw the connection may be CT's template, whose mark
 * xt would change and nft would not. */
static int connmark_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
			   struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_connmark_tginfo2 *x = t->data;

	if (x->shift_bits || x->shift_dir || !strcmp(ctx->table->name, "raw"))
		return 0;
	if (x->mode == XT_CONNMARK_SET && x->nfmask == ALL)
		put_set(p, SEL_CTMARK, SEL_CTMARK, ~x->ctmask, x->ctmark);
	else if (x->mode == XT_CONNMARK_SAVE && x->ctmask == ALL && x->nfmask && !x->ctmark)
		put_set(p, SEL_CTMARK, SEL_MARK, x->nfmask, 0);
	else if (x->mode == XT_CONNMARK_RESTORE && x->nfmask == ALL && x->ctmask && !x->ctmark)
		put_set(p, SEL_MARK, SEL_CTMARK, x->ctmask, 0);
	else
		return 0;
	return 1;
}

static int connmark_decode(const struct sw_prog *p, const struct sw_ctx *ctx,
			   const struct sw_hint *hint, void *data)
{
	struct xt_connmark_tginfo2 *x = data;
	uint32_t keep, val;
	struct sw_sel src;

	if (read_set(p, SEL_CTMARK, &src, &keep, &val)) {
		if (!keep || is_same(src, SEL_CTMARK)) {
			x->mode = XT_CONNMARK_SET;
			x->nfmask = ALL;	/* the plugin's default; it has no meaning here */
			x->ctmask = ~keep;
			x->ctmark = val;
			return 0;
		}
		x->mode = XT_CONNMARK_SAVE;
		x->ctmask = ALL;
		x->nfmask = keep;
		return val || !is_same(src, SEL_MARK) ? -1 : 0;
	}
	if (!read_set(p, SEL_MARK, &src, &keep, &val) || !keep || val || !is_same(src, SEL_CTMARK))
		return -1;
	x->mode = XT_CONNMARK_RESTORE;
	x->nfmask = ALL;
	x->ctmask = keep;
	return 0;
}

const struct sw_target_ops sw_target_mark = {
	.id = SW_ID_MARK_T, .name = "MARK", .rev = 2,
	.size = XT_ALIGN(sizeof(struct xt_mark_tginfo2)), .families = SW_FAM46,
	.encode = mark_encode, .decode = mark_decode,
};
const struct sw_target_ops sw_target_connmark = {
	.id = SW_ID_CONNMARK_T, .name = "CONNMARK", .rev = 2,
	.size = XT_ALIGN(sizeof(struct xt_connmark_tginfo2)), .families = SW_FAM46,
	.encode = connmark_encode, .decode = connmark_decode,
};
