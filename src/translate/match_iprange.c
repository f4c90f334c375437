/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m iprange: source and destination between two addresses. */
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_iprange.h>
#include "base/cleanup.h"
#include "translate/ids.h"
#include "translate/registry.h"

static const struct side { uint8_t flag, inv, off4, off6; size_t min, max; } sides[] = {
#define F(f) offsetof(struct xt_iprange_mtinfo, f)
	{ IPRANGE_SRC, IPRANGE_SRC_INV, 12, 8, F(src_min), F(src_max) },
	{ IPRANGE_DST, IPRANGE_DST_INV, 16, 24, F(dst_min), F(dst_max) },
#undef F
};

static struct sw_sel addr(const struct side *s, uint8_t family)
{
	return family == SW_IP6 ? SW_SEL_NH(s->off6, 16) : SW_SEL_NH(s->off4, 4);
}

/* A range of one address stays a range: a comparison would be -s or -d. */
static int iprange_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
			  struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_iprange_mtinfo *x = m->data;
	const uint8_t *base = m->data;

	for (size_t i = 0; i < SW_ARRAY_SIZE(sides); i++) {
		const struct side *s = &sides[i];
		struct sw_sel sel = addr(s, ctx->family);

		if (x->flags & s->flag)
			sw_prog_range(p, sel, x->flags & s->inv ? SW_NE : SW_EQ, base + s->min,
				      base + s->max, sel.len);
	}
	return !!(x->flags & (IPRANGE_SRC | IPRANGE_DST));
}

static int iprange_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
			  const struct sw_hint *hint, void *data)
{
	struct xt_iprange_mtinfo *x = data;
	uint8_t *base = data;
	size_t used = 0;

	for (size_t i = 0; i < SW_ARRAY_SIZE(sides); i++) {
		const struct side *s = &sides[i];
		struct sw_sel sel = addr(s, ctx->family);

		if (used == n || !sw_test_is(&t[used], SW_TEST_RANGE, sel))
			continue;
		memcpy(base + s->min, t[used].val, sel.len);
		memcpy(base + s->max, t[used].val2, sel.len);
		x->flags |= s->flag | (t[used].rel == SW_NE ? s->inv : 0);
		used++;
	}
	return used ? (int)used : -1;
}

const struct sw_match_ops sw_match_iprange = {
	.id = SW_ID_IPRANGE, .name = "iprange", .rev = 1,
	.size = XT_ALIGN(sizeof(struct xt_iprange_mtinfo)), .families = SW_FAM46,
	.encode = iprange_encode, .decode = iprange_decode,
};
