/* SPDX-License-Identifier: GPL-2.0-or-later */
/* iptables-xml: a save file as XML, by its words alone; no plugin and no kernel is asked. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/help.h"
#include "cli/invocation.h"
#include "cli/xml_local.h"
#include "session/saveline.h"
#include "words/parse.h"

/* A rule's line, cut into words. */
struct xml_line { char *buf; struct sw_words words; };

struct xml {
	const char *program;
	bool combine, verbose;
	unsigned line;
	struct sw_xml_table table;
	struct xml_line rule, before;	/* before: the rule above, in the same table */
};

static int failed(const struct xml *x, const char *why)
{
	fprintf(stderr, "%s: line %u failed%s%s\n", x->program, x->line, *why ? " - " : "", why);
	return 1;
}

/* ---- lines ---------------------------------------------------------------------------- */

/* The rule above belongs to the table: the next begins anew. */
static void end_table(struct xml *x)
{
	sw_xml_table_end(&x->table);
	sw_words_reset(&x->before.words);
}

static int table_line(struct xml *x, char *p)
{
	char *name = sw_line_word(&p);

	if (!name)
		return failed(x, "table name invalid");
	end_table(x);
	sw_xml_table_begin(&x->table, name);
	return 0;
}

static int chain_line(struct xml *x, char *p)
{
	char *name = sw_line_word(&p), *policy = sw_line_word(&p), *counters = sw_line_word(&p);
	struct sw_xml_chain *c;

	if (!name || !policy)
		return failed(x, name ? "policy invalid" : "chain name invalid");
	c = sw_xml_table_chain(&x->table, name);
	if (c && !c->policy && strcmp(policy, "-"))
		c->policy = strdup(policy);
	if (!c || (!c->policy && strcmp(policy, "-")))
		return failed(x, "out of memory");
	if (counters)
		sw_line_counters(counters, &c->packets, &c->bytes);
	return 0;
}

/* The rule above has the same conditions, goes on to the next rule, and has an action. */
static bool can_combine(const struct sw_words *a, const struct sw_words *b)
{
	static const char *const ends[] = { "ACCEPT", "DROP", "QUEUE", "RETURN" };
	int i = 0;

	while (i < a->n && i < b->n && !(sw_xml_is_target(a, i) && sw_xml_is_target(b, i))) {
		if (strcmp(a->word[i], b->word[i]))
			return false;
		i++;
	}
	if (i >= a->n || i >= b->n || i <= 2 || a->word[i][strspn(a->word[i], "-")] == 'g')
		return false;
	for (size_t k = 0; k < SW_ARRAY_SIZE(ends) && i + 1 < a->n; k++)
		if (!strcmp(a->word[i + 1], ends[k]))
			return false;
	return true;
}

static void print_counter(const char *name, const char *value)
{
	printf("%s=\"", name);
	sw_xml_text(stdout, value);
	fputs("\" ", stdout);
}

static void print_rule(struct xml *x, const char *packets, const char *bytes)
{
	const struct sw_words *w = &x->rule.words;
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

/* "[packets:bytes]" before a rule: cut out; *p goes behind it. */
static int cut_counters(struct xml *x, char **p, char **packets, char **bytes)
{
	char *colon, *end;

	if (**p != '[')
		return 0;
	colon = strchr(*p, ':');
	end = strchr(*p, ']');
	if (!end || !colon || colon > end)
		return failed(x, end ? "need : in [packets:bytes]" : "need ]");
	*colon = *end = '\0';
	*packets = *p + 1;
	*bytes = colon + 1;
	*p = end + 1;
	return 0;
}

static int rule_line(struct xml *x, const char *text)
{
	struct xml_line was = x->before;
	struct sw_words *w = &x->rule.words;
	char *packets = NULL, *bytes = NULL, *p;
	struct sw_xml_chain *c;
	struct sw_err err;

	free(x->rule.buf);
	x->rule.buf = p = strdup(text);
	if (!p)
		return failed(x, "out of memory");
	if (cut_counters(x, &p, &packets, &bytes))
		return 1;
	sw_err_init(&err);
	sw_words_reset(w);
	if (sw_words_split(w, p, &err))
		return failed(x, err.msg);
	if (!w->n)
		return 0;
	if (w->n < 2 || strcmp(w->word[0], "-A"))
		return failed(x, "no chain found");
	c = sw_xml_table_chain(&x->table, w->word[1]);
	if (!c)
		return failed(x, "out of memory");
	sw_xml_table_show_chain(&x->table, c);
	print_rule(x, packets, bytes);
	x->before = x->rule;
	x->rule = was;
	return 0;
}

static int any_line(struct xml *x, char *text)
{
	enum sw_saveline kind = sw_line_kind(text, strlen(text));

	if (kind == SW_LINE_EMPTY)
		return 0;
	if (kind == SW_LINE_COMMENT || x->verbose) {
		fputs("<!-- ", stdout);
		if (kind != SW_LINE_COMMENT)
			printf("line %u ", x->line);
		sw_xml_comment(stdout, text);
		puts(" -->");
	}
	if (kind == SW_LINE_COMMENT)
		return 0;
	if (kind == SW_LINE_TABLE)
		return table_line(x, text + 1);
	if (!x->table.is_open)
		return failed(x, "");
	if (kind == SW_LINE_COMMIT) {
		end_table(x);
		return 0;
	}
	return kind == SW_LINE_CHAIN ? chain_line(x, text + 1) : rule_line(x, text);
}

static int convert(struct xml *x, FILE *in)
{
	SW_FREE char *text = NULL;
	size_t cap = 0;
	ssize_t n;
	int ret = 0;

	if (x->verbose)
		puts("xptables-xml");
	puts("<iptables-rules version=\"1.0\">");
	while (!ret && (n = getline(&text, &cap, in)) >= 0) {
		x->line++;
		if (memchr(text, '\0', n))
			return failed(x, "a NUL byte: this is no save file");
		text[sw_line_end(text, n)] = '\0';
		ret = any_line(x, text);
	}
	if (ret)
		return ret;
	if (ferror(in)) {
		fprintf(stderr, "%s: cannot read the rules: %s\n", x->program, strerror(errno));
		return 1;
	}
	if (x->table.is_open) {
		fprintf(stderr, "%s: COMMIT expected at line %u\n", x->program, x->line + 1);
		return 1;
	}
	puts("</iptables-rules>");
	return 0;
}

static const struct sw_option options[] = {
	{ 'c', "combine", SW_ARG_NONE, .help = "one rule for actions under the same conditions" },
	{ 'v', "verbose", SW_ARG_NONE, .help = "print each line as a comment too" },
	{ 'h', "help", SW_ARG_NONE, .help = "print this help" },
	{ 0 },
};

/* 0 = go on, else exit status + 1. */
static int read_options(struct xml *x, const struct sw_invocation *inv, const char **file)
{
	struct sw_scan scan = { .table = options, .argc = inv->argc, .argv = inv->argv };
	enum sw_scan_result got;

	while ((got = sw_scan_next(&scan)) != SW_SCAN_END) {
		if (got == SW_SCAN_FOREIGN && scan.opt)
			got = sw_scan_take(&scan);
		if (got == SW_SCAN_WORD && !*file) {
			*file = scan.arg;
		} else if (got == SW_SCAN_WORD) {
			fprintf(stderr, "Unknown arguments found on commandline\n");
			return 1 + 1;
		} else if (got != SW_SCAN_OPTION) {
			sw_help_bad_option(x->program, &scan, got);
			return 1 + 1;
		} else if (scan.opt->letter == 'h') {
			sw_help_table(x->program, options, " [file]");
			return 0 + 1;
		} else {
			*(scan.opt->letter == 'c' ? &x->combine : &x->verbose) = true;
		}
	}
	return 0;
}

int sw_run_xml(const struct sw_invocation *inv)
{
	struct xml x = { .program = inv->program };
	SW_FILE FILE *named = NULL;
	const char *file = NULL;
	int ret = read_options(&x, inv, &file);

	if (ret)
		return ret - 1;
	if (file) {
		named = fopen(file, "re");
		if (!named) {
			fprintf(stderr, "Can't open %s: %s\n", file, strerror(errno));
			return 1;
		}
	}
	ret = convert(&x, named ? named : stdin);
	sw_xml_table_fini(&x.table);
	free(x.rule.buf);
	free(x.before.buf);
	sw_words_fini(&x.rule.words);
	sw_words_fini(&x.before.words);
	return ret;
}
