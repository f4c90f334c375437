/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall complete: the command line that a shell hands over, and what it may go on with. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "cli/report.h"
#include "netlink/nl.h"
#include "personality.h"

#define NAMES 64

/* statewall itself, its two words that are no programs, and the table of names. */
static struct sw_complete_program programs[NAMES] = {
	{ .name = "statewall", .args = "[program]", .prefix = true },
	{ .name = "help", .help = "the names, or the help of one of them", .args = "[program]",
	  .word = true },
	{ .name = "version", .help = "the versions that matter", .word = true },
};
#define OWN 3

static void fill_programs(void)
{
	size_t n = OWN;

	for (const struct sw_personality *p = sw_personalities; p->name && n < NAMES - 1; p++)
		programs[n++] = (struct sw_complete_program){
			.name = p->name, .help = p->summary, .family = p->family,
			.options = p->options, .args = p->args, .verb = p->verb,
			.word = p->flags & SW_PF_SUBCOMMAND,
			.prefix = p->flags & SW_PF_RUNS, .behind = !!(p->flags & SW_PF_RUNS),
		};
}

static const struct sw_complete_program *find_program(const char *word)
{
	const struct sw_personality *p = sw_personality_find(word);

	for (size_t i = 0; i < OWN; i++)
		if (!strcmp(programs[i].name, word))
			return &programs[i];
	return p ? &programs[OWN + (p - sw_personalities)] : NULL;
}

/* What "statewall" may be followed by. */
static const struct sw_complete_program *each_program(size_t i)
{
	return i + 1 < NAMES && programs[i + 1].name ? &programs[i + 1] : NULL;
}

/* bash counts characters, and bytes are the same but in text that no rule needs. */
static size_t cursor(const char *line, const char *point)
{
	unsigned long left = point && *point ? strtoul(point, NULL, 10) : strlen(line);
	size_t at = 0;

	for (; line[at] && left; left--)
		for (at++; (line[at] & 0xc0) == 0x80; at++)
			;
	return at;
}

/* ---- what is printed ------------------------------------------------------------------------- */

/* bash replaces what stands behind the last of its own word breaks ("=" and ":"), and tells it. */
static size_t kept_by_bash(const struct sw_candidates *c, const char *current)
{
	size_t typed = strlen(c->typed), len = strlen(current);

	return len <= typed && !strcmp(c->typed + typed - len, current) ? typed - len : 0;
}

/* Does bash only show the list, so that it may hold more than words? */
static bool is_for_show(void)
{
	const char *type = getenv("COMP_TYPE");

	return type && (!strcmp(type, "63") || !strcmp(type, "33") || !strcmp(type, "64"));
}

/* One line each; a blank behind a word ends it. Two words differ before what explains them begins,
 * so that bash never takes a part of that for what they have in common. */
static void print_for_bash(const struct sw_candidates *c, const char *current, struct sw_str *out)
{
	size_t kept = kept_by_bash(c, current);
	bool show = c->n > 1 && is_for_show();

	for (size_t i = 0; i < c->n; i++) {
		const char *word = c->c[i].word;

		word += !strncmp(word, c->typed, kept) ? kept : 0;
		if (!strncmp(word, "~/", 2)) {
			sw_str_add(out, "~/");
			word += 2;
		}
		if (c->quote)
			sw_str_add(out, word);
		else if (*word)
			sw_str_add_shell(out, word);
		if (show && c->c[i].help && c->c[i].help[0])
			sw_str_addf(out, "  (%s)", c->c[i].help);
		else if (!c->c[i].more && !c->quote)
			sw_str_addc(out, ' ');
		sw_str_addc(out, '\n');
	}
}

/* zsh and fish quote themselves, and show what stands behind a tab. */
static void print_described(const struct sw_candidates *c, struct sw_str *out)
{
	for (size_t i = 0; i < c->n; i++)
		sw_str_addf(out, "%s\t%s\n", c->c[i].word, c->c[i].help ? c->c[i].help : "");
}

static int usage(FILE *out, int status)
{
	fputs("Usage: COMP_LINE='iptables -A IN' statewall complete [--describe]\n\n"
	      "Prints the words that the last one of COMP_LINE, up to character COMP_POINT, may "
	      "become.\nThe completion files for bash, zsh and fish call it.\n\n"
	      "  --describe    whole words, and what explains them behind a tab\n",
	      out);
	return status;
}

int sw_run_complete(const struct sw_invocation *inv)
{
	struct sw_complete_ask ask = { .find = find_program, .each = each_program,
				       .kernel = sw_nl_kernel };
	const char *line = getenv("COMP_LINE"), *first = inv->argc ? inv->argv[0] : "";
	bool describe = !strcmp(first, "--describe");
	struct sw_candidates c = { 0 };
	struct sw_str out = { 0 };
	struct sw_err err;
	int ret;

	if (!strcmp(first, "--help") || !strcmp(first, "-h"))
		return usage(stdout, 0);
	if (!line)
		return usage(stderr, 2);
	fill_programs();
	sw_err_init(&err);
	ret = sw_complete(&ask, line, cursor(line, getenv("COMP_POINT")), &c, &err);
	if (!ret && describe)
		print_described(&c, &out);
	else if (!ret)
		print_for_bash(&c, inv->argc > 1 ? inv->argv[1] : c.typed, &out);
	if (out.len && !out.oom)
		fwrite(out.s, 1, out.len, stdout);
	sw_str_fini(&out);
	sw_candidates_fini(&c);
	return ret ? 1 : 0;
}
