/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each command and a file of them has to see of the kernel's ruleset. */
#include "base/cleanup.h"
#include "session/reading.h"
#include "tap.h"

#define CMD(l, n, ...) { .letter = l, .chain = "INPUT", .nrule = n, __VA_ARGS__ }

static const struct {
	struct sw_cmd     cmd;
	enum sw_company   company;
	enum sw_depth     again, depth;
	bool              search;
	const char       *chain, *what;
} rows[] = {
	{ CMD('A', 1), SW_ALONE, 0, SW_READ_NOTHING, false, "INPUT", "-A" },
	{ CMD('A', 1, .verbose = 1), SW_ALONE, 0, SW_READ_NOTHING, false, "INPUT", "-A -v" },
	{ CMD('A', 1), SW_ALONE, SW_READ_CHAINS, SW_READ_CHAINS, false, "INPUT",
	  "-A, what is missing?" },
	{ CMD('I', 1), SW_ALONE, 0, SW_READ_NOTHING, false, "INPUT", "-I" },
	{ CMD('I', 1, .number = 1), SW_ALONE, 0, SW_READ_NOTHING, false, "INPUT", "-I 1" },
	{ CMD('I', 1, .number = 2), SW_ALONE, 0, SW_READ_RULES, true, "INPUT", "-I 2" },
	{ CMD('I', 1, .number = 2), SW_IN_FILE, 0, SW_READ_RULES, false, "INPUT",
	  "-I 2 in a file" },
	{ CMD('C', 1), SW_ALONE, 0, SW_READ_RULES, true, "INPUT", "-C" },
	{ CMD('C', 2), SW_ALONE, 0, SW_READ_RULES, false, "INPUT", "-C of two rules" },
	{ CMD('C', 1), SW_NAMED_LATER, 0, SW_READ_RULES, false, "INPUT", "-C in a file" },
	{ CMD('D', 1), SW_ALONE, 0, SW_READ_RULES, true, "INPUT", "-D" },
	{ CMD('D', 0, .number = 7), SW_ALONE, 0, SW_READ_RULES, true, "INPUT", "-D 7" },
	{ CMD('D', 1), SW_ALONE, SW_READ_RULES, SW_READ_RULES, false, "",
	  "-D, what is in the way?" },
	{ CMD('R', 1, .number = 1), SW_ALONE, 0, SW_READ_RULES, true, "INPUT", "-R 1" },
	{ CMD('Z', 0), SW_ALONE, 0, SW_READ_RULES, false, "INPUT", "-Z" },
	{ CMD('F', 0), SW_ALONE, 0, SW_READ_CHAINS, false, "INPUT", "-F" },
	{ CMD('X', 0), SW_ALONE, 0, SW_READ_CHAINS, false, "INPUT", "-X" },
	{ CMD('X', 0), SW_ALONE, SW_READ_RULES, SW_READ_RULES, false, "", "-X, who jumps?" },
	{ CMD('E', 0), SW_ALONE, 0, SW_READ_CHAINS, false, "INPUT", "-E" },
	{ CMD('N', 0), SW_ALONE, 0, SW_READ_NOTHING, false, "INPUT", "-N" },
	{ CMD('P', 0), SW_ALONE, 0, SW_READ_NOTHING, false, "INPUT", "-P" },
	{ CMD('L', 0), SW_ALONE, 0, SW_READ_CHAINS, false, "INPUT", "-L" },
	{ CMD('S', 0), SW_ALONE, 0, SW_READ_CHAINS, false, "INPUT", "-S" },
	{ CMD('h', 0), SW_ALONE, 0, SW_READ_NOTHING, false, "INPUT", "-h" },
	{ CMD(0, 0), SW_ALONE, 0, SW_READ_NOTHING, false, "INPUT", "no command" },
};

static void commands(void)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(rows); i++) {
		struct sw_reading r = sw_reading_of(&rows[i].cmd, rows[i].company, rows[i].again);

		ok(r.depth == rows[i].depth, "%s: depth", rows[i].what);
		ok(r.search == rows[i].search, "%s: search", rows[i].what);
		is(r.chain, rows[i].chain, "whose rules");
	}
}

/* A file is never held as rules, unless somebody will name them. */
static void kept(void)
{
	static const struct {
		enum sw_company company;
		enum sw_depth   again;
		bool            keep;
		const char     *what;
	} cases[] = {
		{ SW_ALONE, SW_READ_NOTHING, false, "-A alone" },
		{ SW_IN_FILE, SW_READ_NOTHING, false, "-A in a file" },
		{ SW_IN_FILE, SW_READ_CHAINS, false, "-A in a file, what is missing?" },
		{ SW_IN_FILE, SW_READ_RULES, true, "-A in a file, who jumps?" },
		{ SW_NAMED_LATER, SW_READ_NOTHING, true, "-A, and a -D behind it" },
	};
	struct sw_cmd add = CMD('A', 1);

	for (size_t i = 0; i < SW_ARRAY_SIZE(cases); i++) {
		struct sw_reading r = sw_reading_of(&add, cases[i].company, cases[i].again);

		ok(r.keep == cases[i].keep, "%s: keep", cases[i].what);
	}
}

static void files(void)
{
	struct sw_cmd add = CMD('A', 1), check = CMD('C', 1), list = CMD('L', 0),
		      flush = CMD('F', 0);
	struct sw_reading_file f = { 0 };
	struct sw_reading r;
	struct sw_err err;

	sw_err_init(&err);
	ok(!sw_reading_file_add(&f, 2, &add, &err) && !f.rules, "-A wants nothing");
	ok(sw_reading_file_get(&f, 2, 0, 0, &r) && r.depth == SW_READ_NOTHING,
	   "so nothing is read");
	ok(!sw_reading_file_get(&f, 2, 0, 1, &r), "once");
	ok(!sw_reading_file_add(&f, 2, &flush, &err) && !f.rules, "-F wants chains");
	ok(sw_reading_file_get(&f, 2, 0, 0, &r) && r.depth == SW_READ_CHAINS, "of its table");
	ok(sw_reading_file_get(&f, 1, 0, 0, &r) && r.depth == SW_READ_NOTHING, "and of no other");
	ok(!sw_reading_file_add(&f, 2, &check, &err) && f.rules, "-C wants rules");
	ok(!sw_reading_file_add(&f, 2, &check, &err) && f.nwant == 1, "of one chain");
	ok(!sw_reading_file_add(&f, 2, &list, &err) && f.nwant == 1, "-L of the same chain");
	ok(sw_reading_file_get(&f, 2, 0, 0, &r) && r.depth == SW_READ_CHAINS, "first the chains");
	ok(sw_reading_file_get(&f, 2, 0, 1, &r) && r.depth == SW_READ_RULES &&
	   !strcmp(r.chain, "INPUT"), "then the rules of that one");
	ok(!sw_reading_file_get(&f, 2, 0, 2, &r), "no more");
	ok(sw_reading_file_get(&f, 2, SW_READ_RULES, 0, &r) && r.depth == SW_READ_RULES &&
		   !*r.chain && !sw_reading_file_get(&f, 2, SW_READ_RULES, 1, &r),
	   "the second try reads all rules");
	sw_reading_file_fini(&f);
}

int main(void)
{
	commands();
	kept();
	files();
	return tap_end();
}
