/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a session knows of the kernel's ruleset: read as deep as asked, and once. */
#include <string.h>

#include "session/session.h"
#include "xt/plugin.h"

static int need_tables(struct sw_session *s, struct sw_err *err)
{
	s->read = true;
	return s->rs.tables_known ? 0 : sw_snapshot_tables(s->nl, &s->rs, err);
}

static int need_chains(struct sw_session *s, struct sw_table *t, struct sw_err *err)
{
	int ret = need_tables(s, err);

	if (ret || t->chains_known)
		return ret;
	return sw_snapshot_chains(s->nl, &s->rs, t, err);
}

/* Plugins say which bytes of a payload make two rules equal; the kernel wrote the others. */
static int read_rules(struct sw_session *s, struct sw_table *t, struct sw_chain *c,
		      const struct sw_search *want, struct sw_err *err)
{
	int ret = sw_snapshot_search(&s->reader, &s->rs, t, c, want, err);

	for (size_t i = 0; i < c->nrule && ret >= 0; i++)
		if (c->rule[i] && !c->rule[i]->raw)
			ret = sw_xt_complete(c->rule[i], err);
	return ret < 0 ? ret : 0;
}

static int is_the_rule(struct sw_rule *r, void *arg)
{
	struct sw_err unused;

	sw_err_init(&unused);
	return sw_xt_complete(r, &unused) >= 0 && sw_xt_rule_same(r, arg, NULL);
}

/* The chains that cmd names, 1; 0 = one is missing, and a message will want all names. */
static int need_named(struct sw_session *s, const struct sw_cmd *cmd, struct sw_table *t,
		      struct sw_err *err)
{
	const struct sw_jump *j = cmd->nrule ? &cmd->rule[0]->jump : NULL;
	int ret;

	s->read = true;
	ret = sw_snapshot_chain(s->nl, &s->rs, t, cmd->chain, err);
	if (ret > 0 && j && j->kind == SW_JUMP_CHAIN)
		ret = sw_snapshot_chain(s->nl, &s->rs, t, j->chain, err);
	if (ret > 0)
		t->in_kernel = t->chains_known = true;
	return ret;
}

static int search(struct sw_session *s, const struct sw_cmd *cmd, struct sw_err *err)
{
	struct sw_table *t = sw_ruleset_table(&s->rs, cmd->table);
	struct sw_search want = { .number = cmd->number, .enough = is_the_rule };
	struct sw_chain *c;
	int ret = need_named(s, cmd, t, err);

	if (!ret)
		ret = need_chains(s, t, err);
	if (!cmd->number)
		want.like = want.arg = cmd->rule[0];
	c = ret < 0 ? NULL : sw_table_chain(t, cmd->chain);
	return c ? read_rules(s, t, c, &want, err) : ret;
}

int sw_session_need_all(struct sw_session *s, struct sw_err *err)
{
	int ret = need_tables(s, err);

	if (!s->nl)
		return ret;
	if (!ret)
		ret = sw_snapshot_all_chains(s->nl, &s->rs, err);
	return ret || !s->held ? ret : sw_snapshot_sets(s->nl, &s->rs, err);
}

int sw_session_need(struct sw_session *s, struct sw_table *t, const char *chain,
		    enum sw_depth depth, struct sw_err *err)
{
	int ret;

	if (depth == SW_READ_NOTHING)
		return 0;
	if (depth == SW_READ_TABLES)
		return need_tables(s, err);
	ret = need_chains(s, t, err);
	if (!ret && s->held && s->nl)
		ret = sw_snapshot_sets(s->nl, &s->rs, err);
	if (depth != SW_READ_RULES)
		return ret;
	for (size_t i = 0; i < t->nchain && !ret; i++) {
		struct sw_chain *c = t->chain[i];

		if (s->nl && !c->rules_known && (!*chain || !strcmp(c->name, chain)))
			ret = read_rules(s, t, c, NULL, err);
	}
	return ret;
}

int sw_session_read(struct sw_session *s, const struct sw_cmd *cmd, const struct sw_reading *r,
		    struct sw_err *err)
{
	if (r->depth == SW_READ_NOTHING)
		return 0;
	if (r->search && s->nl && !s->whole)
		return search(s, cmd, err);
	return sw_session_need(s, sw_ruleset_table(&s->rs, cmd->table), r->chain, r->depth, err);
}
