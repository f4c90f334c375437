/* SPDX-License-Identifier: GPL-2.0-or-later */
/* iptables-restore-translate: a save file as a file for nft -f. */
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "cli/help.h"
#include "cli/invocation.h"
#include "cli/program_options.h"
#include "cli/report.h"
#include "cli/xlate_local.h"
#include "session/savefile.h"
#include "words/parse.h"
#include "xt/compat.h"

struct xlate_file {
	const char *program;
	uint8_t     family;
	struct sw_savefile in;
	const struct sw_builtin_table *table;	/* the one that is open */
	struct sw_err  *err;
};

static int table_line(struct xlate_file *f)
{
	int ret = sw_savefile_need_table(&f->in, f->program, &f->table, f->err);

	if (ret)
		return ret;
	f->in.in_table = true;
	printf("add table %s %s\n", sw_xlate_family(f->family), f->table->name);
	return 0;
}

static int base_chain(struct xlate_file *f, const struct sw_builtin_chain *c, const char *policy)
{
	const char *word = "";

	if (!strcmp(policy, "ACCEPT"))
		word = "policy accept; ";
	else if (!strcmp(policy, "DROP"))
		word = "policy drop; ";
	else if (strcmp(policy, "-"))
		return sw_err_usage(f->err, "%s: line %u policy invalid", f->program,
				    f->in.where.line);
	printf("add chain %s %s %s { type %s hook %s priority %d; %s}\n",
	       sw_xlate_family(f->family), f->table->name, c->name, c->type, sw_hook_words[c->hook],
	       c->prio, word);
	return 0;
}

static int chain_line(struct xlate_file *f)
{
	struct sw_savefile_chain line = { 0 };
	const struct sw_builtin_chain *c;
	uint64_t unused;
	int ret = sw_savefile_need_chain(&f->in, f->program, &line, f->err);

	if (ret)
		return ret;
	c = sw_builtin_chain(f->table, line.name);
	if (c)
		ret = sw_savefile_need_counters(&line, false, &unused, &unused, f->err);
	if (ret)
		return ret;
	if (c)
		return base_chain(f, c, line.policy);
	printf("%sadd chain %s %s %s\n", sw_xlate_is_name(line.name) ? "" : "# ",
	       sw_xlate_family(f->family), f->table->name, line.name);
	return 0;
}

static int command_line(struct xlate_file *f)
{
	struct sw_parser parser = { .family = f->family, .program = f->program, .restore = true,
				    .table = f->table };
	const struct sw_words *w = &f->in.words;
	struct sw_cmd cmd = { 0 };
	int ret = sw_savefile_need_command(&f->in, NULL, f->err);

	if (ret)
		return ret;
	ret = sw_parse(&parser, w->n, w->word, &cmd, f->err);
	sw_help_told(f->program, &cmd);
	if (!ret && cmd.letter && !strchr("hV", cmd.letter))
		ret = sw_xlate_command(stdout, &cmd, w->n, w->word, false, f->err);
	sw_cmd_fini(&cmd);
	return ret < 0 ? ret : 0;
}

static int any_line(struct xlate_file *f)
{
	enum sw_saveline kind = f->in.kind;

	if (kind == SW_LINE_EMPTY || kind == SW_LINE_COMMENT)
		return 0;
	if (!f->in.in_table)
		return kind == SW_LINE_TABLE ? table_line(f) : sw_savefile_outside(f->err);
	if (kind == SW_LINE_COMMIT)
		return 0;
	return kind == SW_LINE_CHAIN ? chain_line(f) : command_line(f);
}

/* An error in reading the stream has no line. */
static int read_lines(struct xlate_file *f)
{
	int ret;

	while ((ret = sw_savefile_next(&f->in, f->err)) > 0) {
		ret = any_line(f);
		if (ret)
			break;
	}
	if (ret && !f->err->where.line && !ferror(f->in.in)) {
		f->err->where.file = f->in.name;
		f->err->where.line = f->in.where.line;
	}
	return ret;
}

static int translate(struct xlate_file *f)
{
	SW_FILE FILE *named = f->in.name ? fopen(f->in.name, "re") : NULL;
	time_t now = time(NULL);
	char date[32];
	int ret;

	if (f->in.name && !named)
		return sw_report_line(NULL, "Cannot open file %s", f->in.name);
	ret = sw_xt_init(f->family, f->program, NULL, f->err);
	if (ret)
		return ret;
	ctime_r(&now, date);
	printf("# Translated by %s %.*s on %s", f->program, (int)strcspn(sw_compat_version(), " "),
	       sw_compat_version(), date);
	f->in.in = named ? named : stdin;
	ret = read_lines(f);
	if (!ret)
		printf("# Completed on %s", date);
	return ret;
}

const struct sw_option sw_opts_restore_xlate[] = {
	{ 'f', "file", SW_ARG_NEED, .value = "file", .help = "read file, not standard input" },
	{ 'V', "version", SW_ARG_NONE, .help = "print the version" },
	{ 'h', "help", SW_ARG_NONE, .help = "print this help" },
	{ 0 },
};

static bool set_option(void *arg, struct sw_scan *scan)
{
	struct xlate_file *f = arg;

	switch (scan->opt->letter) {
	case 'f':
		f->in.name = scan->arg;
		return true;
	case 'h':
		sw_help_table(f->program, sw_opts_restore_xlate, "");
		return false;
	default:
		printf("%s %.*s\n", f->program, (int)strcspn(sw_compat_version(), " "),
		       sw_compat_version());
		return false;
	}
}

static const struct sw_program_options program_options = {
	.table = sw_opts_restore_xlate,
	.option = set_option,
};

int sw_run_restore_xlate(const struct sw_invocation *inv)
{
	struct sw_err err;
	struct xlate_file f = { .program = inv->program, .family = inv->family, .err = &err };
	struct sw_report_text text = { .program = inv->program, .restore = true };
	int ret = sw_program_options(&program_options, inv, &f);

	if (ret)
		return ret - 1;
	sw_err_init(&err);
	ret = translate(&f);
	if (ret < 0) {
		text.line = f.in.line;
		text.line_len = f.in.line_len;
		ret = sw_report(&err, &text);
	}
	sw_savefile_fini(&f.in);
	return ret;
}
