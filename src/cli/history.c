/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall history and undo: what was changed on this machine, and the way back from it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "change/record.h"
#include "change/undo.h"
#include "cli/help.h"
#include "cli/invocation.h"
#include "cli/program_options.h"
#include "cli/doer.h"
#include "cli/report.h"
#include "cli/seatbelt.h"
#include "cli/terminal.h"

#define HISTORY "statewall history"
#define UNDO    "statewall undo"
#define FEW     5	/* lines of each change, where all of them are listed */

struct options {
	const char *program;
	const char *dir;
	unsigned    number;
	bool        dry, odd;
};

const struct sw_option sw_opts_history[] = {
	{ 'H', "history-dir", SW_ARG_NEED, SW_OF_LONG, .value = "dir",
	  .help = "where the changes are kept" },
	{ 'h', "help", SW_ARG_NONE, 0, .help = "print this help" },
	{ 0 },
};

const struct sw_option sw_opts_undo[] = {
	{ 'n', "dry-run", SW_ARG_NONE, 0, .help = "have the kernel check it, and change nothing" },
	{ 'H', "history-dir", SW_ARG_NEED, SW_OF_LONG, .value = "dir",
	  .help = "where the changes are kept" },
	{ 'h', "help", SW_ARG_NONE, 0, .help = "print this help" },
	{ 0 },
};

static bool usage(const struct options *o)
{
	bool undo = !strcmp(o->program, UNDO);

	printf("Usage: %s [options] [NUMBER]\n\n%s\n\n", o->program,
	       undo ? "Takes back the change of that number, or the last one. What was changed "
		      "since stays." :
		      "Lists the changes made by hand, by \"apply\" and by \"service\": all, or "
		      "that one with all its lines.");
	sw_help_options(undo ? sw_opts_undo : sw_opts_history);
	printf("\nExit status: 0 done, 1 %s, 2 wrong words%s.\n",
	       undo ? "there is none, nothing of it is left, or an error" :
		      "there is none of that number, or an error",
	       undo ? ", 4 the kernel refuses it, 5 taken\nback, and something of others was "
		      "lost with it" : "");
	return false;
}

static bool set_option(void *arg, struct sw_scan *scan)
{
	struct options *o = arg;

	if (scan->opt->letter == 'h')
		return usage(o);
	if (scan->opt->letter == 'n')
		o->dry = true;
	else
		o->dir = scan->arg;
	return true;
}

/* Numbers are printed as they are; "#7" is one, too. */
static bool set_number(void *arg, char *word)
{
	struct options *o = arg;
	char *end;
	unsigned long n;

	word += *word == '#';
	n = strtoul(word, &end, 10);
	o->odd |= o->number || *word < '0' || *word > '9' || *end || !n || n > 0x7fffffff;
	o->number = n;
	return true;
}

static int read_options(const struct sw_option *table, const struct sw_invocation *inv,
			struct options *o)
{
	struct sw_program_options program_options = { .table = table, .option = set_option,
						      .word = set_number };
	int ret = sw_program_options(&program_options, inv, o);

	if (!ret && o->odd)
		return sw_report_line(o->program, "one number of a change is expected: \"statewall "
				      "history\" lists them") + 2;
	return ret == 1 || !ret ? ret : 3;
}

/* ---- history --------------------------------------------------------------------------------- */

/* Its lines, indented; most: so many at most. */
static void add_lines(struct sw_str *out, const struct sw_past *p, size_t most)
{
	struct sw_str text = { 0 };
	struct sw_err err;
	size_t n = 0, more = 0;
	bool bad = false;

	sw_err_init(&err);
	for (int i = 0; i < 2; i++)
		if (p->record[i])
			bad |= sw_record_tell(p->record[i], i ? "ip6tables" : "iptables", &text,
					      &err) != 0;
	for (const char *at = text.len ? text.s : ""; *at; at += strcspn(at, "\n") + 1, n++) {
		if (n < most)
			sw_str_addf(out, "       %.*s\n", (int)strcspn(at, "\n"), at);
		else
			more++;
	}
	if (more)
		sw_str_addf(out, "       and %zu more: statewall history %u\n", more, p->number);
	if (bad)
		sw_str_add(out, "       what is remembered of it is damaged\n");
	out->oom |= text.oom;
	sw_str_fini(&text);
}

static void add_past(struct sw_str *out, const struct sw_past *p, unsigned by, size_t most)
{
	char when[32] = "";
	struct tm tm;

	if (!p->command) {
		sw_str_addf(out, "%5u  what is remembered of it is damaged\n", p->number);
		return;
	}
	if (localtime_r(&p->when, &tm))
		strftime(when, sizeof(when), "%F %T", &tm);
	sw_str_addf(out, "%5u  %s  %s  %s\n", p->number, when, p->who, p->command);
	if (p->target)
		sw_str_addf(out, "       takes back %u\n", p->target);
	if (by)
		sw_str_addf(out, "       taken back by %u\n", by);
	if (p->unknown)
		sw_str_add(out, "       what it has changed could not be kept\n");
	if (p->mixed)
		sw_str_add(out, "       others have changed rules in the same moment: that may "
				"be among it\n");
	add_lines(out, p, most);
}

static int print(const struct options *o, const struct sw_story *s, struct sw_err *err)
{
	struct sw_str out = { 0 };
	bool found = !o->number;
	int ret;

	for (size_t i = 0; i < s->n; i++) {
		if (o->number && o->number != s->past[i].number)
			continue;
		add_past(&out, &s->past[i], s->by[i], o->number ? (size_t)-1 : FEW);
		found = true;
	}
	if (!found)
		ret = sw_err_set(err, SW_EOTHER, ENOENT, "no change %u is remembered", o->number);
	else if (!s->n)
		ret = puts("No change is remembered.") < 0;
	else
		ret = sw_terminal_emit(&out, err);
	sw_str_fini(&out);
	return ret;
}

/* The folder that the environment names, if nobody has named one. */
static void find_folder(struct options *o)
{
	struct sw_deed d;

	sw_remember_begin_undo(&d, &(struct sw_doer){ .program = o->program });
	if (!o->dir)
		o->dir = d.dir;
	sw_deed_fini(&d);
}

int sw_run_history(const struct sw_invocation *inv)
{
	struct options o = { .program = HISTORY };
	struct sw_story s = { 0 };
	struct sw_err err;
	SW_HISTORY(h);
	int ret = read_options(sw_opts_history, inv, &o);

	if (ret)
		return ret - 1;
	sw_err_init(&err);
	find_folder(&o);
	ret = sw_history_open(&h, o.dir, false, &err);
	if (!ret)
		ret = sw_story_read(&h, &s, &err);
	if (ret == -ENOENT) {
		sw_err_init(&err);
		ret = 0;
	}
	if (!ret)
		ret = print(&o, &s, &err);
	sw_story_fini(&s);
	return ret ? sw_report_plain(HISTORY, &err) : 0;
}

/* ---- undo ------------------------------------------------------------------------------------ */

static int tell_lost(struct sw_str *lost)
{
	if (!lost->len)
		return 0;
	sw_report_line(UNDO, "What was changed since and could not stay:");
	for (char *rest, *line = strtok_r(lost->s, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		sw_report_line(NULL, "  %s", line);
	return SW_SEATBELT_LOST;
}

static int tell(struct sw_undo *u)
{
	const struct sw_past *p = &u->past;
	struct sw_str out = { 0 };
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	if (u->nothing)
		return sw_report_line(UNDO, "Nothing is left of change %u: %s", p->number,
				      p->command);
	sw_str_addf(&out, "Change %u %s taken back: %s\n", p->number,
		    u->check_only ? "would be" : "is", p->command);
	if (p->mixed)
		sw_str_add(&out, "Others have changed rules in the same moment: what they did then "
				 "may go with it.\n");
	if (u->as)
		sw_str_addf(&out, "\"statewall undo %u\" brings it again.\n", u->as);
	ret = sw_terminal_emit(&out, &err);
	sw_str_fini(&out);
	return ret ? sw_report_plain(UNDO, &err) : tell_lost(&u->lost);
}

int sw_run_undo(const struct sw_invocation *inv)
{
	struct options o = { .program = UNDO };
	struct sw_deed deed;
	struct sw_undo u = { .program = UNDO, .deed = &deed };
	struct sw_err err;
	int ret = read_options(sw_opts_undo, inv, &o);

	if (ret)
		return ret - 1;
	sw_err_init(&err);
	sw_remember_begin_undo(&deed, &(struct sw_doer){ .program = UNDO, .argc = inv->argc,
			       .argv = inv->argv });
	if (o.dir)
		deed.dir = o.dir;
	u.number = o.number;
	u.check_only = o.dry;
	ret = sw_undo_run(&u, &err);
	if (!ret)
		ret = tell(&u);
	else if (sw_report_plain(UNDO, &err))
		ret = err.code == SW_ERESOURCE ? SW_ERESOURCE : 1;
	sw_undo_fini(&u);
	sw_deed_fini(&deed);
	return ret;
}
