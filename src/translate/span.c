/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A number or a range of numbers as one test, and back; knows which byte order each test wants. */
#include <endian.h>
#include <string.h>
#include "base/net.h"
#include "translate/ops.h"
#include "translate/span.h"

/* The last bytes of a big endian number, or the bytes that the kernel's register holds. */
static void to_bytes(uint8_t out[8], const struct sw_sel *s, bool ordered, uint64_t n)
{
	bool host = sw_sel_host_order(s) && !ordered;
	uint64_t big = htobe64(n), little = htole64(n);

	if (host && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
		memcpy(out, &little, 8);
	else
		memcpy(out, (uint8_t *)&big + 8 - s->len, s->len);
}

static uint64_t from_bytes(const uint8_t *in, const struct sw_sel *s, bool ordered)
{
	bool host = sw_sel_host_order(s) && !ordered;
	uint64_t n = 0;

	if (host && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) {
		memcpy(&n, in, s->len);
		return le64toh(n);
	}
	memcpy((uint8_t *)&n + 8 - s->len, in, s->len);
	return be64toh(n);
}

void sw_number_put(struct sw_prog *p, struct sw_sel sel, enum sw_rel rel, uint64_t n)
{
	uint8_t val[8];

	to_bytes(val, &sel, rel >= SW_LT, n);
	sw_prog_cmp(p, sel, rel, val, sel.len);
}

void sw_number_mask_put(struct sw_prog *p, struct sw_sel sel, uint64_t mask, enum sw_rel rel,
			uint64_t n)
{
	uint8_t m[8], val[8];

	to_bytes(m, &sel, rel >= SW_LT, mask);
	to_bytes(val, &sel, rel >= SW_LT, n);
	sw_prog_cmp_mask(p, sel, m, rel, val, sel.len);
}

bool sw_number_get(const struct sw_test *t, struct sw_sel sel, uint64_t *mask, uint64_t *n)
{
	if (!sw_test_is(t, SW_TEST_CMP, sel) || t->len != sel.len)
		return false;
	*mask = UINT64_MAX >> (64 - 8 * sel.len);
	if (t->masked)
		*mask = from_bytes(t->mask, &sel, t->rel >= SW_LT);
	*n = from_bytes(t->val, &sel, t->rel >= SW_LT);
	return true;
}

void sw_span_put(struct sw_prog *p, struct sw_sel sel, struct sw_span s)
{
	uint8_t from[8], to[8];

	if (s.from == s.to) {
		sw_number_put(p, sel, s.inv ? SW_NE : SW_EQ, s.from);
		return;
	}
	to_bytes(from, &sel, true, s.from);
	to_bytes(to, &sel, true, s.to);
	sw_prog_range(p, sel, s.inv ? SW_NE : SW_EQ, from, to, sel.len);
}

bool sw_span_get(const struct sw_test *t, struct sw_sel sel, struct sw_span *s)
{
	if (t->rel > SW_NE || t->len != sel.len)
		return false;
	if (sw_test_is_cmp(t, sel)) {
		s->from = s->to = from_bytes(t->val, &sel, false);
	} else if (sw_test_is(t, SW_TEST_RANGE, sel)) {
		s->from = from_bytes(t->val, &sel, true);
		s->to = from_bytes(t->val2, &sel, true);
	} else {
		return false;
	}
	s->inv = t->rel == SW_NE;
	return true;
}
