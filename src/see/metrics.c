/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall metrics: the counters as OpenMetrics text, to standard output, into a file, or for who
 * asks. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "cli/help.h"
#include "cli/program_options.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "see/metrics_local.h"
#include "see/see.h"
#include "sight/openmetrics.h"

#define NAME SW_METRICS

struct options {
	struct sw_metrics m;
	const char *output, *listen;
};

const struct sw_option sw_opts_metrics[] = {
	{ 'a', "all", SW_ARG_NONE, 0, .help = "each rule, not only those with a comment" },
	{ 'o', "output", SW_ARG_NEED, 0, .value = "file",
	  .help = "into a file, which others see whole" },
	{ 'l', "listen", SW_ARG_NEED, 0, .value = "file|address:port",
	  .help = "for who asks on a unix socket or a port" },
	{ '4', "ipv4", SW_ARG_NONE, 0, .help = "IPv4 only" },
	{ '6', "ipv6", SW_ARG_NONE, 0, .help = "IPv6 only" },
	{ 'h', "help", SW_ARG_NONE, 0, .help = "print this help" },
	{ 0 },
};

static bool usage(void)
{
	fputs("Usage: " NAME " [options]\n\n"
	      "Prints the counters of rules with a comment, of chains and of policies, of both "
	      "families, as\nOpenMetrics text.\n\n", stdout);
	sw_help_options(sw_opts_metrics);
	fputs("\nExit status: 0 done, 1 an error, 2 wrong words.\n", stdout);
	return false;
}

static bool set_option(void *arg, struct sw_scan *scan)
{
	struct options *o = arg;

	switch (scan->opt->letter) {
	case 'a':
		o->m.all = true;
		break;
	case 'o':
		o->output = scan->arg;
		break;
	case 'l':
		o->listen = scan->arg;
		break;
	case '4':
		o->m.family = SW_IP4;
		break;
	case '6':
		o->m.family = SW_IP6;
		break;
	default:
		return usage();
	}
	return true;
}

int sw_metrics_text(const struct sw_metrics *m, struct sw_str *out, struct sw_err *err)
{
	struct sw_tally t = { 0 };
	int ret = sw_tally_read(NAME, m->family, &t, err);

	sw_str_reset(out);
	if (!ret)
		ret = sw_openmetrics(&t, m->all, out, err);
	sw_tally_fini(&t);
	return ret;
}

static int print(const struct options *o)
{
	struct sw_str text = { 0 };
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	ret = sw_metrics_text(&o->m, &text, &err);
	if (!ret && o->output)
		ret = sw_file_replace(o->output, text.s, text.len, 0644, &err);
	else if (!ret)
		ret = sw_terminal_emit(&text, &err);
	sw_str_fini(&text);
	return ret ? sw_report_plain(NAME, &err) : 0;
}

int sw_run_metrics(const struct sw_invocation *inv)
{
	static const struct sw_program_options program_options = {
		.table = sw_opts_metrics, .option = set_option,
	};
	struct options o = { 0 };
	int ret = sw_program_options(&program_options, inv, &o);

	if (ret)	/* help, or words that are none */
		return ret == 1 ? 0 : 2;
	if (o.output && o.listen)
		return sw_report_line(NAME, "--output and --listen do not go together") + 1;
	return o.listen ? sw_metrics_serve(&o.m, o.listen) : print(&o);
}
