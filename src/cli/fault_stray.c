/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A word that stands where none is expected: what came before it tells what was meant. */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/fault_local.h"
#include "rule/rule.h"
#include "rule/ruleset.h"
#include "rule/target_names.h"
#include "words/options.h"
#include "xt/plugin.h"

static bool is_option(const char *word)
{
	return word[0] == '-' && word[1];
}

/* "-s --sport 22": the option's argument was left out, and the next option taken for it. */
bool sw_fault_left_out(struct sw_err *err, const char *word, const char *next)
{
	static const struct { const char *opt, *what; } needs[] = {
		{ "-s", "address" }, { "--source", "address" }, { "--src", "address" },
		{ "-d", "address" }, { "--destination", "address" }, { "--dst", "address" },
		{ "-i", "interface" }, { "-o", "interface" }, { "-p", "protocol" },
		{ "-j", "target" }, { "-m", "match name" },
	};

	for (size_t i = 0; i < SW_ARRAY_SIZE(needs); i++) {
		if (strcmp(word, needs[i].opt) || !next || !sw_fault_is_option(next))
			continue;
		sw_err_hint(
			err,
			"`%s' has no %s: `%s' is an option; put the %s there, or leave `%s' out",
			word, needs[i].what, next, needs[i].what, word);
		return true;
	}
	return false;
}

/* The options whose value is a text for people, of several words. */
static bool takes_text(const char *option)
{
	static const char *const text[] = {
		"--comment", "--log-prefix", "--nflog-prefix", "--ulog-prefix", "--string",
	};

	for (size_t i = 0; i < SW_ARRAY_SIZE(text); i++)
		if (!strcmp(option, text[i]))
			return true;
	return false;
}

static bool names_target(const char *word)
{
	int unused;

	return sw_verdict_of(word, &unused) || sw_xt_has_target(word);
}

static bool names_builtin(const char *word)
{
	for (int i = 0; i < SW_NTABLES; i++)
		if (sw_builtin_chain(&sw_builtin_tables[i], word))
			return true;
	return false;
}

static bool has_command(int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		for (const struct sw_option *o = sw_opts_command; o->letter; o++)
			if ((o->flags & SW_OF_COMMAND) && is_option(argv[i]) &&
			    (argv[i][1] == o->letter ||
			     (argv[i][1] == '-' && !strcmp(argv[i] + 2, o->name))))
				return true;
	return false;
}

/* "-m state NEW", "-j LOG --log-level ..." without its option. */
static bool value_of_match(struct sw_err *err, const char *match, const char *word)
{
	char option[64], who[128];

	snprintf(option, sizeof(option), "%s", match);
	if (sw_xt_who_has_option(option, who, sizeof(who)))
		sw_err_hint(err, "the value needs its option: -m %s --%s %s", match, match, word);
	else
		sw_err_hint(err, "-m %s takes options, no value: iptables -m %s -h lists them",
			    match, match);
	return true;
}

/* The two words before: an option and its value, or two others. */
static bool after(struct sw_err *err, const char *two, const char *one, const char *word)
{
	if (takes_text(two)) {
		sw_err_hint(err, "a text of several words stands in quotes: %s \"%s %s\"", two,
			    one, word);
		return true;
	}
	if (!strcmp(two, "-m") || !strcmp(two, "--match"))
		return value_of_match(err, one, word);
	if (!strcmp(two, "-p") && word[0] >= '0' && word[0] <= '9') {
		sw_err_hint(err, "a port needs its option: -p %s --dport %s", one, word);
		return true;
	}
	if (two[0] == '-' && strchr("NXFLSZ", two[1]) && two[1] && !two[2]) {
		sw_err_hint(err, "%s takes one chain", two);
		return true;
	}
	return false;
}

void sw_fault_stray(struct sw_err *err, int argc, char **argv)
{
	int i = err->where.word;
	const char *word = i >= 0 && i < argc ? argv[i] : NULL;

	if (!word || strncmp(err->msg, "Bad argument", 12))
		return;
	if (i >= 1 && sw_fault_one_dash(err, argv[i - 1])) {
		sw_err_arg(err, argv[i - 1], i - 1);
		return;
	}
	if (i >= 2 && sw_fault_left_out(err, argv[i - 2], argv[i - 1])) {
		sw_err_arg(err, argv[i - 2], i - 2);
		return;
	}
	if (i >= 2 && !strcmp(argv[i - 1], "!")) {
		sw_err_hint(err, "the ! stands before the option: ! %s %s", argv[i - 2], word);
		sw_err_arg(err, "!", i - 1);
		return;
	}
	if (i >= 2 && after(err, argv[i - 2], argv[i - 1], word))
		return;
	if (names_target(word))
		sw_err_hint(err, "a target needs its option: -j %s", word);
	else if (names_builtin(word) && !has_command(argc, argv))
		sw_err_hint(err, "a line begins with what to do: -A %s appends a rule, -L %s lists "
			    "them", word, word);
}
