/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall group: what is loaded as maps, or rule by rule again; and how it stands. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/help.h"
#include "cli/invocation.h"
#include "cli/program_options.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "session/regroup.h"

#define NAME "statewall group"

struct options {
	struct sw_regroup  r;
	bool               off, dry;
	uint8_t            family;	/* 0: both */
};

const struct sw_option sw_opts_group[] = {
	{ 'n', "dry-run", SW_ARG_NONE, 0, .help = "have the kernel check it, and change nothing" },
	{ 'o', "off", SW_ARG_NONE, SW_OF_LONG, .help = "each rule is one of the kernel's again" },
	{ 's', "show", SW_ARG_NONE, SW_OF_LONG,
	  .help = "print maps, and why a rule is none of theirs" },
	{ 'k', "check", SW_ARG_NONE, SW_OF_LONG,
	  .help = "does each rule keep its turn in what is loaded?" },
	{ 'a', "always", SW_ARG_NONE, SW_OF_LONG, .help = "also where it does not pay" },
	{ 't', "table", SW_ARG_NEED, 0, .value = "table", .help = "this table only" },
	{ 'f', "family", SW_ARG_NEED, SW_OF_LONG, .value = "ipv4|ipv6",
	  .help = "this family only" },
	{ 'h', "help", SW_ARG_NONE, 0, .help = "print this help" },
	{ 0 },
};

static bool usage(void)
{
	fputs("Usage: " NAME " [options] [CHAIN]\n\n"
	      "Runs of rules that differ in addresses, ports or interfaces become maps, in one "
	      "transaction and with\ntheir counters.\n\n",
	      stdout);
	sw_help_options(sw_opts_group);
	fputs("\nExit status: 0 done, 1 an error, or rules that do not keep their turns, 2 wrong "
	      "words, 4 a chain was left\nalone, because another tool's rules are in it.\n",
	      stdout);
	return false;
}

static bool set_option(void *arg, struct sw_scan *scan)
{
	struct options *o = arg;

	switch (scan->opt->letter) {
	case 'n':
		o->dry = true;
		break;
	case 'o':
		o->r.mode = SW_GROUP_OFF;
		break;
	case 'a':
		o->r.mode = SW_GROUP_ALWAYS;
		break;
	case 's':
		o->r.what = SW_REGROUP_SHOW;
		break;
	case 'k':
		o->r.what = SW_REGROUP_CHECK;
		break;
	case 't':
		o->r.table = scan->arg;
		break;
	case 'f':
		o->family = !strcmp(scan->arg, "ipv4") ? SW_IP4 :
			    !strcmp(scan->arg, "ipv6") ? SW_IP6 : 1;
		break;
	default:
		return usage();
	}
	return true;
}

static bool set_chain(void *arg, char *word)
{
	struct options *o = arg;

	if (o->r.chain)
		return false;
	o->r.chain = word;
	return true;
}

static const struct sw_program_options program_options = {
	.table = sw_opts_group,
	.option = set_option,
	.word = set_chain,
};

/* written: there was something to say. */
static int run(struct options *o, uint8_t family, bool *written)
{
	struct sw_ask ask = { .program = NAME, .family = family, .check_only = o->dry };
	struct sw_answer answer = { 0 };
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	ret = sw_session_with(&ask, sw_regroup_run, &o->r, &answer, &err);
	if (!ret)
		ret = sw_terminal_emit(&answer.text, &err);
	*written |= answer.text.len > 0;
	if (ret)
		ret = sw_report_plain(NAME, &err);
	else if (o->r.broken)
		ret = 1;
	else if (o->r.left || answer.unreadable)
		ret = SW_ERESOURCE;
	sw_answer_fini(&answer);
	return ret;
}

int sw_run_group(const struct sw_invocation *inv)
{
	struct options o = { .r.mode = SW_GROUP_AUTO };
	int ret = sw_program_options(&program_options, inv, &o), other;
	bool written = false;

	if (ret)	/* help, or words that are none */
		return ret == 1 ? 0 : 2;
	if (o.family == 1)
		return sw_report_line(NAME, "--family takes ipv4 or ipv6") + 1;
	if (o.r.table && !sw_builtin_table(o.r.table))
		return sw_report_line(NAME, "Table `%s' does not exist", o.r.table) + 1;
	ret = o.family == SW_IP6 ? 0 : run(&o, SW_IP4, &written);
	other = o.family == SW_IP4 || ret == 1 ? 0 : run(&o, SW_IP6, &written);
	if (!ret && !other && o.r.chain && !o.r.met)
		return sw_report_line(NAME, "no chain %s in %s", o.r.chain,
				      o.r.table ? o.r.table : "any table");
	if (!ret && !other && !written && o.r.what == SW_REGROUP_WRITE)
		puts("Nothing to change.");
	return ret ? ret : other;
}
