/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The other faults of a refused line: it is parsed again without the words at fault, as long as
 * something else is wrong. What follows from words that were left out is not told. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/fault.h"
#include "cli/fault_local.h"
#include "cli/report_place.h"
#include "words/parse.h"

/* What is left of the line, and where each word stood in it. */
struct left {
	char **argv;
	int   *at, argc;
	int   had;		/* words of the whole line */
	bool  struck;		/* something was left out */
	bool  lacks;		/* a protocol or an extension, which may have had options */
};

/* A negative number is a value. */
static bool is_option(const char *word)
{
	if (word[0] != '-' || !word[1])
		return false;
	return word[1] < '0' || word[1] > '9' || !strcmp(word, "-4") || !strcmp(word, "-6");
}

/* The option that word w belongs to, with its values and the "!" before it: words from..to-1. A
 * word that stands alone has none. */
static void extent(const struct left *l, int w, bool alone, int *from, int *to)
{
	*from = w;
	while (!alone && *from > 0 && !is_option(l->argv[*from]))
		--*from;
	if (!is_option(l->argv[*from]))
		*from = w;
	if (*from > 0 && !strcmp(l->argv[*from - 1], "!"))
		--*from;
	for (*to = w + 1; *to < l->argc; ++*to)
		if (is_option(l->argv[*to]) || !strcmp(l->argv[*to], "!"))
			break;
}

/* Words that a match or a protocol brings mean nothing without it. */
static bool brings_options(const char *word)
{
	static const char *const names[] = {
		"-p", "--protocol", "-m", "--match", "-j", "--jump",
	};

	for (size_t i = 0; i < SW_ARRAY_SIZE(names); i++)
		if (!strcmp(word, names[i]))
			return true;
	return false;
}

/* false: the command itself is wrong, and the rest means nothing without it. */
static bool strike(struct left *l, int w, bool alone)
{
	int from, to;

	extent(l, w, alone, &from, &to);
	if (is_option(l->argv[from]) && strchr("ACDIRLSFZNXPE", l->argv[from][1]))
		return false;
	l->lacks |= brings_options(l->argv[from]);
	memmove(&l->argv[from], &l->argv[to], (l->argc - to + 1) * sizeof(*l->argv));
	memmove(&l->at[from], &l->at[to], (l->argc - to) * sizeof(*l->at));
	l->argc -= to - from;
	return l->struck = true;
}

/* Does it follow from what was left out, or is it told by the advice on another word? */
static bool follows(const struct left *l, const struct sw_err *err)
{
	int w = err->where.word;

	if (w < 0)
		return true;
	if (!strncmp(err->msg, "unknown option", 14) && l->lacks)
		return true;
	if (strstr(err->msg, "requires an argument") && l->at[w] + 1 < l->had)
		return true;
	if (!strncmp(err->msg, "host/network", 12) && l->argv[w][0] == '-')
		return true;
	/* A dash or a quote of a word processor has advice of its own. */
	return (l->argv[w][0] & 0xe0) == 0xe0;
}

static bool copy(struct left *l, int argc, char **argv)
{
	*l = (struct left){ .argc = argc, .had = argc, .argv = calloc(argc + 1, sizeof(*argv)),
			    .at = calloc(argc + 1, sizeof(int)) };
	if (!l->argv || !l->at)
		return false;
	for (int i = 0; i < argc; i++) {
		l->argv[i] = argv[i];
		l->at[i] = i;
	}
	return true;
}

/* Sets err to what is wrong with the words that are left; false: nothing is. */
static bool next_fault(const struct left *l, const struct sw_parser *parser, struct sw_err *err)
{
	struct sw_cmd cmd = { 0 };
	int ret;

	sw_err_init(err);
	ret = sw_parse(parser, l->argc, l->argv, &cmd, err);
	sw_cmd_fini(&cmd);
	return ret && err->code == SW_EPARAM;
}

static size_t search(struct left *l, const struct sw_err *first, const struct sw_parser *parser,
		     struct sw_err *more, size_t max)
{
	size_t n = 0;

	for (int turn = l->argc; turn > 0 && n < max; turn--) {
		struct sw_err *err = &more[n];
		int stray, w;
		bool alone;

		if (!next_fault(l, parser, err))
			break;
		/* A match that lacks something may lack what was left out. */
		stray = sw_report_word(err, l->argc, l->argv);
		sw_fault_one(err, l->argc, l->argv);
		w = err->where.word;
		alone = w == stray && !strncmp(err->msg, "Bad argument", 12);
		if (strcmp(err->msg, first->msg) && !follows(l, err) &&
		    (stray >= 0 || !l->struck))
			n++;
		if (w < 0)
			break;
		err->where.word = l->at[w];
		if (!strike(l, w, alone))
			break;
	}
	return n;
}

/* "-j ACEPT", or a dash of a word processor: sw_fault_explain() has advice for each such word. */
static bool has_advice(int i, char **argv)
{
	const char *word = argv[i];

	if (i && (!strcmp(argv[i - 1], "-j") || !strcmp(argv[i - 1], "--jump")))
		return sw_fault_nearest_target(word);
	return (word[0] & 0xf0) == 0xe0 && sw_fault_is_option(word);
}

/* So only their places are wanted. */
static size_t places(const struct sw_err *first, int argc, char **argv, struct sw_err *more,
		     size_t max)
{
	size_t n = 0;

	for (int i = 0; i < argc && n < max; i++) {
		if (!has_advice(i, argv) || first->where.word == i)
			continue;
		sw_err_init(&more[n]);
		sw_err_arg(&more[n++], argv[i], i);
	}
	return n;
}

size_t sw_fault_more(const struct sw_err *first, const struct sw_report_text *t,
		     struct sw_err *more, size_t max)
{
	struct sw_report_words w = { 0 };
	struct left l = { 0 };
	size_t n = 0;
	bool ok;

	if (!t->parser || first->code != SW_EPARAM)
		return 0;
	if (t->line && !t->split)
		ok = sw_report_split(&w, t) && copy(&l, w.words.n, w.words.word);
	else
		ok = copy(&l, t->argc, t->argv);
	if (ok) {
		n = places(first, l.argc, l.argv, more, max);
		n += search(&l, first, t->parser, more + n, max - n);
	}
	free(l.argv);
	free(l.at);
	sw_report_words_fini(&w);
	return n;
}
