/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reader of save files: lines and their kinds, words, counters; what iptables-restore says of
 * lines; and which tables a text names. */
#include <stdlib.h>

#include "session/texts.h"
#include "session/savefile.h"
#include "tap.h"

static struct sw_savefile text(const char *s)
{
	return (struct sw_savefile){ .text = s, .len = strlen(s) };
}

static void kinds(void)
{
	static const struct { const char *line; enum sw_saveline kind;
	} rows[] = {
		{ "\n", SW_LINE_EMPTY },	   { "# x", SW_LINE_COMMENT },
		{ "*nat", SW_LINE_TABLE },	   { "*\tnat", SW_LINE_TABLE },
		{ " *nat", SW_LINE_COMMAND },	   { ":INPUT", SW_LINE_CHAIN },
		{ " :INPUT", SW_LINE_COMMAND },	   { "COMMIT", SW_LINE_COMMIT },
		{ "COMMIT ", SW_LINE_COMMAND },	   { " COMMIT", SW_LINE_COMMAND },
		{ "COMMIT\r\n", SW_LINE_COMMIT },  { "\r\n", SW_LINE_EMPTY },
		{ "[1:2] -A x", SW_LINE_COMMAND }, { " ", SW_LINE_COMMAND },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sw_savefile f = text(rows[i].line);

		ok(sw_savefile_next(&f, NULL) == 1 && f.kind == rows[i].kind, "kind of row %zu", i);
		ok(sw_savefile_next(&f, NULL) == 0, "and it is the only line");
	}
}

/* The same lines from a text and from a stream. */
static void lines(void)
{
	static const char all[] = "a\nb\r\n\nc\r\r\n\r\nd\re\nlast";
	static const char *const want[] = { "a", "b", "", "c\r", "", "d\re", "last" };
	struct sw_savefile t = text(all), s = { .in = fmemopen((char *)all, strlen(all), "r") };

	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		ok(sw_savefile_next(&t, NULL) == 1 && t.line_len == strlen(want[i]) &&
			   !memcmp(t.line, want[i], t.line_len) && t.where.line == i + 1,
		   "line %zu", i + 1);
		ok(sw_savefile_next(&s, NULL) == 1 && s.where.line == i + 1 &&
		   !strcmp(s.line, want[i]), "line %zu of a stream", i + 1);
	}
	ok(!sw_savefile_next(&t, NULL) && !sw_savefile_next(&s, NULL), "the end");
	ok(sw_savefile_seek(&t, 4) && t.line_len == 2 && t.where.line == 4, "back to line 4");
	ok(!sw_savefile_seek(&t, 8) && !sw_savefile_seek(&t, 0), "no line 8 nor 0");
	sw_savefile_fini(&t);
	sw_savefile_fini(&s);
	fclose(s.in);
}

static void streams(void)
{
	static const char nul[] = "a\nb\0c\n";
	struct sw_savefile f = { .in = fmemopen((char *)nul, sizeof(nul) - 1, "r") };
	struct sw_err err;

	sw_err_init(&err);
	ok(sw_savefile_next(&f, &err) == 1, "a line before");
	ok(sw_savefile_next(&f, &err) < 0 && strstr(err.msg, "NUL") && f.where.line == 2,
	   "a NUL byte is no text");
	sw_savefile_fini(&f);
	fclose(f.in);
}

static void state(void)
{
	struct sw_savefile f = text("*filter\nCOMMIT\n-A INPUT\n");

	sw_savefile_next(&f, NULL);
	ok(!f.in_table, "a table is open when it has been taken");
	f.in_table = true;
	ok(sw_savefile_next(&f, NULL) == 1 && f.in_table, "COMMIT belongs to its table");
	ok(sw_savefile_next(&f, NULL) == 1 && !f.in_table, "and ends it");
	f.in_table = true;
	sw_savefile_rewind(&f);
	ok(!f.in_table && sw_savefile_next(&f, NULL) == 1 && f.kind == SW_LINE_TABLE,
	   "from the start");
	sw_savefile_fini(&f);
}

static void tables(void)
{
	static const char *const rows[] = { "*nat", "* nat", "*\t nat\t", "*nat x",
					    "*  \tnat \r\n" };
	char *name;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sw_savefile f = text(rows[i]);

		ok(sw_savefile_next(&f, NULL) == 1 && !sw_savefile_table(&f, &name, NULL) &&
		   !strcmp(name, "nat"), "table of line %zu", i);
		sw_savefile_fini(&f);
		ok(sw_text_names_table(rows[i], "nat"), "a text names it");
		ok(!sw_text_names_table(rows[i], "na") && !sw_text_names_table(rows[i], "natx"),
		   "and no other");
	}
	for (int i = 0; i < 2; i++) {
		struct sw_savefile f = text(i ? "* \t" : "*");

		ok(sw_savefile_next(&f, NULL) == 1 && !sw_savefile_table(&f, &name, NULL) && !name,
		   "no table");
		sw_savefile_fini(&f);
	}
	ok(sw_text_names_table("*filter\r\nCOMMIT\r\n* \tnat\r\nCOMMIT\r\n", "nat"),
	   "further down");
	ok(!sw_text_names_table("#*nat\n *nat\n:*nat\n-A x *nat", "nat"), "only behind a star");
}

static void chains(void)
{
	struct sw_savefile f = text(": INPUT\tDROP  [1:2] x\n:one\n:");
	struct sw_savefile_chain c;

	sw_savefile_next(&f, NULL);
	ok(!sw_savefile_chain(&f, &c, NULL) && !strcmp(c.name, "INPUT") &&
		   !strcmp(c.policy, "DROP") && !strcmp(c.counters, "[1:2]"),
	   "three words");
	sw_savefile_next(&f, NULL);
	ok(!sw_savefile_chain(&f, &c, NULL) && !strcmp(c.name, "one") && !c.policy && !c.counters,
	   "one word");
	sw_savefile_next(&f, NULL);
	ok(!sw_savefile_chain(&f, &c, NULL) && !c.name, "none");
	sw_savefile_fini(&f);
}

static void commands(void)
{
	static const struct {
		const char *line, *inside, *bytes, *words;
		bool is_there, append;
	} rows[] = {
		{ "-A x -j y", NULL, NULL, "-A|x|-j|y", false, true },
		{ "[1:2] -A x", "1", "2", "-A|x", true, true },
		{ "[1:2]-A \"a b\"", "1", "2", "-A|a b", true, true },
		{ "[1] -D x", "1", NULL, "-D|x", true, false },
		{ "[:2] -A x", "", "2", "-A|x", true, true },
		{ "[1:2 -A x", NULL, NULL, "", true, false },
		{ "[1:2]  -I x", "1", "2", "-I|x", true, false },
		{ "--append x", NULL, NULL, "--append|x", false, false },
		{ "-A", NULL, NULL, "-A", false, false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sw_savefile f = text(rows[i].line);
		struct sw_savefile_front front;
		char words[64] = "";

		ok(sw_savefile_next(&f, NULL) == 1 && sw_savefile_is_append(&f) == rows[i].append,
		   "row %zu: -A or not", i);
		ok(!sw_savefile_command(&f, &front, NULL), "it can be split");
		for (int k = 0; k < f.words.n; k++)
			sprintf(words + strlen(words), "%s%s", k ? "|" : "", f.words.word[k]);
		is(words, rows[i].words, "words");
		is(front.inside, rows[i].inside, "inside the bracket");
		is(front.bytes, rows[i].bytes, "behind the colon");
		ok(front.is_there == rows[i].is_there, "a bracket or none");
		sw_savefile_fini(&f);
	}
}

static void counters(void)
{
	static const char *const good[] = { "[1:2]", "[1:2", "[+1:2]x", "[ 1:\t2]", "[01:02]" };
	static const char *const bad[] = {
		"",	  "bar",    "[1]", "[a:b]", "[1 :2]", "1:2",
		"[-1:2]", "[1:-2]", "[]",  "[:]",   "[1:]",   "[0x1:2]"
	};
	uint64_t p, b;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ok(sw_savefile_counters(good[i], &p, &b) && p == 1 && b == 2, "%s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!sw_savefile_counters(bad[i], &p, &b), "no counters: %s", bad[i]);
	ok(sw_savefile_counters("[18446744073709551615:18446744073709551616]", &p, &b) &&
	   p == UINT64_MAX && b == UINT64_MAX, "the greatest");
	ok(sw_savefile_counter(" +7x", &p) && p == 7 && !sw_savefile_counter("-7", &p),
	   "one counter");
}

/* What a line that is not as iptables-restore demands it makes it say; "": nothing is wrong. */
static void strict(void)
{
	static const struct { const char *line, *says; } rows[] = {
		{ "*nat", "" },
		{ "*", "prog: line 1 table name invalid" },
		{ "*none x", "prog: line 1 table name 'none' invalid" },
		{ ":INPUT DROP [1:2]", "" },
		{ ":x -", "" },
		{ ":", "prog: line 1 chain name invalid" },
		{ ":x", "prog: line 1 policy invalid" },
		{ ":-x", "chain name not allowed to start with `-'" },
		{ ":!x -", "chain name not allowed to start with `!'" },
		{ ":INPUT DROP [1]", "invalid policy counters for chain 'INPUT'" },
		{ ":INPUT DROP", "invalid policy counters for chain 'INPUT'" },
		{ "[1:2]-A x", "" },
		{ "[1:2 -A x", "Bad line 1: need ]" },
		{ "[:2] -A x", "Bad line 1: need ]" },
		{ "[:] -A \"x", "Bad line 1: need ]" },
		{ "[1] -A x", "Bad line 1: need :" },
		{ "[] -A x", "Bad line 1: need :" },
		{ "[a:2] -A \"x", "-c packet counter not numeric" },
		{ "[1:] -A x", "-c byte counter not numeric" },
		{ "[1:2] -A \"x", "unterminated quote in argument" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sw_savefile f = text(rows[i].line);
		const struct sw_builtin_table *table;
		struct sw_savefile_numbers n = { 0 };
		struct sw_savefile_chain c = { 0 };
		struct sw_err err;
		int ret;

		sw_err_init(&err);
		sw_savefile_next(&f, NULL);
		if (f.kind == SW_LINE_TABLE)
			ret = sw_savefile_need_table(&f, "prog", &table, &err);
		else if (f.kind == SW_LINE_CHAIN)
			ret = sw_savefile_need_chain(&f, "prog", &c, &err);
		else
			ret = sw_savefile_need_command(&f, &n, &err);
		if (!ret && c.name && !strcmp(c.name, "INPUT"))
			ret = sw_savefile_need_counters(&c, true, &n.packets, &n.bytes, &err);
		is(err.msg, rows[i].says, "%s", rows[i].line);
		ok(!ret == !*rows[i].says, "and how it ends");
		sw_savefile_fini(&f);
	}
}

static void numbers(void)
{
	struct sw_savefile f = text("[3:4] -A x\n-A y\n[a:b] -A z");
	struct sw_savefile_numbers n = { 0 }, none = { 0 };

	sw_savefile_next(&f, NULL);
	ok(!sw_savefile_need_command(&f, &n, NULL) && n.is_there && n.packets == 3 && n.bytes == 4,
	   "the numbers before a command");
	sw_savefile_next(&f, NULL);
	ok(!sw_savefile_need_command(&f, &none, NULL) && !none.is_there && f.words.n == 2, "none");
	sw_savefile_next(&f, NULL);
	ok(!sw_savefile_need_command(&f, NULL, NULL), "nobody wants to know them");
	sw_savefile_fini(&f);
}

/* The longest line is as long as memory; the reader keeps no more than one of it. */
static void long_lines(void)
{
	enum { WORDS = 20000 };
	static char line[WORDS * 5 + 16];
	size_t len = sprintf(line, "[1:2] ");
	struct sw_savefile f = { .text = line };
	struct sw_savefile_front front;

	for (int i = 0; i < WORDS; i++)
		len += sprintf(line + len, "%s", i % 2 ? "\"a \" " : "bcd ");
	f.len = len + sprintf(line + len, "\n-A x");
	ok(sw_savefile_next(&f, NULL) == 1 && f.line_len == len &&
	   !sw_savefile_command(&f, &front, NULL) && f.words.n == WORDS, "a long line");
	is(f.words.word[WORDS - 1], "a ", "its last word");
	ok(sw_savefile_next(&f, NULL) == 1 && !sw_savefile_command(&f, &front, NULL) &&
	   f.words.n == 2, "a short one behind it");
	sw_savefile_fini(&f);
}

int main(void)
{
	setenv("STATEWALL_COMPAT", "1.8.9", 1); /* the sentences are those of this one */
	kinds();
	lines();
	streams();
	state();
	tables();
	chains();
	commands();
	counters();
	strict();
	numbers();
	long_lines();
	return tap_end();
}
