/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of "statewall check". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/help.h"
#include "cli/program_options.h"
#include "cli/report.h"
#include "cli/report_json.h"
#include "see/check_local.h"
#include "see/see.h"
#include "sight/inspect.h"
#include "sight/silent.h"

const struct sw_option sw_opts_check[] = {
	{ 'F', "file", SW_ARG_NEED, SW_OF_LONG, .value = "file",
	  .help = "a save file instead of what is loaded; once for each family" },
	{ 'f', "family", SW_ARG_NEED, SW_OF_LONG, .value = "ipv4|ipv6",
	  .help = "this family only" },
	{ 'o', "only", SW_ARG_NEED, SW_OF_LONG, .value = "kind[,...]",
	  .help = "these kinds of findings only", .choice = sw_finding_kind_word },
	{ 'x', "except", SW_ARG_NEED, SW_OF_LONG, .value = "kind[,...]",
	  .help = "all but these", .choice = sw_finding_kind_word },
	{ 'p', "ports", SW_ARG_NONE, SW_OF_LONG,
	  .help = "also ports open to the world that somebody listens on" },
	{ 'u', "unused", SW_ARG_NEED, SW_OF_LONG, .value = "days",
	  .help = "also rules that no packet has met for so long" },
	{ 's', "state-dir", SW_ARG_NEED, SW_OF_LONG, .value = "dir",
	  .help = "where counters are remembered for that" },
	{ 'c', "config-dir", SW_ARG_NEED, SW_OF_LONG, .value = "dir",
	  .help = "where the rule and config files are" },
	{ 'r', "run-dir", SW_ARG_NEED, SW_OF_LONG, .value = "dir",
	  .help = "where it is kept what was started" },
	{ 'j', "json", SW_ARG_NONE, SW_OF_LONG, .help = "the findings as JSON" },
	{ 'h', "help", SW_ARG_NONE, 0, .help = "print this help" },
	{ 0 },
};

static void print_usage(FILE *out)
{
	fputs("Usage: " SW_CHECK_NAME " [options] [--config-dir DIR] [--run-dir DIR]\n", out);
}

static bool help(void)
{
	print_usage(stdout);
	fputs("\nSays what is wrong with the rules that are loaded, or with a save file, each with "
	      "the line to write.\n\n",
	      stdout);
	sw_help_options(sw_opts_check);
	puts("\nKinds:");
	for (const struct sw_finding_kind *k = sw_finding_kinds; k->word; k++)
		printf("  %-13s %s\n", k->word, k->about);
	fputs("\nA rule whose comment has check:ok, or check:ok(KIND,...), is excused.\n"
	      "\nExit status: 0 nothing was found, 1 something was, 2 wrong words or trouble, 4 "
	      "not root.\n",
	      stdout);
	return false;
}

static int refuse(struct sw_check_options *o)
{
	return o->wrong = SW_CHECK_TROUBLE;
}

static void set_family(struct sw_check_options *o, const char *word)
{
	o->service.family = !strcmp(word, "ipv4") ? SW_IP4 : !strcmp(word, "ipv6") ? SW_IP6 : 0;
	if (!o->service.family && refuse(o))
		sw_report_line(SW_CHECK_NAME, "--family takes ipv4 or ipv6");
}

static void set_days(struct sw_check_options *o, const char *word)
{
	char *end;
	unsigned long n = strtoul(word, &end, 10);

	o->unused = true;
	o->days = n;
	if ((*word < '0' || *word > '9' || *end || n > 36500) && refuse(o))
		sw_report_line(SW_CHECK_NAME, "--unused takes a number of days");
}

static void set_folder(struct sw_check_options *o, const char **folder, const char *name,
		       const char *word)
{
	*folder = word;
	if (!*word && refuse(o))
		sw_report_line(SW_CHECK_NAME, "--%s needs the name of a folder", name);
}

static void name_file(struct sw_check_options *o, const char *word)
{
	if (o->nfile == 2 && refuse(o))
		sw_report_line(SW_CHECK_NAME, "--file takes one file of each family");
	else
		o->file[o->nfile++] = word;
}

/* When all words are known: --family says of which one a file is. */
static void read_files(struct sw_check_options *o)
{
	struct sw_err err;
	int ret = 0;

	sw_err_init(&err);
	for (int i = 0; i < o->nfile && !ret; i++)
		ret = sw_apply_files_add(&o->files, o->file[i], o->service.family, &err);
	if (ret && refuse(o) && ret < 0)
		sw_report_plain(SW_CHECK_NAME, &err);
}

static bool set_option(void *arg, struct sw_scan *scan)
{
	struct sw_check_options *o = arg;

	switch (scan->opt->letter) {
	case 'F':
		name_file(o, scan->arg);
		break;
	case 'f':
		set_family(o, scan->arg);
		break;
	case 'o':
		o->only = scan->arg;
		break;
	case 'x':
		o->except = scan->arg;
		break;
	case 'u':
		set_days(o, scan->arg);
		break;
	case 's':
		set_folder(o, &o->state_dir, scan->opt->name, scan->arg);
		break;
	case 'c':
		set_folder(o, &o->service.config_dir, scan->opt->name, scan->arg);
		break;
	case 'r':
		set_folder(o, &o->service.run_dir, scan->opt->name, scan->arg);
		break;
	case 'p':
		o->ports = true;
		break;
	case 'j':
		o->json = true;
		break;
	default:
		return help();
	}
	return true;
}

/* ---- kinds ----------------------------------------------------------------------------------- */

static bool is_in(const char *list, const char *kind)
{
	size_t len = strlen(kind);

	for (const char *at = list; *at; at += strcspn(at, ",")) {
		at += *at == ',';
		if (strcspn(at, ",") == len && !strncmp(at, kind, len))
			return true;
	}
	return false;
}

bool sw_check_wants(const char *kind, const void *options)
{
	const struct sw_check_options *o = options;

	return (!o->only || is_in(o->only, kind)) && (!o->except || !is_in(o->except, kind));
}

static void check_kinds(struct sw_check_options *o, const char *list)
{
	const char *names[32];
	size_t n = 0;

	while (sw_finding_kinds[n].word) {
		names[n] = sw_finding_kinds[n].word;
		n++;
	}
	for (const char *at = list; at && !o->wrong; at = strchr(at, ',')) {
		SW_FREE char *word = NULL;
		bool known = false;

		at += *at == ',';
		word = strndup(at, strcspn(at, ","));
		for (size_t i = 0; i < n && word; i++)
			known |= !strcmp(names[i], word);
		if (!known && word && refuse(o))
			sw_report_unknown(SW_CHECK_NAME, "kind of finding", word, names, n);
	}
}

static const struct sw_program_options program_options = {
	.table = sw_opts_check,
	.option = set_option,
};

int sw_check_options(struct sw_check_options *o, const struct sw_invocation *inv)
{
	struct sw_invocation named = *inv;
	int ret;

	named.program = SW_CHECK_NAME;
	ret = sw_program_options(&program_options, &named, o);
	if (!ret)
		check_kinds(o, o->only);
	if (!ret && !o->wrong)
		check_kinds(o, o->except);
	if (!ret && !o->wrong && o->unused && o->nfile && refuse(o))
		sw_report_line(SW_CHECK_NAME, "--unused is about packets: a file has met none");
	if (ret == 1)
		return 1;
	if (ret || o->wrong) {
		if (!sw_report_json_on())
			print_usage(stderr);
		return SW_CHECK_TROUBLE + 1;
	}
	read_files(o);
	return o->wrong ? SW_CHECK_TROUBLE + 1 : 0;
}
