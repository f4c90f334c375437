/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m u32: four bytes at a place that is known, under a mask, as a number or a range of numbers. */
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_u32.h>
#include "translate/ids.h"
#include "translate/registry.h"
#include "translate/span.h"

#define SEL(off) SW_SEL_NH(off, 4)

/* Shifts, places that the packet says and lists of values are xt's. */
static bool says_nft(const struct xt_u32_test *t)
{
	return t->nvalues == 1 && t->location[0].number <= UINT8_MAX &&
	       (t->nnums == 1 || (t->nnums == 2 && t->location[1].nextop == XT_U32_AND));
}

/* A range under a mask is two comparisons: the kernel's range has no mask. */
static void encode_test(struct sw_prog *p, const struct xt_u32_test *t)
{
	const struct xt_u32_value_element *v = &t->value[0];
	struct sw_sel sel = SEL(t->location[0].number);

	if (t->nnums == 1) {
		sw_span_put(p, sel, (struct sw_span){ v->min, v->max, false });
	} else if (v->min == v->max) {
		sw_number_mask_put(p, sel, t->location[1].number, SW_EQ, v->min);
	} else {
		sw_number_mask_put(p, sel, t->location[1].number, SW_GE, v->min);
		sw_number_mask_put(p, sel, t->location[1].number, SW_LE, v->max);
	}
}

static int u32_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
		      struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_u32 *x = m->data;

	if (x->invert)	/* true of a packet that is too short */
		return 0;
	for (size_t i = 0; i < x->ntests; i++)
		if (!says_nft(&x->tests[i]) ||
		    (x->tests[i].nnums == 1 && x->tests[i].value[0].min > x->tests[i].value[0].max))
			return 0;
	for (size_t i = 0; i < x->ntests; i++)
		encode_test(p, &x->tests[i]);
	return 1;
}

/* How many of t[0..n) make one test of u32; 0: none. */
static size_t decode_test(const struct sw_test *t, size_t n, struct xt_u32_test *x)
{
	struct sw_sel sel = SEL(t->sel.off);
	uint64_t mask, min, max, mask2;
	struct sw_span s;

	x->nnums = x->nvalues = 1;
	x->location[0].number = sel.off;
	if (!t->masked && sw_span_get(t, sel, &s) && !s.inv) {
		x->value[0] = (struct xt_u32_value_element){ s.from, s.to };
		return 1;
	}
	if (!t->masked || !sw_number_get(t, sel, &mask, &min))
		return 0;
	x->nnums = 2;
	x->location[1].nextop = XT_U32_AND;
	x->location[1].number = mask;
	x->value[0] = (struct xt_u32_value_element){ min, min };
	if (t->rel == SW_EQ)
		return 1;
	if (t->rel != SW_GE || n < 2 || t[1].rel != SW_LE || !t[1].masked ||
	    !sw_number_get(&t[1], sel, &mask2, &max) || mask2 != mask)
		return 0;
	x->value[0].max = max;
	return 2;
}

static int u32_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
		      const struct sw_hint *hint, void *data)
{
	struct xt_u32 *x = data;
	size_t i = 0, used;

	while (i < n && x->ntests <= XT_U32_MAXSIZE) {
		used = decode_test(&t[i], n - i, &x->tests[x->ntests]);
		if (!used)
			return -1;
		x->ntests++;
		i += used;
	}
	return i ? (int)i : -1;
}

/* What it looks at is an address, too, or whatever stands there. */
const struct sw_match_ops sw_match_u32 = {
	.id = SW_ID_U32, .name = "u32", .size = XT_ALIGN(sizeof(struct xt_u32)),
	.families = SW_FAM46, .no_claim = true, .encode = u32_encode, .decode = u32_decode,
};
