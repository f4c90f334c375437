/* SPDX-License-Identifier: GPL-2.0-or-later */
/* iptables-translate and ip6tables-translate: one command as nft would have it. */
#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/help.h"
#include "cli/invocation.h"
#include "cli/report.h"
#include "cli/xlate_local.h"
#include "words/parse.h"
#include "xt/compat.h"

/* nft has no escapes inside its strings, and a line ends a command. */
static bool has_unsayable(int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		for (const char *p = argv[i]; *p; p++)
			if (*p == '"' || (unsigned char)*p < 0x20 || *p == 0x7f)
				return true;
	return false;
}

static void print_line(FILE *out, const char *text, bool shell)
{
	struct sw_str quoted = { 0 };

	if (shell) {
		sw_str_add(&quoted, "nft ");
		sw_str_add_shell(&quoted, text);
		text = quoted.oom ? "" : quoted.s;
	}
	fputs(text, out);
	fputc('\n', out);
	sw_str_fini(&quoted);
}

/* The words of the command, as a comment. A save file says the table elsewhere. */
static void print_comment(FILE *out, const struct sw_cmd *cmd, int argc, char **argv, bool shell)
{
	struct sw_str b = { 0 };

	for (int i = 0; i < argc; i++) {
		sw_str_add_safe(&b, argv[i]);
		sw_str_addc(&b, ' ');
	}
	if (shell)
		fprintf(out, "nft # %s\n", b.len ? b.s : "");
	else
		fprintf(out, "# -t %s %s\n", cmd->table, b.len ? b.s : "");
	sw_str_fini(&b);
}

/* -I INPUT 3 stands before the rule that has index 2. */
static void begin_rule(struct sw_str *b, const struct sw_cmd *cmd)
{
	sw_str_addf(b, "%s rule %s %s %s ", cmd->letter == 'A' ? "add" : "insert",
		    sw_xlate_family(cmd->family), cmd->table, cmd->chain);
	if (cmd->letter == 'I' && cmd->number > 1)
		sw_str_addf(b, "index %u ", cmd->number - 1);
}

static int print_rule(FILE *out, const struct sw_cmd *cmd, const struct sw_rule *r, bool shell,
		      struct sw_err *err)
{
	struct sw_str line = { 0 }, set = { 0 };
	struct sw_xt_nft w = { 0 };
	int ret = sw_xlate_rule(&w, cmd->family, r, err);

	if (ret > 0) {
		if (w.set.len)
			sw_str_addf(&set, "add set %s %s %s", sw_xlate_family(cmd->family),
				    cmd->table, w.set.s);
		begin_rule(&line, cmd);
		sw_str_add(&line, w.rule.s);
		if (set.oom || line.oom)
			ret = sw_err_nomem(err);
	}
	if (ret > 0 && set.len)
		print_line(out, set.s, shell);
	if (ret > 0)
		print_line(out, line.s, shell);
	sw_str_fini(&set);
	sw_str_fini(&line);
	sw_xt_nft_fini(&w);
	return ret;
}

/* The rules of one command differ in their addresses alone: nft has words for all or for none. */
static int print_rules(FILE *out, const struct sw_cmd *cmd, int argc, char **argv, bool shell,
		       struct sw_err *err)
{
	int ret = 1;

	if (!sw_xlate_is_name(cmd->chain) || has_unsayable(argc, argv))
		ret = 0;
	for (size_t i = 0; i < cmd->nrule && ret > 0; i++)
		ret = print_rule(out, cmd, cmd->rule[i], shell, err);
	if (!ret)
		print_comment(out, cmd, argc, argv, shell);
	return ret < 0 ? ret : 0;
}

/* Commands without a rule. false: nft has none of that kind. */
static bool add_plain(struct sw_str *b, const struct sw_cmd *cmd)
{
	const char *family = sw_xlate_family(cmd->family), *table = cmd->table, *chain = cmd->chain;

	if (*chain && !sw_xlate_is_name(chain))
		return false;
	switch (cmd->letter) {
	case 'F':
		sw_str_addf(b, *chain ? "flush chain %s %s %s" : "flush table %s %s", family, table,
			    chain);
		return true;
	case 'L':
		sw_str_addf(b, "list table %s %s", family, table);
		return true;
	case 'N':
		sw_str_addf(b, "add chain %s %s %s", family, table, chain);
		return true;
	case 'X':
		sw_str_addf(b, "delete chain %s %s %s", family, table, chain);
		return *chain;
	case 'E':
		sw_str_addf(b, "rename chain %s %s %s %s", family, table, chain, cmd->newname);
		return sw_xlate_is_name(cmd->newname);
	case 'P':
		sw_str_addf(b, "add chain %s %s %s { policy %s; }", family, table, chain,
			    cmd->policy == SW_DROP ? "drop" : "accept");
		return true;
	}
	return false;
}

int sw_xlate_command(FILE *out, const struct sw_cmd *cmd, int argc, char **argv, bool shell,
		     struct sw_err *err)
{
	struct sw_str b = { 0 };
	int ret = 0;

	if (cmd->letter == 'A' || cmd->letter == 'I')
		return print_rules(out, cmd, argc, argv, shell, err);
	if (!add_plain(&b, cmd)) {
		print_comment(out, cmd, argc, argv, shell);
		ret = 1;
	} else if (b.oom) {
		ret = sw_err_nomem(err);
	} else if (shell && !strchr(b.s, '{')) {
		fprintf(out, "nft %s\n", b.s);
	} else {
		print_line(out, b.s, shell);
	}
	sw_str_fini(&b);
	return ret;
}

static int translate(const struct sw_invocation *inv, struct sw_err *err)
{
	struct sw_parser parser = { .family = inv->family, .program = inv->program };
	struct sw_cmd cmd = { 0 };
	int ret = sw_xt_init(parser.family, inv->program, NULL, err);

	if (!ret)
		ret = sw_parse(&parser, inv->argc, inv->argv, &cmd, err);
	sw_help_told(inv->program, &cmd);
	if (!ret && cmd.letter == 'V')
		printf("%s %s\n", inv->program, sw_compat_version());
	else if (!ret && cmd.letter != 'h')
		ret = sw_xlate_command(stdout, &cmd, inv->argc, inv->argv, true, err);
	sw_cmd_fini(&cmd);
	return ret;
}

int sw_run_xlate(const struct sw_invocation *inv)
{
	struct sw_report_text text = {
		.program = inv->program, .argc = inv->argc, .argv = inv->argv,
		.details = sw_report_verbose(inv->argc, inv->argv),
	};
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	ret = translate(inv, &err);
	if (ret > 0)
		sw_report_line(NULL, "Translation not implemented");
	return ret < 0 ? sw_report(&err, &text) : ret;
}
