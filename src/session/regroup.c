/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walks over tables and chains, reads their rules, and writes them anew or tells of them. */
#include <errno.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/vec.h"
#include "group/parts.h"
#include "group/turns.h"
#include "group/why.h"
#include "group/words.h"
#include "session/regroup.h"
#include "translate/translate.h"
#include "words/print_rule.h"

/* One chain with its rules. */
struct work {
	struct sw_session *s;
	struct sw_regroup *r;
	struct sw_table   *t;
	struct sw_chain   *c;
	struct sw_err     *err;
};

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static void begin_line(const struct work *w)
{
	fprintf(w->s->out, "%s %s %s: %zu rule%s", w->s->rs.family == SW_IP6 ? "ip6" : "ip",
		w->t->builtin->name, w->c->name, w->c->nrule, plural(w->c->nrule));
}

static bool holds_foreign(const struct sw_chain *c)
{
	for (size_t i = 0; i < c->nrule; i++)
		if (c->rule[i]->raw)
			return true;
	return false;
}

static bool is_grouped(const struct sw_chain *c)
{
	for (size_t i = 0; i < c->nrule; i++)
		if (c->rule[i]->seat.order)
			return true;
	return false;
}

/* ---- written anew ---------------------------------------------------------------------------- */

static int write_chain(struct work *w)
{
	struct sw_plan_form now;
	uint32_t before = w->c->kernel_rules;
	int ret;

	if (holds_foreign(w->c)) {
		begin_line(w);
		fprintf(w->s->out, ", left alone: another tool's are among them\n");
		w->r->left = true;
		return 0;
	}
	ret = is_grouped(w->c) ? 1 : sw_plan_would_group(w->s->plan, w->t, w->c, false, w->err);
	if (ret <= 0)
		return ret;
	ret = sw_plan_rewrite(w->s->plan, w->t, w->c, &now, w->err);
	if (ret)
		return ret;
	begin_line(w);
	fprintf(w->s->out, ", in %u of the kernel's (%u map%s), before in %u\n", now.rules,
		now.maps, plural(now.maps), before);
	return 0;
}

/* ---- shown ----------------------------------------------------------------------------------- */

/* Which of its kernel's rules look a map up. NULL: no memory. */
static bool *find_maps(const struct sw_chain *c, size_t *n)
{
	bool *is_map = calloc(c->kernel_rules + 1, sizeof(*is_map));

	*n = 0;
	for (size_t i = 0; i < c->nrule && is_map; i++) {
		const struct sw_seat *s = &c->rule[i]->seat;

		if (s->kind != SW_SEAT_ELEM || is_map[s->row])
			continue;
		is_map[s->row] = true;
		++*n;
	}
	return is_map;
}

/* Rules that a packet has met when one rule takes it, in the mean over all of them. */
static double mean(const struct sw_chain *c)
{
	double sum = 0;

	for (size_t i = 0; i < c->nrule; i++)
		sum += c->rule[i]->seat.row;
	return c->nrule ? sum / c->nrule : 0;
}

/* Returns 1: it cannot be done, and why does not matter. */
static int encode(const struct work *w, const struct sw_rule *r, struct sw_prog *p)
{
	struct sw_userdata unused;
	struct sw_err none;
	int ret;

	sw_err_init(&none);
	ret = sw_plan_encode(w->s->plan, w->t, w->c, r, p, &unused, &none);
	if (ret && none.sys == ENOMEM)
		return sw_err_nomem(w->err);
	return ret ? 1 : 0;
}

/* would: it would be an element if the chain were written anew. */
static int show_rule(const struct work *w, size_t i, bool would, struct sw_prog *p)
{
	struct sw_rule *r = w->c->rule[i];
	char why[80] = "another tool's, or none of today's";
	int ret;

	sw_prog_reset(p);
	ret = r->raw ? 1 : encode(w, r, p);
	if (ret < 0)
		return ret;
	if (would)
		snprintf(why, sizeof(why), "statewall group would take it");
	else if (!ret && !sw_why(why, sizeof(why), p, w->s->rs.family, w->t->builtin))
		return sw_err_nomem(w->err);
	fprintf(w->s->out, "%7zu  %-31s  ", i + 1, why);
	if (sw_print_unreadable(w->s->out, r, w->err)) {
		w->s->unreadable = true;
		return 0;
	}
	return sw_print_save(w->s->out, w->s->rs.family, w->c->name, r, SW_SAVE_PLAIN, w->err);
}

static int show_chain(struct work *w)
{
	SW_FREE bool *is_map = NULL, *would = calloc(w->c->nrule, sizeof(*would));
	struct sw_prog p = { 0 };
	size_t maps, alone = 0;
	int ret = 0;

	is_map = find_maps(w->c, &maps);
	if (!is_map || !would)
		return sw_err_nomem(w->err);
	for (size_t i = 0; i < w->c->nrule; i++)
		alone += w->c->rule[i]->seat.kind != SW_SEAT_ELEM;
	begin_line(w);
	fprintf(w->s->out,
		": %zu map%s, %zu rule%s alone; a packet meets %u at most, %.1f in the mean\n",
		maps, plural(maps), alone, plural(alone), w->c->kernel_rules, mean(w->c));
	if (alone && !holds_foreign(w->c))	/* such a chain is left alone */
		ret = sw_plan_would_be(w->s->plan, w->t, w->c, would, w->err);
	for (size_t i = 0; i < w->c->nrule && !ret; i++)
		if (w->c->rule[i]->seat.kind != SW_SEAT_ELEM)
			ret = show_rule(w, i, would[i], &p);
	sw_prog_fini(&p);
	return ret;
}

/* ---- checked --------------------------------------------------------------------------------- */

static uint32_t block_of(const struct sw_rule *r)
{
	return SW_ORDER_BLOCK(r->seat.order);
}

static const struct sw_elem_name *elems_of(const struct sw_rule *r)
{
	return r->seat.kind == SW_SEAT_ELEM ? r->seat.elem : NULL;
}

struct turns {
	struct sw_turn *turn;	/* owned vector */
	size_t n, cap;
};

static void free_turns(struct turns *t)
{
	free(t->turn);
}

static bool add_turn(const struct work *w, struct turns *t, const struct sw_prog *p, uint32_t row,
		     size_t place)
{
	if (p->oom || !SW_GROW(t->turn, t->n, t->cap))
		return false;
	t->turn[t->n] = (struct sw_turn){ .row = row, .place = place };
	sw_fact_of(&t->turn[t->n++].fact, p, w->s->rs.family);
	return true;
}

/* One, or one for each port of a list, be it several elements or a rule of its own: no packet meets
 * two of those. In a map that looks such a list up for all its elements, one. */
static bool add_turns(const struct work *w, const struct sw_rule *r, size_t place,
		      const struct sw_prog *p, struct sw_prog *part, struct turns *t)
{
	const struct sw_elem_name *e = elems_of(r);
	struct sw_list l;
	bool good = true;

	if ((e && !e->next) || !sw_list_find(p, &l))
		return (!e || !e->next) && add_turn(w, t, p, r->seat.row, place);
	for (size_t i = 0; i < l.n && good; i++) {
		sw_list_part(p, &l, i, part);
		good = add_turn(w, t, part, e ? e->row : r->seat.row, place);
		e = e ? e->next : NULL;
	}
	return good && !e;
}

/* Rules from..to are of one block. A rule of another tool's among them, or one that nobody could
 * write today, cannot be said to keep its turn. */
static bool block_holds(const struct work *w, size_t from, size_t to)
{
	SW_CLEANUP(free_turns) struct turns t = { 0 };
	struct sw_prog p = { 0 }, part = { 0 };
	bool good = true;

	for (size_t i = from; i < to && good; i++) {
		const struct sw_rule *r = w->c->rule[i];

		sw_prog_reset(&p);
		good = !r->raw && !encode(w, r, &p) && add_turns(w, r, i, &p, &part, &t);
	}
	sw_prog_fini(&p);
	sw_prog_fini(&part);
	return good && sw_turns_check(t.turn, t.n);
}

static int check_chain(struct work *w)
{
	size_t from, to, blocks = 0;

	for (from = 0; from < w->c->nrule; from = to) {
		uint32_t block = block_of(w->c->rule[from]);

		for (to = from + 1; to < w->c->nrule && block_of(w->c->rule[to]) == block;)
			to++;
		if (!block)
			continue;
		blocks++;
		if (block_holds(w, from, to))
			continue;
		begin_line(w);
		fprintf(w->s->out, ": those from %zu to %zu do not keep their turns\n", from + 1,
			to);
		w->r->broken = true;
	}
	if (blocks && !w->r->broken) {
		begin_line(w);
		fprintf(w->s->out, ": all keep their turns\n");
	}
	return 0;
}

/* ---- all of them ----------------------------------------------------------------------------- */

static int do_chain(struct work *w)
{
	int ret = sw_session_need(w->s, w->t, w->c->name, SW_READ_RULES, w->err);

	if (ret || !w->c->nrule)
		return ret;
	switch (w->r->what) {
	case SW_REGROUP_SHOW:
		return show_chain(w);
	case SW_REGROUP_CHECK:
		return check_chain(w);
	default:
		return write_chain(w);
	}
}

static int do_table(struct work *w)
{
	SW_FREE struct sw_chain **chain = NULL;
	size_t n = 0;
	int ret = sw_session_need(w->s, w->t, "", SW_READ_CHAINS, w->err);

	if (!ret)
		ret = sw_table_sorted(w->t, &chain, &n, w->err);
	for (size_t i = 0; i < n && !ret; i++) {
		w->c = chain[i];
		if (w->r->chain && strcmp(w->r->chain, w->c->name) != 0)
			continue;
		w->r->met = true;
		ret = w->c->in_kernel ? do_chain(w) : 0;
	}
	return ret;
}

int sw_regroup_run(struct sw_session *s, void *regroup, struct sw_err *err)
{
	struct sw_regroup *r = regroup;
	struct work w = { .s = s, .r = r, .err = err };
	int ret = sw_session_need(s, &s->rs.table[0], "", SW_READ_TABLES, err);

	r->broken = r->left = false;
	sw_plan_group(s->plan, r->mode);
	for (int i = 0; i < SW_NTABLES && !ret; i++) {
		w.t = &s->rs.table[i];
		if (w.t->in_kernel && (!r->table || !strcmp(r->table, w.t->builtin->name)))
			ret = do_table(&w);
	}
	return ret;
}
