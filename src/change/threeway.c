/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Three saves, table by table: which chains are to be, what is in them, and the lines for that. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/vec.h"
#include "change/chain_lines.h"
#include "change/threeway.h"

struct chain {
	struct sw_piece       name;
	struct sw_chain_three three;
	const struct sw_builtin_chain *builtin;	/* NULL: a user's */
	bool                  is_to_be;
	bool                  differs;		/* its rules are to be written */
	struct sw_rule_list   rules;		/* owned */
};

struct table {
	const struct sw_builtin_table *is;
	const struct sw_table_text *before, *after, *now;
	struct chain *chain;	/* owned vector, sorted by name */
	size_t n, cap;
	struct sw_threeway *w;
	struct sw_err *err;
};

/* ---- which chains there are ------------------------------------------------------------------ */

static const struct sw_builtin_chain *builtin_chain(const struct table *t,
						    const struct sw_piece *name)
{
	for (size_t i = 0; i < t->is->nchain; i++)
		if (strlen(t->is->chain[i].name) == name->len &&
		    !memcmp(t->is->chain[i].name, name->s, name->len))
			return &t->is->chain[i];
	return NULL;
}

static bool is_to_be(const struct chain *c)
{
	const struct sw_chain_three *x = &c->three;

	if (c->builtin)
		return true;
	if (!x->before)
		return !x->after;	/* made by others, or by us */
	return !x->after || x->now;	/* comes back; or is to stay, if it is there */
}

/* The lowest of the names that the three stand at: each is sorted. */
static const struct sw_piece *next_name(const struct sw_table_text *const *t, const size_t *at)
{
	const struct sw_piece *low = NULL;

	for (int i = 0; i < 3; i++) {
		const struct sw_piece *p;

		if (at[i] >= t[i]->nchain)
			continue;
		p = &t[i]->chain[at[i]].name;
		if (!low || sw_piece_compare(p, low) < 0)
			low = p;
	}
	return low;
}

static int list_chains(struct table *t)
{
	const struct sw_table_text *in[3] = { t->before, t->after, t->now };
	size_t at[3] = { 0 };
	const struct sw_piece *name;

	while ((name = next_name(in, at))) {
		struct chain c = { .name = *name, .builtin = builtin_chain(t, name),
				   .three.exact = t->w->exact };
		const struct sw_chain_text **to[3] = { &c.three.before, &c.three.after,
						       &c.three.now };

		for (int i = 0; i < 3; i++)
			if (at[i] < in[i]->nchain &&
			    sw_piece_equal(&in[i]->chain[at[i]].name, &c.name))
				*to[i] = &in[i]->chain[at[i]++];
		c.is_to_be = is_to_be(&c);
		if (!SW_GROW(t->chain, t->n, t->cap))
			return sw_err_nomem(t->err);
		t->chain[t->n++] = c;
	}
	return 0;
}

static const struct chain *find(const struct table *t, const char *name)
{
	struct sw_piece key = { name, strlen(name) };
	size_t low = 0, high = t->n;

	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = sw_piece_compare(&t->chain[mid].name, &key);

		if (!order)
			return &t->chain[mid];
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* ---- what is in them ------------------------------------------------------------------------- */

static void lose(struct table *t, const struct sw_rule_line *r)
{
	sw_str_addf(&t->w->lost, "%s -t %s ", t->w->program, t->is->name);
	sw_str_addn(&t->w->lost, r->line.s, r->line.len);
	sw_str_addc(&t->w->lost, '\n');
}

/* Does the rule jump to a chain that is not to be? -1: no memory. */
static int jumps_nowhere(const struct table *t, const struct sw_rule_line *r)
{
	SW_FREE char *line = strndup(r->line.s, r->line.len);
	struct sw_words w = { 0 };
	int yes = 0;

	if (!line || sw_words_split(&w, line, NULL)) {
		sw_words_fini(&w);
		return -1;
	}
	for (int i = 2; i + 1 < w.n && !yes; i++) {
		const struct chain *c;

		if (w.quoted[i] || (strcmp(w.word[i], "-j") && strcmp(w.word[i], "-g")))
			continue;
		c = find(t, w.word[i + 1]);
		yes = c && !c->is_to_be;
	}
	sw_words_fini(&w);
	return yes;
}

static int drop_jumps(struct table *t, struct chain *c)
{
	size_t left = 0;

	for (size_t i = 0; i < c->rules.n; i++) {
		int nowhere = jumps_nowhere(t, &c->rules.rule[i]);

		if (nowhere < 0)
			return sw_err_nomem(t->err);
		if (nowhere)
			lose(t, &c->rules.rule[i]);
		else
			c->rules.rule[left++] = c->rules.rule[i];
	}
	c->rules.n = left;
	return 0;
}

static bool differs(const struct chain *c)
{
	const struct sw_chain_text *now = c->three.now;

	if (c->rules.n != (now ? now->nrule : 0))
		return true;
	for (size_t i = 0; i < c->rules.n; i++) {
		const struct sw_rule_line *a = &c->rules.rule[i], *b = &now->rule[i];

		if (a->packets != b->packets || a->bytes != b->bytes ||
		    !sw_piece_equal(&a->line, &b->line))
			return true;
	}
	return false;
}

/* gone: some chain is not to be, so that a jump may lead nowhere. */
static int merge_chain(struct table *t, struct chain *c, bool gone)
{
	struct sw_rule_list lost = { 0 };
	int ret = sw_chain_merge(&c->three, &c->rules, &lost, t->err);

	/* Of a chain that goes nothing stays: what would have is of others. */
	for (size_t i = 0; i < lost.n && !ret; i++)
		lose(t, &lost.rule[i]);
	for (size_t i = 0; i < c->rules.n && !ret && !c->is_to_be; i++)
		lose(t, &c->rules.rule[i]);
	if (!ret && c->is_to_be && gone)
		ret = drop_jumps(t, c);
	if (!c->is_to_be)
		c->rules.n = 0;
	c->differs = differs(c);
	free(lost.rule);
	return ret;
}

static int merge_chains(struct table *t)
{
	bool gone = false;
	int ret = 0;

	for (size_t i = 0; i < t->n; i++)
		gone |= !t->chain[i].is_to_be;
	for (size_t i = 0; i < t->n && !ret; i++)
		ret = merge_chain(t, &t->chain[i], gone);
	return ret;
}

/* ---- the lines for it ------------------------------------------------------------------------ */

static void add_piece(struct sw_str *out, const struct sw_piece *p)
{
	sw_str_addn(out, p->s, p->len);
}

/* A chain that a table has not means what an untouched one means. */
static const struct sw_chain_text *or_untouched(const struct sw_chain_text *c)
{
	static const struct sw_chain_text untouched = { .policy = { "ACCEPT", 6 } };

	return c ? c : &untouched;
}

/* always: also where nothing changes. */
static void policy_line(const struct chain *c, bool always, struct sw_str *out)
{
	const struct sw_chain_text *b = or_untouched(c->three.before);
	const struct sw_chain_text *a = or_untouched(c->three.after);
	const struct sw_chain_text *n = or_untouched(c->three.now);
	const struct sw_piece *policy = sw_piece_equal(&a->policy, &n->policy) ? &b->policy :
										 &n->policy;
	uint64_t packets = sw_count_merge(b->packets, a->packets, n->packets,
					  c->three.exact);
	uint64_t bytes = sw_count_merge(b->bytes, a->bytes, n->bytes, c->three.exact);

	if (!always && sw_piece_equal(policy, &n->policy) && packets == n->packets &&
	    bytes == n->bytes)
		return;
	sw_str_addc(out, ':');
	add_piece(out, &c->name);
	sw_str_addc(out, ' ');
	add_piece(out, policy);
	sw_str_addf(out, " [%" PRIu64 ":%" PRIu64 "]\n", packets, bytes);
}

static void declare(const struct table *t, struct sw_str *out)
{
	bool back = t->before->there && !t->after->there && !t->now->there;

	for (size_t i = 0; i < t->n; i++) {
		const struct chain *c = &t->chain[i];

		if (c->builtin) {
			policy_line(c, back && c->three.before, out);
		} else if (c->is_to_be && !c->three.now) {
			sw_str_addc(out, ':');
			add_piece(out, &c->name);
			sw_str_add(out, " - [0:0]\n");
		}
	}
}

static void command(struct sw_str *out, const char *letter, const struct sw_piece *chain)
{
	sw_str_add(out, letter);
	add_piece(out, chain);
	sw_str_addc(out, '\n');
}

/* The rules of one chain. */
static int edit(const struct table *t, const struct chain *c, struct sw_str *away,
		struct sw_str *come)
{
	if (!c->differs)
		return 0;
	if (c->three.now && c->three.now->nrule)
		return sw_chain_lines(c->three.now, &c->rules, away, come, t->err);
	sw_chain_lines_new(&c->rules, come);
	return 0;
}

/* All that goes first, then what comes: a chain that is not to be may still be jumped to before. */
static int fill(const struct table *t, struct sw_str *out)
{
	struct sw_str come = { 0 };
	int ret = 0;

	for (size_t i = 0; i < t->n && !ret; i++)
		ret = edit(t, &t->chain[i], out, &come);
	if (come.len)
		sw_str_addn(out, come.s, come.len);
	out->oom |= come.oom;
	sw_str_fini(&come);
	for (size_t i = 0; i < t->n; i++)
		if (!t->chain[i].is_to_be && t->chain[i].three.now)
			command(out, "-X ", &t->chain[i].name);
	return ret;
}

/* A table that our change made, and in which nothing is left. */
static bool is_to_go(const struct table *t)
{
	if (t->before->there || !t->after->there || !t->now->there)
		return false;
	for (size_t i = 0; i < t->n; i++) {
		const struct chain *c = &t->chain[i];
		const struct sw_chain_text *a = or_untouched(c->three.after);
		const struct sw_chain_text *n = or_untouched(c->three.now);

		if (c->builtin ? c->rules.n || !sw_piece_equal(&a->policy, &n->policy) :
				 c->is_to_be)
			return false;
	}
	return true;
}

static int write_table(const struct table *t)
{
	struct sw_str lines = { 0 };
	int ret;

	if (is_to_go(t)) {
		sw_str_addf(&t->w->clear, "*%s\nCOMMIT\n", t->is->name);
		return 0;
	}
	declare(t, &lines);
	ret = fill(t, &lines);
	if (lines.len)
		sw_str_addf(&t->w->edit, "*%s\n%sCOMMIT\n", t->is->name, lines.s);
	t->w->edit.oom |= lines.oom;
	sw_str_fini(&lines);
	return ret;
}

/* ---- all of it ------------------------------------------------------------------------------- */

static int merge_table(struct table *t)
{
	int ret = list_chains(t);

	if (!ret)
		ret = merge_chains(t);
	if (!ret)
		ret = write_table(t);
	for (size_t i = 0; i < t->n; i++)
		free(t->chain[i].rules.rule);
	free(t->chain);
	return ret;
}

int sw_threeway(struct sw_threeway *w, struct sw_err *err)
{
	struct sw_rule_text before = { 0 }, after = { 0 }, now = { 0 };
	int ret = sw_rule_text_parse(&before, w->before, err);

	sw_threeway_fini(w);
	if (!ret)
		ret = sw_rule_text_parse(&after, w->after, err);
	if (!ret)
		ret = sw_rule_text_parse(&now, w->now, err);
	for (size_t i = 0; i < SW_NTABLES && !ret; i++) {
		struct table t = { &sw_builtin_tables[i], &before.table[i], &after.table[i],
				   &now.table[i], .w = w, .err = err };

		ret = merge_table(&t);
	}
	if (!ret && (w->clear.oom || w->edit.oom || w->lost.oom))
		ret = sw_err_nomem(err);
	sw_rule_text_fini(&before);
	sw_rule_text_fini(&after);
	sw_rule_text_fini(&now);
	return ret;
}

void sw_threeway_fini(struct sw_threeway *w)
{
	sw_str_fini(&w->clear);
	sw_str_fini(&w->edit);
	sw_str_fini(&w->lost);
}
