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
#include "rule/target_names.h"
#include "words/options.h"
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

static bool looks_like_option(const char *word)
{
	const char *rest = skip_dashes(word);

	return rest != word && *rest;
}

/* "-s --sport 22": the option's argument was left out, and the next option taken for it. */
static bool explain_left_out(struct sw_err *err, const char *word, const char *next)
{
	static const struct { const char *opt, *what; } needs[] = {
		{ "-s", "address" }, { "--source", "address" }, { "--src", "address" },
		{ "-d", "address" }, { "--destination", "address" }, { "--dst", "address" },
		{ "-i", "interface" }, { "-o", "interface" }, { "-p", "protocol" },
		{ "-j", "target" }, { "-m", "match name" },
	};

	for (size_t i = 0; i < SW_ARRAY_SIZE(needs); i++) {
		if (strcmp(word, needs[i].opt) || !next || !looks_like_option(next))
			continue;
		sw_err_hint(
			err,
			"`%s' has no %s: `%s' is an option; put the %s there, or leave `%s' out",
			word, needs[i].what, next, needs[i].what, word);
		return true;
	}
	return false;
}

static const char *nearest_target(const char *name)
{
	const char *common[SW_TARGET_NAMES_MAX], *near = sw_target_synonym(name);
	size_t n = 0;

	for (const struct sw_target_name *t = sw_target_names; t->name; t++)
		if (t->common)
			common[n++] = t->name;
	if (!near)
		near = sw_str_nearest(name, common, n);
	return near && strcmp(near, name) ? near : NULL;
}

/* A name nobody would give a chain, or nearly a verdict's. */
static void explain_target(struct sw_err *err, const char *name)
{
	const char *near = nearest_target(name);

	if (!near || sw_xt_has_target(name) || strstr(err->hint, near))
		return;
	sw_err_hint(err, "`-j %s': no such target or chain; did you mean %s?", name, near);
}

/* ---- an unknown option ----------------------------------------------------------------------- */

/* Options of extensions that people type by hand, and what must stand before them. */
static const char *const known_options[] = {
	"sport", "dport", "sports", "dports", "ports", "source-port", "destination-port",
	"state", "ctstate", "icmp-type", "icmpv6-type", "tcp-flags", "syn", "limit",
	"limit-burst", "comment", "mark", "mac-source", "log-prefix", "log-level",
	"reject-with", "to-destination", "to-source", "to-ports", "set-mark", "match-set",
	"src-range", "dst-range", "seconds", "hitcount", "name", "helper", "uid-owner",
	"gid-owner", "dst-type", "src-type", "pkt-type", "clamp-mss-to-pmtu", "set-mss",
	"nflog-group", "nflog-prefix", "connlimit-above", "hashlimit-name", "hashlimit-upto",
	"hashlimit-above", "hashlimit-mode",
};

static const char *nearest_option(const char *word)
{
	const char *names[128];
	size_t n = 0;

	for (const struct sw_option *o = sw_opts_command; o->letter && n < 64; o++)
		names[n++] = o->name;
	for (size_t i = 0; i < SW_ARRAY_SIZE(known_options) && n < SW_ARRAY_SIZE(names); i++)
		names[n++] = known_options[i];
	return sw_str_nearest(word, names, n);
}

static void explain_option(struct sw_err *err)
{
	const char *near, *word = err->arg + strspn(err->arg, "-");
	char who[128];

	if (strncmp(err->msg, "unknown option", 14) || !*word)
		return;
	if (sw_xt_who_has_option(word, who, sizeof(who))) {
		sw_err_hint(err, "%s needs one of these before it: %s", err->arg, who);
		return;
	}
	near = nearest_option(word);
	if (near && sw_xt_who_has_option(near, who, sizeof(who)))
		sw_err_hint(err, "did you mean --%s? It needs one of these before it: %s", near,
			    who);
	else if (near)
		sw_err_hint(err, "did you mean --%s?", near);
}

/* ---- all words ------------------------------------------------------------------------------- */

static void explain_words(struct sw_err *err, int argc, char **argv, bool parse_fault)
{
	for (int i = 0; i < argc; i++) {
		const char *next = i + 1 < argc ? argv[i + 1] : NULL;

		explain_dash(err, argv[i]);
		if (parse_fault && explain_left_out(err, argv[i], next))
			continue;
		if (next && (!strcmp(argv[i], "-j") || !strcmp(argv[i], "--jump")))
			explain_target(err, next);
	}
	sw_fault_helper(err, argc, argv);
	sw_fault_gone(err, argc, argv);
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

/* The words of the line, which point into what is returned; NULL: it has no words. */
static char *split_line(struct sw_words *words, const struct sw_report_text *t)
{
	SW_FREE char *copy = strndup(t->line, t->line_len);
	struct sw_err none;

	sw_err_init(&none);
	return copy && !sw_words_split(words, copy, &none) ? SW_TAKE(copy) : NULL;
}

static void explain_line(struct sw_err *err, const struct sw_report_text *t)
{
	struct sw_words words = { 0 };
	char *copy = split_line(&words, t);

	if (copy) {
		explain_words(err, words.n, words.word, err->code == SW_EPARAM);
		explain_file(err, words.n, words.word);
	}
	sw_words_fini(&words);
	free(copy);
}

void sw_fault_explain(struct sw_err *err, const struct sw_report_text *t)
{
	if (err->code == SW_EPARAM)
		explain_option(err);
	if (t->line && !t->split)
		explain_line(err, t);
	else if (t->split || !t->restore)
		explain_words(err, t->argc, t->argv, err->code == SW_EPARAM);
}

bool sw_fault_must_explain(struct sw_err *err, const struct sw_report_text *t)
{
	SW_FREE char *copy = NULL;
	struct sw_words words = { 0 };
	bool must;

	if (err->code != SW_ERESOURCE)
		return false;
	if (!t->line)
		return !t->restore && sw_fault_helper(err, t->argc, t->argv);
	copy = split_line(&words, t);
	must = copy && sw_fault_helper(err, words.n, words.word);
	sw_words_fini(&words);
	return must;
}
