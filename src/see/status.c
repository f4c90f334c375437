/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall status: whose rules are there, what ours are, and whether they stay. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/help.h"
#include "cli/program_options.h"
#include "cli/report.h"
#include "cli/report_json.h"
#include "cli/terminal.h"
#include "see/see.h"
#include "see/status_local.h"

#define WIDTH 80 /* columns, where nothing says how many there are */

struct options {
	struct sw_status s;
	const char *empty; /* an option that names no folder */
	bool json;
};

const struct sw_option sw_opts_status[] = {
	{ 'j', "json", SW_ARG_NONE, 0, .help = "the same as JSON" },
	{ 'c', "config-dir", SW_ARG_NEED, SW_OF_LONG, .value = "dir",
	  .help = "where the rule and config files are" },
	{ 'r', "run-dir", SW_ARG_NEED, SW_OF_LONG, .value = "dir",
	  .help = "where it is kept what was started, and what waits" },
	{ 'h', "help", SW_ARG_NONE, 0, .help = "print this help" },
	{ 0 },
};

static bool usage(void)
{
	fputs("Usage: " SW_STATUS_NAME " [options]\n\n"
	      "Says whose rules are loaded, what statewall's are, what waits, and whether they are "
	      "those of the files.\n\n",
	      stdout);
	sw_help_options(sw_opts_status);
	fputs("\nExit status: 0 loaded, and as the files say, 1 loaded and not so, 2 an error or "
	      "wrong words,\n3 not loaded.\n",
	      stdout);
	return false;
}

static bool set_option(void *arg, struct sw_scan *scan)
{
	struct options *o = arg;

	switch (scan->opt->letter) {
	case 'h': return usage();
	case 'j': o->json = true; return true;
	case 'c': o->s.config_dir = scan->arg; break;
	default: o->s.run_dir = scan->arg;
	}
	/* as of a variable that is not set; "/iptables" would be a file of the root folder */
	if (!*scan->arg)
		o->empty = scan->opt->name;
	return true;
}

static int print(const struct options *o, struct sw_err *err)
{
	struct sw_str out = { 0 };
	struct sw_json json = { .out = &out };
	int ret;

	if (o->json)
		sw_status_json(&o->s, &json);
	else
		sw_status_text(&o->s, sw_terminal_columns(WIDTH), &out);
	ret = sw_terminal_emit(&out, err);
	sw_str_fini(&out);
	return ret;
}

int sw_run_status(const struct sw_invocation *inv)
{
	const struct sw_program_options words = { .table = sw_opts_status, .option = set_option };
	struct sw_invocation named = *inv;
	struct options o = { .json = false };
	struct sw_err err;
	int ret;

	named.program = SW_STATUS_NAME;
	sw_report_json_if(inv->argc, inv->argv);
	ret = sw_program_options(&words, &named, &o);
	if (ret) /* help, or words that are none */
		return ret == 1 ? 0 : SW_STATUS_TROUBLE;
	if (o.empty) {
		sw_report_line(SW_STATUS_NAME, "--%s needs the name of a folder", o.empty);
		return SW_STATUS_TROUBLE;
	}
	sw_err_init(&err);
	ret = sw_status_read(&o.s, &err);
	if (!ret)
		ret = print(&o, &err);
	if (ret && err.sys != EPIPE)
		sw_report_plain(SW_STATUS_NAME, &err);
	ret = ret ? SW_STATUS_TROUBLE : o.s.exit;
	sw_status_fini(&o.s);
	return ret;
}
