/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the rule of each step. Where rules are elements of maps, the kernel may ask one that stands
 * below before one that stands above, if both only count: told is the chain's order. */
#include <stdlib.h>

#include "base/cleanup.h"
#include "see/trace_steps.h"

/* A step's place among the others. */
struct turn {
	const struct sw_leg *leg;
	size_t number;		/* of a rule that changes nothing; 0: it must stay where it is */
};

/* ---- which are told -------------------------------------------------------------------------- */

/* The end of a base chain's rules is told by its policy, which comes next. */
static bool is_policy_next(const struct sw_trail *j, size_t i)
{
	const struct sw_leg *a = &j->leg[i], *b = a + 1;

	return i + 1 < j->nleg && !a->policy && !a->rule && b->policy && a->chain == b->chain &&
	       a->table == b->table && a->family == b->family;
}

static bool is_drop(const struct sw_leg *leg)
{
	return leg->verdict == NF_DROP && (leg->rule || leg->policy);
}

/* What the engine adds to rules, in our tables and in those of plain names, is no rule of the
 * user's. */
static bool is_hidden(const struct sw_trace_step *s)
{
	return (s->place.table || sw_builtin_table(s->table)) && sw_name_is_reserved(s->chain) &&
	       !is_drop(s->leg);
}

/* ---- a step ---------------------------------------------------------------------------------- */

/* The map is asked with the mark that the kernel has seen. */
static int find(const struct sw_trace_told *t, const struct sw_leg *leg, struct sw_trace_step *s,
		struct sw_err *err)
{
	s->leg = leg;
	s->table = sw_strset_get(t->names, leg->table);
	s->chain = sw_strset_get(t->names, leg->chain);
	if (t->j->nview)
		sw_view_packet(&t->j->view[leg->view], &s->packet);
	s->packet.mark = leg->before;
	return sw_places_find(t->places, leg->family, s->table, s->chain, leg->rule, &s->packet,
			      &s->place, err);
}

static int tell(const struct sw_trace_told *t, const struct sw_leg *leg, sw_trace_step_fn fn,
		void *arg, struct sw_err *err)
{
	uint8_t family = leg->family == NFPROTO_IPV6 ? SW_IP6 : SW_IP4;
	struct sw_trace_step s = { 0 };
	int rc = find(t, leg, &s, err);

	if (!rc && s.place.rule)
		rc = sw_places_text(t->places, family, s.place.rule, &s.text, err);
	if (!rc && !is_hidden(&s))
		rc = fn(t, &s, arg, err);
	sw_str_fini(&s.text);
	return rc;
}

/* ---- their order ----------------------------------------------------------------------------- */

/* Was the second asked too late? In one visit of a chain, which nothing of another interrupts. */
static bool are_swapped(const struct turn *a, const struct turn *b)
{
	return a->number > b->number && b->number && a->leg->chain == b->leg->chain &&
	       a->leg->table == b->leg->table && a->leg->family == b->leg->family &&
	       a->leg->view == b->leg->view;
}

static int number_of(const struct sw_trace_told *t, const struct sw_leg *leg, size_t *number,
		     struct sw_err *err)
{
	struct sw_trace_step s = { 0 };
	bool may = leg->rule && leg->verdict == NFT_CONTINUE && leg->before == leg->mark;
	int rc = may ? find(t, leg, &s, err) : 0;

	*number = s.place.n == 1 ? s.place.number[0] : 0;
	return rc;
}

/* Nearly all come in order, so each is put where it belongs among those before it. */
static int put_in_order(const struct sw_trace_told *t, struct turn *turn, size_t *n,
			struct sw_err *err)
{
	const struct sw_trail *j = t->j;
	int rc = 0;

	for (size_t i = 0; i < j->nleg && !rc; i++) {
		struct turn now = { .leg = &j->leg[i] };
		size_t at = *n;

		if (is_policy_next(j, i))
			continue;
		rc = number_of(t, now.leg, &now.number, err);
		for (; at && are_swapped(&turn[at - 1], &now); at--)
			turn[at] = turn[at - 1];
		turn[at] = now;
		++*n;
	}
	return rc;
}

int sw_trace_steps(const struct sw_trace_told *t, sw_trace_step_fn fn, void *arg,
		   struct sw_err *err)
{
	SW_FREE struct turn *turn = calloc(t->j->nleg + 1, sizeof(*turn));
	size_t n = 0;
	int rc = turn ? put_in_order(t, turn, &n, err) : sw_err_nomem(err);

	for (size_t i = 0; i < n && rc >= 0; i++)
		rc = tell(t, turn[i].leg, fn, arg, err);
	return rc;
}
