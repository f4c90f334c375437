/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of findings, and the texts of rules in it. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "sight/finding.h"
#include "words/print_rule.h"

#define EXCUSE "check:ok"

static void finding_fini(struct sw_finding *f)
{
	free(f->rule);
	free(f->reason);
	free(f->lines);
}

int sw_findings_add(struct sw_findings *list, struct sw_finding *f, struct sw_err *err)
{
	if (!f->reason || !f->lines || !SW_GROW(list->f, list->n, list->cap)) {
		finding_fini(f);
		return sw_err_nomem(err);
	}
	f->order = list->n;
	list->f[list->n++] = *f;
	return 0;
}

static int by_turn(const void *a, const void *b)
{
	const struct sw_finding *x = a, *y = b;
	int order;

	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	if (x->turn != y->turn)
		return x->turn < y->turn ? -1 : 1;
	if (x->turn == SW_TURN_RULE) {
		order = strcmp(x->table ? x->table : "", y->table ? y->table : "");
		order = order ? order : strcmp(x->chain, y->chain);
		if (order || x->number != y->number)
			return order ? order : x->number > y->number ? -1 : 1;
	}
	return x->order < y->order ? -1 : 1;
}

static bool is_same_chain(const struct sw_finding *a, const struct sw_finding *b)
{
	return a->family == b->family && a->table && b->table && !strcmp(a->table, b->table) &&
	       !strcmp(a->chain, b->chain);
}

/* Is one of the first n about a line that this one's does not know of? */
static bool is_in_the_way(const struct sw_findings *list, size_t n, const struct sw_finding *f)
{
	for (size_t k = 0; k < n && f->number; k++)
		if (list->f[k].turn == SW_TURN_RULE && is_same_chain(&list->f[k], f) &&
		    (list->f[k].number == f->number || list->f[k].later))
			return true;
	return false;
}

void sw_findings_settle(struct sw_findings *list, bool (*wanted)(const char *kind, const void *),
			const void *arg)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++)
		if (wanted(list->f[i].kind, arg))
			list->f[n++] = list->f[i];
		else
			finding_fini(&list->f[i]);
	list->n = n;
	n = 0;
	if (list->n)
		qsort(list->f, list->n, sizeof(list->f[0]), by_turn);
	for (size_t i = 0; i < list->n; i++) {
		struct sw_finding *f = &list->f[i], *last = n ? &list->f[n - 1] : NULL;

		if ((f->turn == SW_TURN_RULE && f->number && last && last->turn == f->turn &&
		     is_same_chain(last, f) && last->number == f->number) ||
		    (f->turn == SW_TURN_SPEC && is_in_the_way(list, n, f)))
			finding_fini(f);
		else
			list->f[n++] = *f;
	}
	list->n = n;
}

void sw_findings_fini(struct sw_findings *list)
{
	for (size_t i = 0; i < list->n; i++)
		finding_fini(&list->f[i]);
	free(list->f);
	memset(list, 0, sizeof(*list));
}

/* ---- excuses --------------------------------------------------------------------------------- */

static bool names(const char *list, const char *kind)
{
	size_t len = strlen(kind);

	for (const char *at = list; *at && *at != ')'; at += strcspn(at, ",)")) {
		at += strspn(at, ", ");
		if (!strncmp(at, kind, len) && strchr(",) ", at[len]) && at[len])
			return true;
	}
	return false;
}

static bool excuses(const char *comment, const char *kind, bool named)
{
	const char *at = strstr(comment, EXCUSE);

	if (!at)
		return false;
	at += strlen(EXCUSE);
	if (*at == '(')
		return names(at + 1, kind);
	return !named && !isalnum((unsigned char)*at);
}

bool sw_finding_excused(const struct sw_rule *r, const char *kind, bool named)
{
	for (size_t i = 0; i < r->nmatch; i++) {
		const struct sw_ext *e = &r->match[i];

		if (!strcmp(e->name, "comment") && e->size && memchr(e->data, 0, e->size) &&
		    excuses(e->data, kind, named))
			return true;
	}
	return false;
}

bool sw_finding_excused_in(const struct sw_chain *c, const char *kind)
{
	for (size_t i = 0; i < c->nrule; i++)
		if (sw_finding_excused(c->rule[i], kind, true))
			return true;
	return false;
}

/* ---- texts ----------------------------------------------------------------------------------- */

void sw_finding_command(struct sw_str *out, uint8_t family, const char *table)
{
	sw_str_add(out, family == SW_IP6 ? "ip6tables" : "iptables");
	if (strcmp(table, "filter"))
		sw_str_addf(out, " -t %s", table);
}

/* Nothing to copy from a terminal may hold what it does not show. */
static bool is_shown_whole(const char *text)
{
	struct sw_str safe = { 0 };
	bool same;

	sw_str_add_safe(&safe, text);
	same = !safe.oom && safe.len == strlen(text);
	sw_str_fini(&safe);
	return same;
}

bool sw_finding_chain_line(struct sw_str *out, uint8_t family, const char *table, char letter,
			   const char *chain)
{
	if (!is_shown_whole(chain))
		return false;
	sw_finding_command(out, family, table);
	sw_str_addf(out, " -%c ", letter);
	sw_str_add_shell(out, chain);
	return true;
}

void sw_finding_delete_line(struct sw_str *out, uint8_t family, const char *table,
			    const char *chain, unsigned number)
{
	if (sw_finding_chain_line(out, family, table, 'D', chain))
		sw_str_addf(out, " %u\n", number);
	else
		sw_str_add(out, "");
}

int sw_finding_rule_text(struct sw_str *out, uint8_t family, const char *chain, struct sw_rule *r,
			 struct sw_err *err)
{
	struct sw_str text = { 0 };
	FILE *f = sw_str_open(&text);
	struct sw_err none;
	bool good = false;
	int ret = 0;

	sw_err_init(&none);
	if (f)
		good = !sw_print_unreadable(f, r, &none) &&
		       !sw_print_save(f, family, chain, r, SW_SAVE_PLAIN, &none);
	if (!f || fclose(f) || text.oom)
		ret = sw_err_nomem(err);
	else if (!good || !text.len || memchr(text.s, '\n', text.len - 1))
		ret = 1;
	else
		sw_str_addn(out, text.s, text.len - 1);
	sw_str_fini(&text);
	return ret;
}

int sw_finding_rule_words(struct sw_str *out, uint8_t family, struct sw_rule *r,
			  struct sw_err *err)
{
	struct sw_str text = { 0 }, words = { 0 };
	struct sw_words w = { 0 };
	int ret = sw_finding_rule_text(&text, family, "X", r, err);

	if (!ret && sw_words_split(&w, text.s + strlen("-A X"), NULL))
		ret = 1;
	for (int i = 0; i < w.n && !ret; i++) {
		sw_str_addc(&words, ' ');
		sw_str_add_shell(&words, w.word[i]);
	}
	if (!ret && words.len && !is_shown_whole(words.s))
		ret = 1;
	if (!ret && words.len)
		sw_str_addn(out, words.s, words.len);
	out->oom |= words.oom;
	sw_words_fini(&w);
	sw_str_fini(&words);
	sw_str_fini(&text);
	return ret;
}
