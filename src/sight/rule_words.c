/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints a rule, splits that as iptables-restore would, and sorts the words. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "sight/rule_words.h"
#include "words/print_rule.h"
#include "xt/plugin.h"

/* ---- the text -------------------------------------------------------------------------------- */

/* 1: it has a line break, which would begin a line of anybody's choice; or other words than the
 * rule, as some do that other tools have made. */
static int print_words(FILE *out, struct sw_said *s, uint8_t family, const char *chain,
		       struct sw_rule *r, struct sw_err *err)
{
	const char *why = NULL;
	int ret = 0;

	if (!sw_xt_is_true(r))
		why = "no iptables words make this rule";
	else
		ret = sw_print_save(out, family, chain, r, SW_SAVE_PLAIN, err);
	if (ret)
		return ret;
	fflush(out);
	if (!why && s->text.len && memchr(s->text.s, '\n', s->text.len - 1))
		why = "not an iptables rule (a line break in its text)";
	if (!why)
		return 0;
	sw_str_reset(&s->text);
	fprintf(out, "# rule handle %" PRIu64 ": %s\n", sw_seat_handle(&r->seat), why);
	return 1;
}

static int print_text(struct sw_said *s, uint8_t family, const char *chain, struct sw_rule *r,
		      struct sw_err *err)
{
	FILE *out = sw_str_open(&s->text);
	int ret;

	if (!out)
		return sw_err_nomem(err);
	ret = sw_print_unreadable(out, r, err);
	if (!ret)
		ret = print_words(out, s, family, chain, r, err);
	if ((fclose(out) || s->text.oom) && ret >= 0)
		return sw_err_nomem(err);
	if (s->text.len && s->text.s[s->text.len - 1] == '\n')
		s->text.s[--s->text.len] = '\0';
	return ret;
}

static int find_exact(struct sw_said *s, struct sw_err *err)
{
	struct sw_str safe = { 0 };
	int ret;

	sw_str_add_safe(&safe, s->text.s);
	s->exact = safe.len == s->text.len;
	ret = safe.oom ? sw_err_nomem(err) : 0;
	sw_str_fini(&safe);
	return ret;
}

/* ---- its words ------------------------------------------------------------------------------- */

struct wanted {
	const char *option;
	bool        found, has_value;
};

static void look(const char *option, bool has_value, void *arg)
{
	struct wanted *w = arg;

	if (strcmp(option, w->option))
		return;
	w->found = true;
	w->has_value = has_value;
}

/* Does the option of a part take a value? A plugin has two names where it prints another one than
 * the kernel's. */
static bool takes_value(const struct sw_said_part *p, const char *option, const char *kernel_name)
{
	struct wanted w = { .option = option };

	sw_xt_each_option(p->name, p->letter != 'm', look, &w);
	if (!w.found && kernel_name)
		sw_xt_each_option(kernel_name, p->letter != 'm', look, &w);
	return w.has_value;
}

/* Unquoted, and it looks as if it began something else. */
static bool is_mark(const struct sw_said *s, int i)
{
	const char *w = s->words.word[i];

	return !s->words.quoted[i] && (w[0] == '-' || !strcmp(w, "!"));
}

/* -m, -j or -g, and a name behind it. */
static bool begins_part(const struct sw_said *s, int i)
{
	const char *w = s->words.word[i];

	return !s->words.quoted[i] && w[0] == '-' && w[1] && strchr("mjg", w[1]) && !w[2] &&
	       i + 1 < s->words.n;
}

static const char *kernel_name(const struct sw_said *s, const struct sw_rule *r)
{
	size_t match = s->npart - 1;

	if (s->part[match].letter != 'm')
		return r->jump.kind == SW_JUMP_EXT ? r->jump.ext.name : NULL;
	return match < r->nmatch ? r->match[match].name : NULL;
}

static int add_part(struct sw_said *s, int i, struct sw_err *err)
{
	if (!SW_GROW(s->part, s->npart, s->cappart))
		return sw_err_nomem(err);
	s->part[s->npart++] = (struct sw_said_part){ .letter = s->words.word[i][1],
						     .name = s->words.word[i + 1],
						     .option = s->noption };
	return 0;
}

/* How many values stand from word i on, behind an option. What begins with a dash is one only where
 * the option needs one, and then one alone: "--comment --drop". */
static int count_values(const struct sw_said *s, const struct sw_rule *r, const char *option, int i)
{
	int n = 0;

	if (i < s->words.n && is_mark(s, i)) {
		if (!s->npart || !takes_value(&s->part[s->npart - 1], option, kernel_name(s, r)))
			return 0;
		n = 1;
	}
	while (i + n < s->words.n && !is_mark(s, i + n))
		n++;
	return n;
}

/* The word i is an option, or "!" before one. Returns how many words it takes; < 0: no memory. */
static int add_option(struct sw_said *s, const struct sw_rule *r, int i, struct sw_err *err)
{
	int from = i;
	bool no = !strcmp(s->words.word[i], "!") && !s->words.quoted[i];
	const char *name = s->words.word[i += no];
	struct sw_said_option *o;

	if (!SW_GROW(s->option, s->noption, s->capoption))
		return sw_err_nomem(err);
	o = &s->option[s->noption++];
	name += name[0] == '-';
	name += name[0] == '-';
	*o = (struct sw_said_option){ .name = name, .no = no, .value = i + 1,
				      .nvalue = count_values(s, r, name, i + 1) };
	if (s->npart)
		s->part[s->npart - 1].noption++;
	else
		s->nown++;
	return i + 1 + o->nvalue - from;
}

/* Behind "-A CHAIN". */
static int sort_words(struct sw_said *s, const struct sw_rule *r, struct sw_err *err)
{
	int ret;

	for (int i = 2; i < s->words.n; i += ret) {
		if (begins_part(s, i))
			ret = add_part(s, i, err) ? -1 : 2;
		else if (i + 1 < s->words.n || is_mark(s, i))
			ret = add_option(s, r, i, err);
		else
			ret = 1;	/* one word alone, which no plugin prints */
		if (ret < 0)
			return sw_err_nomem(err);
	}
	return 0;
}

static void reset(struct sw_said *s)
{
	sw_str_reset(&s->text);
	sw_str_reset(&s->split);
	sw_words_reset(&s->words);
	s->nown = 0;
	s->noption = s->npart = 0;
}

int sw_said_rule(struct sw_said *s, uint8_t family, const char *chain, struct sw_rule *r,
		 struct sw_err *err)
{
	int ret;

	reset(s);
	s->exact = false;
	ret = print_text(s, family, chain, r, err);
	if (!ret)
		ret = find_exact(s, err);
	if (ret)
		return ret;
	sw_str_addn(&s->split, s->text.s, s->text.len);
	if (s->split.oom)
		return sw_err_nomem(err);
	ret = sw_words_split(&s->words, s->split.s, err);
	return ret ? ret : sort_words(s, r, err);
}

void sw_said_fini(struct sw_said *s)
{
	sw_str_fini(&s->text);
	sw_str_fini(&s->split);
	sw_words_fini(&s->words);
	free(s->option);
	free(s->part);
	memset(s, 0, sizeof(*s));
}
