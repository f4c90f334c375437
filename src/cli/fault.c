/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks over the words of a refused line: names every fault at once, and what to type instead. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "cli/fault.h"
#include "cli/fault_gone.h"
#include "cli/fault_helper.h"
#include "cli/fault_local.h"
#include "cli/report_place.h"
#include "rule/target_names.h"
#include "xt/plugin.h"

/* Characters that word processors and web pages put where a plain one belongs. */
static const struct { const char *bytes, *name; char plain; } typographic[] = {
	{ "\xe2\x80\x93", "an en dash (U+2013)", '-' },
	{ "\xe2\x80\x94", "an em dash (U+2014)", '-' },
	{ "\xe2\x80\x90", "a hyphen (U+2010)", '-' },
	{ "\xe2\x80\x91", "a hyphen (U+2011)", '-' },
	{ "\xe2\x88\x92", "a minus sign (U+2212)", '-' },
	{ "\xe2\x80\x9c", "a curly quote (U+201C)", '"' },
	{ "\xe2\x80\x9d", "a curly quote (U+201D)", '"' },
	{ "\xc2\xa0", "a no-break space (U+00A0)", ' ' },
};

/* Index into typographic for the character at s, -1: none of them. */
static int typographic_at(const char *s)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(typographic); i++)
		if (!strncmp(s, typographic[i].bytes, strlen(typographic[i].bytes)))
			return i;
	return -1;
}

static const char *skip_dashes(const char *s)
{
	for (;;) {
		int k = typographic_at(s);

		if (*s == '-')
			s++;
		else if (k >= 0 && typographic[k].plain == '-')
			s += strlen(typographic[k].bytes);
		else
			return s;
	}
}

/* "–sport" -> "--sport", "–s" -> "-s". */
static void explain_dash(struct sw_err *err, const char *word)
{
	const char *p = word, *rest = skip_dashes(word);
	int k;

	while (*p == '-')
		p++;
	k = typographic_at(p);
	if (k < 0)
		return;
	if (typographic[k].plain != '-' || rest == p)
		sw_err_hint(err, "`%s' begins with %s: type a plain %c", word, typographic[k].name,
			    typographic[k].plain);
	else
		sw_err_hint(err, "`%s' begins with %s: write `%s%s'", word, typographic[k].name,
			    rest[0] && rest[1] ? "--" : "-", rest);
}

bool sw_fault_is_option(const char *word)
{
	const char *rest = skip_dashes(word);

	return rest != word && *rest;
}

const char *sw_fault_nearest_target(const char *name)
{
	const char *common[SW_TARGET_NAMES_MAX], *near = sw_target_synonym(name);
	size_t n = 0;

	for (const struct sw_target_name *t = sw_target_names; t->name; t++)
		if (t->common)
			common[n++] = t->name;
	if (!near)
		near = sw_str_nearest(name, common, n);
	return near && strcmp(near, name) && !sw_xt_has_target(name) ? near : NULL;
}

/* A name nobody would give a chain, or nearly a verdict's. */
static void explain_target(struct sw_err *err, const char *name)
{
	const char *near = sw_fault_nearest_target(name);

	/* The refusal of that very name has its own advice. */
	if (!near || strstr(err->hint, near) ||
	    (err->hint[0] && !strcmp(err->arg, name)))
		return;
	sw_err_hint(err, "`-j %s': no such target or chain; did you mean %s?", name, near);
}

/* ---- all words ------------------------------------------------------------------------------- */

static void explain_words(struct sw_err *err, int argc, char **argv, bool parse_fault)
{
	for (int i = 0; i < argc; i++) {
		const char *next = i + 1 < argc ? argv[i + 1] : NULL;

		explain_dash(err, argv[i]);
		if (parse_fault)
			sw_fault_one_dash(err, argv[i]);
		if (parse_fault && sw_fault_left_out(err, argv[i], next))
			continue;
		if (next && (!strcmp(argv[i], "-j") || !strcmp(argv[i], "--jump")))
			explain_target(err, next);
	}
	sw_fault_helper(err, argc, argv);
	sw_fault_gone(err, argc, argv);
}

/* A refusal that names no word may begin with one, or its advice may: "conntrack: At least one
 * option is required", "MASQUERADE works in table nat only". */
static int guess_word(const struct sw_err *err, int argc, char **argv)
{
	const char *from[] = { err->msg, err->hint };

	for (size_t k = 0; k < SW_ARRAY_SIZE(from); k++)
		for (int i = 0; i < argc; i++) {
			size_t len = strlen(argv[i]);

			if (len && !strncmp(from[k], argv[i], len) &&
			    (from[k][len] == ' ' || from[k][len] == ':') &&
			    argv[i][0] != '-' && i && !strchr("ACDIR", argv[i - 1][1]))
				return i;
		}
	return -1;
}

/* What is known of this one fault. */
void sw_fault_one(struct sw_err *err, int argc, char **argv)
{
	err->where.word = sw_report_word(err, argc, argv);
	if (err->where.word < 0 && !err->arg[0])
		err->where.word = guess_word(err, argc, argv);
	sw_fault_message(err);
	if (err->code != SW_EPARAM)
		return;
	sw_fault_option(err, argc, argv);
	sw_fault_stray(err, argc, argv);
	sw_fault_port(err, argc, argv);
	sw_fault_extension(err, argc, argv);
}

static void explain_file(struct sw_err *err, int argc, char **argv)
{
	if (strncmp(err->msg, "Bad argument", 12) || argc < 1)
		return;
	if (err->arg[0] == '#')
		sw_err_hint(err,
			    "a comment needs a line of its own: # must be its first character");
	else if (!strcmp(err->arg, "\\"))
		sw_err_hint(err, "lines are not continued here: leave the \\ out and join the two");
	else if (argv[0][0] == '*' || !strcmp(argv[0], "COMMIT"))
		sw_err_hint(err, "the table before has no COMMIT, or the line begins with a blank");
}

static void explain(struct sw_err *err, int argc, char **argv)
{
	sw_fault_one(err, argc, argv);
	explain_words(err, argc, argv, err->code == SW_EPARAM);
}

void sw_fault_explain(struct sw_err *err, const struct sw_report_text *t)
{
	struct sw_report_words w;

	if (t->split || (!t->line && !t->restore)) {
		explain(err, t->argc, t->argv);
	} else if (t->line && sw_report_split(&w, t)) {
		explain(err, w.words.n, w.words.word);
		explain_file(err, w.words.n, w.words.word);
		sw_report_words_fini(&w);
	}
}

bool sw_fault_must_explain(struct sw_err *err, const struct sw_report_text *t)
{
	struct sw_report_words w;
	bool must;

	if (err->code != SW_ERESOURCE)
		return false;
	if (!t->line)
		return !t->restore && sw_fault_helper(err, t->argc, t->argv);
	if (!sw_report_split(&w, t))
		return false;
	must = sw_fault_helper(err, w.words.n, w.words.word);
	sw_report_words_fini(&w);
	return must;
}
