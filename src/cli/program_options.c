/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Options and other words of a program, one after the other. */
#include <string.h>

#include "base/str.h"
#include "cli/help.h"
#include "cli/program_options.h"
#include "cli/report.h"

static int bad_option(const struct sw_program_options *o, const char *program,
		      const struct sw_scan *scan, enum sw_scan_result got)
{
	struct sw_str line = { 0 };

	sw_help_bad_option(program, scan, got);
	if (o->advice) {
		sw_str_addf(&line, o->advice, program);
		sw_report_line(NULL, "%s", line.oom ? "" : line.s);
	}
	sw_str_fini(&line);
	return 1 + 1;
}

/* iptables-save and its like say no more than theirs do. */
static bool take_word(const struct sw_program_options *o, const char *program, void *arg,
		      char *word)
{
	if (o->word && o->word(arg, word))
		return true;
	if (strncmp(program, "statewall ", 10))
		sw_report_line(NULL, SW_NO_WORD);
	else
		sw_report_line(program, SW_NO_WORD ": %s", word);
	return false;
}

int sw_program_options(const struct sw_program_options *o, const struct sw_invocation *inv,
		       void *arg)
{
	struct sw_scan scan = { .table = o->table, .argc = inv->argc, .argv = inv->argv };
	enum sw_scan_result got;

	while ((got = sw_scan_next(&scan)) != SW_SCAN_END) {
		if (got == SW_SCAN_FOREIGN && scan.opt)
			got = sw_scan_take(&scan);
		if (got == SW_SCAN_OPTION) {
			if (!o->option(arg, &scan))
				return 0 + 1;
		} else if (got != SW_SCAN_WORD) {
			return bad_option(o, inv->program, &scan, got);
		} else if (!take_word(o, inv->program, arg, scan.arg)) {
			return 1 + 1;
		}
	}
	for (int i = scan.next; i < inv->argc; i++)
		if (!take_word(o, inv->program, arg, inv->argv[i]))
			return 1 + 1;
	return 0;
}
