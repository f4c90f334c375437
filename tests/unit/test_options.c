/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The option tables are sound, the scanner sees what getopt_long would, and names are found. */
#include "base/str.h"
#include "words/options.h"
#include "personality.h"
#include "tap.h"

/* Scans words into one line: "L=arg" for option letter L, "(word)", "?word", "no arg X". */
static const char *scan(const struct sw_option *table, const char *words)
{
	static char text[256], line[256];
	struct sw_words w = { 0 };
	struct sw_err err;
	struct sw_scan s = { .table = table };
	enum sw_scan_result got;
	size_t n = 0;

	sw_err_init(&err);
	snprintf(line, sizeof(line), "%s", words);
	text[0] = '\0';
	if (sw_words_split(&w, line, &err))
		return "split";
	s.argc = w.n;
	s.argv = w.word;
	while ((got = sw_scan_next(&s)) != SW_SCAN_END && n < sizeof(text)) {
		if (got == SW_SCAN_FOREIGN && s.opt)
			got = sw_scan_take(&s);
		if (got == SW_SCAN_OPTION)
			n += snprintf(text + n, sizeof(text) - n, "%s%c%s%s", n ? " " : "",
				      s.opt->letter, s.arg ? "=" : "", s.arg ? s.arg : "");
		else if (got == SW_SCAN_WORD)
			n += snprintf(text + n, sizeof(text) - n, "%s(%s)", n ? " " : "", s.arg);
		else
			n += snprintf(text + n, sizeof(text) - n, "%s%s%s", n ? " " : "",
				      got == SW_SCAN_NO_ARG ? "no arg " : "?", s.argv[s.at]);
	}
	if (s.next < s.argc && n < sizeof(text))
		snprintf(text + n, sizeof(text) - n, " rest");
	sw_words_fini(&w);
	return text;
}

static void test_scan(void)
{
	static const struct { const char *words, *want;
	} cases[] = {
		{ "-t nat", "t=nat" },
		{ "-tnat", "t=nat" },
		{ "--table nat", "t=nat" },
		{ "--table=nat", "t=nat" },
		{ "--table=", "t=" },
		{ "--tab nat", "t=nat" },
		{ "-nvL", "n v L" },
		{ "-nvLINPUT", "n v L=INPUT" },
		{ "-L -n", "L n" },
		{ "-A INPUT -s ! 1.2.3.4", "A=INPUT s=! (1.2.3.4)" },
		{ "-s -d", "s=-d" },
		{ "--sour 1", "s=1" },
		{ "--s 1", "?--s (1)" },
		{ "--d 1", "?--d (1)" },
		{ "--list-", "S" },
		{ "--list", "L" },
		{ "--line", "0" },
		{ "-0", "?-0" },
		{ "--numeric=3", "?--numeric=3" },
		{ "-Q", "?-Q" },
		{ "--bogus", "?--bogus" },
		{ "-A", "no arg -A" },
		{ "--append", "no arg --append" },
		{ "-", "(-)" },
		{ "-S -- foo", "S rest" },
		{ "-S --", "S" },
		{ "-w5", "w=5" },
		{ "-w 5", "w (5)" },
		{ "\xe2\x80\x93sport 1", "(\xe2\x80\x93sport) (1)" },
		{ "-\xe2\x80\x93x", "?-\xe2\x80\x93x" },
		{ "--\xe2\x80\x93x", "?--\xe2\x80\x93x" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is(scan(sw_opts_command, cases[i].words), cases[i].want, "scan %s", cases[i].words);
	is(scan(sw_opts_save, "-c -t nat"), "c t=nat", "another table after the first");
	is(scan(sw_opts_restore, "-nT nat file"), "n T=nat (file)", "and a third");
}

/* Row of a letter; NULL: none. */
static const struct sw_option *by_letter(const struct sw_option *table, char letter)
{
	while (table->letter && table->letter != letter)
		table++;
	return table->letter ? table : NULL;
}

static void test_table(const struct sw_option *table, const char *name)
{
	bool sound = true;

	for (const struct sw_option *o = table; o->letter; o++) {
		const struct sw_option *first = by_letter(table, o->letter);

		sound = sound && o->name && first && (first == o) == !(o->flags & SW_OF_ALIAS);
		sound = sound && (o->help || o->flags & SW_OF_ALIAS);
		sound = sound && (o->arg == SW_ARG_NONE || o->value || o->letter == 'h' ||
				  o->flags & SW_OF_ALIAS);
		if (o->flags & SW_OF_COMMAND)
			sound = sound && sw_cmd_desc(o->letter);
		if (!sound)
			break;
	}
	ok(sound, "table %s: one row per letter, aliases apart, each with help", name);
}

static void test_commands(void)
{
	for (const struct sw_cmd_desc *d = sw_cmds; d->letter; d++) {
		const struct sw_option *o = by_letter(sw_opts_command, d->letter);

		ok(o && o->flags & SW_OF_COMMAND, "command -%c has an option row", d->letter);
	}
}

static void test_names(void)
{
	static const struct { const char *name, *want;
	} cases[] = {
		{ "iptables", "iptables" },
		{ "iptables-nft", "iptables" },
		{ "iptables-statewall", "iptables" },
		{ "ip6tables-nft-restore", "ip6tables-restore" },
		{ "iptables-restore-statewall", "iptables-restore" },
		{ "ip6tables-save", "ip6tables-save" },
		{ "ip6tables-statewall-save", "ip6tables-save" },
		{ "iptables-statewall-restore-translate", "iptables-restore-translate" },
		{ "iptables-statewall-xml", "iptables-xml" },
		{ "iptables-statewallsave", NULL },
		{ "iptables-nftsave", NULL },
		{ "statewall", NULL },
		{ "", NULL },
		{ "-statewall", NULL },
		{ "-statewall-save", NULL },
		{ "iptables-iptables-iptables-iptables-iptables-iptables-iptables-iptables", NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct sw_personality *p = sw_personality_find(cases[i].name);

		is(p ? p->name : NULL, cases[i].want, "name `%s'", cases[i].name);
	}
}

static void test_select(void)
{
	char *by_link[] = { "/usr/sbin/iptables-nft", "-S", NULL };
	char *by_word[] = { "statewall", "iptables-save", "-c", NULL };
	struct sw_invocation inv;
	int status;

	ok(sw_personality_select(2, by_link, &inv, &status) == sw_personality_find("iptables"),
	   "by the name of the link");
	is(inv.program, "iptables", "iptables says its own name");
	ok(inv.argc == 1 && !strcmp(inv.argv[0], "-S"), "words behind the name");
	ok(sw_personality_select(3, by_word, &inv, &status) == sw_personality_find("iptables-save"),
	   "by the first word");
	is(inv.program, "iptables-save", "the word is the name");
	ok(inv.argc == 1 && !strcmp(inv.argv[0], "-c"), "words behind the word");
}

int main(void)
{
	test_table(sw_opts_command, "command");
	test_table(sw_opts_save, "save");
	test_table(sw_opts_restore, "restore");
	test_commands();
	test_scan();
	test_names();
	test_select();
	return tap_end();
}
