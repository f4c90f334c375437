/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall top: which rules count how much a second, on the terminal or once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/help.h"
#include "cli/program_options.h"
#include "cli/report.h"
#include "cli/report_json.h"
#include "cli/terminal.h"
#include "see/see.h"
#include "see/top_local.h"

#define NAME SW_TOP
#define SHORTEST 100	/* milliseconds */
#define LONGEST  3600000

struct options {
	struct sw_top top;
	const char *table, *chain, *interval, *lines, *sort;
};

const struct sw_option sw_opts_top[] = {
	{ 'o', "once", SW_ARG_NONE, SW_OF_LONG, .help = "print text, once" },
	{ 'j', "json", SW_ARG_NONE, SW_OF_LONG, .help = "the same as JSON" },
	{ 'd', "interval", SW_ARG_NEED, 0, .value = "seconds",
	  .help = "between two readings; 1 if not given" },
	{ 's', "sort", SW_ARG_NEED, 0,
	  .value = "packets|bytes|all-packets|all-bytes",
	  .help = "by packets or bytes a second, or by all so far" },
	{ 'n', "lines", SW_ARG_NEED, 0, .value = "number", .help = "so many rules at most" },
	{ 'f', "filter", SW_ARG_NEED, SW_OF_LONG, .value = "text",
	  .help = "only rules with that text" },
	{ 't', "table", SW_ARG_NEED, 0, .value = "table", .help = "this table only" },
	{ '4', "ipv4", SW_ARG_NONE, 0, .help = "IPv4 only" },
	{ '6', "ipv6", SW_ARG_NONE, 0, .help = "IPv6 only" },
	{ 'h', "help", SW_ARG_NONE, 0, .help = "print this help" },
	{ 0 },
};

static bool usage(void)
{
	fputs("Usage: " NAME " [options] [CHAIN]\n\n"
	      "Shows the rules and policies of both families that count most, and goes on until q "
	      "is typed.\n\n", stdout);
	sw_help_options(sw_opts_top);
	fputs("\nKeys: p, b by packets or bytes a second, P, B by all of them; t table, c C chain, "
	      "f family, a all;\n/ filter, space pause, q quit.\n"
	      "\nExit status: 0 done, 1 an error, 2 wrong words.\n", stdout);
	return false;
}

static bool set_option(void *arg, struct sw_scan *scan)
{
	struct options *o = arg;
	struct sw_top *top = &o->top;

	switch (scan->opt->letter) {
	case 'o':
		top->once = true;
		break;
	case 'j':
		top->once = top->json = true;
		break;
	case 'd':
		o->interval = scan->arg;
		break;
	case 's':
		o->sort = scan->arg;
		break;
	case 'n':
		o->lines = scan->arg;
		break;
	case 'f':
		top->choice.text = scan->arg;
		break;
	case 't':
		o->table = scan->arg;
		break;
	case '4':
		top->choice.family = SW_IP4;
		break;
	case '6':
		top->choice.family = SW_IP6;
		break;
	default:
		return usage();
	}
	return true;
}

static bool set_chain(void *arg, char *word)
{
	struct options *o = arg;

	if (o->chain)
		return false;
	o->chain = word;
	return true;
}

/* ---- words into values ----------------------------------------------------------------------- */

static bool read_interval(const char *word, unsigned *out)
{
	char *end;
	double ms = strtod(word, &end) * 1000;

	/* written so that what is no number is none of them */
	if (end == word || *end || !(ms >= SHORTEST && ms <= LONGEST))
		return false;
	*out = (unsigned)(ms + 0.5);
	return true;
}

static bool read_lines(const char *word, size_t *out)
{
	char *end;

	*out = strtoul(word, &end, 10);
	return *word >= '0' && *word <= '9' && !*end && *out && *out < 0x7fffffff;
}

static bool read_key(const char *word, enum sw_rates_key *out)
{
	static const char *const words[] = { "packets", "bytes", "all-packets", "all-bytes" };

	for (unsigned i = 0; i < SW_ARRAY_SIZE(words); i++)
		if (!strcmp(words[i], word)) {
			*out = i;
			return true;
		}
	return false;
}

/* 0, or the exit status: it was said. */
static int read_words(struct options *o)
{
	struct sw_top *top = &o->top;

	top->interval = 1000;
	top->choice.chain = o->chain;
	if (o->interval && !read_interval(o->interval, &top->interval))
		return sw_report_line(NAME, "--interval takes seconds, from 0.1 to 3600; not "
				      "`%s'", o->interval) + 1;
	if (o->lines && !read_lines(o->lines, &top->lines))
		return sw_report_line(NAME, "--lines takes a number from 1; not `%s'",
				      o->lines) + 1;
	if (o->sort && !read_key(o->sort, &top->choice.key))
		return sw_report_line(NAME, "--sort takes packets, bytes, all-packets or "
				      "all-bytes; not `%s'", o->sort) + 1;
	if (!o->table)
		return 0;
	top->choice.table = sw_builtin_table(o->table);
	return top->choice.table ? 0 :
	       sw_report_line(NAME, "Table `%s' does not exist", o->table) + 1;
}

/* ---- once ------------------------------------------------------------------------------------ */

static bool has_chain(const struct sw_tally *t, const struct sw_rates_choice *choice)
{
	if (!choice->chain)
		return true;
	for (size_t i = 0; i < t->nchain; i++)
		if (sw_rates_wants(choice, &t->chain[i]))
			return true;
	return false;
}

static int print(const struct sw_top *top, struct sw_rates *rates, struct sw_err *err)
{
	size_t n = sw_rates_choose(rates, &top->choice);
	struct sw_str out = { 0 };
	int ret;

	if (top->lines && n > top->lines)
		n = top->lines;
	if (top->json) {
		sw_top_json(&out, rates, n);
	} else {
		sw_top_titles(&out);
		for (size_t i = 0; i < n; i++)
			sw_top_row(&out, rates, &rates->rate[i]);
	}
	ret = sw_terminal_emit(&out, err);
	sw_str_fini(&out);
	return ret;
}

static int once(const struct sw_top *top)
{
	struct timespec pause = { .tv_sec = top->interval / 1000,
				  .tv_nsec = top->interval % 1000 * 1000000L };
	struct sw_tally from = { 0 }, to = { .words = top->json };
	struct sw_rates rates = { 0 };
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	ret = sw_tally_read(NAME, top->choice.family, &from, &err);
	if (!ret) {
		while (nanosleep(&pause, &pause))
			;
		ret = sw_tally_read(NAME, top->choice.family, &to, &err);
	}
	if (!ret && !has_chain(&to, &top->choice))
		ret = sw_err_set(&err, SW_EOTHER, 0, "there is no chain `%s'", top->choice.chain);
	if (!ret)
		ret = sw_rates_between(&from, &to, &rates, &err);
	if (!ret)
		ret = print(top, &rates, &err);
	sw_rates_fini(&rates);
	sw_tally_fini(&from);
	sw_tally_fini(&to);
	return ret ? sw_report_plain(NAME, &err) : 0;
}

/* ---- the program ----------------------------------------------------------------------------- */

static bool is_terminal(void)
{
	const char *term = getenv("TERM");

	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && !(term && !strcmp(term, "dumb"));
}

int sw_run_top(const struct sw_invocation *inv)
{
	static const struct sw_program_options program_options = {
		.table = sw_opts_top, .option = set_option, .word = set_chain,
	};
	struct options o = { 0 };
	int ret;

	sw_report_json_if(inv->argc, inv->argv);
	ret = sw_program_options(&program_options, inv, &o);
	if (ret)	/* help, or words that are none */
		return ret == 1 ? 0 : 2;
	ret = read_words(&o);
	if (ret)
		return ret;
	if (o.top.once)
		return once(&o.top);
	if (!is_terminal())
		return sw_report_line(NAME, "this is no terminal that lines can be put on; --once "
				      "prints text, once") + 1;
	return sw_top_live(&o.top);
}
