/* SPDX-License-Identifier: GPL-2.0-or-later */
/* iptables-xml: a save file as XML, by its words alone; no plugin and no kernel is asked. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/help.h"
#include "cli/invocation.h"
#include "cli/program_options.h"
#include "cli/report.h"
#include "cli/xml_local.h"
#include "rule/rule.h"
#include "session/savefile.h"
#include "words/parse.h"

/* The words of a rule, and the text they point into. */
struct xml_rule { char *copy; size_t cap; struct sw_words words; };

struct xml {
	const char *program, *file;	/* file NULL: standard input */
	bool combine, verbose;
	struct sw_savefile in;
	struct sw_xml_table table;
	struct xml_rule before;	/* the rule above, in the same table */
};

static int failed(const struct xml *x, const char *why)
{
	return sw_report_line(x->program, "line %u failed%s%s", x->in.where.line, *why ? " - " : "",
			      why);
}

/* ---- lines ----------------------------------------------------------------------------------- */

/* The rule above belongs to the table: the next begins anew. */
static void end_table(struct xml *x)
{
	sw_xml_table_end(&x->table);
	sw_words_reset(&x->before.words);
}

static int table_line(struct xml *x)
{
	char *name = NULL;

	if (sw_savefile_table(&x->in, &name, NULL))
		return failed(x, "out of memory");
	if (!name)
		return failed(x, "table name invalid");
	end_table(x);
	sw_xml_table_begin(&x->table, name);
	return 0;
}

static int chain_line(struct xml *x)
{
	struct sw_savefile_chain line = { 0 };
	struct sw_xml_chain *c;

	if (sw_savefile_chain(&x->in, &line, NULL))
		return failed(x, "out of memory");
	if (!line.name || !line.policy)
		return failed(x, line.name ? "policy invalid" : "chain name invalid");
	c = sw_xml_table_chain(&x->table, line.name);
	if (c && !c->policy && strcmp(line.policy, "-"))
		c->policy = strdup(line.policy);
	if (!c || (!c->policy && strcmp(line.policy, "-")))
		return failed(x, "out of memory");
	if (line.counters)
		sw_savefile_counters(line.counters, &c->packets, &c->bytes);
	return 0;
}

/* The rule above has the same conditions, goes on to the next rule, and has an action. */
static bool can_combine(const struct sw_words *a, const struct sw_words *b)
{
	int i = 0, verdict;

	while (i < a->n && i < b->n && !(sw_xml_is_target(a, i) && sw_xml_is_target(b, i))) {
		if (strcmp(a->word[i], b->word[i]))
			return false;
		i++;
	}
	if (i >= a->n || i >= b->n || i <= 2 || a->word[i][strspn(a->word[i], "-")] == 'g')
		return false;
	return i + 1 >= a->n || !sw_verdict_of(a->word[i + 1], &verdict);
}

static void print_counter(const char *name, const char *value)
{
	printf("%s=\"", name);
	sw_xml_text(stdout, value);
	fputs("\" ", stdout);
}

static void print_rule(struct xml *x, const char *packets, const char *bytes)
{
	const struct sw_words *w = &x->in.words;
	int target = 2;

	while (target < w->n && !sw_xml_is_target(w, target))
		target++;
	if (x->combine && x->table.in_rule && can_combine(&x->before.words, w)) {
		puts("<!-- Combine action from next rule -->");
	} else {
		sw_xml_table_end_rule(&x->table);
		fputs("      <rule ", stdout);
		if (packets) {
			print_counter("packet-count", packets);
			print_counter("byte-count", bytes);
		}
		puts(">");
		if (target > 2) {
			puts("       <conditions>");
			sw_xml_rule_part(stdout, w, 2, target, sw_xml_table_has_chain, &x->table);
			puts("       </conditions>");
		}
		puts("       <actions>");
		x->table.in_rule = true;
	}
	sw_xml_rule_part(stdout, w, target, w->n, sw_xml_table_has_chain, &x->table);
}

/* The words go to x->before, and the memory of those before to the reader. */
static void keep_words(struct xml *x)
{
	struct xml_rule was = x->before;

	x->before = (struct xml_rule){ x->in.copy, x->in.cap, x->in.words };
	x->in.copy = was.copy;
	x->in.cap = was.cap;
	x->in.words = was.words;
}

static int rule_line(struct xml *x)
{
	const struct sw_words *w = &x->in.words;
	struct sw_savefile_front front;
	struct sw_xml_chain *c;
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	ret = sw_savefile_command(&x->in, &front, &err);
	if (front.is_there && !front.bytes)
		return failed(x, front.inside ? "need : in [packets:bytes]" : "need ]");
	if (ret)
		return failed(x, err.msg);
	if (!w->n)
		return 0;
	if (w->n < 2 || strcmp(w->word[0], "-A"))
		return failed(x, "no chain found");
	c = sw_xml_table_chain(&x->table, w->word[1]);
	if (!c)
		return failed(x, "out of memory");
	sw_xml_table_show_chain(&x->table, c);
	print_rule(x, front.inside, front.bytes);
	keep_words(x);
	return 0;
}

static int any_line(struct xml *x)
{
	enum sw_saveline kind = x->in.kind;

	if (kind == SW_LINE_EMPTY)
		return 0;
	if (kind == SW_LINE_COMMENT || x->verbose) {
		fputs("<!-- ", stdout);
		if (kind != SW_LINE_COMMENT)
			printf("line %u ", x->in.where.line);
		sw_xml_comment(stdout, x->in.line);
		puts(" -->");
	}
	if (kind == SW_LINE_COMMENT)
		return 0;
	if (kind == SW_LINE_TABLE)
		return table_line(x);
	if (!x->table.is_open)
		return failed(x, "");
	if (kind == SW_LINE_COMMIT) {
		end_table(x);
		return 0;
	}
	return kind == SW_LINE_CHAIN ? chain_line(x) : rule_line(x);
}

static int convert(struct xml *x)
{
	struct sw_err err;
	int ret;

	if (x->verbose)
		puts("xptables-xml");
	puts("<iptables-rules version=\"1.0\">");
	sw_err_init(&err);
	while ((ret = sw_savefile_next(&x->in, &err)) > 0) {
		ret = any_line(x);
		if (ret)
			return ret;
	}
	if (ret && !ferror(x->in.in))
		return failed(x, err.msg);
	if (ret)
		return sw_report_line(x->program, "%s", err.msg);
	if (x->table.is_open)
		return sw_report_line(x->program, "COMMIT expected at line %u",
				      x->in.where.line + 1);
	puts("</iptables-rules>");
	return 0;
}

const struct sw_option sw_opts_xml[] = {
	{ 'c', "combine", SW_ARG_NONE, .help = "one rule for actions under the same conditions" },
	{ 'v', "verbose", SW_ARG_NONE, .help = "print each line as a comment too" },
	{ 'h', "help", SW_ARG_NONE, .help = "print this help" },
	{ 0 },
};

static bool set_option(void *arg, struct sw_scan *scan)
{
	struct xml *x = arg;

	if (scan->opt->letter == 'h')
		sw_help_table(x->program, sw_opts_xml, " [file]");
	else
		*(scan->opt->letter == 'c' ? &x->combine : &x->verbose) = true;
	return scan->opt->letter != 'h';
}

static bool set_file(void *arg, char *word)
{
	struct xml *x = arg;
	bool is_first = !x->file;

	x->file = word;
	return is_first;
}

static const struct sw_program_options program_options = {
	.table = sw_opts_xml,
	.option = set_option,
	.word = set_file,
};

int sw_run_xml(const struct sw_invocation *inv)
{
	struct xml x = { .program = inv->program };
	SW_FILE FILE *named = NULL;
	int ret = sw_program_options(&program_options, inv, &x);

	if (ret)
		return ret - 1;
	if (x.file) {
		named = fopen(x.file, "re");
		if (!named)
			return sw_report_line(NULL, "Can't open %s: %s", x.file, strerror(errno));
	}
	x.in.in = named ? named : stdin;
	ret = convert(&x);
	sw_xml_table_fini(&x.table);
	free(x.before.copy);
	sw_words_fini(&x.before.words);
	sw_savefile_fini(&x.in);
	return ret;
}
