/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of statewall explain, and its help. */
#include <stdio.h>
#include <string.h>

#include "cli/help.h"
#include "cli/program_options.h"
#include "cli/report.h"
#include "see/explain_local.h"
#include "see/see.h"

const struct sw_option sw_opts_explain[] = {
	SW_PACKET_OPTIONS,
	{ 'C', "capture", SW_ARG_NEED, SW_OF_LONG, .value = "file",
	  .help = "packets of a pcap file, or - for standard input" },
	{ 'N', "why-not", SW_ARG_NEED, SW_OF_LONG, .value = "rule",
	  .help = "where the packet misses this rule: \"INPUT 3\", or \"-A INPUT ...\"" },
	{ 't', "table", SW_ARG_NEED, 0, .value = "table", .help = "of that rule (filter)" },
	{ 'A', "rules", SW_ARG_NEED, SW_OF_LONG, .value = "file",
	  .help = "rules of a save file, and not those of the kernel" },
	{ 'q', "quiet", SW_ARG_NONE, 0, .help = "print the last line alone" },
	{ 'J', "json", SW_ARG_NONE, SW_OF_LONG, .help = "print JSON" },
	{ 'h', "help", SW_ARG_NONE, 0, .help = "print this help" },
	{ 0 },
};

static bool usage(void)
{
	fputs("Usage: " SW_EXPLAIN " [packet]\n"
	      "       " SW_EXPLAIN " --capture FILE [packet]\n\n"
	      "Says what the loaded rules do to a packet: which of them it meets, what they "
	      "change, and how\nit ends. What is not said of the packet is unknown: where a rule "
	      "depends on it, both ways are\nfollowed.\n\n", stdout);
	sw_help_options(sw_opts_explain);
	fputs("\nThe last line is \"accepted\", \"dropped\", \"rejected\" or \"depends on ...\".\n"
	      "Exit status: 0 accepted, 1 dropped or rejected, 3 it depends, 2 wrong words, 4 "
	      "trouble.\n", stdout);
	return false;
}

static bool set_option(void *arg, struct sw_scan *scan)
{
	struct sw_explain_options *o = arg;

	if (sw_packet_words_take(&o->words, scan))
		return true;
	switch (scan->opt->letter) {
	case 'C':
		o->capture = scan->arg;
		return true;
	case 'N':
		o->why_not = scan->arg;
		return true;
	case 't':
		o->table = scan->arg;
		return true;
	case 'A':
		o->rules = scan->arg;
		return true;
	case 'q':
		o->quiet = true;
		return true;
	case 'J':
		o->json = true;
		return true;
	default:
		return usage();
	}
}

/* Words that no packet of a capture needs. The option, or NULL. */
static const char *needless(const struct sw_packet_words *w)
{
	for (const struct sw_option *opt = sw_opts_explain; opt->letter; opt++)
		if (strchr("psdBDFIlLOYf", opt->letter) && !(opt->flags & SW_OF_ALIAS) &&
		    (w->of[(unsigned char)opt->letter] || (opt->letter == 'Y' && w->syn) ||
		     (opt->letter == 'f' && w->fragment)))
			return opt->name;
	return NULL;
}

int sw_explain_options(const struct sw_invocation *inv, struct sw_explain_options *o)
{
	struct sw_program_options program_options = { .table = sw_opts_explain,
						      .option = set_option };
	int ret = sw_program_options(&program_options, inv, o);

	if (ret)	/* help was wanted; or wrong words: 1 is for what is dropped */
		return ret == 1 ? ret : 3;
	if (!o->capture && !sw_packet_words_any(&o->words))
		return sw_report_line(SW_EXPLAIN, "say something of a packet: \"-p tcp "
				      "-s 192.0.2.1 --dport 22 --in eth0\"") + 2;
	if (o->capture && needless(&o->words))
		return sw_report_line(SW_EXPLAIN, "--%s: the packets of a capture say that "
				      "themselves", needless(&o->words)) + 2;
	if (o->rules && o->capture && !strcmp(o->rules, "-") && !strcmp(o->capture, "-"))
		return sw_report_line(SW_EXPLAIN, "rules and packets cannot both come from "
				      "standard input") + 2;
	return 0;
}
