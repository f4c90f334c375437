/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compares two saves table by table, and cuts pieces out of one. */
#include <string.h>

#include "adopt/two_texts.h"
#include "change/rule_text.h"
#include "session/savefile.h"

static bool is(const struct sw_piece *p, const char *word)
{
	return p->len == strlen(word) && !memcmp(p->s, word, p->len);
}

/* ---- table by table -------------------------------------------------------------------------- */

static bool is_builtin(const struct sw_chain_text *c)
{
	return !is(&c->policy, "-");
}

static bool is_bare(const struct sw_table_text *t)
{
	for (size_t i = 0; i < t->nchain; i++)
		if (t->chain[i].nrule || !is(&t->chain[i].policy, "ACCEPT"))
			return false;
	return true;
}

static bool same_chain(const struct sw_chain_text *from, const struct sw_chain_text *to)
{
	if (from->nrule != to->nrule || is_builtin(from) != is_builtin(to) ||
	    (!sw_piece_equal(&from->policy, &to->policy) && !is(&from->policy, "ACCEPT")))
		return false;
	for (size_t i = 0; i < from->nrule; i++)
		if (!sw_piece_equal(&from->rule[i].line, &to->rule[i].line))
			return false;
	return true;
}

/* A builtin chain that is not said is one that was never touched; chains are sorted. */
static bool same_table(const struct sw_table_text *from, const struct sw_table_text *to)
{
	static const struct sw_chain_text untouched = { .policy = { "ACCEPT", 6 } };
	size_t a = 0, b = 0;

	while (a < from->nchain || b < to->nchain) {
		const struct sw_chain_text *x = a < from->nchain ? &from->chain[a] : NULL;
		const struct sw_chain_text *y = b < to->nchain ? &to->chain[b] : NULL;
		int order = !x ? 1 : !y ? -1 : sw_piece_compare(&x->name, &y->name);

		if (order > 0)
			x = is_builtin(y) ? &untouched : NULL;
		else if (order < 0)
			y = is_builtin(x) ? &untouched : NULL;
		if (!x || !y || !same_chain(x, y))
			return false;
		a += order <= 0;
		b += order >= 0;
	}
	return true;
}

static enum sw_two compare(const struct sw_table_text *from, const struct sw_table_text *to)
{
	if (!from->there || (to->there && same_table(from, to)))
		return SW_TWO_NOTHING;
	if (!to->there || is_bare(to))
		return SW_TWO_TAKE;
	return is_bare(from) ? SW_TWO_NOTHING : SW_TWO_CLASH;
}

int sw_two_texts(const char *from, const char *to, enum sw_two out[SW_NTABLES],
		 struct sw_err *err)
{
	struct sw_rule_text x = { 0 }, y = { 0 };
	int ret = sw_rule_text_parse(&x, from, err);

	if (!ret)
		ret = sw_rule_text_parse(&y, to, err);
	for (size_t i = 0; i < SW_NTABLES && !ret; i++)
		out[i] = compare(&x.table[i], &y.table[i]);
	sw_rule_text_fini(&x);
	sw_rule_text_fini(&y);
	return ret;
}

static void other_words(const struct sw_chain_text *from, const struct sw_chain_text *to,
			struct sw_str *out)
{
	for (size_t i = 0; i < from->nrule; i++) {
		const struct sw_piece *a = &from->rule[i].line, *b = &to->rule[i].line;

		if (!sw_piece_equal(a, b))
			sw_str_addf(out, "- %.*s\n+ %.*s\n", (int)a->len, a->s, (int)b->len, b->s);
	}
}

int sw_two_words(const char *from, const char *to, struct sw_str *out, struct sw_err *err)
{
	struct sw_rule_text x = { 0 }, y = { 0 };
	int ret = sw_rule_text_parse(&x, from, err);

	if (!ret)
		ret = sw_rule_text_parse(&y, to, err);
	for (size_t i = 0; i < SW_NTABLES && !ret; i++) {
		const struct sw_table_text *a = &x.table[i], *b = &y.table[i];
		size_t k = 0;

		/* Chains are sorted. */
		for (size_t j = 0; j < a->nchain; j++) {
			while (k < b->nchain &&
			       sw_piece_compare(&b->chain[k].name, &a->chain[j].name) < 0)
				k++;
			if (k < b->nchain && a->chain[j].nrule == b->chain[k].nrule &&
			    sw_piece_equal(&a->chain[j].name, &b->chain[k].name))
				other_words(&a->chain[j], &b->chain[k], out);
		}
	}
	sw_rule_text_fini(&x);
	sw_rule_text_fini(&y);
	return ret;
}

int sw_text_measure(const char *text, struct sw_text_size *out, struct sw_err *err)
{
	struct sw_rule_text t = { 0 };
	int ret = sw_rule_text_parse(&t, text, err);

	for (size_t i = 0; i < SW_NTABLES && !ret; i++) {
		const struct sw_table_text *table = &t.table[i];

		if (table->there && !is_bare(table))
			sw_str_addf(&out->tables, "%s%s", out->tables.len ? ", " : "",
				    sw_builtin_tables[i].name);
		for (size_t k = 0; k < table->nchain; k++) {
			out->rules += table->chain[k].nrule;
			out->chains += !is_builtin(&table->chain[k]);
			for (size_t r = 0; r < table->chain[k].nrule; r++)
				out->packets += table->chain[k].rule[r].packets;
		}
	}
	sw_rule_text_fini(&t);
	return ret;
}

/* ---- pieces of a text ------------------------------------------------------------------------ */

/* ":INPUT DROP [1:2]" */
static void strip_chain(struct sw_savefile *f, bool open, struct sw_str *to)
{
	const char *line = f->line, *end = line + f->line_len;
	const char *name = memchr(line, ' ', f->line_len);
	const char *policy = name ? name + 1 : end, *behind = memchr(policy, ' ', end - policy);

	behind = behind ? behind : end;
	sw_str_addn(to, line, policy - line);
	if (open && *policy != '-')
		sw_str_add(to, "ACCEPT");
	else
		sw_str_addn(to, policy, behind - policy);
	sw_str_add(to, " [0:0]\n");
}

static void strip_rule(struct sw_savefile *f, struct sw_str *to)
{
	const char *line = f->line, *end = line + f->line_len, *from = line;

	if (*line == '[' && (from = memchr(line, ' ', f->line_len)))
		from++;
	from = from ? from : end;
	sw_str_addn(to, from, end - from);
	sw_str_addc(to, '\n');
}

int sw_text_strip(const char *text, bool open, char **out, struct sw_err *err)
{
	struct sw_savefile f = { .text = text, .len = strlen(text) };
	struct sw_str to = { 0 };
	char *made;

	while (sw_savefile_next(&f, NULL) > 0) {
		f.in_table |= f.kind == SW_LINE_TABLE;
		if (f.kind == SW_LINE_CHAIN)
			strip_chain(&f, open, &to);
		else if (f.kind != SW_LINE_EMPTY && f.kind != SW_LINE_COMMENT)
			strip_rule(&f, &to);
	}
	sw_savefile_fini(&f);
	made = to.len || to.oom ? sw_str_take(&to) : strdup("");
	if (!made)
		return sw_err_nomem(err);
	*out = made;
	return 0;
}

/* The table that a line begins; SW_NTABLES: none of ours. */
static size_t table_of(const struct sw_savefile *f)
{
	size_t i = 0;

	while (i < SW_NTABLES && (f->line_len != strlen(sw_builtin_tables[i].name) + 1 ||
				  memcmp(f->line + 1, sw_builtin_tables[i].name, f->line_len - 1)))
		i++;
	return i;
}

void sw_text_tables(const char *text, const bool table[SW_NTABLES], struct sw_str *out)
{
	struct sw_savefile f = { .text = text, .len = strlen(text) };
	bool wanted = false;

	while (sw_savefile_next(&f, NULL) > 0) {
		if (f.kind == SW_LINE_TABLE) {
			size_t i = table_of(&f);

			wanted = i < SW_NTABLES && table[i];
			f.in_table = true;
		}
		if (wanted && f.kind != SW_LINE_COMMENT) {
			sw_str_addn(out, f.line, f.line_len);
			sw_str_addc(out, '\n');
		}
		wanted &= f.kind != SW_LINE_COMMIT;
	}
	sw_savefile_fini(&f);
}

void sw_text_empty(const char *text, struct sw_str *out)
{
	struct sw_savefile f = { .text = text, .len = strlen(text) };

	while (sw_savefile_next(&f, NULL) > 0) {
		const char *blank = f.line_len ? memchr(f.line, ' ', f.line_len) : NULL;

		f.in_table |= f.kind == SW_LINE_TABLE;
		if (f.kind == SW_LINE_TABLE || f.kind == SW_LINE_COMMIT) {
			sw_str_addn(out, f.line, f.line_len);
			sw_str_addc(out, '\n');
		} else if (f.kind == SW_LINE_CHAIN && blank && blank[1] != '-') {
			sw_str_addn(out, f.line, blank - f.line);
			sw_str_add(out, " ACCEPT [0:0]\n");
		}
	}
	sw_savefile_fini(&f);
}

/* ---- what a save does not say ---------------------------------------------------------------- */

static bool begins(const struct sw_savefile *f, const char *word)
{
	return f->line_len >= strlen(word) && !memcmp(f->line, word, strlen(word));
}

/* Base chains that are not iptables' are looked at in the kernel: they may be our companions. */
static bool is_usual(const struct sw_savefile *f)
{
	static const char *const usual[] = { "# Generated by ", "# Completed on ",
					     "# Warning: iptables-legacy tables present" };
	const char *bases = "contains incompatible base-chains";

	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++)
		if (begins(f, usual[i]))
			return true;
	return memmem(f->line, f->line_len, bases, strlen(bases));
}

void sw_text_odd(const char *text, struct sw_str *out)
{
	struct sw_savefile f = { .text = text, .len = strlen(text) };
	const char *revision = "[unsupported revision]";

	while (sw_savefile_next(&f, NULL) > 0) {
		f.in_table |= f.kind == SW_LINE_TABLE;
		if (f.kind == SW_LINE_COMMENT ? is_usual(&f) :
		    !memmem(f.line, f.line_len, revision, strlen(revision)))
			continue;
		sw_str_addn(out, f.line, f.line_len);
		sw_str_addc(out, '\n');
	}
	sw_savefile_fini(&f);
}
