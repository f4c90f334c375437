/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests of a rule, asked with three answers: a value of which bits are unknown lies between two
 * bounds. */
#include <string.h>

#include "base/net.h"
#include "base/str.h"
#include "sight/ask.h"

/* ---- values with holes ----------------------------------------------------------------------- */

/* The smallest and the greatest number, read as big endian, that the known bits leave. */
static void bounds(const struct sw_bytes16 *b, uint8_t low[16], uint8_t high[16], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		low[i] = b->v[i] & b->k[i];
		high[i] = low[i] | (uint8_t)~b->k[i];
	}
}

/* Is it from..to, both included? */
static enum sw_reply within(const struct sw_bytes16 *b, const uint8_t *from, const uint8_t *to,
			    size_t n)
{
	uint8_t low[16], high[16];

	bounds(b, low, high, n);
	if (memcmp(high, from, n) < 0 || memcmp(low, to, n) > 0)
		return SW_NO;
	return memcmp(low, from, n) >= 0 && memcmp(high, to, n) <= 0 ? SW_YES : SW_MAYBE;
}

static enum sw_reply equal(const struct sw_bytes16 *b, const uint8_t *value, size_t n)
{
	enum sw_reply r = SW_YES;

	for (size_t i = 0; i < n; i++) {
		if ((b->v[i] ^ value[i]) & b->k[i])
			return SW_NO;
		if (b->k[i] != 0xff)
			r = SW_MAYBE;
	}
	return r;
}

static enum sw_reply not(enum sw_reply r)
{
	return (enum sw_reply)(SW_YES - r);
}

static void mask(struct sw_bytes16 *b, const uint8_t *bits, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		b->v[i] &= bits[i];
		b->k[i] |= (uint8_t)~bits[i];
	}
}

/* Numbers of the kernel's stand in host order, and an ordered test turns them. */
static void to_big_endian(struct sw_bytes16 *b, const struct sw_sel *s)
{
	struct sw_bytes16 was = *b;

	if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__ || !sw_sel_host_order(s))
		return;
	for (size_t i = 0; i < s->len; i++) {
		b->v[i] = was.v[s->len - 1 - i];
		b->k[i] = was.k[s->len - 1 - i];
	}
}

/* ---- comparisons ----------------------------------------------------------------------------- */

static enum sw_reply less(const struct sw_bytes16 *b, const uint8_t *value, size_t n, bool or_equal)
{
	uint8_t low[16], high[16];
	int most, least;

	bounds(b, low, high, n);
	most = memcmp(high, value, n);
	least = memcmp(low, value, n);
	if (or_equal ? most <= 0 : most < 0)
		return SW_YES;
	return (or_equal ? least <= 0 : least < 0) ? SW_MAYBE : SW_NO;
}

static enum sw_reply compare(struct sw_bytes16 *b, const struct sw_test *t)
{
	if (t->rel >= SW_LT)
		to_big_endian(b, &t->sel);
	if (t->masked)
		mask(b, t->mask, t->len);
	switch (t->rel) {
	case SW_EQ:
		return equal(b, t->val, t->len);
	case SW_NE:
		return not(equal(b, t->val, t->len));
	case SW_LT:
		return less(b, t->val, t->len, false);
	case SW_LE:
		return less(b, t->val, t->len, true);
	case SW_GT:
		return not(less(b, t->val, t->len, true));
	default:
		return not(less(b, t->val, t->len, false));
	}
}

static enum sw_reply range(struct sw_bytes16 *b, const struct sw_test *t)
{
	enum sw_reply r;

	to_big_endian(b, &t->sel);
	r = within(b, t->val, t->val2, t->len);
	return t->rel == SW_NE ? not(r) : r;
}

/* ---- sets ------------------------------------------------------------------------------------ */

static const struct sw_set *find_set(const struct sw_prog *prog, const char *name)
{
	for (size_t i = 0; i < prog->nset; i++)
		if (!strcmp(prog->set[i].name, name))
			return &prog->set[i];
	return NULL;
}

/* Its fields, each of which is a range, or a value. */
static enum sw_reply is_element(const struct sw_set *s, const struct sw_set_elem *e,
				const struct sw_bytes16 field[3])
{
	enum sw_reply r = SW_YES;
	size_t at = 0;

	for (uint8_t i = 0; i < s->nfield || !i; i++) {
		size_t n = s->nfield > 1 ? s->field_len[i] : s->key_len;
		enum sw_reply one = s->interval ? within(&field[i], e->key + at, e->end + at, n) :
				    equal(&field[i], e->key + at, n);

		if (one < r)
			r = one;
		at += (n + 3) / 4 * 4;
	}
	return r;
}

/* Several elements may hold all values that are left between them: that is a MAYBE here. */
static enum sw_reply is_in(const struct sw_set *s, const struct sw_bytes16 field[3])
{
	enum sw_reply r = SW_NO;

	for (size_t i = 0; i < s->nelem && r != SW_YES; i++) {
		enum sw_reply one = is_element(s, &s->elem[i], field);

		if (one > r)
			r = one;
	}
	return r;
}

static enum sw_reply look_up(const struct sw_packet *p, const struct sw_spot *at,
			     const struct sw_prog *prog, const struct sw_test *t)
{
	const struct sw_sel *sel[] = { &t->sel, &t->sel2, &t->sel3 };
	const struct sw_set *s = find_set(prog, t->set);
	struct sw_bytes16 field[3];
	bool sure = true;
	enum sw_reply r;

	for (int i = 0; i < 3 && sel[i]->src; i++) {
		enum sw_seen seen = sw_look(p, at, sel[i], &field[i]);

		if (seen == SW_SEEN_NOT)
			return SW_NO;
		sure &= seen == SW_SEEN;
	}
	if (!s)
		return SW_MAYBE;
	r = is_in(s, field);
	if (t->rel == SW_NE)
		r = not(r);
	return r == SW_YES && !sure ? SW_MAYBE : r;
}

/* ---- tests ----------------------------------------------------------------------------------- */

/* Headers that are whole have at least so many bytes. */
static enum sw_reply guard(const struct sw_packet *p, const struct sw_test *t)
{
	if (p->later_fragment || (p->th_len >= 0 && t->len > p->th_len))
		return SW_NO;
	return p->fragment_known ? SW_YES : SW_MAYBE;
}

/* Does it ask for a fragment's place in its packet? Of a later one nothing is known of that but
 * that it is not 0. */
static bool asks_place(const struct sw_test *t)
{
	return t->kind == SW_TEST_CMP && (t->rel == SW_EQ || t->rel == SW_NE) && t->masked &&
	       t->sel.src == SW_SRC_NH && t->sel.off == 6 && t->len == 2 &&
	       t->mask[0] == 0x1f && t->mask[1] == 0xff && !t->val[0] && !t->val[1];
}

static enum sw_reply ask_one(const struct sw_packet *p, const struct sw_spot *at,
			     const struct sw_prog *prog, const struct sw_test *t)
{
	struct sw_bytes16 b;
	enum sw_seen seen;
	enum sw_reply r;

	if (t->kind == SW_TEST_LOOKUP)
		return look_up(p, at, prog, t);
	if (t->kind == SW_TEST_GUARD)
		return guard(p, t);
	if (t->kind != SW_TEST_CMP && t->kind != SW_TEST_RANGE && t->kind != SW_TEST_EXISTS)
		return SW_MAYBE;
	if (p->family == SW_IP4 && p->later_fragment && asks_place(t))
		return t->rel == SW_NE ? SW_YES : SW_NO;
	seen = sw_look(p, at, &t->sel, &b);
	if (seen == SW_SEEN_NOT)
		return SW_NO;
	if (t->kind == SW_TEST_EXISTS)
		r = t->rel == SW_NE ? not(equal(&b, (uint8_t[]){ 1 }, 1)) :
		    equal(&b, (uint8_t[]){ 1 }, 1);
	else
		r = t->kind == SW_TEST_RANGE ? range(&b, t) : compare(&b, t);
	return r == SW_YES && seen == SW_SEEN_MAY ? SW_MAYBE : r;
}

bool sw_ask_is_about_state(const struct sw_test *t)
{
	return (t->kind == SW_TEST_CMP || t->kind == SW_TEST_RANGE ||
		t->kind == SW_TEST_LOOKUP) && t->sel.src == SW_SRC_CT &&
	       t->sel.key == NFT_CT_STATE;
}

void sw_ask_states(const struct sw_packet *p, const struct sw_spot *at, const struct sw_prog *prog,
		   const struct sw_test *t, unsigned *yes, unsigned *maybe)
{
	unsigned states = sw_look_states(p, at);
	struct sw_packet one = *p;
	struct sw_spot here = *at;

	*yes = *maybe = 0;
	here.early = false;
	one.untracked = SW_NOT_DONE;
	for (unsigned bit = 1; bit <= SW_STATE_UNTRACKED; bit <<= 1) {
		enum sw_reply r;

		if (!(states & bit))
			continue;
		one.states = bit;
		r = ask_one(&one, &here, prog, t);
		*yes |= r == SW_YES ? bit : 0;
		*maybe |= r == SW_MAYBE ? bit : 0;
	}
}

enum sw_reply sw_ask_test(const struct sw_packet *p, const struct sw_spot *at,
			  const struct sw_prog *prog, const struct sw_test *t)
{
	unsigned yes, maybe;

	if (!sw_ask_is_about_state(t))
		return ask_one(p, at, prog, t);
	sw_ask_states(p, at, prog, t, &yes, &maybe);
	if (!yes && !maybe)
		return SW_NO;
	return yes == sw_look_states(p, at) ? SW_YES : SW_MAYBE;
}

struct sw_asked sw_ask(const struct sw_packet *p, const struct sw_spot *at,
		       const struct sw_prog *prog)
{
	struct sw_asked a = { .reply = SW_YES };

	for (size_t i = 0; i < prog->ntest; i++) {
		enum sw_reply r = sw_ask_test(p, at, prog, &prog->test[i]);

		if (r == SW_NO)
			return (struct sw_asked){ .reply = SW_NO, .test = i };
		if (r == SW_YES)
			continue;
		if (!a.open++)
			a.test = i;
		a.reply = SW_MAYBE;
	}
	return a;
}
