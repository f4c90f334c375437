/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of a save file: kinds, tables behind blanks, counters; and which tables a text names. */
#include "service/texts.h"
#include "session/saveline.h"
#include "tap.h"

static void kinds(void)
{
	static const struct { const char *line; enum sw_saveline kind; } rows[] = {
		{ "", SW_LINE_EMPTY }, { "# x", SW_LINE_COMMENT }, { "*nat", SW_LINE_TABLE },
		{ "*\tnat", SW_LINE_TABLE }, { " *nat", SW_LINE_COMMAND }, { ":INPUT", SW_LINE_CHAIN },
		{ " :INPUT", SW_LINE_COMMAND }, { "COMMIT", SW_LINE_COMMIT },
		{ "COMMIT ", SW_LINE_COMMAND }, { " COMMIT", SW_LINE_COMMAND },
		{ "[1:2] -A x", SW_LINE_COMMAND }, { " ", SW_LINE_COMMAND },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ok(sw_line_kind(rows[i].line, strlen(rows[i].line)) == rows[i].kind, "kind of \"%s\"",
		   rows[i].line);
	ok(sw_line_end("x\r\n", 3) == 1 && sw_line_end("x\n", 2) == 1 && sw_line_end("x", 1) == 1 &&
	   sw_line_end("\r\r\n", 3) == 1 && sw_line_end("\n", 1) == 0, "line ends");
}

static void tables(void)
{
	static const char *const lines[] = { "*nat", "* nat", "*\t nat\t", "*nat x", "*  \tnat \r\n" };
	const char *name;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		size_t n = sw_line_table(lines[i], strlen(lines[i]), &name);

		ok(n == 3 && !memcmp(name, "nat", 3), "table of line %zu", i);
		ok(sw_texts_names_table(lines[i], "nat"), "a text names it");
		ok(!sw_texts_names_table(lines[i], "na") && !sw_texts_names_table(lines[i], "natx"),
		   "and no other");
	}
	ok(!sw_line_table("*", 1, &name) && !sw_line_table("* \t", 3, &name), "no table");
	ok(sw_texts_names_table("*filter\r\nCOMMIT\r\n* \tnat\r\nCOMMIT\r\n", "nat"), "further down");
	ok(!sw_texts_names_table("#*nat\n *nat\n:*nat\n-A x *nat", "nat"), "only behind a star");
}

static void counters(void)
{
	static const char *const good[] = { "[1:2]", "[1:2", "[+1:2]x", "[ 1:\t2]", "[01:02]" };
	static const char *const bad[] = { "", "bar", "[1]", "[a:b]", "[1 :2]", "1:2", "[-1:2]", "[1:-2]",
					   "[]", "[:]", "[1:]", "[0x1:2]" };
	uint64_t p, b;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ok(sw_line_counters(good[i], &p, &b) && p == 1 && b == 2, "%s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!sw_line_counters(bad[i], &p, &b), "no counters: %s", bad[i]);
	ok(sw_line_counters("[18446744073709551615:18446744073709551616]", &p, &b) &&
	   p == UINT64_MAX && b == UINT64_MAX, "the greatest");
}

int main(void)
{
	kinds();
	tables();
	counters();
	return tap_end();
}
