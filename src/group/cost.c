/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a packet pays for a rule that does not take it, and for a map: tenths of a nanosecond.
 *
 * Measured on Linux 6.18: loads of 4 bytes that the kernel has inlined 4.2 ns, with a mask 5.2, of
 * other sizes 6 to 9; an interface's name 33; a lookup of one field 12 to 15, of several 30 to 40.
 * Only their ratios matter. */
#include "base/net.h"
#include "group/cost.h"

#define LOOKUP 120		/* hash and compare */
#define FIELD   60		/* each more of them */
#define LEAST    4		/* elements: less is never worth a name */

static bool is_name(const struct sw_sel *s)
{
	return s->src == SW_SRC_META && (s->key == NFT_META_IIFNAME || s->key == NFT_META_OIFNAME);
}

static unsigned cost_of_load(const struct sw_sel *s)
{
	if (s->src == SW_SRC_NH || s->src == SW_SRC_TH || s->src == SW_SRC_LL)
		return s->len == 4 ? 35 : s->len <= 2 ? 50 : 80;
	return is_name(s) ? 320 : 60;
}

static unsigned cost_of_test(const struct sw_test *t)
{
	switch (t->kind) {
	case SW_TEST_CMP:
		return cost_of_load(&t->sel) + (t->masked ? 17 : 7);
	case SW_TEST_RANGE:
	case SW_TEST_EXISTS:
		return cost_of_load(&t->sel) + 30;
	case SW_TEST_GUARD:
		return 80;
	default:
		return 250;
	}
}

static unsigned cost_of_map(const struct sw_step *s)
{
	const struct sw_key *k = sw_fold_key(&s->prog);
	unsigned ns = LOOKUP + (k->n - 1) * FIELD;

	for (size_t i = 0; i + 1 < s->prog.ntest; i++)
		ns += cost_of_test(&s->prog.test[i]);
	for (size_t i = 0; i < k->n; i++)
		ns += cost_of_load(&k->part[i].sel) + (k->part[i].masked ? 17 : 0);
	return ns;
}

static bool is_behind_port(const struct sw_sel *s)
{
	return s->src != SW_SRC_NH || s->len == 1;
}

/* The part of the key that a rule would be asked for first: a single port comes before all but
 * addresses (translate/order.h). */
static const struct sw_key_part *first_part(const struct sw_key *k)
{
	for (size_t i = 0; i < k->n && is_behind_port(&k->part[0].sel); i++)
		if (k->part[i].sel.src == SW_SRC_TH && k->part[i].sel.len == 2)
			return &k->part[i];
	return &k->part[0];
}

/* A rule ends at the first test that fails. One that is a part of the key mostly does; one that is
 * equal in all of them mostly does not. */
static unsigned cost_of_rule(const struct sw_step *s)
{
	const struct sw_key *k = sw_fold_key(&s->prog);
	const struct sw_key_part *first = first_part(k);
	bool port = first->sel.src == SW_SRC_TH;
	size_t constant = 0;
	unsigned ns = 10;

	for (size_t i = 0; i < s->form.n && !s->form.at[i]; i++) {
		const struct sw_test *t = &s->prog.test[constant++];

		if (!port || !is_behind_port(&t->sel))
			ns += cost_of_test(t);
	}
	return ns + cost_of_load(&first->sel) + (first->masked ? 17 : 7);
}

bool sw_step_pays(const struct sw_step *s, enum sw_group_mode mode)
{
	if (!s->key || mode == SW_GROUP_OFF)
		return false;
	if (mode == SW_GROUP_ALWAYS)
		return s->n > 1;
	/* A packet that one of the rules takes meets half of them, in the mean. */
	return s->n >= LEAST && s->n * cost_of_rule(s) / 2 > cost_of_map(s);
}
