/* SPDX-License-Identifier: GPL-2.0-or-later */
/* iptables-save and ip6tables-save: the whole ruleset as a save file. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/beside.h"
#include "cli/help.h"
#include "cli/invocation.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "session/list.h"
#include "words/version.h"

struct options {
	struct sw_save save;
	const char    *file;	/* NULL: standard output */
	bool           done;	/* help or version was printed */
};

static void set_option(struct options *o, const struct sw_scan *scan)
{
	switch (scan->opt->letter) {
	case 'c':
		o->save.counters = true;
		break;
	case 't':
		o->save.table = scan->arg;
		break;
	case 'f':
		o->file = scan->arg;
		break;
	case 'V':
		printf("%s %s\n", o->save.program, SW_COMPAT_VERSION);
		o->done = true;
		break;
	case 'h':
		sw_help_table(o->save.program, sw_opts_save, "");
		o->done = true;
		break;
	}
}

static int read_options(struct options *o, int argc, char **argv)
{
	struct sw_scan scan = { .table = sw_opts_save, .argc = argc, .argv = argv };
	enum sw_scan_result got;

	while (!o->done) {
		got = sw_scan_next(&scan);
		if (got == SW_SCAN_FOREIGN && scan.opt)
			got = sw_scan_take(&scan);
		if (got == SW_SCAN_OPTION) {
			set_option(o, &scan);
			continue;
		}
		if (got == SW_SCAN_END && scan.next == argc)
			break;
		if (got == SW_SCAN_FOREIGN || got == SW_SCAN_NO_ARG) {
			sw_help_bad_option(o->save.program, &scan, got);
			return sw_report_line(NULL,
					      "Look at manual page `%s.8' for more information.",
					      o->save.program);
		}
		return sw_report_line(NULL, "Unknown arguments found on commandline");
	}
	if (o->save.table && !sw_builtin_table(o->save.table))
		return sw_report_line(NULL, "Table `%s' does not exist", o->save.table);
	return 0;
}

static int write_text(FILE *out, const struct sw_str *text, struct sw_err *err)
{
	if (!out)
		return sw_terminal_emit(text, err);
	if (sw_terminal_write_file(out, text))
		return 0;
	return sw_err_set(err, SW_EOTHER, errno, "cannot write output: %s", strerror(errno));
}

static int save(const struct options *o, uint8_t family, FILE *out, struct sw_err *err)
{
	bool beside = sw_beside_wanted();
	struct sw_ask ask = { .program = o->save.program, .family = family, .dormant = beside };
	struct sw_save save = o->save;
	struct sw_answer answer = { 0 };
	int ret = sw_session_with(&ask, sw_save_run, &save, &answer, err);

	if (!ret)
		ret = write_text(out, &answer.text, err);
	if (!ret && beside)
		sw_beside_dormant(&answer, family, o->save.table);
	if (!ret && answer.unreadable)
		ret = SW_ERESOURCE;
	sw_answer_fini(&answer);
	return ret;
}

int sw_run_save(const struct sw_invocation *inv)
{
	struct options o = { .save.program = inv->program };
	struct sw_report_text text = { .program = inv->program,
				       .argc = inv->argc,
				       .argv = inv->argv };
	SW_FILE FILE *out = NULL;
	struct sw_err err;
	int ret;

	if (read_options(&o, inv->argc, inv->argv))
		return 1;
	if (o.done)
		return 0;
	/* The file is opened before the kernel is asked, as iptables-save does. */
	out = o.file ? fopen(o.file, "we") : NULL;
	if (o.file && !out)
		return sw_report_line(NULL, "Failed to open file, error: %s", strerror(errno));
	sw_err_init(&err);
	ret = save(&o, inv->family, out, &err);
	return ret < 0 ? sw_report(&err, &text) : ret;
}
