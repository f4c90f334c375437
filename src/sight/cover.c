/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Goes through the rules of each chain, remembers those that end a packet's way, and asks of each
 * rule whether they leave anything for it. */
#include <string.h>

#include "base/cleanup.h"
#include "base/net.h"
#include "base/vec.h"
#include "sight/cover.h"
#include "sight/cover_index.h"
#include "translate/translate.h"

#define DEPTH 64	/* of chains that no builtin chain leads to, which may be anything */

static const struct sw_part everything = { UINT64_MAX, SW_PARTS };

/* What one needs to know of a chain that is jumped to. */
struct chain {
	bool begun, done;
	bool ends;		/* no packet comes back from it */
	struct sw_part writes;
};

/* A rule that ends the way of its packets. */
struct ender {
	unsigned number;
	struct sw_demand demand;	/* owned */
};

/* The chain that is gone through. */
struct walk {
	struct sw_chain *chain;
	struct ender    *ender;		/* owned */
	size_t   n, cap;
	struct sw_cover_index index;
	/* the last rule that wrote each byte of the IP header, each other part, and anything */
	unsigned nh[64], other[5], latest;
	bool     back;		/* a rule may send packets back to where the chain was jumped to */
};

struct run {
	uint8_t family;
	struct sw_table *t;
	struct chain    *chain;		/* owned: by the mark of the model's chains */
	struct sw_prog   prog;
	sw_cover_told    told;
	void            *arg;
};

/* ---- one rule -------------------------------------------------------------------------------- */

/* NULL: nothing is known of it. */
static const struct sw_prog *program_of(struct run *run, const struct sw_chain *c,
					const struct sw_rule *r)
{
	struct sw_ctx ctx = {
		.family = run->family, .table = run->t->builtin, .ip = &r->ip,
		.hooks = c->builtin ? 1u << c->builtin->hook : 0,
	};
	struct sw_userdata ud;
	struct sw_err none;

	sw_err_init(&none);
	sw_prog_reset(&run->prog);
	if (r->raw || sw_encode(r, &ctx, &run->prog, &ud, &none) || run->prog.oom)
		return NULL;
	return &run->prog;
}

static const struct chain *target_of(const struct run *run, const struct sw_prog *p)
{
	const struct sw_chain *to = NULL;

	if (p->has_verdict && (p->verdict == NFT_JUMP || p->verdict == NFT_GOTO))
		to = sw_table_chain(run->t, p->chain);
	return to && run->chain[to->mark].done ? &run->chain[to->mark] : NULL;
}

/* Does a packet that it takes come to no later rule of this chain? chain_ends: and it does not come
 * back to the one that jumped here, either. */
static bool ends(const struct run *run, const struct sw_prog *p, bool *chain_ends)
{
	const struct chain *to = target_of(run, p);
	bool alone = p->nstmt == 1 && !p->has_verdict && p->need.kind == SW_NEED_NONE;

	*chain_ends = true;
	if (alone)
		switch (p->stmt[0].kind) {
		case SW_STMT_REJECT: case SW_STMT_NAT: case SW_STMT_MASQ: case SW_STMT_REDIR:
		case SW_STMT_QUEUE:	/* it goes on behind the chain, or into it anew */
			return true;
		default:
			return *chain_ends = false;
		}
	*chain_ends = false;
	if (p->nstmt || !p->has_verdict || p->need.kind != SW_NEED_NONE)
		return false;
	switch (p->verdict) {
	case NF_ACCEPT: case NF_DROP: case NF_QUEUE:
		return *chain_ends = true;
	case NFT_RETURN:
		return true;
	case NFT_JUMP:
		return *chain_ends = to && to->ends;
	case NFT_GOTO:
		*chain_ends = to && to->ends;
		return true;
	default:
		return false;
	}
}

/* ---- is anything left for it? ---------------------------------------------------------------- */

/* Is what the rule asked for the same now as it was then? */
static bool is_still(const struct walk *w, const struct ender *e)
{
	if (w->latest <= e->number)
		return true;
	for (int i = 0; i < 64; i++)
		if (e->demand.reads.nh >> i & 1 && w->nh[i] > e->number)
			return false;
	for (int i = 0; i < 5; i++)
		if (e->demand.reads.other >> i & 1 && w->other[i] > e->number)
			return false;
	return true;
}

struct search {
	const struct walk      *w;
	const struct sw_demand *d;
	const struct sw_sel    *open;
	const struct sw_ranges *wanted;	/* of the open field; NULL: every value */
	unsigned found;			/* the one that takes all; 0: none */
	unsigned some[SW_COVER_LOOKS];	/* or those that take a part each */
	uint32_t ender[SW_COVER_LOOKS];
	size_t   n;
	struct sw_ranges taken;		/* by all of them */
};

static bool takes_all(uint32_t i, void *arg)
{
	struct search *s = arg;
	const struct ender *e = &s->w->ender[i];

	if ((!s->found || e->number < s->found) && is_still(s->w, e) &&
	    sw_demand_within(s->d, &e->demand, -1))
		s->found = e->number;
	return s->found;
}

static int field_of(const struct sw_demand *d, const struct sw_sel *sel)
{
	for (size_t i = 0; i < d->nfield; i++)
		if (sw_sel_equal(&d->field[i].sel, sel))
			return i;
	return -1;
}

static bool takes_some(uint32_t i, void *arg)
{
	struct search *s = arg;
	const struct ender *e = &s->w->ender[i];
	int open = field_of(&e->demand, s->open);
	const struct sw_ranges *r;

	if (open < 0 || s->n == SW_COVER_LOOKS)
		return s->n == SW_COVER_LOOKS;
	r = &e->demand.field[open].takes;
	if ((s->wanted && !sw_ranges_meet(s->wanted, r)) || sw_ranges_within(r, &s->taken) ||
	    !is_still(s->w, e) || !sw_demand_within(s->d, &e->demand, open))
		return false;
	s->taken.len = r->len;
	s->taken.last = r->last;
	sw_ranges_add_all(&s->taken, r);
	s->ender[s->n] = i;
	s->some[s->n++] = e->number;
	return sw_ranges_within(s->wanted, &s->taken);
}

/* The rest of them still takes all: then one goes. */
static void leave_out(struct search *s)
{
	for (size_t out = 0; out < s->n && s->n > 1;) {
		struct sw_ranges rest = { .len = s->taken.len, .last = s->taken.last };

		for (size_t i = 0; i < s->n; i++) {
			const struct sw_demand *d = &s->w->ender[s->ender[i]].demand;

			if (i != out)
				sw_ranges_add_all(&rest, &d->field[field_of(d, s->open)].takes);
		}
		if (sw_ranges_within(s->wanted, &rest)) {
			memmove(&s->some[out], &s->some[out + 1],
				(s->n - out - 1) * sizeof(s->some[0]));
			memmove(&s->ender[out], &s->ender[out + 1],
				(s->n - out - 1) * sizeof(s->ender[0]));
			s->n--;
		} else {
			out++;
		}
		sw_ranges_fini(&rest);
	}
}

static int by_number(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return x < y ? -1 : x > y;
}

static bool is_covered_by_some(struct search *s)
{
	const struct sw_cover_index *x = &s->w->index;

	for (unsigned i = 0; i < x->nsel; i++) {
		bool all = false;

		s->open = &x->sel[i];
		s->wanted = sw_demand_field(s->d, s->open);
		s->n = 0;
		s->taken = (struct sw_ranges){ 0 };
		/* of a single value one rule takes all, or none does */
		if (s->wanted ? sw_ranges_is_prefix(s->wanted, s->wanted->len * 8) :
				!sw_demand_sees(s->d, s->open))
			continue;
		sw_cover_index_find(x, s->d, s->open, takes_some, s);
		all = s->n && sw_ranges_within(s->wanted, &s->taken);
		if (all && s->n <= 32)
			leave_out(s);
		sw_ranges_fini(&s->taken);
		if (!all)
			continue;
		qsort(s->some, s->n, sizeof(s->some[0]), by_number);
		return true;
	}
	return false;
}

static void judge(const struct walk *w, struct sw_cover_rule *x, struct search *s)
{
	if (x->demand->never) {
		x->cover = SW_COVER_NEVER;
		return;
	}
	s->w = w;
	s->d = x->demand;
	sw_cover_index_find(&w->index, s->d, NULL, takes_all, s);
	x->by = s->some;
	if (s->found) {
		s->some[0] = s->found;
		x->nby = 1;
		x->cover = SW_COVER_ONE;
	} else if (is_covered_by_some(s)) {
		x->nby = s->n;
		x->cover = x->nby == 1 ? SW_COVER_ONE : SW_COVER_SOME;
	}
}

/* ---- one chain ------------------------------------------------------------------------------- */

static void note_writes(struct walk *w, unsigned number, const struct sw_part *p)
{
	if (p->nh || p->other)
		w->latest = number;
	for (int i = 0; i < 64; i++)
		if (p->nh >> i & 1)
			w->nh[i] = number;
	for (int i = 0; i < 5; i++)
		if (p->other >> i & 1)
			w->other[i] = number;
}

/* Takes the demand. */
static int remember(struct walk *w, unsigned number, struct sw_demand *d, struct sw_err *err)
{
	if (!SW_GROW(w->ender, w->n, w->cap))
		return sw_err_nomem(err);
	w->ender[w->n] = (struct ender){ number, *d };
	memset(d, 0, sizeof(*d));
	w->n++;
	return sw_cover_index_add(&w->index, w->n - 1, &w->ender[w->n - 1].demand, err);
}

/* All that follows from the program. */
static int look_at_program(struct run *run, struct walk *w, struct sw_cover_rule *x,
			   struct sw_demand *d, struct search *s, struct sw_part *writes,
			   struct sw_err *err)
{
	const struct chain *to = target_of(run, x->prog);
	bool chain_ends, jumps = x->prog->has_verdict && (x->prog->verdict == NFT_JUMP ||
							  x->prog->verdict == NFT_GOTO);
	int ret = sw_demand_of(d, x->prog, run->family, err);

	if (ret)
		return ret;
	sw_demand_writes(writes, x->prog);
	if (to)
		sw_part_add(writes, &to->writes);
	else if (jumps)
		*writes = everything;
	for (size_t i = 0; i < x->prog->nstmt; i++)	/* xt's targets may say RETURN */
		w->back |= x->prog->stmt[i].kind == SW_STMT_XT ||
			   x->prog->stmt[i].kind == SW_STMT_RAW;
	x->ends = ends(run, x->prog, &chain_ends);
	if (x->ends && !chain_ends)
		w->back = true;
	else if (x->ends && !w->back && d->exact && !d->nfield && !d->nbits && !d->guard)
		run->chain[w->chain->mark].ends = true;
	judge(w, x, s);
	return 0;
}

static int look_at_rule(struct run *run, struct walk *w, unsigned number, struct sw_err *err)
{
	struct sw_rule *r = w->chain->rule[number - 1];
	struct sw_demand d = { 0 };
	struct sw_cover_rule x = { .table = run->t, .chain = w->chain, .number = number,
				   .rule = r, .demand = &d };
	struct sw_part writes = { 0 };
	struct search s = { 0 };
	int ret = 0;

	x.prog = program_of(run, w->chain, r);
	if (x.prog) {
		ret = look_at_program(run, w, &x, &d, &s, &writes, err);
	} else {
		writes = everything;
		w->back = true;
	}
	if (!ret)
		ret = run->told(&x, run->arg, err);
	sw_part_add(&run->chain[w->chain->mark].writes, &writes);
	note_writes(w, number, &writes);
	if (!ret && x.ends && d.exact && x.cover == SW_COVER_NOT)
		ret = remember(w, number, &d, err);
	sw_demand_fini(&d);
	return ret;
}

static void walk_fini(struct walk *w)
{
	for (size_t i = 0; i < w->n; i++)
		sw_demand_fini(&w->ender[i].demand);
	free(w->ender);
	sw_cover_index_fini(&w->index);
}

static int look_at_chain(struct run *run, struct sw_chain *c, int depth, struct sw_err *err)
{
	struct walk w = { .chain = c };
	struct chain *mine = &run->chain[c->mark];
	int ret = 0;

	if (mine->begun || depth == DEPTH)
		return 0;
	mine->begun = true;
	for (size_t i = 0; i < c->nrule && !ret; i++) {
		const struct sw_jump *jump = &c->rule[i]->jump;
		struct sw_chain *to = jump->kind == SW_JUMP_CHAIN ?
				      sw_table_chain(run->t, jump->chain) : NULL;

		if (to)
			ret = look_at_chain(run, to, depth + 1, err);
	}
	for (size_t i = 0; i < c->nrule && !ret; i++)
		ret = look_at_rule(run, &w, i + 1, err);
	mine->done = true;
	walk_fini(&w);
	return ret;
}

int sw_cover_table(uint8_t family, struct sw_table *t, sw_cover_told told, void *arg,
		   struct sw_err *err)
{
	struct run run = { .family = family, .t = t, .told = told, .arg = arg };
	int ret = 0;

	run.chain = calloc(t->nchain + 1, sizeof(*run.chain));
	if (!run.chain)
		return sw_err_nomem(err);
	for (size_t i = 0; i < t->nchain; i++)
		t->chain[i]->mark = i;
	for (size_t i = 0; i < t->nchain && !ret; i++)
		ret = look_at_chain(&run, t->chain[i], 0, err);
	sw_prog_fini(&run.prog);
	free(run.chain);
	return ret;
}
