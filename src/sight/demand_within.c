/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether every packet that one rule demands is demanded by another, too. */
#include "base/net.h"
#include "sight/demand_local.h"

/* Equal bits in the bytes of mask. */
static bool same_under(const uint8_t *mask, const uint8_t *a, const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((a[i] ^ b[i]) & mask[i])
			return false;
	return true;
}

static bool has_all(const uint8_t *mask, const uint8_t *of, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (of[i] & ~mask[i])
			return false;
	return true;
}

/* Of two tests of bits: does a follow from b? */
static bool follows(const struct sw_test *a, const struct sw_test *b)
{
	uint8_t both[SW_RANGE_BYTES];

	if (sw_test_equal(a, b))
		return true;
	if (a->kind != SW_TEST_CMP || b->kind != SW_TEST_CMP || !a->masked || !b->masked ||
	    a->rel > SW_NE || b->rel > SW_NE || a->len != b->len || !sw_sel_equal(&a->sel, &b->sel))
		return false;
	for (int i = 0; i < a->len; i++)
		both[i] = a->mask[i] & b->mask[i];
	if (b->rel == SW_EQ)
		return a->rel == SW_EQ ? has_all(b->mask, a->mask, a->len) &&
					 same_under(a->mask, a->val, b->val, a->len) :
					 !same_under(both, a->val, b->val, a->len);
	/* from not a would follow not b */
	return a->rel == SW_NE && has_all(a->mask, b->mask, a->len) &&
	       same_under(b->mask, a->val, b->val, a->len);
}

bool sw_demand_sees(const struct sw_demand *d, const struct sw_sel *sel)
{
	switch (sel->src) {
	case SW_SRC_NH:
		return true;
	case SW_SRC_TH:
		return sel->off + sel->len <= d->guard;
	case SW_SRC_CT:
		return sel->key == NFT_CT_STATE;
	case SW_SRC_META:
		return sel->key == NFT_META_MARK;
	default:
		return false;
	}
}

/* From the bits that all values of a field share? */
static bool follows_from_values(const struct sw_test *t, const struct sw_ranges *s)
{
	uint8_t mask[SW_RANGE_BYTES] = { 0 }, value[SW_RANGE_BYTES] = { 0 },
		known[SW_RANGE_BYTES] = { 0 };
	int bits = s ? sw_ranges_prefix(s) : -1;

	if (bits < 0 || t->kind != SW_TEST_CMP || t->rel > SW_NE || !t->masked)
		return false;
	sw_demand_value(mask, t, t->mask);
	sw_demand_value(value, t, t->val);
	for (int i = 0; i < bits; i++)
		known[i / 8] |= 0x80 >> i % 8;
	if (t->rel == SW_EQ)
		return has_all(known, mask, t->len) &&
		       same_under(mask, value, s->r[0].from, t->len);
	for (int i = 0; i < t->len; i++)
		known[i] &= mask[i];
	return !same_under(known, value, s->r[0].from, t->len);
}

static bool bits_follow(const struct sw_demand *inner, const struct sw_test *t)
{
	for (size_t i = 0; i < inner->nbits; i++)
		if (follows(t, &inner->bits[i]))
			return true;
	return follows_from_values(t, sw_demand_field(inner, &t->sel));
}

bool sw_demand_within(const struct sw_demand *inner, const struct sw_demand *outer, int open)
{
	if (outer->guard > inner->guard)
		return false;
	for (size_t i = 0; i < outer->nfield; i++) {
		const struct sw_demand_field *f = &outer->field[i];
		const struct sw_ranges *have = (int)i == open ? NULL :
					       sw_demand_field(inner, &f->sel);

		if ((int)i == open)
			continue;
		if ((!have && !sw_demand_sees(inner, &f->sel)) ||
		    !sw_ranges_within(have, &f->takes))
			return false;
	}
	for (size_t i = 0; i < outer->nbits; i++)
		if (!bits_follow(inner, &outer->bits[i]))
			return false;
	return true;
}
