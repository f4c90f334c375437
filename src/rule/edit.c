/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Applies one command: finds its function, and the steps on tables and chains that all share. */
#include <errno.h>
#include <string.h>
#include "base/cleanup.h"
#include "rule/edit_local.h"

static const struct {
	char letter;
	int (*run)(struct sw_edit *e);
} commands[] = {
	{ 'A', sw_do_add },
	{ 'I', sw_do_add },
	{ 'D', sw_do_delete },
	{ 'C', sw_do_check },
	{ 'R', sw_do_replace },
	{ 'Z', sw_do_zero },
	{ 'F', sw_do_flush },
	{ 'N', sw_do_new },
	{ 'X', sw_do_remove },
	{ 'E', sw_do_rename },
	{ 'P', sw_do_policy },
};

int sw_edit_table(struct sw_edit *e)
{
	int ret;

	if (e->t->in_kernel)
		return 0;
	ret = e->sink->ops->table_new(e->sink, e->t, e->err);
	if (!ret)
		e->t->in_kernel = true;
	return ret;
}

int sw_edit_base(struct sw_edit *e, struct sw_chain *c, bool with_policy, bool with_counters)
{
	bool known = e->t->chains_known;
	int ret;

	ret = sw_edit_table(e);
	if (ret)
		return ret;
	/* A chain that may exist already keeps its policy and counters unless told otherwise. */
	ret = e->sink->ops->chain_new(e->sink, e->t, c, with_policy || known,
				      with_counters || known, known, e->err);
	if (ret)
		return ret;
	c->in_kernel = true;
	c->rules_known = known;
	c->counters_known = with_counters || known;
	return 0;
}

struct sw_chain *sw_edit_builtin(struct sw_edit *e, const struct sw_builtin_chain *b)
{
	struct sw_chain *c = sw_table_chain(e->t, b->name);

	return c ? c : sw_table_add_chain(e->t, b->name, e->err);
}

const struct sw_chain *sw_edit_renamed(const struct sw_edit *e, const char *newname)
{
	size_t i;

	if (!e->t->nrenamed)
		return NULL;
	for (i = 0; i < e->t->nchain; i++)
		if (e->t->chain[i]->newname && !strcmp(e->t->chain[i]->newname, newname))
			return e->t->chain[i];
	return NULL;
}

static int edit_base_chain(struct sw_edit *e, const struct sw_builtin_chain *b,
			   struct sw_chain **out)
{
	struct sw_chain *c = sw_edit_builtin(e, b);
	int ret;

	if (!c)
		return -ENOMEM;
	if (!c->in_kernel) {
		ret = sw_edit_base(e, c, false, false);
		if (ret)
			return ret;
	}
	*out = c;
	return 0;
}

int sw_edit_chain(struct sw_edit *e, struct sw_chain **out)
{
	const char *name = e->cmd->chain;
	struct sw_chain *c = sw_table_chain_again(e->t, name);
	const struct sw_builtin_chain *b;

	/* The common case first: the chain was met before. */
	if (!c || !c->in_kernel) {
		b = sw_builtin_chain(e->t->builtin, name);
		if (b)
			return edit_base_chain(e, b, out);
	}
	if (c ? c->newname != NULL : e->t->chains_known || !*name || sw_name_is_reserved(name) ||
				     sw_edit_renamed(e, name))
		return sw_refuse_chain(e, name);
	if (!c) {
		/* Nobody has looked: the kernel will say whether it exists. */
		c = sw_table_add_chain(e->t, name, e->err);
		if (!c)
			return -ENOMEM;
	}
	*out = c;
	return 0;
}

struct sw_chain *sw_edit_existing(const struct sw_edit *e, const char *name)
{
	struct sw_chain *c = sw_table_chain(e->t, name);

	return c && !c->newname && c->in_kernel ? c : NULL;
}

void sw_edit_count(struct sw_edit *e, struct sw_chain *c, const struct sw_rule *r, int by)
{
	struct sw_chain *to = NULL;

	/* Grouped rules are fewer in the kernel than here: never count below nothing. */
	if (by > 0 || c->use)
		c->use += (uint32_t)by;
	if (r->jump.kind == SW_JUMP_CHAIN)
		to = sw_table_chain(e->t, r->jump.chain);
	if (to && (by > 0 || to->use))
		to->use += (uint32_t)by;
}

int sw_edit_flush(struct sw_edit *e, struct sw_chain *c)
{
	/* Not by its use: while somebody's transaction is only being checked, the kernel counts
	 * what that one would take away as gone. */
	bool empty = c->rules_known ? !c->nrule : e->t->chains_known && !c->in_kernel;
	size_t i;
	int ret;

	ret = empty ? 0 : e->sink->ops->chain_flush(e->sink, e->t, c, e->err);
	if (ret)
		return ret;
	if (c->rules_known) {
		for (i = 0; i < c->nrule; i++)
			sw_edit_count(e, c, c->rule[i], -1);
	} else if (!empty) {
		e->t->use_unsure = true;
		if (c->builtin)
			c->use = 0;
	}
	sw_chain_clear(c);
	c->rules_known = true;
	return 0;
}

int sw_edit_begin(struct sw_edit *e, struct sw_ruleset *rs, const char *table)
{
	e->family = rs->family;
	e->t = sw_ruleset_table(rs, table);
	if (!e->t)
		return sw_err_set(e->err, SW_EVERSION, ENOENT, "table '%s' does not exist", table);
	/* A table that is not there has no chains; nobody need read that. */
	if (rs->tables_known && !e->t->in_kernel)
		e->t->chains_known = true;
	return 0;
}

int sw_edit_end(const struct sw_edit *e, const struct sw_where *origin, int ret)
{
	struct sw_where *w = e->err ? &e->err->where : NULL;

	if (ret && w && !w->file && !w->line) {
		w->file = origin->file;
		w->line = origin->line;
	}
	return ret;
}

int sw_edit_run(const struct sw_cmd *cmd, struct sw_ruleset *rs, struct sw_sink *sink,
	     struct sw_err *err)
{
	struct sw_edit e = { .cmd = cmd, .sink = sink, .err = err };
	const struct sw_cmd_desc *d = sw_cmd_desc(cmd->letter);
	size_t i;
	int ret;

	sink->origin = cmd->origin;
	sink->op_name = d ? d->kernel_op : "";
	ret = sw_edit_begin(&e, rs, cmd->table);
	for (i = 0; !ret && i < SW_ARRAY_SIZE(commands); i++)
		if (commands[i].letter == cmd->letter)
			return sw_edit_end(&e, &cmd->origin, commands[i].run(&e));
	if (!ret)
		ret = sw_err_set(err, SW_EOTHER, EINVAL, "-%c changes nothing", cmd->letter);
	return sw_edit_end(&e, &cmd->origin, ret);
}
