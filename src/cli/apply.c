/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall apply: save files of both families in one transaction, with a way back. */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "change/change.h"
#include "cli/apply_files.h"
#include "cli/compare.h"
#include "cli/help.h"
#include "cli/invocation.h"
#include "cli/program_options.h"
#include "cli/doer.h"
#include "cli/report.h"
#include "cli/report_json.h"
#include "cli/seatbelt.h"
#include "cli/terminal.h"
#include "rule/rule.h"
#include "session/whole.h"

#define NAME "statewall apply"
#define MOST_FILES 2

struct options {
	struct { const char *name; uint8_t family; } file[MOST_FILES];
	int         files;
	const char *confirm, *config_dir, *run_dir;
	bool        dry, counters, json;
};

const struct sw_option sw_opts_apply[] = {
	{ '4', "ipv4", SW_ARG_NEED, 0, .value = "file", .help = "this file is of IPv4" },
	{ '6', "ipv6", SW_ARG_NEED, 0, .value = "file", .help = "this file is of IPv6" },
	{ 'C', "confirm", SW_ARG_NEED, SW_OF_LONG, .value = "seconds",
	  .help = "take it back, unless it is confirmed in time" },
	{ 'n', "dry-run", SW_ARG_NONE, 0,
	  .help = "say what would change, have the kernel check it, and change nothing" },
	{ 'c', "counters", SW_ARG_NONE, 0, .help = "set counters as the files have them" },
	{ 'J', "json", SW_ARG_NONE, SW_OF_LONG, .help = "errors, and what would change, as JSON" },
	{ 'D', "config-dir", SW_ARG_NEED, SW_OF_LONG, .value = "dir",
	  .help = "of the service's files" },
	{ 'R', "run-dir", SW_ARG_NEED, SW_OF_LONG, .value = "dir",
	  .help = "of the change that waits" },
	{ 'h', "help", SW_ARG_NONE, 0, .help = "print this help" },
	{ 0 },
};

static bool usage(void)
{
	fputs("Usage: " NAME " [options] [FILE...]\n\n"
	      "Loads save files of IPv4, IPv6 or both, all of it in one transaction. A file's name "
	      "or text says of\nwhich it is; - is standard input. Without a file: those that the "
	      "service starts with.\n\n",
	      stdout);
	sw_help_options(sw_opts_apply);
	fputs("\nExit status: 0 done, 1 an error, or another change waits, 2 wrong words, 3 it "
	      "was taken back, 4 the\nkernel refuses it, 5 taken back, and something of others was "
	      "lost with it.\n",
	      stdout);
	return false;
}

static bool add_file(struct options *o, const char *name, uint8_t family)
{
	if (o->files == MOST_FILES)
		return false;
	o->file[o->files].name = name;
	o->file[o->files++].family = family;
	return true;
}

static bool set_option(void *arg, struct sw_scan *scan)
{
	struct options *o = arg;

	switch (scan->opt->letter) {
	case '4':
	case '6':
		if (!add_file(o, scan->arg, scan->opt->letter == '6' ? SW_IP6 : SW_IP4))
			o->files = MOST_FILES + 1;
		break;
	case 'C':
		o->confirm = scan->arg;
		break;
	case 'n':
		o->dry = true;
		break;
	case 'c':
		o->counters = true;
		break;
	case 'J':
		o->json = true;
		break;
	case 'D':
		o->config_dir = scan->arg;
		break;
	case 'R':
		o->run_dir = scan->arg;
		break;
	default:
		return usage();
	}
	return true;
}

static bool set_file(void *arg, char *word)
{
	struct options *o = arg;

	if (!add_file(o, word, 0))
		o->files = MOST_FILES + 1;
	return true;
}

static const struct sw_program_options program_options = {
	.table = sw_opts_apply,
	.option = set_option,
	.word = set_file,
};

static int read_files(const struct options *o, struct sw_apply_files *f, struct sw_err *err)
{
	int ret = 0;

	if (!o->files)
		return sw_apply_files_usual(f, o->config_dir, err);
	for (int i = 0; i < o->files && !ret; i++)
		ret = sw_apply_files_add(f, o->file[i].name, o->file[i].family, err);
	return ret;
}

/* All bad lines of the files. Nothing is sent. */
static void look_again(struct sw_texts *t, struct sw_faults *faults)
{
	struct sw_ask ask = { .program = NAME, .family = t->o.family, .check_only = true };
	struct sw_err unused;

	sw_err_init(&unused);
	sw_texts_want_faults(t, faults);
	sw_session_with(&ask, sw_texts_run, t, NULL, &unused);
}

static int report(struct sw_texts *t, struct sw_err *err)
{
	struct sw_report_text text = { .program = NAME, .restore = true, .details = true };
	struct sw_faults faults = { 0 };
	int status;

	if (!err->where.line && err->where.file)
		sw_err_hint(err, "the file is %s", err->where.file);
	if (!err->where.line)
		return sw_report_plain(NAME, err);
	look_again(t, &faults);
	sw_texts_line(t, &err->where, &text.line, &text.line_len);
	status = sw_report_file(err, &text, &faults);
	sw_faults_fini(&faults);
	return status;
}

static int finish(struct sw_change *c, const struct options *o, const struct sw_apply_files *f)
{
	struct sw_compared with[2];
	size_t n = 0;
	int ret;

	if (!o->dry && c->seconds)
		return sw_seatbelt_ask(c);
	if (!o->dry) {
		sw_seatbelt_tell_other(NAME, c->dir);
		return 0;
	}
	for (int i = 0; i < 2; i++)
		if (f->text[i])
			with[n++] = (struct sw_compared){ f->name[i], f->text[i], f->len[i],
							  i ? SW_IP6 : SW_IP4 };
	ret = sw_compare_loaded(with, n, o->counters, o->json);
	if (!ret && !o->json)
		puts("The kernel would take it.");
	return ret;
}

static int check_jumps(const struct sw_apply_files *f, struct sw_err *err)
{
	int ret = 0;

	for (int i = 0; i < 2 && !ret; i++)
		if (f->text[i])
			ret = sw_whole_text_loops(NAME, i ? SW_IP6 : SW_IP4, f->name[i], f->text[i],
						  f->len[i], err);
	return ret;
}

static int load(struct sw_change *c, const struct options *o, const struct sw_apply_files *f)
{
	struct sw_texts t = { .o = { .program = NAME, .family = SW_IP4, .counters = o->counters,
				     .told = sw_help_told } };
	struct sw_answer answer = { 0 };
	struct sw_err err;
	int ret;

	for (int i = 0; i < 2; i++)
		if (f->text[i])
			t.text[i] = (struct sw_text){ f->name[i], f->text[i], f->len[i],
						      .family = i ? SW_IP6 : SW_IP4 };
	sw_err_init(&err);
	ret = sw_texts_scan(&t, &err);
	if (!ret)
		ret = sw_change_load(c, &t, o->dry, &answer, &err);
	if (!ret && o->dry)
		ret = check_jumps(f, &err);
	if (!ret)
		ret = sw_terminal_emit(&answer.text, &err);
	if (ret)
		ret = report(&t, &err);
	sw_answer_fini(&answer);
	sw_texts_fini(&t);
	if (c->made && c->seconds && ret)	/* what was to be written down behind it was not */
		return sw_seatbelt_ask(c), ret;
	return ret ? ret : finish(c, o, f);
}

int sw_run_apply(const struct sw_invocation *inv)
{
	struct sw_apply_files files = { 0 };
	struct options o = { .files = 0 };
	struct sw_change c = { .program = NAME };
	struct sw_err err;
	int ret;

	sw_report_json_if(inv->argc, inv->argv);
	ret = sw_program_options(&program_options, inv, &o);
	if (ret)
		return ret == 1 ? 0 : 2;
	if (o.files > MOST_FILES)
		return sw_report_line(NAME, "a file of IPv4 and one of IPv6, no more") + 1;
	c.dir = o.run_dir;
	c.sets = o.counters;
	if (o.confirm)
		c.seconds = sw_seatbelt_seconds(NAME, o.confirm);
	if (o.confirm && !c.seconds)
		return 2;
	sw_remember_begin(&c.deed, &(struct sw_doer){ .program = NAME,
						      .argc = inv->argc,
						      .argv = inv->argv,
						      .always = true,
						      .config_dir = o.config_dir });
	c.deed.both = true;
	sw_err_init(&err);
	ret = read_files(&o, &files, &err);
	if (ret < 0)
		ret = sw_report_plain(NAME, &err);
	else if (!ret)
		ret = load(&c, &o, &files);
	sw_apply_files_fini(&files);
	sw_deed_fini(&c.deed);
	return ret;
}
