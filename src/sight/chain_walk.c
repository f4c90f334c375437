/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is not known splits a packet's way in two. Both are walked, and where they meet again what
 * is known of both is known: the cost is that of the rules, not of the ways. */
#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/net.h"
#include "base/str.h"
#include "sight/chain_walk_local.h"
#include "translate/translate.h"

#define DEEPEST 17	/* NFT_JUMP_STACK_SIZE of the kernel, and one */

void sw_fate_fini(struct sw_fate *f)
{
	sw_str_fini(&f->why);
	memset(f, 0, sizeof(*f));
}

void sw_fate_depends(struct sw_fate *f, const char *why)
{
	for (size_t at = 0; at < f->why.len; at += strlen(f->why.s + at) + 1)
		if (!strcmp(f->why.s + at, why))
			return;
	sw_str_addn(&f->why, why, strlen(why) + 1);
}

void sw_walk_fini(struct sw_walk *w)
{
	sw_prog_fini(&w->prog);
	sw_str_fini(&w->changed);
	sw_str_fini(&w->why);
}

static const char *text_of(const struct sw_str *s)
{
	return s->len ? s->s : "";
}

void sw_visit_tell(struct sw_walk *w, const struct sw_visit *v, struct sw_walk_step *step)
{
	if (!w->tell)
		return;
	step->table = v->table;
	step->chain = v->chain;
	step->depth = v->depth;
	step->sure = v->sure;
	step->why = step->why ? step->why : "";
	step->changed = step->changed ? step->changed : "";
	w->tell(w->arg, step);
}

/* It ends here, for sure or perhaps. */
void sw_visit_decide(struct sw_fate *f, const struct sw_visit *v, enum sw_end end, size_t number,
		   bool sure)
{
	struct sw_decider *by = &f->by[end];

	if (end != SW_ACCEPTED)	/* accepted is what has passed all chains */
		f->may |= 1u << end;
	/* the reader means table filter */
	if (by->chain && (end != SW_ACCEPTED || strcmp(v->table->builtin->name, "filter") ||
			  by->table == v->table))
		return;
	*by = (struct sw_decider){ v->table, v->chain, number,
				   number ? v->chain->rule[number - 1] : NULL, sure };
}

void sw_visit_join(bool *any, struct sw_packet *into, const struct sw_packet *p)
{
	if (*any)
		sw_packet_join(into, p);
	else
		*into = *p;
	*any = true;
}

/* Into the chain that a rule names. Returns 1: p comes back out of it; 0: it does not. */
static int walk_into(struct sw_walk *w, struct sw_visit *v, const char *name, bool go, bool may,
		     struct sw_packet *p, struct sw_fate *fate, struct sw_err *err)
{
	struct sw_visit in = { .table = v->table, .place = v->place, .depth = v->depth + 1,
			    .sure = v->sure && !may };
	int ret;

	in.chain = sw_table_chain(v->table, name);
	if (!in.chain || in.depth >= DEEPEST || w->steps > SW_WALK_MOST) {
		fate->may |= 1u << SW_UNKNOWN_END;
		sw_fate_depends(fate, "more rules than are looked at");
		return 0;
	}
	sw_visit_tell(w, &in, &(struct sw_walk_step){ .kind = SW_STEP_CHAIN, .packet = p });
	ret = sw_visit_walk(w, &in, p, fate, err);
	if (ret < 0)
		return ret;
	if (in.accepted)
		sw_visit_join(&v->accepted, &v->taken, &in.taken);
	v->ended |= in.ended;
	v->sure &= !in.ended && !in.accepted;
	if (!in.through)
		return 0;
	*p = in.out;
	if (go)	/* who went and did not jump comes back to where the jump was */
		sw_visit_join(&v->through, &v->out, p);
	return !go;
}

/* What the rule that p meets does. may: why it may also miss it; NULL: it meets it. Returns 1: p
 * goes on behind it. */
static int meet(struct sw_walk *w, struct sw_visit *v, size_t i, const char *may,
		struct sw_packet *p, struct sw_fate *fate, struct sw_err *err)
{
	char chain[SW_CHAIN_MAX];
	bool go = w->prog.verdict == NFT_GOTO;
	enum sw_end end;

	sw_str_empty(&w->changed);
	sw_str_empty(&w->why);
	end = sw_act(p, &v->place, &w->prog, &w->changed, &w->why);
	memcpy(chain, w->prog.chain, sizeof(chain));
	sw_visit_tell(w, v, &(struct sw_walk_step){
		.kind = SW_STEP_RULE, .may = may, .number = i + 1, .rule = v->chain->rule[i],
		.end = end, .why = may ? may : text_of(&w->why), .changed = text_of(&w->changed),
		.packet = p });
	switch (end) {
	case SW_GOES_ON:
		return 1;
	case SW_JUMPS:
		return walk_into(w, v, chain, go, may, p, fate, err);
	case SW_RETURNS:
		sw_visit_join(&v->through, &v->out, p);
		return 0;
	case SW_QUEUED:	/* whoever reads the queue, or nobody, may let it go on */
		v->ended = true;
		sw_visit_join(&v->accepted, &v->taken, p);
		sw_visit_decide(fate, v, SW_ACCEPTED, i + 1, false);
		break;
	case SW_ACCEPTED:
		sw_visit_join(&v->accepted, &v->taken, p);
		break;
	case SW_UNKNOWN_END:
		sw_fate_depends(fate, text_of(&w->why));
		/* it may also do nothing: the next rule comes */
		sw_visit_decide(fate, v, end, i + 1, false);
		v->ended = true;
		v->sure = false;
		return 1;
	default:
		v->ended = true;
	}
	sw_visit_decide(fate, v, end, i + 1, v->sure && !may);
	return 0;
}

/* The rule's program. 1: it has none; the kernel holds what is no rule of iptables. */
static int encode(struct sw_walk *w, const struct sw_visit *v, const struct sw_rule *r,
		  struct sw_err *err)
{
	struct sw_ctx ctx = { .family = w->rs->family, .table = v->table->builtin, .ip = &r->ip,
			      .hooks = v->chain->builtin ? 1u << v->chain->builtin->hook : 0 };
	struct sw_userdata ud;
	struct sw_err why;
	int ret;

	if (r->raw)
		return 1;
	sw_err_init(&why);
	sw_prog_reset(&w->prog);
	ret = sw_encode(r, &ctx, &w->prog, &ud, &why);
	return ret == -ENOMEM ? sw_err_nomem(err) : ret ? 1 : 0;
}

/* Nobody can tell what it asks or does. */
static int unreadable(struct sw_walk *w, struct sw_visit *v, size_t i, struct sw_packet *p,
		      struct sw_fate *fate)
{
	static const char why[] = "a rule that is no rule of iptables";

	sw_visit_tell(w, v, &(struct sw_walk_step){
		.kind = SW_STEP_RULE, .may = true, .number = i + 1, .rule = v->chain->rule[i],
		.end = SW_UNKNOWN_END, .why = why, .packet = p });
	sw_visit_decide(fate, v, SW_UNKNOWN_END, i + 1, false);
	sw_fate_depends(fate, why);
	v->ended = true;
	v->sure = false;
	return 1;
}

bool sw_packet_same(const struct sw_packet *a, const struct sw_packet *b)
{
	return !memcmp(a, b, sizeof(*a));
}

/* Both ways of a rule that p may meet or miss. Returns 1: it goes on, at least one way. */
static int both(struct sw_walk *w, struct sw_visit *v, size_t i, const struct sw_asked *asked,
		struct sw_packet *p, struct sw_fate *fate, struct sw_err *err)
{
	struct sw_packet met = *p, missed = *p, before;
	const struct sw_visit had = *v;
	SW_FREE char *why = NULL;
	int ret;

	sw_ask_why(&w->why, &w->prog.test[asked->test]);
	why = strdup(text_of(&w->why));
	if (!why)
		return sw_err_nomem(err);
	sw_ask_failed(&missed, &v->place, &w->prog, asked);
	sw_ask_passed(&met, &v->place, &w->prog);
	before = met;
	v->ended = v->accepted = v->through = false;
	ret = meet(w, v, i, why, &met, fate, err);
	if (ret < 0)
		return ret;
	/* whether it was met matters if something has come of it */
	if (v->ended || v->accepted || v->through || (ret && !sw_packet_same(&met, &before))) {
		sw_fate_depends(fate, why);
		v->sure &= !v->ended && !v->accepted && !v->through;
	}
	v->ended |= had.ended;
	/* what rules above have let through is still among what comes out */
	if (had.accepted)
		sw_visit_join(&v->accepted, &v->taken, &had.taken);
	if (had.through)
		sw_visit_join(&v->through, &v->out, &had.out);
	if (ret)
		sw_packet_join(&missed, &met);
	*p = missed;
	return 1;
}

static int ask_rule(struct sw_walk *w, struct sw_visit *v, size_t i, struct sw_packet *p,
		    struct sw_fate *fate, struct sw_err *err)
{
	const struct sw_rule *r = v->chain->rule[i];
	struct sw_asked asked;
	int ret = encode(w, v, r, err);

	w->steps++;
	if (ret)
		return ret < 0 ? ret : unreadable(w, v, i, p, fate);
	sw_str_empty(&w->why);
	asked = sw_ask(p, &v->place, &w->prog);
	if (asked.reply == SW_YES)
		return meet(w, v, i, NULL, p, fate, err);
	if (asked.reply == SW_MAYBE)
		return both(w, v, i, &asked, p, fate, err);
	if (w->watch == r)
		sw_visit_tell(w, v, &(struct sw_walk_step){ .kind = SW_STEP_MISSED, .number = i + 1,
						   .rule = r, .prog = &w->prog,
						   .test = asked.test, .packet = p });
	return 1;
}

int sw_visit_walk(struct sw_walk *w, struct sw_visit *v, struct sw_packet *p,
		      struct sw_fate *fate, struct sw_err *err)
{
	for (size_t i = 0; i < v->chain->nrule; i++) {
		int ret = ask_rule(w, v, i, p, fate, err);

		if (ret <= 0)
			return ret;
	}
	sw_visit_join(&v->through, &v->out, p);
	return 0;
}
