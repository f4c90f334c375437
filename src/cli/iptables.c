/* SPDX-License-Identifier: GPL-2.0-or-later */
/* iptables and ip6tables: one command, from words to exit status. */
#include <stdio.h>

#include "cli/invocation.h"
#include "cli/iptables.h"
#include "cli/report.h"
#include "session/command.h"
#include "session/list.h"
#include "words/parse.h"
#include "words/version.h"
#include "xt/plugin.h"

static int work(struct sw_session *s, void *arg, struct sw_err *err)
{
	return sw_command_run(s, arg, false, err);
}

static void print_version(const char *program, bool inverted)
{
	/* "v1.8.9 ..." without its v */
	if (inverted)
		printf("Not %s ;-)\n", &SW_COMPAT_VERSION[1]);
	else
		printf("%s %s\n", program, SW_COMPAT_VERSION);
}

int sw_run_cmd(const char *program, struct sw_cmd *cmd, int *status, struct sw_err *err)
{
	struct sw_session s;
	int ret;

	if (cmd->letter == 'h')		/* the parser printed it */
		return 0;
	if (cmd->letter == 'V') {
		print_version(program, cmd->number);
		return 0;
	}
	ret = sw_session_open(&s, program, cmd->family, err);
	if (!ret)
		ret = sw_session_run(&s, work, cmd, err);
	if (!ret && (cmd->letter == 'L' || cmd->letter == 'S')) {
		sw_list_dormant(&s, cmd->table);
		sw_list_foreign(&s);
	}
	if (!ret && s.unreadable)
		*status = SW_ERESOURCE;
	sw_session_close(&s);
	return ret;
}

int sw_run_command(const struct sw_invocation *inv)
{
	struct sw_parser parser = { .family = inv->family, .program = inv->program };
	struct sw_report_text text = {
		.program = inv->program, .argc = inv->argc, .argv = inv->argv,
		.details = sw_report_verbose(inv->argc, inv->argv),
	};
	struct sw_cmd cmd = { 0 };
	struct sw_err err;
	int ret, status = 0;

	sw_err_init(&err);
	ret = sw_session_init_xt(inv->program, parser.family, &err);
	if (!ret)
		ret = sw_parse(&parser, inv->argc, inv->argv, &cmd, &err);
	if (!ret)
		ret = sw_parse_echo(&parser, inv->argc, inv->argv, NULL, &cmd, &err);
	if (!ret)
		ret = sw_run_cmd(inv->program, &cmd, &status, &err);
	if (ret)
		status = sw_report(&err, &text);
	sw_cmd_fini(&cmd);
	sw_xt_fini();
	return status;
}
