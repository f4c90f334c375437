/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Refuses a rule that a save file cannot hold. Some plugins print a name as it was typed: with a
 * blank in it the line reads back as other words, with a line break as another rule. What else they
 * print wrong is found in xt/echo.c. */
#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "words/parse.h"
#include "words/print_rule.h"
#include "xt/plugin.h"

/* What they print is quoted: only a line break is lost on them. */
static bool is_quoted_text(const char *option)
{
	static const char *const options[] = { "--comment", "--log-prefix", "--nflog-prefix" };

	for (size_t i = 0; i < SW_ARRAY_SIZE(options); i++)
		if (!strcmp(option, options[i]))
			return true;
	return false;
}

static bool is_odd(int i, char **argv, const bool *quoted)
{
	if (quoted && !quoted[i])
		return false;
	if (i && argv[i - 1][0] == '-' && is_quoted_text(argv[i - 1]))
		return strchr(argv[i], '\n') != NULL;
	return !sw_str_is_bare(argv[i]);
}

static int lost(struct sw_err *err, const char *word, int at)
{
	struct sw_str shown = { 0 };
	int ret;

	sw_str_add_safe(&shown, word);
	ret = sw_err_usage(err, "this word cannot be written in a save file: `%s'",
			   shown.len ? shown.s : "");
	sw_str_fini(&shown);
	sw_err_arg(err, word, at);
	if (strchr(word, '\n'))
		return sw_err_hint(err,
				   "a rule is one line there, and the word holds a line break");
	sw_err_hint(err,
		    "iptables-save would print it without quotes, and it would be read back as "
		    "something else");
	return ret;
}

/* The words of a rule, and the text it is printed as with the words of that. */
struct echo {
	const struct sw_parser *p;
	int             argc;
	char          **argv;
	const bool     *quoted;
	struct sw_words w;
	struct sw_str   text;
};

/* Does the payload hold an odd word as it was typed? A plugin may cut it short. */
static bool has_odd_word(const struct echo *e, const struct sw_ext *x)
{
	for (int i = 0; i < e->argc; i++)
		if (is_odd(i, e->argv, e->quoted) &&
		    memmem(x->data, x->size, e->argv[i], strnlen(e->argv[i], 12)))
			return true;
	return false;
}

/* Some plugins fill their bytes differently when a default is spelled out: that is not our
 * matter. */
static bool same_ext(const struct echo *e, const struct sw_ext *a, const struct sw_ext *b)
{
	if (strcmp(a->name, b->name) || a->rev != b->rev || a->size != b->size)
		return false;
	return !a->size || !memcmp(a->data, b->data, a->size) || !has_odd_word(e, a);
}

static bool same_rule(const struct echo *e, const struct sw_rule *a, const struct sw_rule *b)
{
	const struct sw_jump *ja = &a->jump, *jb = &b->jump;

	if (memcmp(&a->ip, &b->ip, sizeof(a->ip)) || a->nmatch != b->nmatch || ja->kind != jb->kind)
		return false;
	for (size_t i = 0; i < a->nmatch; i++)
		if (!same_ext(e, &a->match[i], &b->match[i]))
			return false;
	if (ja->kind == SW_JUMP_EXT)
		return same_ext(e, &ja->ext, &jb->ext);
	return ja->verdict == jb->verdict && !strcmp(ja->chain, jb->chain);
}

/* Words of its text that are other than those given: numbers and lists are printed in one form.
 * Then the text must make the same rule. */
static bool reads_back(const struct echo *e, const struct sw_cmd *cmd)
{
	struct sw_parser again = { .family = e->p->family, .program = e->p->program,
				   .restore = true, .known = e->p->known,
				   .table = sw_builtin_table(cmd->table) };
	struct sw_cmd got = { 0 };
	struct sw_err none;
	bool same;

	sw_err_init(&none);
	same = !sw_parse(&again, e->w.n, e->w.word, &got, &none) && got.nrule == 1 &&
	       same_rule(e, cmd->rule[0], got.rule[0]);
	sw_cmd_fini(&got);
	return same;
}

static bool holds(const struct sw_words *w, const char *word)
{
	for (int i = 0; i < w->n; i++)
		if (!strcmp(w->word[i], word))
			return true;
	return false;
}

static int check(struct echo *e, int at, const struct sw_cmd *cmd, struct sw_err *err)
{
	FILE *f = sw_str_open(&e->text);
	bool whole = true;
	int ret;

	if (!f)
		return sw_err_nomem(err);
	ret = sw_print_save(f, e->p->family, cmd->chain, cmd->rule[0], SW_SAVE_PLAIN, err);
	if (fclose(f) && !ret)
		ret = sw_err_nomem(err);
	if (ret)
		return ret;
	if (memchr(e->text.s, '\n', e->text.len - 1) || sw_words_split(&e->w, e->text.s, NULL))
		return lost(err, e->argv[at], at);
	for (int i = at; i < e->argc && whole; i++)
		whole = !is_odd(i, e->argv, e->quoted) || holds(&e->w, e->argv[i]);
	return whole || reads_back(e, cmd) ? 0 : lost(err, e->argv[at], at);
}

static int check_words(const struct sw_parser *p, int argc, char **argv, const bool *quoted,
		       const struct sw_cmd *cmd, struct sw_err *err)
{
	struct echo e = { .p = p, .argc = argc, .argv = argv, .quoted = quoted };
	int at = 0, ret;

	while (at < argc && !is_odd(at, argv, quoted))
		at++;
	/* There is no chain of an odd name: that is said later. */
	if (at == argc || !sw_str_is_bare(cmd->chain))
		return 0;
	ret = check(&e, at, cmd, err);
	sw_words_fini(&e.w);
	sw_str_fini(&e.text);
	return ret;
}

int sw_parse_echo(const struct sw_parser *p, int argc, char **argv, const bool *quoted,
		  const struct sw_cmd *cmd, struct sw_err *err)
{
	int ret = 0;

	if (!cmd->nrule || !strchr("AIR", cmd->letter))
		return 0;
	if (!quoted || memchr(quoted, true, argc))
		ret = check_words(p, argc, argv, quoted, cmd, err);
	return ret ? ret : sw_xt_echo(cmd->rule[0], err);
}
