/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One line of the shell: words, whose they are, and the run of an iptables command. */
#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/help.h"
#include "cli/iptables.h"
#include "cli/report.h"
#include "session/session.h"
#include "shell/shell_local.h"
#include "words/parse.h"

const char *sw_shell_name(uint8_t family)
{
	return family == SW_IP6 ? "ip6tables" : "iptables";
}

uint8_t sw_shell_program(const char *word)
{
	const char *slash = strrchr(word, '/');

	if (slash)
		word = slash + 1;
	if (!strcmp(word, "iptables"))
		return SW_IP4;
	return strcmp(word, "ip6tables") ? 0 : SW_IP6;
}

static int report(const struct sw_shell *sh, uint8_t family, int argc, char **argv,
		  struct sw_err *err)
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
	return sw_report(err, &text);
}

/* argv are the words behind the program's name. Everything is read anew for each command. */
static int run_iptables(struct sw_shell *sh, uint8_t family, const struct sw_words *w, int first)
{
	struct sw_parser parser = { .family = family, .program = sw_shell_name(family),
				    .default_table = sh->table->name };
	char **argv = w->word + first;
	int argc = w->n - first, status = 0, ret;
	struct sw_doer who = { parser.program, argc, argv, family };
	struct sw_cmd cmd = { 0 };
	struct sw_err err;

	sw_err_init(&err);
	ret = sw_session_init_xt(parser.program, family, &err);
	if (!ret)
		ret = sw_parse(&parser, argc, argv, &cmd, &err);
	sw_help_told(parser.program, &cmd);
	if (!ret)
		ret = sw_parse_echo(&parser, argc, argv, NULL, &cmd, &err);
	if (!ret)
		ret = sw_run_cmd(&who, &cmd, &status, &err);
	if (ret)
		status = report(sh, family, argc, argv, &err);
	sw_cmd_fini(&cmd);
	return status;
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
