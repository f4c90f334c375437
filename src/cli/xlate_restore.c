/* SPDX-License-Identifier: GPL-2.0-or-later */
/* iptables-restore-translate: a save file as a file for nft -f. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "cli/help.h"
#include "cli/invocation.h"
#include "cli/report.h"
#include "cli/xlate_local.h"
#include "session/saveline.h"
#include "words/parse.h"
#include "words/version.h"

struct xlate_file {
	const char *program, *file;	/* file NULL = standard input */
	uint8_t     family;
	bool        done;	/* help or version was printed */
	char       *text;	/* owned: the line as it stands in the file */
	size_t      text_cap;
	unsigned    line;
	const struct sw_builtin_table *table;	/* NULL outside of one */
	struct sw_words words;
	struct sw_err  *err;
};

#define bad(f, ...) refused(f, sw_err_set((f)->err, SW_EPARAM, EINVAL, __VA_ARGS__))

static int refused(struct xlate_file *f, int ret)
{
	f->err->usage = true;
	return ret;
}

static int table_line(struct xlate_file *f, char *p)
{
	char *name = sw_line_word(&p);

	if (!name)
		return bad(f, "%s: line %u table name invalid", f->program, f->line);
	f->table = sw_builtin_table(name);
	if (!f->table)
		return bad(f, "%s: line %u table name '%s' invalid", f->program, f->line, name);
	printf("add table %s %s\n", sw_xlate_family(f->family), name);
	return 0;
}

static int base_chain(struct xlate_file *f, const struct sw_builtin_chain *c, const char *policy)
{
	static const char *const hooks[] = {
		[SW_HOOK_PREROUTING] = "prerouting", [SW_HOOK_INPUT] = "input",
		[SW_HOOK_FORWARD] = "forward", [SW_HOOK_OUTPUT] = "output",
		[SW_HOOK_POSTROUTING] = "postrouting",
	};
	const char *word = "";

	if (!strcmp(policy, "ACCEPT"))
		word = "policy accept; ";
	else if (!strcmp(policy, "DROP"))
		word = "policy drop; ";
	else if (strcmp(policy, "-"))
		return bad(f, "%s: line %u policy invalid", f->program, f->line);
	printf("add chain %s %s %s { type %s hook %s priority %d; %s}\n",
	       sw_xlate_family(f->family), f->table->name, c->name, c->type, hooks[c->hook],
	       c->prio, word);
	return 0;
}

static int chain_line(struct xlate_file *f, char *p)
{
	char *name = sw_line_word(&p), *policy = sw_line_word(&p);
	const char *counters = sw_line_word(&p);
	const struct sw_builtin_chain *c;
	uint64_t unused;
	int ret;

	if (!name || !policy)
		return bad(f, "%s: line %u %s invalid", f->program, f->line,
			   name ? "policy" : "chain name");
	ret = sw_parse_chain_name(name, f->err);
	if (ret)
		return refused(f, ret);
	c = sw_builtin_chain(f->table, name);
	if (c && counters && !sw_line_counters(counters, &unused, &unused))
		return bad(f, "invalid policy counters for chain '%s'", name);
	if (c)
		return base_chain(f, c, policy);
	printf("%sadd chain %s %s %s\n", sw_xlate_is_name(name) ? "" : "# ",
	       sw_xlate_family(f->family), f->table->name, name);
	return 0;
}

static int command_line(struct xlate_file *f, char *p)
{
	struct sw_parser parser = { .family = f->family, .program = f->program, .restore = true,
				    .table = f->table };
	struct sw_cmd cmd = { 0 };
	int ret;

	if (*p == '[') {
		p = strchr(p, ']');
		if (!p)
			return bad(f, "Bad line %u: need ]", f->line);
		p++;
	}
	sw_words_reset(&f->words);
	ret = sw_words_split(&f->words, p, f->err);
	if (ret || !f->words.n)
		return ret;
	ret = sw_parse(&parser, f->words.n, f->words.word, &cmd, f->err);
	sw_help_told(f->program, &cmd);
	if (!ret && cmd.letter && !strchr("hV", cmd.letter))
		ret = sw_xlate_command(stdout, &cmd, f->words.n, f->words.word, false, f->err);
	sw_cmd_fini(&cmd);
	return ret < 0 ? ret : 0;
}

static int any_line(struct xlate_file *f)
{
	SW_FREE char *line = NULL;
	enum sw_saveline kind = sw_line_kind(f->text, strlen(f->text));
	int ret;

	if (kind == SW_LINE_EMPTY || kind == SW_LINE_COMMENT)
		return 0;
	if (f->table && kind == SW_LINE_COMMIT) {
		f->table = NULL;
		return 0;
	}
	if (!f->table && kind != SW_LINE_TABLE) {
		ret = sw_err_set(f->err, SW_EOTHER, EINVAL, "%s", "");
		f->err->classic = true;
		sw_err_hint(f->err,
			    "a line outside a table: tables begin with *name and end with COMMIT");
		return ret;
	}
	line = strdup(f->text);	/* it is cut into words; the error shows it whole */
	if (!line)
		return sw_err_nomem(f->err);
	if (!f->table)
		return table_line(f, line + 1);
	return kind == SW_LINE_CHAIN ? chain_line(f, line + 1) : command_line(f, line);
}

static int read_lines(struct xlate_file *f, FILE *in)
{
	ssize_t n;
	int ret = 0;

	while (!ret && (n = getline(&f->text, &f->text_cap, in)) >= 0) {
		f->line++;
		if (memchr(f->text, '\0', n))
			return sw_err_set(f->err, SW_EPARAM, EINVAL,
					  "a NUL byte: this is no save file");
		f->text[sw_line_end(f->text, n)] = '\0';
		ret = any_line(f);
	}
	if (ret && !f->err->where.line) {
		f->err->where.file = f->file;
		f->err->where.line = f->line;
	}
	if (!ret && ferror(in))
		ret = sw_err_set(f->err, SW_EOTHER, errno, "cannot read the rules: %s",
				 strerror(errno));
	return ret;
}

static int translate(struct xlate_file *f)
{
	SW_FILE FILE *named = f->file ? fopen(f->file, "re") : NULL;
	time_t now = time(NULL);
	char date[32];
	int ret;

	if (f->file && !named) {
		fprintf(stderr, "Cannot open file %s\n", f->file);
		return 1;
	}
	ret = sw_xt_init(f->family, f->program, NULL, f->err);
	if (ret)
		return ret;
	ctime_r(&now, date);
	printf("# Translated by %s %.*s on %s", f->program, (int)strcspn(SW_COMPAT_VERSION, " "),
	       SW_COMPAT_VERSION, date);
	ret = read_lines(f, named ? named : stdin);
	if (!ret)
		printf("# Completed on %s", date);
	return ret;
}

static const struct sw_option options[] = {
	{ 'f', "file", SW_ARG_NEED, .value = "file", .help = "read file, not standard input" },
	{ 'V', "version", SW_ARG_NONE, .help = "print the version" },
	{ 'h', "help", SW_ARG_NONE, .help = "print this help" },
	{ 0 },
};

static int read_options(struct xlate_file *f, int argc, char **argv)
{
	struct sw_scan scan = { .table = options, .argc = argc, .argv = argv };
	enum sw_scan_result got;

	while (!f->done && (got = sw_scan_next(&scan)) != SW_SCAN_END) {
		if (got == SW_SCAN_FOREIGN && scan.opt)
			got = sw_scan_take(&scan);
		if (got == SW_SCAN_WORD) {
			fprintf(stderr, "Unknown arguments found on commandline\n");
			return 1;
		}
		if (got != SW_SCAN_OPTION) {
			sw_help_bad_option(f->program, &scan, got);
			return 1;
		}
		if (scan.opt->letter == 'f') {
			f->file = scan.arg;
			continue;
		}
		f->done = true;
		if (scan.opt->letter == 'h')
			sw_help_table(f->program, options, "");
		else
			printf("%s %.*s\n", f->program, (int)strcspn(SW_COMPAT_VERSION, " "),
			       SW_COMPAT_VERSION);
	}
	return 0;
}

int sw_run_restore_xlate(const struct sw_invocation *inv)
{
	struct sw_err err;
	struct xlate_file f = { .program = inv->program, .family = inv->family, .err = &err };
	struct sw_report_text text = { .program = inv->program, .restore = true };
	int ret = read_options(&f, inv->argc, inv->argv);

	if (ret || f.done)
		return ret;
	sw_err_init(&err);
	ret = translate(&f);
	if (ret < 0) {
		text.line = f.text;
		text.line_len = f.text ? strlen(f.text) : 0;
		ret = sw_report(&err, &text);
	}
	sw_words_fini(&f.words);
	free(f.text);
	return ret;
}
