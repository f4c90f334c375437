/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints help texts from the option tables. */
#include <stdio.h>
#include <string.h>

#include "cli/help.h"
#include "cli/report.h"
#include "xt/compat.h"
#include "xt/plugin.h"

static void print_option(const struct sw_option *o)
{
	char left[64], letter[4] = "";
	int len;

	if (!(o->flags & SW_OF_LONG))
		snprintf(letter, sizeof(letter), "-%c", o->letter);
	len = snprintf(left, sizeof(left), "%s %-2s --%s%s%s", o->invert ? "[!]" : "   ", letter,
		       o->name, o->value ? " " : "", o->value ? o->value : "");
	printf("%s", left);
	if (len > 38)
		printf("\n%38s", "");
	else
		printf("%*s", 38 - len, "");
	printf("  %s\n", o->help);
}

static void print_options(const struct sw_option *table, bool commands, unsigned hide)
{
	for (; table->letter; table++)
		if (!(table->flags & hide) && !!(table->flags & SW_OF_COMMAND) == commands)
			print_option(table);
}

void sw_help_command(const char *program, uint8_t family)
{
	static const char *const usage[] = {
		"-[ACD] chain rule-specification [options]",
		"-I chain [rulenum] rule-specification [options]",
		"-R chain rulenum rule-specification [options]",
		"-D chain rulenum [options]",
		"-[LS] [chain [rulenum]] [options]",
		"-[FZ] [chain] [options]",
		"-[NX] chain",
		"-E old-chain-name new-chain-name",
		"-P chain target [options]",
		"-h (print this help information)",
	};

	printf("%s %s\n\n", program, sw_compat_version());
	for (size_t i = 0; i < sizeof(usage) / sizeof(usage[0]); i++)
		printf("%s%s %s\n", i ? "       " : "Usage: ", program, usage[i]);
	printf("\nCommands:\n");
	print_options(sw_opts_command, true, SW_OF_ALIAS);
	printf("\nOptions:\n");
	print_options(sw_opts_command, false, SW_OF_ALIAS | (family == SW_IP6 ? SW_OF_IP4 : 0));
}

static void head_extension(const char *name, bool has_help, void *unused)
{
	putchar('\n');
	if (!has_help)
		printf("%s does not take any options\n", name);
}

void sw_help_told(const char *program, const struct sw_cmd *cmd)
{
	for (size_t i = 0; i < cmd->nwarning; i++)
		sw_report_remark(NULL, "%s", cmd->warning[i]);
	if (cmd->letter != 'h')
		return;
	sw_help_command(program, cmd->family);
	sw_xt_help(head_extension, NULL);
}

void sw_help_table(const char *program, const struct sw_option *table, const char *rest)
{
	printf("Usage: %s [options]%s\n\nOptions:\n", program, rest);
	print_options(table, false, SW_OF_ALIAS);
}

void sw_help_bad_option(const char *program, const struct sw_scan *scan, enum sw_scan_result got)
{
	const char *word = scan->argv[scan->at];
	bool is_long = !strncmp(word, "--", 2);

	if (got == SW_SCAN_NO_ARG && is_long)
		sw_report_line(program, "option '%s' requires an argument", word);
	else if (got == SW_SCAN_NO_ARG)
		sw_report_line(program, "option requires an argument -- '%c'", scan->opt->letter);
	else if (is_long)
		sw_report_line(program, "unrecognized option '%s'", word);
	else
		sw_report_line(program, "invalid option -- '%s'", word + 1);
}

#define HELP_COLUMN 28	/* where texts begin; behind longer words on the next line */

void sw_help_options(const struct sw_option *table)
{
	for (const struct sw_option *o = table; o->letter; o++) {
		int n;

		if (o->flags & SW_OF_ALIAS)
			continue;
		n = printf("  %s--%s%s%s", o->flags & SW_OF_LONG ? "    " :
			   (char[]){ '-', o->letter, ',', ' ', '\0' }, o->name,
			   o->value ? " " : "", o->value ? o->value : "");
		if (n >= HELP_COLUMN) {
			putchar('\n');
			n = 0;
		}
		printf("%*s%s\n", HELP_COLUMN - n, "", o->help);
	}
}
