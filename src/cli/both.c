/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall both: a command for IPv4 and IPv6, in one transaction. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/both.h"
#include "cli/help.h"
#include "cli/invocation.h"
#include "cli/iptables.h"
#include "cli/terminal.h"
#include "session/command.h"
#include "session/file_family.h"
#include "words/parse.h"

static const struct { const char *program, *name; uint8_t family; } families[] = {
	{ "iptables", "IPv4", SW_IP4 },
	{ "ip6tables", "IPv6", SW_IP6 },
};

void sw_both_fini(struct sw_both *b)
{
	sw_cmd_fini(&b->cmd[0]);
	sw_cmd_fini(&b->cmd[1]);
}

/* ---- words ----------------------------------------------------------------------------------- */

/* An address, or a name of ICMP's, that the other family has not. */
static int refuse_one_family(int argc, char **argv, struct sw_err *err)
{
	static const struct { const char *word; uint8_t family; } options[] = {
		{ "-4", SW_IP4 }, { "--ipv4", SW_IP4 }, { "-6", SW_IP6 }, { "--ipv6", SW_IP6 },
	};
	int at = 0;
	uint8_t family = sw_words_family(argc, argv, NULL, &at);
	bool six;

	for (int i = 0; i < argc && !family; i++)
		for (size_t k = 0; k < SW_ARRAY_SIZE(options); k++)
			if (!strcmp(argv[i], options[k].word) && !sw_word_is_text(i, argv)) {
				family = options[k].family;
				at = i;
			}
	if (!family)
		return 0;
	six = family == SW_IP6;
	sw_err_usage(err, "`%s' is of %s alone", argv[at], families[six].name);
	sw_err_arg(err, argv[at], at);
	return sw_err_hint(err, "%s takes it; a rule of both families has no addresses and no "
				"names of ICMP", families[six].program);
}

static int parse_one(struct sw_both *b, int i, const char *table, int argc, char **argv,
		     struct sw_err *err)
{
	struct sw_parser parser = { .family = families[i].family,
				    .program = families[i].program, .default_table = table };
	struct sw_cmd *cmd = &b->cmd[i];
	int ret = sw_session_init_xt(parser.program, parser.family, err);

	if (!ret)
		ret = sw_parse(&parser, argc, argv, cmd, err);
	if (!i || !b->cmd[0].nwarning)
		sw_help_told(SW_BOTH_NAME, cmd);
	if (!ret)
		ret = sw_parse_echo(&parser, argc, argv, NULL, cmd, err);
	return ret;
}

/* Words that no family understands are neither's fault. */
static bool is_wrong_anywhere(struct sw_both *b, const char *table, int argc, char **argv)
{
	struct sw_err none;

	sw_err_init(&none);
	return parse_one(b, 1, table, argc, argv, &none) != 0;
}

/* What a kernel refuses is told by where it came from. */
static void mark(struct sw_cmd *cmd, const char *name)
{
	cmd->origin.file = name;
	for (size_t k = 0; k < cmd->nrule; k++)
		cmd->rule[k]->origin.file = name;
}

/* Help and the version are said once. */
static bool is_told(const struct sw_both *b)
{
	return b->cmd[0].letter == 'h' || b->cmd[0].letter == 'V';
}

int sw_both_parse(struct sw_both *b, const char *default_table, int argc, char **argv,
		  struct sw_err *err)
{
	int ret = refuse_one_family(argc, argv, err);

	b->argc = argc;
	b->argv = argv;
	for (int i = 0; i < 2 && !ret; i++) {
		ret = parse_one(b, i, default_table, argc, argv, err);
		if (ret && (i || !is_wrong_anywhere(b, default_table, argc, argv)))
			b->failed = i + 1;
		mark(&b->cmd[i], families[i].name);
		if (is_told(b))
			break;
	}
	return ret;
}

static bool lists(const struct sw_both *b)
{
	return b->cmd[0].letter == 'L' || b->cmd[0].letter == 'S';
}

/* ---- the commands ---------------------------------------------------------------------------- */

static int work(struct sw_session *s, void *arg, struct sw_err *err)
{
	struct sw_both *b = arg;
	int ret = 0;

	for (int i = 0; i < 2 && !ret; i++) {
		ret = sw_session_family(s, families[i].family, err);
		if (!ret && lists(b))
			fprintf(s->out, "%s# %s\n", i ? "\n" : "", families[i].name);
		if (!ret)
			ret = sw_command_run(s, &b->cmd[i], SW_ALONE, err);
		b->failed = ret ? i + 1 : 0;
	}
	return ret ? ret : sw_session_family(s, SW_IP4, err);
}

/* One transaction; what the kernel refuses of it has its family's name. */
static int change(struct sw_both *b, int *status, struct sw_err *err)
{
	struct sw_ask ask = { .program = SW_BOTH_NAME, .family = SW_IP4 };
	struct sw_doer who = { .program = SW_BOTH_NAME, .argc = b->argc, .argv = b->argv };
	struct sw_deed deed = { 0 };
	struct sw_answer answer = { 0 };
	int ret;

	if (!strchr("LSC", b->cmd[0].letter))
		sw_remember_begin(&deed, &who);
	deed.both = true;
	deed.table = b->cmd[0].table;
	ret = sw_remember_with(&deed, &ask, work, b, &answer, err);
	sw_deed_fini(&deed);
	for (int i = 0; i < 2 && ret; i++)
		if (err->where.file == families[i].name)
			b->failed = i + 1;
	if (!ret)
		ret = sw_terminal_emit(&answer.text, err);
	if (!ret && answer.unreadable)
		*status = SW_ERESOURCE;
	sw_answer_fini(&answer);
	return ret;
}

void sw_both_head(const struct sw_cmd *cmd, int i)
{
	printf("%s# %s\n", i ? "\n" : "", families[i].name);
}

int sw_both_run(struct sw_both *b, int *status, struct sw_err *err)
{
	struct sw_doer who = { .program = SW_BOTH_NAME, .argc = b->argc, .argv = b->argv };
	int ret = 0;

	if (is_told(b))
		return sw_run_cmd(&who, &b->cmd[0], status, err);
	if (!lists(b) || b->cmd[0].also_zero)
		return change(b, status, err);
	for (int i = 0; i < 2 && !ret; i++) {
		sw_both_head(&b->cmd[i], i);
		who.program = families[i].program;
		ret = sw_run_cmd(&who, &b->cmd[i], status, err);
		b->failed = ret ? i + 1 : 0;
	}
	return ret;
}

int sw_both_report(const struct sw_both *b, struct sw_err *err, struct sw_report_text *text)
{
	int status;

	err->where.file = NULL;
	text->program = b->failed ? families[b->failed - 1].program : SW_BOTH_NAME;
	status = sw_report(err, text);
	if (b->failed && err->sys != EPIPE && (!lists(b) || b->cmd[0].also_zero) &&
	    b->cmd[0].letter != 'C')
		sw_report_line(SW_BOTH_NAME, "%s refuses it: neither family is changed",
			       families[b->failed - 1].name);
	return status;
}

int sw_run_both(const struct sw_invocation *inv)
{
	struct sw_report_text text = {
		.argc = inv->argc, .argv = inv->argv,
		.details = sw_report_verbose(inv->argc, inv->argv),
	};
	struct sw_both both = { 0 };
	struct sw_err err;
	int ret, status = 0;

	sw_err_init(&err);
	ret = sw_both_parse(&both, NULL, inv->argc, inv->argv, &err);
	if (!ret)
		ret = sw_both_run(&both, &status, &err);
	if (ret)
		status = sw_both_report(&both, &err, &text);
	sw_both_fini(&both);
	return status;
}
