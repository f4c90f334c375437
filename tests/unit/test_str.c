/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Strings: builder, words of a save file's line, quoting, safe output, nearness. */
#include <stdlib.h>
#include "base/cleanup.h"
#include "base/str.h"
#include "tap.h"

static void test_builder(void)
{
	struct sw_str b = { 0 };
	char *s;
	int i;

	s = sw_str_take(&b);
	is(s, "", "taking an empty builder gives an empty string");
	free(s);
	sw_str_add(&b, "a");
	sw_str_addc(&b, 'b');
	sw_str_addn(&b, "cdef", 2);
	sw_str_addf(&b, "%d%s", 42, "x");
	is(b.s, "abcd42x", "append");
	sw_str_reset(&b);
	ok(b.len == 0 && b.cap > 0, "reset keeps the memory");
	is(b.s, "", "reset empties");
	for (i = 0; i < 10000; i++)
		sw_str_addf(&b, "%04d", i);
	ok(b.len == 40000 && strlen(b.s) == 40000, "growth");
	ok(!memcmp(b.s + 39996, "9999", 4), "last piece is whole");
	sw_str_reset(&b);
	sw_str_addf(&b, "%200d", 1);
	ok(b.len == 200, "one long format");
	s = sw_str_take(&b);
	ok(s && strlen(s) == 200 && !b.s && !b.len, "take hands over");
	free(s);
	sw_str_addf(&b, "%300d", 1);
	ok(b.len == 300, "long format into an empty builder");
	sw_str_fini(&b);
	sw_str_fini(&b);
}

/* in, then the words joined by '|'; a quoted word has a '*' in front. NULL = refused. */
static const char *const lines[][2] = {
	{ "", "" },
	{ "   \t \n", "" },
	{ "-A INPUT -j ACCEPT", "-A|INPUT|-j|ACCEPT" },
	{ "  -A\tINPUT \r\n", "-A|INPUT" },
	{ "a \"b c\" d", "a|*b c|d" },
	{ "a \"\" d", "a|*|d" },
	{ "\"!\" !", "*!|!" },
	{ "\"a\\\"b\\\\c\\d\"", "*a\"b\\cd" },
	{ "a\\b c", "a\\b|c" },
	{ "'a b'", "'a|b'" },
	{ "--comment=\"a b\" x", "*--comment=a b|x" },
	{ "\"a\"b", "*a|b" },
	{ "\"a\"\"b\"", "*a|*b" },
	{ "\"a", NULL },
	{ "a \"", NULL },
	{ "\"a\\\"", NULL },
	{ "\"a\\", NULL },
};

/* The same for a line of the shell. */
static const char *const shell_lines[][2] = {
	{ "", "" },
	{ "-A INPUT  -j\tACCEPT", "-A|INPUT|-j|ACCEPT" },
	{ "a 'b c' d", "a|*b c|d" },
	{ "a \"b c\" d", "a|*b c|d" },
	{ "a '' \"\" d", "a|*|*|d" },
	{ "'a'\"b\"c", "*abc" },
	{ "--comment='a b' x", "*--comment=a b|x" },
	{ "it\\'s", "*it's" },
	{ "a\\ b c", "*a b|c" },
	{ "'a\\b' \"a\\b\" a\\b", "*a\\b|*a\\b|*ab" },
	{ "\"a\\\"b\\\\c\\'d\"", "*a\"b\\c'd" },
	{ "'it'\\''s'", "*it's" },
	{ "'a\"b' \"a'b\"", "*a\"b|*a'b" },
	{ "'$x' \"$x\" $x `y`", "*$x|*$x|$x|`y`" },
	{ "# a 'b", "" },
	{ "a # it's", "a" },
	{ "a#b '#' \\#", "a#b|*#|*#" },
	{ "'a", NULL },
	{ "\"a", NULL },
	{ "a\\", NULL },
	{ "\"a\\", NULL },
};

static void test_shell_words(void)
{
	struct sw_words w = { 0 };
	struct sw_str got = { 0 };
	struct sw_err err;
	char line[64];

	for (size_t i = 0; i < SW_ARRAY_SIZE(shell_lines); i++) {
		snprintf(line, sizeof(line), "%s", shell_lines[i][0]);
		sw_err_init(&err);
		sw_words_reset(&w);
		sw_str_reset(&got);
		int ret = sw_words_split_shell(&w, line, &err);

		for (int k = 0; k < w.n; k++)
			sw_str_addf(&got, "%s%s%s", k ? "|" : "", w.quoted[k] ? "*" : "",
				    w.word[k]);
		if (shell_lines[i][1])
			is(got.s ? got.s : "", shell_lines[i][1], "shell split case %zu", i);
		else
			ok(ret < 0 && err.code == SW_EPARAM, "shell split case %zu is refused", i);
	}
	sw_words_fini(&w);
	sw_str_fini(&got);
}

static void test_words(void)
{
	struct sw_words w = { 0 };
	struct sw_str got = { 0 };
	struct sw_err err;
	char line[64];
	size_t i;
	int k, ret;

	for (i = 0; i < SW_ARRAY_SIZE(lines); i++) {
		snprintf(line, sizeof(line), "%s", lines[i][0]);
		sw_err_init(&err);
		sw_words_reset(&w);
		sw_str_reset(&got);
		ret = sw_words_split(&w, line, &err);
		for (k = 0; k < w.n; k++)
			sw_str_addf(&got, "%s%s%s", k ? "|" : "", w.quoted[k] ? "*" : "",
				    w.word[k]);
		if (lines[i][1])
			is(got.s ? got.s : "", lines[i][1], "split case %zu", i);
		else
			ok(ret < 0 && err.code == SW_EPARAM, "split case %zu is refused", i);
		ok(!w.word || !w.word[w.n], "split case %zu ends with NULL", i);
	}
	sw_words_reset(&w);
	for (k = 0; k < 1000; k++)
		sw_words_add(&w, line, false, &err);
	ok(w.n == 1000 && !w.word[1000], "a thousand words");
	sw_words_fini(&w);
	sw_str_fini(&got);
}

/* Word, as quoted for a file; every one must read back as itself. */
static const char *const quoted[][2] = {
	{ "plain", "plain" },
	{ "", "\"\"" },
	{ "a b", "\"a b\"" },
	{ "a\"b", "\"a\\\"b\"" },
	{ "a\\b", "\"a\\\\b\"" },
	{ "\\\"", "\"\\\\\\\"\"" },
	{ "it's", "\"it's\"" },
};

static const char *const shell_quoted[][2] = {
	{ "-s", "-s" },
	{ "192.0.2.0/24", "192.0.2.0/24" },
	{ "!", "!" },
	{ "", "''" },
	{ "$(x) `y` \"z\" \\", "'$(x) `y` \"z\" \\'" },
	{ "it's", "'it'\\''s'" },
	{ "#", "'#'" },
	{ "~;&|<>*?[]", "'~;&|<>*?[]'" },
};

/* Each word as it is spelled, and read back as itself. */
static void spells(const char *what, const char *const (*word)[2], size_t n,
		   void (*add)(struct sw_str *, const char *),
		   int (*split)(struct sw_words *, char *, struct sw_err *))
{
	struct sw_words w = { 0 };
	struct sw_str b = { 0 };

	for (size_t i = 0; i < n; i++) {
		sw_str_reset(&b);
		add(&b, word[i][0]);
		is(b.s, word[i][1], "%s case %zu", what, i);
		sw_words_reset(&w);
		split(&w, b.s, NULL);
		ok(w.n == 1, "%s case %zu is one word", what, i);
		is(w.word[0], word[i][0], "%s case %zu reads back", what, i);
	}
	sw_words_fini(&w);
	sw_str_fini(&b);
}

static void test_quote(void)
{
	struct sw_str b = { 0 };

	spells("quote", quoted, SW_ARRAY_SIZE(quoted), sw_str_add_quoted, sw_words_split);
	spells("shell", shell_quoted, SW_ARRAY_SIZE(shell_quoted), sw_str_add_shell,
	       sw_words_split_shell);
	sw_str_add_safe(&b, "a\x1b[31m\xe2\x80\x93\xff\xc0\xaf\t\x7fz\xe2\x80\xae\xc2\x9b\xe2\x80");
	is(b.s, "a\\x1b[31m\xe2\x80\x93\\xff\\xc0\\xaf\\x09\\x7fz\\xe2\\x80\\xae"
	   "\\xc2\\x9b\\xe2\\x80",
	   "safe: controls, broken UTF-8 and direction marks are shown as bytes");
	sw_str_fini(&b);
}

static void test_near(void)
{
	static const char *const verdict[] = { "ACCEPT", "DROP", "RETURN" };
	char longword[200];

	memset(longword, 'a', sizeof(longword) - 1);
	longword[sizeof(longword) - 1] = '\0';
	ok(sw_str_distance("", "") == 0, "distance: empty");
	ok(sw_str_distance("abc", "") == 3, "distance: all deleted");
	ok(sw_str_distance("INPTU", "INPUT") == 1, "distance: neighbours swapped");
	ok(sw_str_distance("ACEPT", "ACCEPT") == 1, "distance: one missing");
	ok(sw_str_distance("kitten", "sitting") == 3, "distance: mixed");
	ok(sw_str_distance(longword, "a") > 100, "distance: long words");
	ok(sw_str_distance(longword, longword) == 0, "distance: equal long words");
	is(sw_str_nearest("ACEPT", verdict, 3), "ACCEPT", "nearest");
	is(sw_str_nearest("DRPO", verdict, 3), "DROP", "nearest, swapped");
	is(sw_str_nearest("FOOBAR", verdict, 3), NULL, "nothing near");
	is(sw_str_nearest("X", verdict, 0), NULL, "no candidates");
}

int main(void)
{
	test_builder();
	test_words();
	test_shell_words();
	test_quote();
	test_near();
	return tap_end();
}
