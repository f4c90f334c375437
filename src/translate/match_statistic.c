/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m statistic: every nth packet, or a random share of them. */
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_statistic.h>
#include "translate/ids.h"
#include "translate/registry.h"
#include "translate/span.h"

#define SEL_RANDOM SW_SEL_META(NFT_META_PRANDOM, 4)
#define RANDOM_MASK 0x7fffffff	/* xt compares 31 bits of the random number */

/* The payload's "every" is one less than the user's. */
static struct sw_sel nth_sel(uint32_t modulus)
{
	return (struct sw_sel){
		.src = SW_SRC_NUMGEN, .len = 4, .key = NFT_NG_INCREMENTAL, .arg = modulus,
	};
}

static int statistic_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
			    struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_statistic_info *x = m->data;
	bool inv = x->flags & XT_STATISTIC_INVERT;

	if (x->flags & ~XT_STATISTIC_MASK)
		return 0;
	if (x->mode == XT_STATISTIC_MODE_RANDOM) {
		sw_number_mask_put(p, SEL_RANDOM, RANDOM_MASK, inv ? SW_GE : SW_LT,
				   x->u.random.probability);
		return 1;
	}
	if (x->mode != XT_STATISTIC_MODE_NTH || x->u.nth.every == UINT32_MAX ||
	    x->u.nth.packet > x->u.nth.every)
		return 0;
	sw_number_put(p, nth_sel(x->u.nth.every + 1), inv ? SW_NE : SW_EQ, x->u.nth.packet);
	return 1;
}

static int statistic_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
			    const struct sw_hint *hint, void *data)
{
	struct xt_statistic_info *x = data;
	uint64_t mask, num;

	if (!n)
		return -1;
	if (sw_number_get(t, SEL_RANDOM, &mask, &num)) {
		if (!t->masked || mask != RANDOM_MASK || (t->rel != SW_LT && t->rel != SW_GE))
			return -1;
		x->mode = XT_STATISTIC_MODE_RANDOM;
		x->flags = t->rel == SW_GE ? XT_STATISTIC_INVERT : 0;
		x->u.random.probability = num;
		return 1;
	}
	if (!t->sel.arg || t->masked || t->rel > SW_NE ||
	    !sw_number_get(t, nth_sel(t->sel.arg), &mask, &num) || num >= t->sel.arg)
		return -1;
	x->mode = XT_STATISTIC_MODE_NTH;
	x->flags = t->rel == SW_NE ? XT_STATISTIC_INVERT : 0;
	x->u.nth.every = t->sel.arg - 1;
	x->u.nth.packet = num;
	x->u.nth.count = x->u.nth.every - num;	/* where xt's counter starts */
	return 1;
}

const struct sw_match_ops sw_match_statistic = {
	.id = SW_ID_STATISTIC, .name = "statistic",
	.size = XT_ALIGN(sizeof(struct xt_statistic_info)),
	.user_size = offsetof(struct xt_statistic_info, u.nth.count), .families = SW_FAM46,
	.encode = statistic_encode, .decode = statistic_decode,
};
