/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Tab offers in the shell: what src/complete says, as readline takes it. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "change/draft.h"
#include "cli/both.h"
#include "complete/complete.h"
#include "netlink/nl.h"
#include "shell/shell_local.h"
#include "shell/shell_rl.h"

#define OWN 32

static const struct sw_shell *shell;
static struct sw_candidates offer;	/* of one request */
static size_t next;			/* to be handed over */

/* ---- the shell's own words ------------------------------------------------------------------- */

/* A line's first word is one of these. */
static struct sw_complete_program rules[] = {
	{ .name = "iptables", .family = SW_IP4, .options = sw_opts_command },
	{ .name = "ip6tables", .family = SW_IP6, .options = sw_opts_command },
	{ .name = "both", .family = SW_IP4, .options = sw_opts_command },
};
static struct sw_verb verbs[OWN];

static const struct sw_verb *each_verb(size_t i)
{
	return i < OWN && verbs[i].name ? &verbs[i] : NULL;
}

static const struct sw_complete_program own = { .name = "statewall shell", .verb = each_verb };

static void fill_verbs(void)
{
	size_t n = 0;

	for (const struct sw_shell_cmd *c = sw_shell_cmds; c->name && n < OWN - 1; c++)
		verbs[n++] = (struct sw_verb){ c->name, c->args, c->help };
}

static const struct sw_complete_program *rules_of(uint8_t family)
{
	return &rules[family == SW_BOTH ? 2 : family == SW_IP6];
}

static const struct sw_complete_program *find_program(const char *word)
{
	uint8_t family = sw_shell_program(word);

	return family ? rules_of(family) : NULL;
}

static const struct sw_complete_program *each_program(size_t i)
{
	return i < SW_ARRAY_SIZE(rules) ? &rules[i] : NULL;
}

/* ---- readline -------------------------------------------------------------------------------- */

static void clear(void)
{
	sw_candidates_fini(&offer);
	next = 0;
}

/* readline frees what it is given. */
static char *next_offer(const char *text, int state)
{
	struct sw_str word = { 0 };

	if (next >= offer.n)
		return NULL;
	if (offer.quote)
		sw_str_add(&word, offer.c[next].word);
	else
		sw_str_add_shell(&word, offer.c[next].word);
	next++;
	return sw_str_take(&word);
}

static struct sw_ruleset *candidate(uint8_t family)
{
	return shell->draft ? &shell->draft->of[sw_draft_number(family)].s.rs : NULL;
}

static char **complete(const char *text, int start, int end)
{
	struct sw_complete_ask ask = {
		.find = find_program, .each = each_program, .bare = &own,
		.bare_rule = rules_of(shell->family), .table = shell->table,
		.files = true, .kernel = sw_nl_kernel, .candidate = candidate,
	};
	char **result = NULL;
	struct sw_err none;

	sw_err_init(&none);
	clear();
	*sw_rl.rl_attempted_completion_over = 1;
	if (!sw_complete(&ask, *sw_rl.rl_line_buffer, end, &offer, &none)) {
		*sw_rl.rl_attempted_completion_over = !offer.files;
		*sw_rl.rl_completion_suppress_append = offer.n == 1 && offer.c[0].more;
		if (offer.n)
			result = sw_rl.rl_completion_matches(text, next_offer);
	}
	clear();
	return result;
}

void sw_shell_complete_begin(const struct sw_shell *sh)
{
	shell = sh;
	fill_verbs();
	*sw_rl.rl_attempted_completion_function = complete;
	*sw_rl.rl_basic_word_break_characters = " \t";
	*sw_rl.rl_completer_quote_characters = "\"'";
	*sw_rl.rl_sort_completion_matches = 0;	/* rule numbers stay in order */
}

void sw_shell_complete_end(void)
{
	clear();
}
