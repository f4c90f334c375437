/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes a save apart, line by line. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "change/rule_text.h"
#include "session/savefile.h"

int sw_piece_compare(const struct sw_piece *a, const struct sw_piece *b)
{
	size_t len = a->len < b->len ? a->len : b->len;
	int order = memcmp(a->s, b->s, len);

	return order ? order : (a->len > b->len) - (a->len < b->len);
}

static int by_name(const void *a, const void *b)
{
	const struct sw_chain_text *x = a, *y = b;

	return sw_piece_compare(&x->name, &y->name);
}

static struct sw_chain_text *find_chain(struct sw_table_text *t, const struct sw_piece *name)
{
	struct sw_chain_text key = { .name = *name };

	return t->nchain ? bsearch(&key, t->chain, t->nchain, sizeof(key), by_name) : NULL;
}

const struct sw_chain_text *sw_rule_text_chain(const struct sw_table_text *t,
					       const struct sw_piece *name)
{
	return find_chain((struct sw_table_text *)t, name);
}

/* ---- lines ----------------------------------------------------------------------------------- */

struct parse {
	struct sw_savefile    f;
	struct sw_rule_text  *out;
	struct sw_table_text *table;	/* NULL: none is open */
	struct sw_chain_text *chain;	/* of the last rule */
	bool                  sorted;	/* all chains of the table are there */
};

static int odd_line(const struct parse *p, struct sw_err *err)
{
	return sw_err_set(err, SW_EOTHER, EINVAL, "line %u of a kept ruleset is no line of a save",
			  p->f.where.line);
}

static struct sw_piece word_at(const char *s, const char *end)
{
	size_t len = 0;

	while (s + len < end && s[len] != ' ')
		len++;
	return (struct sw_piece){ s, len };
}

static int table_line(struct parse *p, struct sw_err *err)
{
	struct sw_piece name = { p->f.line + 1, p->f.line_len - 1 };

	for (size_t i = 0; i < SW_NTABLES; i++) {
		const char *is = sw_builtin_tables[i].name;

		if (name.len != strlen(is) || memcmp(name.s, is, name.len))
			continue;
		p->table = &p->out->table[i];
		p->table->there = true;
		p->chain = NULL;
		p->sorted = false;
		p->f.in_table = true;
		return 0;
	}
	return odd_line(p, err);
}

static int chain_line(struct parse *p, struct sw_err *err)
{
	const char *end = p->f.line + p->f.line_len;
	struct sw_table_text *t = p->table;
	struct sw_chain_text c = { .name = word_at(p->f.line + 1, end) };
	struct sw_savefile_chain words;
	int ret;

	if (p->sorted || c.name.s + c.name.len >= end)
		return odd_line(p, err);
	c.policy = word_at(c.name.s + c.name.len + 1, end);
	ret = sw_savefile_chain(&p->f, &words, err);
	if (ret)
		return ret;
	if (words.counters && !sw_savefile_counters(words.counters, &c.packets, &c.bytes))
		return odd_line(p, err);
	if (!SW_GROW(t->chain, t->nchain, t->cap))
		return sw_err_nomem(err);
	t->chain[t->nchain++] = c;
	return 0;
}

/* "[packets:bytes] -A CHAIN ...", or without counters. */
static int rule_line(struct parse *p, struct sw_err *err)
{
	const char *at = p->f.line, *end = at + p->f.line_len;
	struct sw_rule_line r = { 0 };
	struct sw_piece name;

	if (!p->sorted && p->table->nchain)
		qsort(p->table->chain, p->table->nchain, sizeof(*p->table->chain), by_name);
	p->sorted = true;
	if (*at == '[') {
		if (!sw_savefile_counters(at, &r.packets, &r.bytes))
			return odd_line(p, err);
		at = memchr(at, ' ', end - at);
		at = at ? at + 1 : end;
	}
	if (end - at < 4 || memcmp(at, "-A ", 3))
		return odd_line(p, err);
	r.line = (struct sw_piece){ at, end - at };
	name = word_at(at + 3, end);
	if (!p->chain || !sw_piece_equal(&p->chain->name, &name))
		p->chain = find_chain(p->table, &name);
	if (!p->chain)
		return odd_line(p, err);
	if (!SW_GROW(p->chain->rule, p->chain->nrule, p->chain->cap))
		return sw_err_nomem(err);
	p->chain->rule[p->chain->nrule++] = r;
	return 0;
}

static int any_line(struct parse *p, struct sw_err *err)
{
	enum sw_saveline kind = p->f.kind;

	if (kind == SW_LINE_EMPTY || kind == SW_LINE_COMMENT)
		return 0;
	if (kind == SW_LINE_TABLE)
		return p->f.in_table ? odd_line(p, err) : table_line(p, err);
	if (!p->f.in_table)
		return odd_line(p, err);
	if (kind == SW_LINE_CHAIN)
		return chain_line(p, err);
	if (kind == SW_LINE_COMMAND)
		return rule_line(p, err);
	if (!p->sorted && p->table->nchain)
		qsort(p->table->chain, p->table->nchain, sizeof(*p->table->chain), by_name);
	p->sorted = true;
	return 0;
}

int sw_rule_text_parse(struct sw_rule_text *t, const char *text, struct sw_err *err)
{
	struct parse p = { .out = t, .f = { .text = text ? text : "",
					    .len = text ? strlen(text) : 0 } };
	int ret;

	*t = (struct sw_rule_text){ 0 };
	while ((ret = sw_savefile_next(&p.f, err)) > 0) {
		ret = any_line(&p, err);
		if (ret)
			break;
	}
	if (!ret && p.f.in_table)
		ret = odd_line(&p, err);	/* it was cut off */
	sw_savefile_fini(&p.f);
	return ret;
}

void sw_rule_text_fini(struct sw_rule_text *t)
{
	for (size_t i = 0; i < SW_NTABLES; i++) {
		for (size_t k = 0; k < t->table[i].nchain; k++)
			free(t->table[i].chain[k].rule);
		free(t->table[i].chain);
	}
	*t = (struct sw_rule_text){ 0 };
}

static bool same_chain(const struct sw_chain_text *a, const struct sw_chain_text *b)
{
	if (!sw_piece_equal(&a->name, &b->name) || !sw_piece_equal(&a->policy, &b->policy) ||
	    a->nrule != b->nrule)
		return false;
	for (size_t i = 0; i < a->nrule; i++)
		if (!sw_piece_equal(&a->rule[i].line, &b->rule[i].line))
			return false;
	return true;
}

static bool same_table(const struct sw_table_text *a, const struct sw_table_text *b)
{
	if (a->there != b->there || a->nchain != b->nchain)
		return false;
	for (size_t i = 0; i < a->nchain; i++)
		if (!same_chain(&a->chain[i], &b->chain[i]))
			return false;
	return true;
}

int sw_rule_text_same(const char *a, const char *b, struct sw_err *err)
{
	struct sw_rule_text x = { 0 }, y = { 0 };
	int ret = sw_rule_text_parse(&x, a, err);

	if (!ret)
		ret = sw_rule_text_parse(&y, b, err);
	if (!ret)
		ret = 1;
	for (size_t i = 0; i < SW_NTABLES && ret > 0; i++)
		ret = same_table(&x.table[i], &y.table[i]);
	sw_rule_text_fini(&x);
	sw_rule_text_fini(&y);
	return ret;
}
