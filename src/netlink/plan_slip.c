/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A rule comes between the rules of a block, or takes the place of one of them, and the others stay
 * as the kernel has them: it becomes an element of one of their maps, or a rule of its own between
 * the kernel's, where every rule keeps its turn. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "netlink/plan_group.h"

/* One of the kernel's rules in which the block stands. */
struct row {
	uint32_t number;
	uint64_t handle;
	const struct sw_elem_name *elem;	/* of a rule that is one of its map's elements, */
	bool     fits;		/* into which the new rule would go */
	bool     taken;		/* and its key is there */
};

struct slip {
	struct sw_plan *p;
	const struct sw_table *t;
	const struct sw_chain *c;
	struct sw_prog prog, map, other;	/* owned: scratch; the new rule's; a member's */
	struct sw_form form;
	struct sw_elem_bytes bytes;
	bool     folds;
	struct sw_fact fact;
	/* Rows that it must come behind, and before; 0 and UINT32_MAX: none. */
	uint32_t behind, before;
	struct row row[SW_BLOCK_STEPS];
	size_t   nrow;
};

static void free_slip(struct slip *s)
{
	sw_prog_fini(&s->prog);
	sw_prog_fini(&s->map);
	sw_prog_fini(&s->other);
}

static int encode(const struct slip *s, const struct sw_rule *r, struct sw_prog *prog,
		  struct sw_userdata *ud)
{
	struct sw_ctx ctx = {
		.family = s->p->family, .table = s->t->builtin,
		.hooks = s->c->builtin ? 1u << s->c->builtin->hook : 0, .ip = &r->ip,
	};
	struct sw_err unused;

	sw_err_init(&unused);
	sw_prog_reset(prog);
	return sw_encode(r, &ctx, prog, ud, &unused);
}

/* ---- who is there ---------------------------------------------------------------------------- */

/* Would the new rule be an element of the map that holds the member whose program is in s->prog? */
static bool fits(struct slip *s, const struct sw_elem_name *e)
{
	struct sw_elem_bytes bytes;
	struct sw_form form;
	const struct sw_key *k;

	if (!s->folds || !sw_fold(&s->prog, s->p->family, &s->other, &form, &bytes))
		return false;
	k = sw_fold_key(&s->other);
	return sw_key_offset(k, k->n) == e->len && k->map == e->verdict && k->data == e->data &&
	       form.n == s->form.n && !memcmp(form.at, s->form.at, form.n) &&
	       sw_prog_equal(&s->other, &s->map);
}

static struct row *find_row(struct slip *s, uint32_t number)
{
	for (size_t i = s->nrow; i-- > 0;)
		if (s->row[i].number == number)
			return &s->row[i];
	return NULL;
}

/* The row in which member r stands, whose program is in s->prog; NULL: more than a block has. One
 * whose list is several elements does not say what a map is about: its program is of all of it. */
static struct row *row_of(struct slip *s, const struct sw_rule *r)
{
	const struct sw_elem_name *e = r->seat.kind == SW_SEAT_ELEM ? r->seat.elem : NULL;
	struct row *row = find_row(s, r->seat.row);

	if (!row && s->nrow == SW_ARRAY_SIZE(s->row))
		return NULL;
	if (!row) {
		row = &s->row[s->nrow++];
		*row = (struct row){ .number = r->seat.row, .handle = sw_seat_handle(&r->seat) };
	}
	if (!row->elem && e && !e->next) {
		row->elem = e;
		row->fits = fits(s, e);
	}
	return row;
}

static bool has_key(const struct sw_rule *r, const uint8_t *key)
{
	const struct sw_elem_name *e = r->seat.kind == SW_SEAT_ELEM ? r->seat.elem : NULL;

	for (; e; e = e->next)
		if (!memcmp(e->key, key, e->len))
			return true;
	return false;
}

/* The parts of a list may stand in several. */
static bool is_in_one_row(const struct sw_rule *r)
{
	const struct sw_elem_name *e = r->seat.kind == SW_SEAT_ELEM ? r->seat.elem : NULL;

	for (; e; e = e->next)
		if (e->row != r->seat.row)
			return false;
	return true;
}

/* 1 = the member has its turn; 0 = nobody can say. */
static bool meet(struct slip *s, const struct sw_rule *r, bool earlier)
{
	struct sw_userdata ud;
	struct sw_fact fact;
	struct row *row;

	if (r->raw || !r->seat.row || r->seat.kind == SW_SEAT_NEW || encode(s, r, &s->prog, &ud))
		return false;
	sw_fact_of(&fact, &s->prog, s->p->family);
	row = is_in_one_row(r) ? row_of(s, r) : NULL;
	if (!row || sw_fact_differ(&fact, &s->fact))
		return row;
	row->taken |= has_key(r, s->bytes.key);
	if (fact.idle && s->fact.idle)
		return true;
	if (earlier && row->number > s->behind)
		s->behind = row->number;
	if (!earlier && row->number < s->before)
		s->before = row->number;
	return true;
}

/* All of the block, but for the one that goes. */
static bool meet_all(struct slip *s, const struct sw_rule *at, bool replace)
{
	uint32_t block = SW_ORDER_BLOCK(at->seat.order);
	bool earlier = true;

	for (size_t i = 0; i < s->c->nrule; i++) {
		const struct sw_rule *r = s->c->rule[i];

		earlier &= r != at;
		if (!r || SW_ORDER_BLOCK(r->seat.order) != block || (r == at && replace))
			continue;
		if (!meet(s, r, earlier))
			return false;
	}
	return true;
}

static bool may_stand_in(const struct slip *s, uint32_t number)
{
	return s->behind < number && number < s->before;
}

/* ---- the new rule ---------------------------------------------------------------------------- */

/* 1 = it may trade places with those of a block. Its words are in p->ud. */
static bool begin(struct slip *s, const struct sw_rule *r)
{
	struct sw_plan *p = s->p;

	if (p->group == SW_GROUP_OFF || p->whole || p->nsent || r->raw ||
	    encode(s, r, &p->prog, &p->ud) || p->prog.need.kind != SW_NEED_NONE ||
	    !sw_plan_may_wait(p, s->t))
		return false;
	s->before = UINT32_MAX;
	s->folds = sw_fold(&p->prog, p->family, &s->map, &s->form, &s->bytes);
	sw_fact_of(&s->fact, &p->prog, p->family);
	return !s->map.oom;
}

static int add_elem(struct slip *s, const struct row *row, const struct sw_rule *r, uint64_t order,
		    struct sw_err *err)
{
	SW_FREE struct sw_elem_name *e = malloc(sizeof(*e) + row->elem->len);
	int rc;

	if (!e)
		return sw_err_nomem(err);
	memcpy(e, row->elem, sizeof(*e));
	e->next = NULL;
	memcpy(e->key, s->bytes.key, e->len);
	rc = sw_plan_base_written(s->p, s->t, s->c, err);
	if (!rc && (encode(s, r, &s->p->prog, &s->p->ud) || s->p->prog.oom))
		rc = sw_err_nomem(err);
	if (rc)
		return rc;
	s->p->nsent++;
	s->p->grouped = true;
	sw_plan_touch(s->p, s->t->builtin);
	sw_plan_edits_map(s->p, s->t->builtin, e->map);
	return sw_plan_elem_add(s->p, s->t, s->c, SW_OP_ELEM_ADD, e, order, err);
}

/* Nothing may come between the elements of one rule. */
static uint64_t last_order(const struct sw_rule *r)
{
	const struct sw_elem_name *e = r->seat.kind == SW_SEAT_ELEM ? r->seat.elem : NULL;
	uint64_t last = r->seat.order;

	for (; e; e = e->next)
		last = e->order > last ? e->order : last;
	return last;
}

/* The place between the one before at and at; 0: there is no number left. In front of the first
 * there must be room for those that will be put at the head (SW_ORDER_FRONT), without a look. */
static uint64_t order_before(const struct slip *s, const struct sw_rule *at)
{
	uint64_t high = at->seat.order, low = high - 16;

	for (size_t i = 0; i < s->c->nrule && s->c->rule[i] != at; i++) {
		const struct sw_rule *r = s->c->rule[i];

		if (r && SW_ORDER_BLOCK(r->seat.order) == SW_ORDER_BLOCK(high))
			low = last_order(r);
	}
	return high - low < 2 ? 0 : low + (high - low) / 2;
}

/* As a rule of its own: behind the last row that it must come behind, or before the first that it
 * must come before; where there is neither, any place will do, and the first is one. */
static int add_rule(struct slip *s, struct sw_rule *r, uint64_t order, struct sw_err *err)
{
	bool behind = s->behind;
	uint32_t number = behind ? s->behind : s->before < UINT32_MAX ? s->before :
			  s->row[0].number;

	for (size_t i = 0; i < s->nrow && s->behind < s->before; i++) {
		int rc;

		if (s->row[i].number != number)
			continue;
		rc = sw_plan_rule_between(s->p, s->t, s->c, r, s->row[i].handle, behind, order,
					  err);
		return rc ? rc : 1;
	}
	return 0;
}

int sw_plan_slip_in(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		    const struct sw_rule *at, struct sw_rule *r, struct sw_err *err)
{
	SW_CLEANUP(free_slip) struct slip s = { .p = p, .t = t, .c = c };
	uint64_t order = order_before(&s, at);
	int rc;

	if (!order || !begin(&s, r) || !meet_all(&s, at, false))
		return 0;
	for (size_t i = 0; i < s.nrow; i++)
		if (s.row[i].fits && !s.row[i].taken && may_stand_in(&s, s.row[i].number)) {
			if (!strcmp(s.row[i].elem->map, p->full))
				return 0;
			rc = add_elem(&s, &s.row[i], r, order, err);
			return rc ? rc : 1;
		}
	return c->kernel_rules < SW_PLAN_LONG ? add_rule(&s, r, order, err) : 0;
}

int sw_plan_slip_over(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		      const struct sw_rule *old, struct sw_rule *r, struct sw_err *err)
{
	SW_CLEANUP(free_slip) struct slip s = { .p = p, .t = t, .c = c };
	struct sw_userdata ud;
	struct row *row;
	int rc;

	if (old->raw || !old->seat.row || !begin(&s, r) || encode(&s, old, &s.prog, &ud))
		return 0;
	row = row_of(&s, old);
	if (!meet_all(&s, old, true) || !may_stand_in(&s, row->number))
		return 0;
	if (old->seat.kind == SW_SEAT_RULE) {
		rc = sw_plan_rule_over(p, t, c, old, r, err);
		return rc ? rc : 1;
	}
	if (old->seat.kind != SW_SEAT_ELEM || !row->fits || row->taken)
		return 0;
	rc = sw_plan_elem_del(p, t, c, old, err);
	if (!rc)
		rc = add_elem(&s, row, r, old->seat.order, err);
	return rc ? rc : 1;
}
