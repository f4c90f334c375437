/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Splits a rule into what a map's rule asks of every packet and what one element is about. */
#include <string.h>
#include "base/net.h"
#include "group/fact.h"
#include "group/fold.h"
#include "translate/said.h"

#define ADDR6 16

struct fold {
	struct sw_prog *map;
	struct sw_form *form;
	struct sw_key   key;
	uint8_t        *bytes;
};

const struct sw_key *sw_fold_key(const struct sw_prog *map)
{
	const struct sw_test *last = map->ntest ? &map->test[map->ntest - 1] : NULL;

	return last && last->kind == SW_TEST_KEY ? last->key : NULL;
}

/* An element may say only what it can hold: no queue, and nothing that is done first. */
static bool is_verdict_alone(const struct sw_prog *p)
{
	if (p->nstmt)
		return false;
	if (!p->has_verdict)
		return true;
	switch (p->verdict) {
	case NF_ACCEPT: case NF_DROP: case NFT_RETURN: case NFT_JUMP: case NFT_GOTO:
		return true;
	default:
		return false;
	}
}

static bool is_mark(const struct sw_test *t)
{
	return t->kind == SW_TEST_CMP && t->rel == SW_EQ && t->sel.src == SW_SRC_META &&
	       t->sel.key == NFT_META_MARK;
}

/* A protocol stays a constant: ports mean nothing without it. So does the mark for a rule that may
 * write it, or jumps to a chain that may: it is a fact of the others alone, which are never in one
 * map with those. */
static bool is_part(const struct sw_test *t, uint8_t family)
{
	if (sw_test_merge(t, family) != SW_MERGE_KEY)
		return false;
	for (int i = 0; i < t->len && t->masked; i++)
		if (t->val[i] & ~t->mask[i])	/* another tool's: no packet has that */
			return false;
	if (t->sel.src == SW_SRC_META)
		return t->sel.key != NFT_META_L4PROTO;
	return t->sel.src != SW_SRC_NH || t->sel.len > 1;
}

/* The field that t looks at; for half an IPv6 address the whole of it. */
static struct sw_key_part part_of(const struct sw_test *t, uint8_t family)
{
	struct sw_key_part part = { .sel = t->sel, .masked = t->masked };

	if (t->masked)
		memcpy(part.mask, t->mask, t->len);
	else
		memset(part.mask, 0xff, t->len);
	if (family == SW_IP6 && t->sel.src == SW_SRC_NH && t->len < ADDR6) {
		part.sel.len = ADDR6;
		part.masked = true;
	}
	return part;
}

/* A second test of one thing: a rule for no packet, or one more mask. */
static bool has_field(const struct sw_key *k, const struct sw_sel *s)
{
	for (size_t i = 0; i < k->n; i++)
		if (k->part[i].sel.src == s->src && k->part[i].sel.key == s->key &&
		    k->part[i].sel.off == s->off)
			return true;
	return false;
}

static bool add_part(struct fold *f, const struct sw_test *t, uint8_t family)
{
	struct sw_key *k = &f->key;
	size_t at = sw_key_offset(k, k->n);
	struct sw_key_part part = part_of(t, family);

	if (k->n == 1)		/* it will not stand alone */
		at = (at + 3) / 4 * 4;
	if (k->n == SW_KEY_PARTS || at + part.sel.len + 3 > SW_KEY_MAX || has_field(k, &part.sel))
		return false;
	k->part[k->n++] = part;
	memcpy(f->bytes + at, t->val, t->len);
	f->form->at[f->form->n++] = t->len | (t->masked ? SW_FORM_MASKED : 0);
	return true;
}

static void add_constant(struct fold *f, const struct sw_test *t)
{
	sw_prog_copy_test(f->map, t);
	f->form->at[f->form->n++] = 0;
}

/* What counts or remembers does so for one rule. */
static bool has_never(const struct sw_prog *p)
{
	for (size_t i = 0; i < p->ntest; i++)
		if (sw_test_is_never(&p->test[i]))
			return true;
	return false;
}

/* Statements in one map's rule are done one after the other for all of them: only one that stands
 * alone may take what the map has put into registers. */
static uint8_t says_data(const struct sw_prog *p)
{
	return p->nstmt == 1 ? sw_values_size(&p->stmt[0]) : 0;
}

bool sw_fold(const struct sw_prog *p, uint8_t family, struct sw_prog *map, struct sw_form *form,
	     struct sw_elem_bytes *bytes)
{
	struct fold f = { .map = map, .form = form, .key.set = "", .bytes = bytes->key };
	bool keeps = sw_fact_keeps_mark(p);

	sw_prog_reset(map);
	memset(bytes, 0, sizeof(*bytes));
	form->n = 0;
	if (p->ntest > SW_FORM_MAX || p->need.kind != SW_NEED_NONE || has_never(p))
		return false;
	for (size_t i = 0; i < p->ntest; i++) {
		const struct sw_test *t = &p->test[i];
		bool mark = is_mark(t);

		if (mark && !keeps)
			add_constant(&f, t);
		else if (is_part(t, family) && add_part(&f, t, family))
			continue;
		else if (mark)
			return false;
		else
			add_constant(&f, t);
	}
	if (!f.key.n)
		return false;
	f.key.map = is_verdict_alone(p);
	f.key.data = says_data(p);
	sw_prog_key(map, &f.key);
	if (!f.key.map)
		sw_prog_copy_acts(map, p);
	if (f.key.data)
		sw_values_take(&map->stmt[0], bytes->data);
	return !map->oom;
}

/* A test with the field and the mask of this part; another tool's bits outside of it are a matter
 * for is_part. Which marks are parts, the whole rule decides. */
static bool is_part_as(const struct sw_test *t, const struct sw_key_part *part, uint8_t at)
{
	if (t->kind != SW_TEST_CMP || t->rel != SW_EQ || is_mark(t) ||
	    at != (t->len | (t->masked ? SW_FORM_MASKED : 0)) || t->sel.src != part->sel.src ||
	    t->sel.key != part->sel.key || t->sel.off != part->sel.off || t->sel.len != t->len)
		return false;
	for (int i = 0; i < t->len && t->masked; i++)
		if (t->mask[i] != part->mask[i] || t->val[i] & ~t->mask[i])
			return false;
	return true;
}

bool sw_fold_as(const struct sw_prog *p, const struct sw_prog *map, const struct sw_form *form,
		struct sw_elem_bytes *bytes)
{
	const struct sw_key *k = sw_fold_key(map);
	size_t constant = 0, part = 0;

	if (!k || !k->map || p->ntest != form->n || p->need.kind != SW_NEED_NONE ||
	    !is_verdict_alone(p))
		return false;
	memset(bytes->key, 0, sizeof(bytes->key));
	for (size_t i = 0; i < p->ntest; i++) {
		const struct sw_test *t = &p->test[i];

		if (!form->at[i]) {
			if (is_mark(t) || !sw_test_equal(t, &map->test[constant++]))
				return false;
			continue;
		}
		if (!is_part_as(t, &k->part[part], form->at[i]))
			return false;
		memcpy(bytes->key + sw_key_offset(k, part++), t->val, t->len);
	}
	return true;
}

/* ---- and back -------------------------------------------------------------------------------- */

static bool all(const uint8_t *p, size_t from, size_t to, uint8_t byte)
{
	for (size_t i = from; i < to; i++)
		if (p[i] != byte)
			return false;
	return true;
}

/* The test whose field is this part, and whose value stands in the key. */
static bool test_of(struct sw_prog *p, const struct sw_key_part *part, uint8_t at,
		    const uint8_t *value)
{
	uint8_t len = at & ~SW_FORM_MASKED, size = part->sel.len;
	struct sw_sel sel = part->sel;

	sel.len = len;
	if (!len || len > size || size > sizeof(part->mask))
		return false;
	/* What the rule's own test does not look at, the map must not look at either. */
	if (len < size && (!part->masked || !all(part->mask, len, size, 0)))
		return false;
	for (size_t i = 0; i < size && part->masked; i++)
		if (value[i] & ~part->mask[i])
			return false;
	if (at & SW_FORM_MASKED) {
		if (!part->masked)
			return false;
		sw_prog_cmp_mask(p, sel, part->mask, SW_EQ, value, len);
		return true;
	}
	if (part->masked && (len == size || !all(part->mask, 0, len, 0xff)))
		return false;
	sw_prog_cmp(p, sel, SW_EQ, value, len);
	return true;
}

/* No packet has anything between two parts. */
static bool is_padded(const struct sw_key *k, const uint8_t *key)
{
	for (size_t i = 0; i < k->n; i++)
		if (!all(key, sw_key_offset(k, i) + k->part[i].sel.len, sw_key_offset(k, i + 1), 0))
			return false;
	return true;
}

static bool unfold_tests(const struct sw_prog *map, const struct sw_form *form, const uint8_t *key,
			 struct sw_prog *p)
{
	const struct sw_key *k = sw_fold_key(map);
	size_t constant = 0, part = 0;

	for (size_t i = 0; i < form->n; i++) {
		if (!form->at[i]) {
			if (constant + 1 >= map->ntest)
				return false;
			sw_prog_copy_test(p, &map->test[constant++]);
			continue;
		}
		if (part >= k->n || !test_of(p, &k->part[part], form->at[i],
					     key + sw_key_offset(k, part)))
			return false;
		part++;
	}
	return part == k->n && constant + 1 == map->ntest && is_padded(k, key);
}

bool sw_unfold(const struct sw_prog *map, const struct sw_form *form, const uint8_t *key,
	       const struct sw_elem_act *act, struct sw_prog *p)
{
	const struct sw_key *k = sw_fold_key(map);

	sw_prog_reset(p);
	if (!k || map->counter || !unfold_tests(map, form, key, p))
		return false;
	p->counter = true;
	p->packets = act->packets;
	p->bytes = act->bytes;
	if (!k->map) {
		sw_prog_copy_acts(p, map);
		return !act->has_verdict && (!k->data || sw_values_put(&p->stmt[0], act->data));
	}
	if (map->nstmt || map->has_verdict || strlen(act->chain) >= sizeof(p->chain))
		return false;
	p->has_verdict = act->has_verdict;
	p->verdict = act->has_verdict ? act->verdict : 0;
	strcpy(p->chain, act->chain);
	return true;
}
