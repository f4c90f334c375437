/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reader of save files: lines and their kinds, words, counters; and which tables a text
 * names. */
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

int main(void)
{
	kinds();
	lines();
	streams();
	state();
	tables();
	chains();
	commands();
	counters();
	return tap_end();
}
