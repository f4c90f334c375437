/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One command in a session: read what it needs, apply it, say what was done. */
#include <string.h>

#include "base/cleanup.h"
#include "rule/edit.h"
#include "session/command.h"
#include "session/list.h"
#include "xt/compat.h"
#include "xt/plugin.h"

/* ---- what -v says ---------------------------------------------------------------------------- */

static int say_rules(struct sw_session *s, const struct sw_cmd *cmd, struct sw_err *err)
{
	int ret = 0;

	for (size_t i = 0; i < cmd->nrule && !ret; i++)
		ret = sw_print_verbose(s->out, s->rs.family, cmd->rule[i], err);
	return ret;
}

/* Which chains a line is printed for when the command names none. */
enum meant { USER_CHAINS, MADE_CHAINS, ALL_CHAINS };

static bool is_meant(enum meant meant, const struct sw_chain *c)
{
	if (meant == USER_CHAINS)
		return !c->builtin;
	if (meant == MADE_CHAINS && sw_compat_has(SW_COMPAT_ZERO_ALL))
		return true;
	return meant == ALL_CHAINS || c->in_kernel;
}

static int say_chains(struct sw_session *s, struct sw_table *t, enum meant meant, const char *verb,
		      const char *only, struct sw_err *err)
{
	SW_FREE struct sw_chain **chain = NULL;
	size_t n = 0;
	int ret;

	if (*only) {
		fprintf(s->out, "%s chain `%s'\n", verb, only);
		return 0;
	}
	ret = sw_table_sorted(t, &chain, &n, err);
	for (size_t i = 0; i < n && !ret; i++)
		if (is_meant(meant, chain[i]))
			fprintf(s->out, "%s chain `%s'\n", verb, chain[i]->name);
	return ret;
}

static int say(struct sw_session *s, const struct sw_cmd *cmd, char letter, struct sw_err *err)
{
	static const struct { char letter; enum meant meant; const char *verb; } verbs[] = {
		{ 'F', ALL_CHAINS, "Flushing" },
		{ 'Z', MADE_CHAINS, "Zeroing" },
		{ 'X', USER_CHAINS, "Deleting" },
	};

	for (size_t i = 0; i < SW_ARRAY_SIZE(verbs); i++)
		if (verbs[i].letter == letter && !cmd->number)
			/* With -L the chains that were never made have been listed, too. */
			return say_chains(s, sw_ruleset_table(&s->rs, cmd->table),
					  cmd->also_zero ? ALL_CHAINS : verbs[i].meant,
					  verbs[i].verb, cmd->chain, err);
	return say_rules(s, cmd, err);
}

int sw_command_say_flush(struct sw_session *s, struct sw_table *t, struct sw_err *err)
{
	int ret = sw_session_need(s, t, "", SW_READ_CHAINS, err);

	if (!ret)
		ret = say_chains(s, t, ALL_CHAINS, "Flushing", "", err);
	if (!ret)
		ret = say_chains(s, t, USER_CHAINS, "Deleting", "", err);
	return ret;
}

/* ---- the command ----------------------------------------------------------------------------- */

/* For a message: the rule is in the model of this session, so it may be completed here. */
static bool save_line(struct sw_str *out, uint8_t family, const struct sw_chain *c,
		      struct sw_rule *r)
{
	struct sw_str text = { 0 };
	FILE *f = sw_str_open(&text);
	struct sw_err none;
	bool good = false;

	sw_err_init(&none);
	if (f && !sw_print_unreadable(f, r, &none))
		good = !sw_print_save(f, family, c->name, r, SW_SAVE_PLAIN, &none);
	if (f && fclose(f))
		good = false;
	if (good && text.len)
		sw_str_addn(out, text.s, text.len - 1);		/* without its line end */
	sw_str_fini(&text);
	return good;
}

static int apply(struct sw_session *s, const struct sw_cmd *cmd, enum sw_company company,
		 struct sw_err *err)
{
	struct sw_reading reading = sw_reading_of(cmd, company, s->again);
	struct sw_sink *sink = s->sink;
	int ret = sw_session_read(s, cmd, &reading, err);

	if (ret)
		return ret;
	sink->keep = reading.keep || !s->nl;	/* without a kernel the model is all there is */
	sink->same = sw_xt_rule_same;
	sink->line = save_line;
	if (cmd->verbose && cmd->letter == 'X')		/* they are gone afterwards */
		ret = say(s, cmd, 'X', err);
	if (!ret)
		ret = sw_edit_run(cmd, &s->rs, sink, err);
	if (!ret && cmd->verbose && cmd->letter != 'X')
		ret = say(s, cmd, cmd->letter, err);
	return ret;
}

/* In a save file -L shows what the kernel has: the model is already ahead of it. */
static int list_apart(struct sw_session *s, const struct sw_cmd *cmd, struct sw_err *err)
{
	struct sw_ruleset ahead = s->rs;
	int ret;

	sw_ruleset_init(&s->rs, ahead.family);
	ret = sw_list(s, cmd, err);
	if (!ahead.genid)
		ahead.genid = s->rs.genid;
	sw_ruleset_fini(&s->rs);
	s->rs = ahead;
	return ret;
}

static bool is_in_kernel(struct sw_session *s, const struct sw_cmd *cmd)
{
	const struct sw_chain *c = sw_table_chain(sw_ruleset_table(&s->rs, cmd->table), cmd->chain);

	return c && c->in_kernel;
}

int sw_command_run(struct sw_session *s, const struct sw_cmd *cmd, enum sw_company company,
		   struct sw_err *err)
{
	struct sw_cmd zero;
	int ret;

	if (cmd->letter != 'L' && cmd->letter != 'S')
		return apply(s, cmd, company, err);
	/* With -Z the rules are read into the model first: what is shown is what is zeroed. */
	ret = company == SW_ALONE || !s->nl ? sw_list(s, cmd, err) : list_apart(s, cmd, err);
	if (ret || !cmd->also_zero)
		return ret;
	zero = *cmd;
	zero.letter = 'Z';
	zero.number = cmd->zero_rule ? cmd->number : 0;
	if (*cmd->chain && !is_in_kernel(s, cmd))	/* shown, but never made */
		return cmd->verbose ? say(s, &zero, 'Z', err) : 0;
	return apply(s, &zero, company, err);
}
