/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules as sets of words: the fewer words stand in one of two alone, the nearer they are. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session/nearest.h"
#include "session/session.h"
#include "words/print_rule.h"
#include "xt/plugin.h"

/* "-A CHAIN", which all of them have. */
#define COMMON 2

struct search {
	const struct sw_cmd *cmd;
	struct sw_str *line;	/* of the nearest rule so far */
	size_t number, apart;	/* and its distance */
};

/* read: from the kernel. */
static bool print(struct sw_str *out, const struct sw_cmd *cmd, struct sw_rule *r, bool read)
{
	FILE *f = sw_str_open(out);
	struct sw_err none;
	int ret;

	sw_err_init(&none);
	if (!f)
		return false;
	ret = read ? sw_print_unreadable(f, r, &none) : 0;
	if (!ret)
		ret = sw_print_save(f, cmd->family, cmd->chain, r, SW_SAVE_PLAIN, &none);
	fclose(f);
	while (out->len && out->s[out->len - 1] == '\n')
		out->s[--out->len] = '\0';
	return !ret && out->len && !out->oom;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The words of a line, sorted; they are in copy. */
static bool words_of(struct sw_words *w, char *copy)
{
	struct sw_err none;

	sw_err_init(&none);
	if (!copy || sw_words_split(w, copy, &none) || !w->n)
		return false;
	qsort(w->word, w->n, sizeof(*w->word), by_text);
	return true;
}

/* How many words stand in one of both alone. */
struct difference { size_t a, b; };

static struct difference compare(const struct sw_words *a, const struct sw_words *b)
{
	struct difference d = { 0 };
	int i = 0, k = 0;

	while (i < a->n || k < b->n) {
		int c = i == a->n ? 1 : k == b->n ? -1 : strcmp(a->word[i], b->word[k]);

		d.a += c < 0;
		d.b += c > 0;
		i += c <= 0;
		k += c >= 0;
	}
	return d;
}

/* A word too few is more easily typed than a wrong one. */
static void try(struct search *s, const struct sw_words *wanted, struct sw_rule *r, size_t number)
{
	struct sw_words words = { 0 };
	struct sw_str line = { 0 };
	char *copy = print(&line, s->cmd, r, true) ? strdup(line.s) : NULL;

	if (words_of(&words, copy)) {
		struct difference d = compare(wanted, &words);

		/* At most half of the words may be of one alone. */
		if (2 * (d.a + d.b) + 2 * COMMON <= (size_t)(wanted->n + words.n) &&
		    2 * d.a + d.b < s->apart) {
			s->apart = 2 * d.a + d.b;
			s->number = number;
			sw_str_reset(s->line);
			sw_str_add(s->line, line.s);
		}
	}
	sw_words_fini(&words);
	sw_str_fini(&line);
	free(copy);
}

/* Of several rules, -s A,B, the first that is not there. */
static struct sw_rule *missing(const struct sw_cmd *cmd, const struct sw_chain *c)
{
	size_t k;

	for (size_t i = 0; i < cmd->nrule; i++) {
		for (k = 0; k < c->nrule; k++)
			if (!c->rule[k]->raw && sw_xt_rule_same(c->rule[k], cmd->rule[i], NULL))
				break;
		if (k == c->nrule)
			return cmd->rule[i];
	}
	return NULL;
}

static void look(struct search *s, const struct sw_chain *c)
{
	struct sw_rule *rule = missing(s->cmd, c);
	struct sw_words wanted = { 0 };
	struct sw_str line = { 0 };
	char *copy = rule && print(&line, s->cmd, rule, false) ? strdup(line.s) : NULL;

	s->number = 0;
	s->apart = SIZE_MAX;
	if (words_of(&wanted, copy))
		for (size_t k = 0; k < c->nrule; k++)
			if (!c->rule[k]->raw)
				try(s, &wanted, c->rule[k], k + 1);
	sw_words_fini(&wanted);
	sw_str_fini(&line);
	free(copy);
}

static int work(struct sw_session *session, void *arg, struct sw_err *err)
{
	struct search *s = arg;
	struct sw_table *t = sw_ruleset_table(&session->rs, s->cmd->table);
	int ret = sw_session_need(session, t, s->cmd->chain, SW_READ_RULES, err);
	const struct sw_chain *c = ret ? NULL : sw_table_chain(t, s->cmd->chain);

	if (c && c->rules_known)
		look(s, c);
	return ret;
}

size_t sw_nearest_rule(const char *program, const struct sw_cmd *cmd, struct sw_str *line)
{
	struct sw_ask ask = { .program = program, .family = cmd->family, .check_only = true };
	struct search s = { .cmd = cmd, .line = line };
	struct sw_err none;

	sw_err_init(&none);
	return sw_session_with(&ask, work, &s, NULL, &none) ? 0 : s.number;
}
