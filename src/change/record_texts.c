/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The record of a change beside what is there now, as the two rulesets that it lies between. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/vec.h"
#include "change/record.h"

/* The rules of one chain that have one number. */
struct same {
	uint64_t hash;
	const struct sw_rule_line *now;	/* one of them, as it is there; NULL: none is */
	long     more;	/* how many there are now beyond those that were there behind the change */
};

struct texts {
	const struct sw_rule_text *now;
	struct sw_str *out[2];		/* before, and behind the change */
	struct sw_str head[2], rules[2];	/* owned: of the table at hand */
	int  table;			/* -1: none */
	bool there[2];			/* it is in the two */
	struct sw_record_line chain;	/* the chain at hand; no name: none */
	struct sw_record_line *line;	/* owned vector: its rules */
	size_t n, cap;
	struct sw_err *err;
};

/* ---- one chain ------------------------------------------------------------------------------- */

static int by_hash(const void *a, const void *b)
{
	const struct same *x = a, *y = b;

	return (x->hash > y->hash) - (x->hash < y->hash);
}

static size_t join_equal(struct same *s, size_t n)
{
	size_t left = 0;

	for (size_t i = 0; i < n; i++) {
		if (!left || s[left - 1].hash != s[i].hash) {
			s[left++] = s[i];
			continue;
		}
		s[left - 1].more += s[i].more;
		if (!s[left - 1].now)
			s[left - 1].now = s[i].now;
	}
	return left;
}

/* *same is the caller's. */
static int tally(const struct texts *t, const struct sw_chain_text *now, struct same **same,
		 size_t *n)
{
	size_t count = 0, nnow = now ? now->nrule : 0;
	struct same *s = calloc(nnow + t->n + 1, sizeof(*s));

	if (!s)
		return sw_err_nomem(t->err);
	for (size_t i = 0; i < nnow; i++)
		s[count++] = (struct same){ sw_record_hash(&now->rule[i].line), &now->rule[i], 1 };
	for (size_t i = 0; i < t->n; i++)
		s[count++] = (struct same){ t->line[i].hash, NULL,
					    t->line[i].kind == SW_RECORD_GONE ? 0 : -1 };
	qsort(s, count, sizeof(*s), by_hash);
	*n = join_equal(s, count);
	*same = s;
	return 0;
}

static void add_rule(struct texts *t, int side, const struct sw_record_line *l,
		     const struct sw_piece *line)
{
	struct sw_str *out = &t->rules[side];
	int count = l->kind == SW_RECORD_KEPT && side;

	sw_str_addf(out, "[%" PRIu64 ":%" PRIu64 "] ", l->packets[count], l->bytes[count]);
	if (line)
		sw_str_addn(out, line->s, line->len);
	else	/* others have deleted it: it equals nothing that is there */
		sw_str_addf(out, "-A %.*s gone %016" PRIx64, (int)t->chain.name.len,
			    t->chain.name.s, l->hash);
	sw_str_addc(out, '\n');
}

static void add_line(struct texts *t, const struct sw_record_line *l, struct same *same)
{
	const struct sw_piece *line = l->kind != SW_RECORD_KEPT ? &l->line :
				      same->now ? &same->now->line : NULL;

	if (l->kind == SW_RECORD_GONE && same->more > 0) {
		same->more--;	/* somebody has put it back */
		return;
	}
	if (l->kind != SW_RECORD_CAME)
		add_rule(t, 0, l, line);
	if (l->kind != SW_RECORD_GONE)
		add_rule(t, 1, l, line);
}

static int end_chain(struct texts *t)
{
	const struct sw_record_line *c = &t->chain;
	SW_FREE struct same *same = NULL;
	size_t n = 0;
	int ret;

	if (!c->name.len)
		return 0;
	ret = tally(t, sw_rule_text_chain(&t->now->table[t->table], &c->name), &same, &n);
	if (ret)
		return ret;
	for (int i = 0; i < 2; i++)
		if (c->there[i]) {
			sw_str_addf(&t->head[i], ":%.*s %.*s [%" PRIu64 ":%" PRIu64 "]\n",
				    (int)c->name.len, c->name.s, (int)c->policy[i].len,
				    c->policy[i].s, c->packets[i], c->bytes[i]);
		}
	for (size_t i = 0; i < t->n; i++) {
		struct same key = { .hash = t->line[i].hash };

		add_line(t, &t->line[i], bsearch(&key, same, n, sizeof(*same), by_hash));
	}
	t->n = 0;
	t->chain.name.len = 0;
	return 0;
}

/* ---- the tables ------------------------------------------------------------------------------ */

static int end_table(struct texts *t)
{
	int ret = end_chain(t);

	for (int i = 0; i < 2; i++) {
		if (t->table >= 0 && t->there[i])
			sw_str_addf(t->out[i], "*%s\n%s%sCOMMIT\n",
				    sw_builtin_tables[t->table].name,
				    t->head[i].len ? t->head[i].s : "",
				    t->rules[i].len ? t->rules[i].s : "");
		t->out[i]->oom |= t->head[i].oom | t->rules[i].oom;
		sw_str_reset(&t->head[i]);
		sw_str_reset(&t->rules[i]);
	}
	return ret;
}

/* A rule stands in its chain, and that in a table that is there. */
static int damaged(const struct texts *t)
{
	return sw_err_set(t->err, SW_EOTHER, EINVAL, "what is remembered of it is damaged");
}

static bool is_in_chain(const struct texts *t, const struct sw_record_line *l)
{
	const struct sw_piece *name = &t->chain.name;

	if (!name->len || (l->kind != SW_RECORD_CAME && !t->chain.there[0]) ||
	    (l->kind != SW_RECORD_GONE && !t->chain.there[1]))
		return false;
	if (l->kind == SW_RECORD_KEPT)
		return true;
	return l->line.len > 3 + name->len && !memcmp(l->line.s + 3, name->s, name->len) &&
	       l->line.s[3 + name->len] == ' ';
}

static int take(struct texts *t, const struct sw_record_line *l)
{
	int ret = 0;

	if (l->kind == SW_RECORD_TABLE) {
		ret = end_table(t);
		t->table = l->table;
		memcpy(t->there, l->there, sizeof(t->there));
	} else if (l->kind == SW_RECORD_CHAIN) {
		ret = end_chain(t);
		t->chain = *l;
		for (int i = 0; i < 2; i++)
			if (t->table < 0 || (l->there[i] && !t->there[i]))
				return damaged(t);
	} else if (!is_in_chain(t, l)) {
		return damaged(t);
	} else if (!SW_GROW(t->line, t->n, t->cap)) {
		return sw_err_nomem(t->err);
	} else {
		t->line[t->n++] = *l;
	}
	return ret;
}

int sw_record_texts(const char *record, const char *now, struct sw_str *before,
		    struct sw_str *after, struct sw_err *err)
{
	struct sw_rule_text is = { 0 };
	struct texts t = { .now = &is, .out = { before, after }, .table = -1, .err = err };
	struct sw_record_line l;
	int ret = sw_rule_text_parse(&is, now, err);

	while (!ret && (ret = sw_record_next(&record, &l, err)) > 0)
		ret = take(&t, &l);
	if (!ret)
		ret = end_table(&t);
	if (!ret && (before->oom || after->oom))
		ret = sw_err_nomem(err);
	for (int i = 0; i < 2; i++) {
		sw_str_fini(&t.head[i]);
		sw_str_fini(&t.rules[i]);
	}
	free(t.line);
	sw_rule_text_fini(&is);
	return ret;
}
