/* SPDX-License-Identifier: GPL-2.0-or-later */
/* iptables-restore and ip6tables-restore: a save file in one transaction, all of it or nothing. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/compare.h"
#include "cli/help.h"
#include "cli/input.h"
#include "cli/invocation.h"
#include "cli/program_options.h"
#include "cli/doer.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "session/restore.h"
#include "session/whole.h"
#include "xt/compat.h"

struct options {
	struct sw_restore r;
	bool test;
	int  files;
};

static bool set_option(void *arg, struct sw_scan *scan)
{
	struct options *o = arg;
	struct sw_restore_options *r = &o->r.o;

	switch (scan->opt->letter) {
	case 'c':
		r->counters = true;
		break;
	case 'v':
		r->verbose++;
		break;
	case 't':
		o->test = true;
		break;
	case 'n':
		r->noflush = true;
		break;
	case 'T':
		r->only = scan->arg;
		break;
	case 'w':
	case 'W':
		if (!scan->arg)
			sw_scan_may_word(scan);
		break;
	case 'V':
		printf("%s %s\n", r->program, sw_compat_version());
		return false;
	case 'h':
		sw_help_table(r->program, sw_opts_restore, " [file]");
		return false;
	}
	return true;
}

/* A second file is told after all options: help and a wrong option go first. */
static bool set_file(void *arg, char *word)
{
	struct options *o = arg;

	o->r.file.name = word;
	o->files++;
	return true;
}

static const struct sw_program_options program_options = {
	.table = sw_opts_restore,
	.option = set_option,
	.word = set_file,
	.advice = "Try `%s -h' for more information.",
};

static int load(struct options *o, const struct sw_invocation *inv, struct sw_err *err)
{
	struct sw_ask ask = { .program = o->r.o.program, .family = o->r.o.family,
			      .check_only = o->test };
	struct sw_answer answer = { 0 };
	struct sw_deed deed = { 0 };
	int ret = sw_restore_scan(&o->r, err);

	if (!ret && !o->test)
		sw_remember_begin(&deed, &(struct sw_doer){ .program = inv->program,
							    .argc = inv->argc,
							    .argv = inv->argv,
							    .family = inv->family });
	deed.table = o->r.o.only;
	if (!ret)
		ret = sw_remember_with(&deed, &ask, sw_restore_run, &o->r, &answer, err);
	sw_deed_fini(&deed);
	if (!ret && o->test && !o->r.o.noflush && !o->r.o.only)
		ret = sw_whole_text_loops(o->r.o.program, o->r.o.family, o->r.file.name,
					  o->r.file.text, o->r.file.len, err);
	if (!ret)
		ret = sw_terminal_emit(&answer.text, err);
	sw_answer_fini(&answer);
	return ret;
}

/* --test -v, for a reader: what would change. Into a pipe goes what iptables says. */
static int say_changes(const struct options *o)
{
	const struct sw_restore *r = &o->r;

	if (!o->test || !r->o.verbose || r->o.noflush || r->o.only || !isatty(STDOUT_FILENO))
		return 0;
	return sw_compare_loaded(&(struct sw_compared){ r->file.name, r->file.text, r->file.len,
							r->o.family }, 1, r->o.counters, false);
}

static int again(struct sw_session *s, void *restore, struct sw_err *err)
{
	struct sw_restore *r = restore;

	sw_faults_reset(r->o.faults);
	return sw_restore_run(s, r, err);
}

/* All bad lines, if somebody is there to read of them. Nothing is sent. */
static void look_again(struct sw_restore *r, struct sw_faults *faults)
{
	struct sw_ask ask = { .program = r->o.program, .family = r->o.family, .check_only = true };
	struct sw_err unused;

	sw_err_init(&unused);
	r->o.faults = faults;
	sw_session_with(&ask, again, r, NULL, &unused);
}

static int report(struct sw_restore *r, const struct sw_invocation *inv, struct sw_err *err)
{
	struct sw_report_text text = {
		.program = r->o.program, .restore = true, .details = r->o.verbose > 0,
		.argc = inv->argc, .argv = inv->argv,
	};
	struct sw_faults faults = { 0 };
	int status;

	if (err->where.line && sw_report_wanted(text.details))
		look_again(r, &faults);
	if (sw_savefile_seek(&r->file, err->where.line)) {
		text.line = r->file.line;
		text.line_len = r->file.line_len;
	}
	status = sw_report_file(err, &text, &faults);
	sw_faults_fini(&faults);
	return status;
}

int sw_run_restore(const struct sw_invocation *inv)
{
	struct options o = { .r.o = { .program = inv->program, .family = inv->family,
				      .told = sw_help_told } };
	SW_FREE char *text = NULL;
	struct sw_err err;
	int ret;

	ret = sw_program_options(&program_options, inv, &o);
	if (ret)
		return ret - 1;
	if (o.files > 1)
		return sw_report_line(NULL, SW_NO_WORD);
	sw_err_init(&err);
	ret = sw_input_read(o.r.file.name, &text, &o.r.file.len, &err);
	o.r.file.text = text;
	if (!ret)
		ret = load(&o, inv, &err);
	if (ret < 0)
		ret = report(&o.r, inv, &err);
	else if (!ret)
		ret = say_changes(&o);
	sw_restore_fini(&o.r);
	return ret;
}
