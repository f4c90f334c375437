/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall list and save: the rules of both families as iptables prints them, or as JSON. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/beside.h"
#include "cli/help.h"
#include "cli/program_options.h"
#include "cli/report.h"
#include "cli/report_json.h"
#include "cli/terminal.h"
#include "see/see.h"
#include "see/source.h"
#include "session/list.h"
#include "sight/ruleset_json.h"

#define LIST "statewall list"
#define SAVE "statewall save"

struct options {
	struct sw_source source;
	bool   save, counters, json;

	struct sw_str  out;	/* owned */
	struct sw_json j;
	bool   met;		/* a chain of that name */
	bool   odd;		/* something that iptables has no words for */
	struct sw_answer beside[2];	/* which tables sleep, IPv4 first */
};

const struct sw_option sw_opts_list[] = {
	SW_SOURCE_OPTIONS,
	{ 'c', "counters", SW_ARG_NONE, 0, .help = "with packets and bytes; JSON always has them" },
	{ 'J', "json", SW_ARG_NONE, SW_OF_LONG, .help = "print JSON; errors are JSON, too" },
	{ 'h', "help", SW_ARG_NONE, 0, .help = "print this help" },
	{ 0 },
};

static bool usage(const struct options *o)
{
	printf("Usage: %s [options]%s\n\n%s\n\n", o->source.program, o->save ? "" : " [CHAIN]",
	       o->save ? "Prints the rules of both families as iptables-save and ip6tables-save "
			 "do, or as JSON." :
			 "Prints the rules of both families as the commands that make them, or as "
			 "JSON.");
	sw_help_options(sw_opts_list);
	fputs("\nExit status: 0 done, 1 an error, 2 wrong words, 4 refused by the kernel, or there "
	      "is something\nthat iptables has no words for.\n", stdout);
	return false;
}

static bool set_option(void *arg, struct sw_scan *scan)
{
	struct options *o = arg;

	if (sw_source_take(&o->source, scan))
		return true;
	switch (scan->opt->letter) {
	case 'c':
		o->counters = true;
		break;
	case 'J':
		o->json = true;
		break;
	default:
		return usage(o);
	}
	return true;
}

static bool set_chain(void *arg, char *word)
{
	struct options *o = arg;

	return !o->save && sw_source_take_chain(&o->source, word);
}

/* ---- one family ------------------------------------------------------------------------------ */

/* Without a table's name: those that are there. A list of nothing at all would say nothing of
 * policies. */
static bool wants(const struct options *o, const struct sw_table *t)
{
	const char *name = t->builtin->name;

	if (o->source.table ? strcmp(o->source.table, name) :
			      !t->in_kernel && (o->save || strcmp(name, "filter")))
		return false;
	return !o->source.chain || sw_table_chain(t, o->source.chain) ||
	       sw_builtin_chain(t->builtin, o->source.chain);
}

static int add_json(struct options *o, struct sw_ruleset *rs, const char *from, struct sw_err *err)
{
	struct sw_ruleset_json of = { .from = from, .kernel = !o->source.nfile,
				      .chain = o->source.chain };
	int ret;

	for (int i = 0; i < SW_NTABLES; i++)
		of.table[i] = wants(o, &rs->table[i]);
	ret = sw_ruleset_json(&o->j, &of, rs, err);
	o->odd |= ret > 0;
	return ret < 0 ? ret : 0;
}

/* A heading where more than one table may be shown. */
static int list_table(struct options *o, struct sw_session *s, const struct sw_table *t,
		      struct sw_err *err)
{
	struct sw_cmd cmd = { .letter = 'S', .family = s->rs.family, .table = t->builtin->name };

	if (o->counters)
		cmd.opt = SW_OPT_VERBOSE;
	if (o->source.chain)
		snprintf(cmd.chain, sizeof(cmd.chain), "%s", o->source.chain);
	if (!o->source.table || (!o->source.family && o->source.nfile != 1))
		fprintf(s->out, "# IPv%d, table %s\n", s->rs.family == SW_IP6 ? 6 : 4,
			t->builtin->name);
	return sw_list(s, &cmd, err);
}

static int print_text(struct options *o, struct sw_session *s, struct sw_err *err)
{
	struct sw_save save = { .table = o->source.table, .counters = o->counters };
	int ret = 0;

	save.program = s->rs.family == SW_IP6 ? "ip6tables-save" : "iptables-save";
	if (o->save)
		return sw_save_run(s, &save, err);
	for (int i = 0; i < SW_NTABLES && !ret; i++)
		if (wants(o, &s->rs.table[i]))
			ret = list_table(o, s, &s->rs.table[i], err);
	return ret;
}

/* The lists of sessions, on a ruleset that is all there is. */
static int add_text(struct options *o, struct sw_ruleset *rs, struct sw_err *err)
{
	struct sw_session s;
	int ret = sw_session_open_on(&s, o->source.program, rs->family, NULL, err);

	sw_ruleset_fini(&s.rs);
	s.rs = *rs;
	sw_ruleset_init(rs, s.rs.family);
	s.rs.tables_known = true;
	for (int i = 0; i < SW_NTABLES; i++)
		s.rs.table[i].chains_known = true;
	if (!ret)
		ret = print_text(o, &s, err);
	if (!ret && fflush(s.out))
		ret = sw_err_nomem(err);
	sw_str_addn(&o->out, s.text.s, s.text.len);
	o->odd |= s.unreadable;
	sw_session_close(&s);
	return ret;
}

static bool has_chain(const struct options *o, const struct sw_ruleset *rs)
{
	for (int i = 0; i < SW_NTABLES; i++)
		if (wants(o, &rs->table[i]))
			return true;
	return false;
}

static int show(struct sw_ruleset *rs, const char *from, void *arg, struct sw_err *err)
{
	struct options *o = arg;

	o->met |= has_chain(o, rs);
	for (int i = 0; i < SW_NTABLES; i++)
		o->beside[rs->family == SW_IP6].dormant[i] = rs->table[i].dormant;
	return o->json ? add_json(o, rs, from, err) : add_text(o, rs, err);
}

/* ---- the program ----------------------------------------------------------------------------- */

static void begin(void *arg)
{
	struct options *o = arg;

	sw_str_reset(&o->out);
	o->odd = o->met = false;
	if (!o->json)
		return;
	o->j = (struct sw_json){ .out = &o->out };
	sw_json_document(&o->j, o->save ? "save" : "list");
	sw_json_list(&o->j, "families");
}

static int emit(struct options *o)
{
	struct sw_err err;
	int ret;

	if (o->json) {
		sw_json_close(&o->j);
		sw_json_close(&o->j);
	}
	sw_err_init(&err);
	ret = sw_terminal_emit(&o->out, &err);
	if (ret && err.sys != EPIPE)
		sw_report_plain(o->source.program, &err);
	if (!ret && !o->json && sw_beside_wanted())
		for (int i = 0; i < 2; i++)
			sw_beside_dormant(&o->beside[i], i ? SW_IP6 : SW_IP4, o->source.table);
	return ret ? SW_EOTHER : o->odd ? SW_ERESOURCE : 0;
}

static int run(const struct sw_invocation *inv, const char *program, bool save)
{
	static const struct sw_program_options program_options = {
		.table = sw_opts_list, .option = set_option, .word = set_chain,
	};
	struct options o = { .source.program = program, .save = save };
	struct sw_source_eye eye = { begin, show, &o };
	struct sw_invocation named = *inv;
	int ret;

	sw_report_json_if(inv->argc, inv->argv);
	named.program = program;
	ret = sw_program_options(&program_options, &named, &o);
	if (ret)	/* help, or words that are none */
		return ret == 1 ? 0 : 2;
	ret = sw_source_each(&o.source, &eye);
	if (!ret && o.source.chain && !o.met)
		ret = sw_report_line(program, "no chain %s in %s", o.source.chain,
				     o.source.table ? o.source.table : "any table");
	if (!ret)
		ret = emit(&o);
	sw_str_fini(&o.out);
	return ret;
}

int sw_run_list_both(const struct sw_invocation *inv)
{
	return run(inv, LIST, false);
}

int sw_run_save_both(const struct sw_invocation *inv)
{
	return run(inv, SAVE, true);
}
