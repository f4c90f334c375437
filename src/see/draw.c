/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall graph: chains, jumps and verdicts as a drawing. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/help.h"
#include "cli/program_options.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "see/paint.h"
#include "see/see.h"
#include "see/source.h"

#define NAME "statewall graph"
#define MOST 500	/* chains of a table: more are no drawing */

struct options {
	struct sw_source source;
	const char *format, *most_word;
	size_t      most;

	const struct sw_painter *paint;
	struct sw_str out;	/* owned */
	size_t edges;
	bool   met;		/* a chain of that name */
};

const struct sw_option sw_opts_graph[] = {
	SW_SOURCE_OPTIONS,
	{ 'F', "format", SW_ARG_NEED, SW_OF_LONG, .value = "dot|mermaid",
	  .help = "for dot(1), or for Mermaid on a web page (dot)" },
	{ 'M', "most", SW_ARG_NEED, SW_OF_LONG, .value = "chains",
	  .help = "draw so many of each table, and tell how many there are beside them (500)" },
	{ 'h', "help", SW_ARG_NONE, 0, .help = "print this help" },
	{ 0 },
};

static bool usage(void)
{
	fputs("Usage: " NAME " [options] [CHAIN]\n\n"
	      "Draws chains, the jumps between them and where packets end: " NAME
	      " | dot -Tsvg >rules.svg\n\n", stdout);
	sw_help_options(sw_opts_graph);
	fputs("\nExit status: 0 done, 1 an error, 2 wrong words, 4 refused by the kernel.\n",
	      stdout);
	return false;
}

static bool set_option(void *arg, struct sw_scan *scan)
{
	struct options *o = arg;

	if (sw_source_take(&o->source, scan))
		return true;
	switch (scan->opt->letter) {
	case 'F':
		o->format = scan->arg;
		break;
	case 'M':
		o->most_word = scan->arg;
		break;
	default:
		return usage();
	}
	return true;
}

static bool set_chain(void *arg, char *word)
{
	struct options *o = arg;

	return sw_source_take_chain(&o->source, word);
}

/* ---- labels ---------------------------------------------------------------------------------- */

static void add_count(struct sw_str *out, uint64_t n, const char *what)
{
	sw_str_addf(out, "%" PRIu64 " %s%s", n, what, n == 1 ? "" : "s");
}

static size_t count_unreadable(const struct sw_chain *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->nrule; i++)
		n += c->rule[i]->raw != NULL;
	return n;
}

static void add_chain_label(struct sw_str *out, const struct sw_graph_node *n)
{
	const struct sw_chain *c = n->chain;
	size_t unreadable = count_unreadable(c);

	sw_str_addf(out, "%s\n", n->name);
	if (c->builtin)
		sw_str_addf(out, "policy %s\n", sw_verdict_word(c->policy));
	add_count(out, c->nrule, "rule");
	if (unreadable)
		sw_str_addf(out, "\n%zu of another tool", unreadable);
	if (n->dead)
		sw_str_addf(out, "\n%zu never reached", n->dead);
	if (!n->reached)
		sw_str_add(out, "\nnever reached");
}

static void add_label(struct sw_str *out, const struct sw_graph_node *n)
{
	if (n->kind == SW_NODE_CHAIN)
		add_chain_label(out, n);
	else if (n->kind == SW_NODE_MORE)
		sw_str_addf(out, "and %zu more", n->hidden);
	else
		sw_str_add(out, n->name);
}

static void add_edge_label(struct sw_str *out, const struct sw_graph_edge *e)
{
	if (e->way == SW_EDGE_POLICY)
		sw_str_add(out, "policy");
	else if (e->rules == 1)
		sw_str_addf(out, "rule %u", e->first);
	else
		add_count(out, e->rules, "rule");
	if (e->way == SW_EDGE_GOTO)
		sw_str_add(out, ", goto");
	if (e->packets) {
		sw_str_addc(out, '\n');
		add_count(out, e->packets, "packet");
	}
}

/* ---- a table --------------------------------------------------------------------------------- */

static enum sw_look look_of(const struct sw_graph_node *n)
{
	if (n->kind == SW_NODE_MORE)
		return SW_LOOK_MORE;
	if (!n->reached)
		return SW_LOOK_DEAD;
	if (n->kind == SW_NODE_CHAIN)
		return n->chain->builtin ? SW_LOOK_HOOK : SW_LOOK_CHAIN;
	if (!strcmp(n->name, "ACCEPT"))
		return SW_LOOK_ACCEPT;
	return strcmp(n->name, "DROP") && strcmp(n->name, "REJECT") ? SW_LOOK_OTHER : SW_LOOK_DROP;
}

static unsigned digits(uint64_t n)
{
	unsigned d = 0;

	for (; n; n /= 10)
		d++;
	return d;
}

static void paint(struct options *o, const struct sw_graph *g, const char *table, const char *title)
{
	struct sw_str label = { 0 };

	o->paint->table(&o->out, table, title);
	for (size_t i = 0; i < g->nnode; i++) {
		sw_str_empty(&label);
		add_label(&label, &g->node[i]);
		if (label.len)
			o->paint->node(&o->out, table, i, label.s, look_of(&g->node[i]));
	}
	o->paint->table_end(&o->out);
	for (size_t i = 0; i < g->nedge; i++) {
		sw_str_empty(&label);
		add_edge_label(&label, &g->edge[i]);
		if (label.len)
			o->paint->edge(&o->out, table, &g->edge[i], label.s,
				       digits(g->edge[i].packets), o->edges++);
	}
	o->out.oom |= label.oom;
	sw_str_fini(&label);
}

static int draw(struct options *o, const struct sw_table *t, uint8_t family, struct sw_err *err)
{
	struct sw_graph g = { 0 };
	char table[32], title[64];
	int number = family == SW_IP6 ? 6 : 4;
	int ret = sw_graph_of(&g, t, o->source.chain, o->most, err);

	snprintf(table, sizeof(table), "ip%d_%s", number, t->builtin->name);
	snprintf(title, sizeof(title), "IPv%d, table %s%s", number, t->builtin->name,
		 t->dormant ? ", dormant" : "");
	if (!ret)
		paint(o, &g, table, title);
	sw_graph_fini(&g);
	return ret;
}

static bool wants(const struct options *o, const struct sw_table *t)
{
	if (!t->in_kernel || (o->source.table && strcmp(o->source.table, t->builtin->name)))
		return false;
	return !o->source.chain || sw_table_chain(t, o->source.chain);
}

static int show(struct sw_ruleset *rs, const char *from, void *arg, struct sw_err *err)
{
	struct options *o = arg;
	int ret = 0;

	(void)from;
	for (int i = 0; i < SW_NTABLES && !ret; i++) {
		if (!wants(o, &rs->table[i]))
			continue;
		o->met = true;
		ret = draw(o, &rs->table[i], rs->family, err);
	}
	return ret;
}

/* ---- the program ----------------------------------------------------------------------------- */

static void begin(void *arg)
{
	struct options *o = arg;

	sw_str_reset(&o->out);
	o->edges = 0;
	o->met = false;
	o->paint->begin(&o->out);
}

/* 0, or the exit status: what is wrong with the words was said. */
static int check_words(struct options *o)
{
	static const char *const formats[] = { "dot", "mermaid" };
	char *end = NULL;

	o->most = o->most_word ? strtoul(o->most_word, &end, 10) : MOST;
	if (o->most_word && (*o->most_word < '0' || *o->most_word > '9' || *end || !o->most ||
			     o->most > 1000000))
		return sw_report_line(NAME, "--most takes a number of chains from 1 on") + 1;
	o->paint = o->format && strcmp(o->format, "dot") ? &sw_paint_mermaid : &sw_paint_dot;
	if (!o->format || !strcmp(o->format, o->paint->name))
		return 0;
	sw_report_unknown(NAME, "format", o->format, formats, 2);
	return 2;
}

static int emit(struct options *o)
{
	struct sw_err err;
	int ret;

	o->paint->end(&o->out);
	sw_err_init(&err);
	ret = sw_terminal_emit(&o->out, &err);
	if (ret && err.sys != EPIPE)
		sw_report_plain(NAME, &err);
	return ret ? SW_EOTHER : 0;
}

int sw_run_graph(const struct sw_invocation *inv)
{
	static const struct sw_program_options program_options = {
		.table = sw_opts_graph, .option = set_option, .word = set_chain,
	};
	struct options o = { .source.program = NAME };
	struct sw_source_eye eye = { begin, show, &o };
	struct sw_invocation named = *inv;
	int ret;

	named.program = NAME;
	ret = sw_program_options(&program_options, &named, &o);
	if (ret)	/* help, or words that are none */
		return ret == 1 ? 0 : 2;
	ret = check_words(&o);
	if (!ret)
		ret = sw_source_each(&o.source, &eye);
	if (!ret && o.source.chain && !o.met)
		ret = sw_report_line(NAME, "no chain %s in %s", o.source.chain,
				     o.source.table ? o.source.table : "any table");
	if (!ret)
		ret = emit(&o);
	sw_str_fini(&o.out);
	return ret;
}
