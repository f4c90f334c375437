/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of statewall diff: its options and its help. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/compare_options.h"
#include "cli/program_options.h"
#include "cli/report.h"
#include "cli/terminal.h"

#define NAME  SW_COMPARE_NAME
#define WIDTH 130	/* columns, where nothing says how many there are; as diff(1) has it */

const struct sw_option sw_opts_diff[] = {
	{ '4', "ipv4", SW_ARG_NONE, 0, .help = "the files hold IPv4 rules" },
	{ '6', "ipv6", SW_ARG_NONE, 0, .help = "the files hold IPv6 rules" },
	{ 'S', "saved", SW_ARG_NONE, SW_OF_LONG,
	  .help = "the service's files of both families against what is loaded" },
	{ 'y', "side-by-side", SW_ARG_NONE, 0, .help = "old and new in two columns" },
	{ 'W', "width", SW_ARG_NEED, 0, .value = "columns", .help = "of both together" },
	{ 'U', "unified", SW_ARG_NEED, 0, .value = "rules",
	  .help = "so many equal rules around each difference (3)" },
	{ 'c', "counters", SW_ARG_NONE, 0, .help = "other counters are a difference" },
	{ 'q', "quiet", SW_ARG_NONE, 0, .help = "print nothing: the exit status says it" },
	{ 'C', "color", SW_ARG_NEED, SW_OF_LONG, .value = "auto|always|never",
	  .help = "colours; auto: on a terminal" },
	{ 'J', "json", SW_ARG_NONE, SW_OF_LONG, .help = "print JSON" },
	{ 'D', "config-dir", SW_ARG_NEED, SW_OF_LONG, .value = "dir",
	  .help = "where the service's files are" },
	{ 'h', "help", SW_ARG_NONE, 0, .help = "print this help" },
	{ 0 },
};

static bool usage(void)
{
	fputs("Usage: " NAME " [options] [--saved]\n"
	      "       " NAME " [options] FILE\n"
	      "       " NAME " [options] OLD NEW\n\n"
	      "Says what loading a save file would change, or how two save files differ; - is "
	      "standard input.\n\n",
	      stdout);
	for (const struct sw_option *o = sw_opts_diff; o->letter; o++)
		printf("  %s--%s%s%-*s%s\n", o->flags & SW_OF_LONG ? "    " :
		       (char[]){ '-', o->letter, ',', ' ', '\0' }, o->name, o->value ? " " : "",
		       (int)(25 - strlen(o->name) - !!o->value), o->value ? o->value : "",
		       o->help);
	fputs("\nExit status: 0 nothing differs, 1 something does, 2 trouble.\n", stdout);
	return false;
}

static bool set_option(void *arg, struct sw_scan *scan)
{
	struct sw_compare_options *o = arg;

	switch (scan->opt->letter) {
	case '4':
		o->family = SW_IP4;
		break;
	case '6':
		o->family = SW_IP6;
		break;
	case 'S':
		o->saved = true;
		break;
	case 'y':
		o->form = SW_COMPARE_SIDE;
		break;
	case 'J':
		o->form = SW_COMPARE_JSON;
		break;
	case 'W':
		o->width = scan->arg;
		break;
	case 'U':
		o->context = scan->arg;
		break;
	case 'c':
		o->counters = true;
		break;
	case 'q':
		o->quiet = true;
		break;
	case 'C':
		o->color = scan->arg;
		break;
	case 'D':
		o->config_dir = scan->arg;
		break;
	default:
		return usage();
	}
	return true;
}

static bool set_file(void *arg, char *word)
{
	struct sw_compare_options *o = arg;

	if (o->nfile < 2)
		o->file[o->nfile] = word;
	o->nfile++;
	return true;
}

static const struct sw_program_options program_options = {
	.table = sw_opts_diff,
	.option = set_option,
	.word = set_file,
};

/* A whole number; false: it is none. */
static bool number(const char *word, unsigned long max, unsigned *out)
{
	char *end;
	unsigned long n = strtoul(word, &end, 10);

	if (*word < '0' || *word > '9' || *end || n > max)
		return false;
	*out = n;
	return true;
}

static bool wants_color(const char *when)
{
	return when && strcmp(when, "auto") ? !strcmp(when, "always") : sw_terminal_colors();
}

/* 0, or the exit status: what is wrong with the words was said. */
static int check_words(struct sw_compare_options *o)
{
	static const char *const whens[] = { "auto", "always", "never" };
	struct sw_diff_view *v = &o->view;

	*v = (struct sw_diff_view){ .context = 3,
				    .width = sw_terminal_columns(WIDTH),
				    .counters = o->counters };
	if (o->color && strcmp(o->color, whens[0]) && strcmp(o->color, whens[1]) &&
	    strcmp(o->color, whens[2])) {
		sw_report_unknown(NAME, "time for colours", o->color, whens, 3);
		return SW_COMPARE_TROUBLE;
	}
	if (o->context && !number(o->context, 1000000, &v->context))
		return sw_report_line(NAME, "--unified takes a number of rules") + 1;
	if (o->width && (!number(o->width, 10000, &v->width) || v->width < 43))
		return sw_report_line(NAME, "--width takes a number of columns from 43 on") + 1;
	if (o->nfile > 2)
		return sw_report_line(NAME, "two files can be compared, not %d", o->nfile) + 1;
	if (o->saved && o->nfile)
		return sw_report_line(NAME, "--saved takes no file") + 1;
	if (o->nfile == 2 && !strcmp(o->file[0], "-") && !strcmp(o->file[1], "-"))
		return sw_report_line(NAME, "standard input can be read once") + 1;
	v->color = o->form != SW_COMPARE_JSON && wants_color(o->color);
	return 0;
}

int sw_compare_options(struct sw_compare_options *o, const struct sw_invocation *inv)
{
	int ret = sw_program_options(&program_options, inv, o);

	if (ret)	/* help, or words that are none */
		return ret == 1 ? 1 : SW_COMPARE_TROUBLE + 1;
	ret = check_words(o);
	return ret ? ret + 1 : 0;
}
