/* SPDX-License-Identifier: GPL-2.0-or-later */
/* iptables and ip6tables: one command, from words to exit status. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/beside.h"
#include "cli/help.h"
#include "cli/invocation.h"
#include "cli/iptables.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "base/str.h"
#include "session/command.h"
#include "session/nearest.h"
#include "words/parse.h"
#include "xt/compat.h"

static int work(struct sw_session *s, void *arg, struct sw_err *err)
{
	return sw_command_run(s, arg, SW_ALONE, err);
}

static void print_version(const char *program, bool inverted)
{
	/* "v1.8.9 ..." without its v */
	if (inverted)
		printf("Not %s ;-)\n", &sw_compat_version()[1]);
	else
		printf("%s %s\n", program, sw_compat_version());
}

/* A list that zeroes counters is no change that anybody would take back. */
static bool is_change(const struct sw_cmd *cmd)
{
	return !strchr("LSC", cmd->letter);
}

/* Does it change the chain that it names, and no other? A new name of one stands in jumps to it,
 * too. */
static bool is_of_chain(const struct sw_cmd *cmd)
{
	return cmd->chain[0] && strchr("AIDRFZPNX", cmd->letter);
}

int sw_run_cmd(const struct sw_doer *who, struct sw_cmd *cmd, int *status, struct sw_err *err)
{
	bool lists = cmd->letter == 'L' || cmd->letter == 'S';
	bool beside = lists && sw_beside_wanted();
	struct sw_ask ask = {
		.program = who->program, .family = cmd->family, .dormant = beside, .foreign = beside
	};
	struct sw_answer answer = { 0 };
	struct sw_deed deed = { 0 };
	int ret;

	if (cmd->letter == 'h')		/* it has been told */
		return 0;
	if (cmd->letter == 'V') {
		print_version(who->program, cmd->number);
		return 0;
	}
	if (is_change(cmd))
		sw_remember_begin(&deed, who);
	deed.table = cmd->table;
	deed.chain = is_of_chain(cmd) ? cmd->chain : NULL;
	ret = sw_remember_with(&deed, &ask, work, cmd, &answer, err);
	sw_deed_fini(&deed);
	if (!ret)
		ret = sw_terminal_emit(&answer.text, err);
	if (!ret && beside) {
		sw_beside_dormant(&answer, cmd->family, cmd->table);
		sw_beside_foreign(&answer);
	}
	if (!ret && answer.unreadable)
		*status = SW_ERESOURCE;
	sw_answer_fini(&answer);
	return ret;
}

/* -D of a rule that is nearly there. */
static void hint_nearest(const char *program, const struct sw_cmd *cmd, struct sw_err *err)
{
	struct sw_str line = { 0 };
	size_t number = 0;

	if (!cmd->letter || !strchr("DC", cmd->letter) || !cmd->nrule || err->sys != ENOENT ||
	    err->arg[0])
		return;
	number = sw_nearest_rule(program, cmd, &line);
	if (number && line.s)
		sw_err_hint(err, "the nearest is rule %zu: %s", number, line.s);
	else
		sw_err_hint(err, "none of its rules is near to it: -S %s lists them", cmd->chain);
	if (number && cmd->letter == 'D')
		sw_err_hint(err, "-D %s %zu deletes it", cmd->chain, number);
	sw_str_fini(&line);
}

int sw_run_command(const struct sw_invocation *inv)
{
	struct sw_parser parser = { .family = inv->family, .program = inv->program };
	struct sw_report_text text = {
		.program = inv->program, .argc = inv->argc, .argv = inv->argv,
		.details = sw_report_verbose(inv->argc, inv->argv),
		.parser = &parser,
	};
	struct sw_doer who = { inv->program, inv->argc, inv->argv, inv->family };
	struct sw_cmd cmd = { 0 };
	struct sw_err err;
	int ret, status = 0;

	sw_err_init(&err);
	ret = sw_session_init_xt(inv->program, parser.family, &err);
	if (!ret)
		ret = sw_parse(&parser, inv->argc, inv->argv, &cmd, &err);
	sw_help_told(inv->program, &cmd);
	if (!ret)
		ret = sw_parse_echo(&parser, inv->argc, inv->argv, NULL, &cmd, &err);
	if (!ret)
		ret = sw_run_cmd(&who, &cmd, &status, &err);
	if (ret && sw_report_wanted(text.details))
		hint_nearest(inv->program, &cmd, &err);
	if (ret)
		status = sw_report(&err, &text);
	sw_cmd_fini(&cmd);
	return status;
}
