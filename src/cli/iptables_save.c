/* SPDX-License-Identifier: GPL-2.0-or-later */
/* iptables-save and ip6tables-save: the whole ruleset as a save file. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/beside.h"
#include "cli/help.h"
#include "cli/invocation.h"
#include "cli/program_options.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "session/list.h"
#include "xt/compat.h"

struct options {
	struct sw_save save;
	const char    *file;	/* NULL: standard output */
};

static bool set_option(void *arg, struct sw_scan *scan)
{
	struct options *o = arg;

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
		printf("%s %s\n", o->save.program, sw_compat_version());
		return false;
	case 'h':
		sw_help_table(o->save.program, sw_opts_save, "");
		return false;
	}
	return true;
}

static const struct sw_program_options program_options = {
	.table = sw_opts_save,
	.option = set_option,
	.advice = "Look at manual page `%s.8' for more information.",
};

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

	ret = sw_program_options(&program_options, inv, &o);
	if (ret)
		return ret - 1;
	if (o.save.table && !sw_builtin_table(o.save.table))
		return sw_report_line(NULL, "Table `%s' does not exist", o.save.table);
	/* The file is opened before the kernel is asked, as iptables-save does. */
	out = o.file ? fopen(o.file, "we") : NULL;
	if (o.file && !out)
		return sw_report_line(NULL, "Failed to open file, error: %s", strerror(errno));
	sw_err_init(&err);
	ret = save(&o, inv->family, out, &err);
	if (out && fclose(SW_TAKE(out)) && ret >= 0)
		ret = sw_err_set(&err, SW_EOTHER, errno, "cannot write output: %s",
				 strerror(errno));
	return ret < 0 ? sw_report(&err, &text) : ret;
}
