/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of a save file that are no commands: "*table" and ":CHAIN POLICY [packets:bytes]". */
#include <errno.h>
#include "rule/edit_local.h"

int sw_edit_table_line(struct sw_ruleset *rs, const char *table, bool flush, struct sw_sink *sink,
		   struct sw_err *err)
{
	struct sw_edit e = { .sink = sink, .err = err };
	int ret;

	sink->op_name = "TABLE_FLUSH";
	ret = sw_edit_begin(&e, rs, table);
	if (ret || !flush)
		return ret;
	if (!e.t->chains_known)
		return sw_err_set(err, SW_EOTHER, ENODATA,
				  "*: the chains of the table were not read "
				  "(table %s)",
				  table);
	if (e.t->in_kernel) {
		ret = sink->ops->table_renew(sink, e.t, err);
		if (ret)
			return ret;
	}
	/* Like iptables-restore, a table nothing is put into is not made again. */
	sw_table_clear(e.t);
	e.t->in_kernel = false;
	e.t->chains_known = true;
	return 0;
}

static int base_line(struct sw_edit *e, const struct sw_builtin_chain *b, bool with_policy)
{
	const struct sw_cmd *cmd = e->cmd;
	struct sw_chain *c;
	int ret;

	if (with_policy && cmd->policy != SW_ACCEPT && cmd->policy != SW_DROP)
		return sw_refuse_line(e, EINVAL, "Bad policy name.");
	c = sw_edit_builtin(e, b);
	if (!c)
		return -ENOMEM;
	if (with_policy)
		c->policy = cmd->policy;
	/* Without -c the counters are zero, not what they were. */
	c->packets = cmd->opt & SW_OPT_COUNTERS ? cmd->packets : 0;
	c->bytes = cmd->opt & SW_OPT_COUNTERS ? cmd->bytes : 0;
	if (!c->in_kernel)
		return sw_edit_base(e, c, with_policy, true);
	ret = e->sink->ops->chain_set(e->sink, e->t, c, with_policy, true, e->err);
	if (!ret)
		c->counters_known = true;
	return ret;
}

static int user_line(struct sw_edit *e)
{
	const char *name = e->cmd->chain;
	struct sw_chain *c = sw_table_chain(e->t, name);
	bool known = e->t->chains_known;
	int ret = sw_refuse_name(e, name);

	if (ret)
		return ret;
	if (c ? c->newname != NULL : sw_edit_renamed(e, name) != NULL)
		return sw_refuse_chain(e, name);
	if (c && c->in_kernel)
		return sw_edit_flush(e, c);

	ret = sw_edit_table(e);
	if (ret)
		return ret;
	if (!c)
		c = sw_table_add_chain(e->t, name, e->err);
	if (!c)
		return -ENOMEM;
	ret = e->sink->ops->chain_new(e->sink, e->t, c, false, false, known, e->err);
	/* It may have been there with rules: make both cases one, without reading. */
	if (!ret && !known)
		ret = e->sink->ops->chain_flush(e->sink, e->t, c, e->err);
	if (ret)
		return ret;
	c->in_kernel = true;
	c->rules_known = true;
	return 0;
}

int sw_edit_chain_line(const struct sw_cmd *cmd, bool user_chain, bool noflush,
			struct sw_ruleset *rs, struct sw_sink *sink, struct sw_err *err)
{
	struct sw_edit e = { .cmd = cmd, .sink = sink, .err = err };
	const struct sw_builtin_chain *b;
	int ret;

	sink->origin = cmd->origin;
	ret = sw_edit_begin(&e, rs, cmd->table);
	if (!ret) {
		/* The name decides. For a builtin chain "-" means: keep the policy; a user
		 * chain has none, whatever the line says. A chain named twice is emptied in
		 * either mode: noflush makes no difference any more. */
		b = sw_builtin_chain(e.t->builtin, cmd->chain);
		sink->op_name = b ? "CHAIN_UPDATE" : "CHAIN_USER_ADD";
		ret = b ? base_line(&e, b, !user_chain) : user_line(&e);
	}
	return sw_edit_end(&e, &cmd->origin, ret);
}
