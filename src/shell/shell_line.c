/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One line of the shell: words, whose they are, and the run of an iptables command. */
#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/both.h"
#include "cli/help.h"
#include "cli/iptables.h"
#include "cli/report.h"
#include "session/session.h"
#include "shell/shell_local.h"
#include "words/parse.h"

static const struct { const char *program, *name; uint8_t family; } programs[] = {
	{ "iptables", "ip", SW_IP4 },
	{ "ip6tables", "ip6", SW_IP6 },
	{ "both", "both", SW_BOTH },
};

const char *sw_shell_name(uint8_t family)
{
	for (size_t i = 1; i < SW_ARRAY_SIZE(programs); i++)
		if (programs[i].family == family)
			return programs[i].program;
	return programs[0].program;
}

const char *sw_shell_family(uint8_t family)
{
	for (size_t i = 1; i < SW_ARRAY_SIZE(programs); i++)
		if (programs[i].family == family)
			return programs[i].name;
	return programs[0].name;
}

uint8_t sw_shell_program(const char *word)
{
	const char *slash = strrchr(word, '/');

	if (slash)
		word = slash + 1;
	for (size_t i = 0; i < SW_ARRAY_SIZE(programs); i++)
		if (!strcmp(word, programs[i].program))
			return programs[i].family;
	return 0;
}

/* ---- iptables' commands ---------------------------------------------------------------------- */

static struct sw_report_text describe(const struct sw_shell *sh, uint8_t family, int argc,
				      char **argv, struct sw_err *err)
{
	struct sw_report_text text = {
		.program = sw_shell_name(family),
		.details = sh->interactive,
		.argc = argc,
		.argv = argv,
	};

	if (!sh->interactive) {
		text.restore = text.split = true;
		text.line = sh->text;
		text.line_len = strlen(sh->text);
		err->where.line = sh->line;
		err->where.file = NULL;
	}
	return text;
}

static int report(const struct sw_shell *sh, uint8_t family, int argc, char **argv,
		  struct sw_err *err)
{
	struct sw_report_text text = describe(sh, family, argc, argv, err);

	return sw_report(err, &text);
}

static int run_cmd(struct sw_shell *sh, const struct sw_doer *who, struct sw_cmd *cmd, int *status,
		   struct sw_err *err)
{
	size_t failed;

	if (sh->draft && !strchr("hV", cmd->letter))
		return sw_shell_draft_run(sh, &cmd, 1, &failed, status, err);
	return sw_run_cmd(who, cmd, status, err);
}

/* argv are the words behind the program's name. Everything is read anew for each command, unless a
 * candidate is open. */
static int run_one(struct sw_shell *sh, uint8_t family, int argc, char **argv)
{
	struct sw_parser parser = { .family = family, .program = sw_shell_name(family),
				    .default_table = sh->table->name };
	struct sw_doer who = { parser.program, argc, argv, family };
	struct sw_cmd cmd = { 0 };
	struct sw_err err;
	int status = 0, ret;

	sw_err_init(&err);
	ret = sw_session_init_xt(parser.program, family, &err);
	if (!ret)
		ret = sw_parse(&parser, argc, argv, &cmd, &err);
	sw_help_told(parser.program, &cmd);
	if (!ret)
		ret = sw_parse_echo(&parser, argc, argv, NULL, &cmd, &err);
	if (!ret)
		ret = run_cmd(sh, &who, &cmd, &status, &err);
	if (ret)
		status = report(sh, family, argc, argv, &err);
	sw_cmd_fini(&cmd);
	return status;
}

static int run_draft_both(struct sw_shell *sh, struct sw_both *b, int *status, struct sw_err *err)
{
	struct sw_cmd *const cmd[] = { &b->cmd[0], &b->cmd[1] };
	size_t failed;
	int ret = sw_shell_draft_run(sh, cmd, 2, &failed, status, err);

	b->failed = ret ? (int)failed + 1 : 0;
	return ret;
}

static int run_both(struct sw_shell *sh, int argc, char **argv)
{
	struct sw_both both = { 0 };
	struct sw_report_text text;
	struct sw_err err;
	int status = 0, ret;

	sw_err_init(&err);
	ret = sw_both_parse(&both, sh->table->name, argc, argv, &err);
	if (!ret && sh->draft && !strchr("hV", both.cmd[0].letter))
		ret = run_draft_both(sh, &both, &status, &err);
	else if (!ret)
		ret = sw_both_run(&both, &status, &err);
	if (ret) {
		text = describe(sh, SW_BOTH, argc, argv, &err);
		status = sw_both_report(&both, &err, &text);
	}
	sw_both_fini(&both);
	return status;
}

static int run_iptables(struct sw_shell *sh, uint8_t family, const struct sw_words *w, int first)
{
	sh->leaving = false;
	if (family == SW_BOTH)
		return run_both(sh, w->n - first, w->word + first);
	return run_one(sh, family, w->n - first, w->word + first);
}

static int run_words(struct sw_shell *sh, const struct sw_words *w)
{
	int first = !w->quoted[0] && !strcmp(w->word[0], "sudo") && w->n > 1;
	uint8_t family = sw_shell_program(w->word[first]);

	if (family)
		return run_iptables(sh, family, w, first + 1);
	/* A typographic dash begins with a byte that no command has. */
	if (w->word[0][0] == '-' || w->word[0][0] == '!' || w->word[0][0] & 0x80)
		return run_iptables(sh, sh->family, w, 0);
	return sw_shell_own(sh, w);
}

int sw_shell_line(struct sw_shell *sh)
{
	SW_FREE char *copy = strdup(sh->text);
	struct sw_words w = { 0 };
	struct sw_err err;
	int status = 0;

	sw_err_init(&err);
	if (!copy)
		sw_err_nomem(&err);
	else
		sw_words_split_shell(&w, copy, &err);
	if (sw_err_is_set(&err))
		status = report(sh, sh->family, 0, NULL, &err);
	else if (w.n)
		status = run_words(sh, &w);
	sw_words_fini(&w);
	return status;
}
