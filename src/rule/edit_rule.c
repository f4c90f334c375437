/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The commands on rules: -A -I -D -C -R -Z. */
#include <errno.h>
#include <string.h>
#include "base/cleanup.h"
#include "rule/edit_local.h"

static void free_rule(struct sw_rule **r)
{
	sw_rule_free(*r);
}

/* iptables looks at the jump before it looks at the chain. */
static int check_jump(struct sw_edit *e, const struct sw_rule *r)
{
	const char *name = r->jump.chain;
	const struct sw_chain *c;

	if (r->jump.kind != SW_JUMP_CHAIN)
		return 0;
	c = sw_table_chain(e->t, name);
	if (c ? c->builtin : sw_builtin_chain(e->t->builtin, name)) {
		if (!strchr("AIR", e->cmd->letter))
			return 0;
		return sw_refuse_builtin(e, e->t->chains_known && (!c || !c->in_kernel) ?
					 ENOENT : EOPNOTSUPP, name);
	}
	if (c ? c->newname != NULL : e->t->chains_known || sw_name_is_reserved(name) ||
				     sw_edit_renamed(e, name))
		return sw_refuse_target(e, name);
	return 0;
}

static int check_jumps(struct sw_edit *e)
{
	size_t i;
	int ret = 0;

	for (i = 0; i < e->cmd->nrule && !ret; i++)
		ret = check_jump(e, e->cmd->rule[i]);
	return ret;
}

/* The command's chain with its rules, for commands that look at them. */
static int known_chain(struct sw_edit *e, struct sw_chain **out)
{
	struct sw_chain *c;

	if (!e->t->chains_known)
		return sw_refuse_depth(e, "chains of the table");
	c = sw_edit_existing(e, e->cmd->chain);
	if (c && !c->rules_known)
		return sw_refuse_depth(e, "rules of the chain");
	*out = c;
	return 0;
}

/* ---- -A, -I ---------------------------------------------------------------------------------- */

/* Send r and, when later edits may name it, put a copy into the model at index. */
static int add_rule(struct sw_edit *e, struct sw_chain *c, struct sw_rule *r, enum sw_place place,
		    size_t index, bool keep)
{
	const struct sw_rule *anchor = place == SW_PLACE_BEFORE ? c->rule[index] : NULL;
	SW_CLEANUP(free_rule) struct sw_rule *copy = NULL;
	int ret;

	if (!keep) {
		ret = e->sink->ops->rule_add(e->sink, e->t, c, r, place, anchor, false, e->err);
		if (ret)
			return ret;
		sw_edit_count(e, c, r, 1);
		/* The model does not hold it: nobody may trust the numbers from here on. */
		c->rules_known = false;
		return 0;
	}
	copy = sw_rule_clone(r);
	if (!copy)
		return sw_err_nomem(e->err);
	copy->seat = (struct sw_seat){ .kind = SW_SEAT_NONE };
	ret = e->sink->ops->rule_add(e->sink, e->t, c, copy, place, anchor, true, e->err);
	if (!ret)
		ret = sw_chain_insert(c, index, copy, e->err);
	if (ret)
		return ret;
	sw_edit_count(e, c, SW_TAKE(copy), 1);
	return 0;
}

/* keep: rules that count from the head must see the ones before them. */
static int insert_rule(struct sw_edit *e, struct sw_chain *c, struct sw_rule *r, bool keep)
{
	size_t index = e->cmd->number ? e->cmd->number - 1 : 0;

	if (!index)
		return add_rule(e, c, r, SW_PLACE_HEAD, 0, keep);
	if (!c->rules_known)
		return sw_refuse_depth(e, "rules of the chain");
	if (index > c->nrule)
		return sw_refuse_index(e, c, "insertion");
	if (index == c->nrule)
		return add_rule(e, c, r, SW_PLACE_APPEND, index, keep);
	return add_rule(e, c, r, SW_PLACE_BEFORE, index, keep);
}

static void set_counters(const struct sw_cmd *cmd, struct sw_rule *r)
{
	if (cmd->opt & SW_OPT_COUNTERS) {
		r->packets = cmd->packets;
		r->bytes = cmd->bytes;
	}
}

int sw_do_add(struct sw_edit *e)
{
	const struct sw_cmd *cmd = e->cmd;
	struct sw_chain *c = NULL;
	size_t i;
	bool keep;
	int ret;

	ret = check_jumps(e);
	if (!ret)
		ret = sw_edit_chain(e, &c);
	/* Several rules go in one by one, each at the same place: the last comes to stand first. */
	for (i = 0; i < cmd->nrule && !ret; i++) {
		keep = c->rules_known && (e->sink->keep || (cmd->number > 1 && cmd->nrule > 1));
		set_counters(cmd, cmd->rule[i]);
		if (cmd->letter == 'I')
			ret = insert_rule(e, c, cmd->rule[i], keep);
		else
			ret = add_rule(e, c, cmd->rule[i], SW_PLACE_APPEND, c->nrule, keep);
	}
	return ret;
}

/* ---- -D, -C ---------------------------------------------------------------------------------- */

/* Index of the first equal rule; nrule when there is none. */
static size_t find_rule(const struct sw_edit *e, const struct sw_chain *c, const struct sw_rule *r)
{
	const struct sw_sink *s = e->sink;
	size_t i;

	for (i = 0; i < c->nrule; i++)
		if (c->rule[i] && !c->rule[i]->raw &&
		    (s->same ? s->same(c->rule[i], r, s->same_arg) : sw_rule_equal(c->rule[i], r)))
			break;
	return i;
}

static int delete_at(struct sw_edit *e, struct sw_chain *c, size_t index)
{
	int ret = e->sink->ops->rule_del(e->sink, e->t, c, c->rule[index], e->err);

	if (ret)
		return ret;
	sw_edit_count(e, c, c->rule[index], -1);
	sw_chain_remove(c, index);
	return 0;
}

static int delete_number(struct sw_edit *e)
{
	struct sw_chain *c = NULL;
	int ret = known_chain(e, &c);

	if (ret)
		return ret;
	if (!c)
		return sw_refuse_chain(e, e->cmd->chain);
	if (e->cmd->number > c->nrule)
		return sw_refuse_index(e, c, "deletion");
	return delete_at(e, c, e->cmd->number - 1);
}

int sw_do_delete(struct sw_edit *e)
{
	struct sw_chain *c = NULL;
	size_t i, at;
	int ret;

	if (e->cmd->number)
		return delete_number(e);
	ret = check_jumps(e);
	if (!ret)
		ret = known_chain(e, &c);
	for (i = 0; i < e->cmd->nrule && !ret; i++) {
		at = c ? find_rule(e, c, e->cmd->rule[i]) : 0;
		ret = !c || at == c->nrule ? sw_refuse_rule(e) : delete_at(e, c, at);
	}
	return ret;
}

int sw_do_check(struct sw_edit *e)
{
	struct sw_chain *c = NULL;
	size_t i;
	int ret;

	ret = check_jumps(e);
	if (!ret)
		ret = known_chain(e, &c);
	for (i = 0; i < e->cmd->nrule && !ret; i++)
		if (!c || find_rule(e, c, e->cmd->rule[i]) == c->nrule)
			ret = sw_refuse_rule(e);
	return ret;
}

/* ---- -R, -Z ---------------------------------------------------------------------------------- */

/* Replace rule index by r, which is taken on success. */
static int replace_at(struct sw_edit *e, struct sw_chain *c, size_t index, struct sw_rule *r)
{
	struct sw_rule *old = c->rule[index];
	bool keep = e->sink->keep;
	int ret;

	ret = e->sink->ops->rule_replace(e->sink, e->t, c, old, r, keep, e->err);
	if (ret)
		return ret;
	sw_edit_count(e, c, old, -1);
	sw_edit_count(e, c, r, 1);
	c->rule[index] = r;
	sw_rule_free(old);
	if (!keep)
		c->rules_known = false;
	return 0;
}

/* A copy of r that the kernel does not know yet. */
static struct sw_rule *fresh_copy(const struct sw_rule *r)
{
	struct sw_rule *copy = sw_rule_clone(r);

	if (copy)
		copy->seat = (struct sw_seat){ .kind = SW_SEAT_NONE };
	return copy;
}

int sw_do_replace(struct sw_edit *e)
{
	const struct sw_cmd *cmd = e->cmd;
	SW_CLEANUP(free_rule) struct sw_rule *r = NULL;
	struct sw_chain *c = NULL;
	int ret;

	if (cmd->nrule != 1)
		return sw_refuse_usage(e, "Replacement rule does not specify a unique address");
	ret = check_jumps(e);
	if (!ret)
		ret = known_chain(e, &c);
	if (ret)
		return ret;
	if (!c)
		return sw_refuse_chain(e, cmd->chain);
	if (!cmd->number || cmd->number > c->nrule)
		return sw_refuse_index(e, c, "replacement");
	r = fresh_copy(cmd->rule[0]);
	if (!r)
		return sw_err_nomem(e->err);
	set_counters(cmd, r);
	ret = replace_at(e, c, cmd->number - 1, r);
	if (!ret)
		(void)SW_TAKE(r);
	return ret;
}

static int zero_rule(struct sw_edit *e, struct sw_chain *c, size_t index)
{
	const struct sw_rule *old = c->rule[index];
	SW_CLEANUP(free_rule) struct sw_rule *r = NULL;
	int ret;

	/* An unreadable rule's counter is inside its bytes: resending them would not zero it. */
	if (old->raw || (!old->packets && !old->bytes))
		return 0;
	r = fresh_copy(old);
	if (!r)
		return sw_err_nomem(e->err);
	r->packets = r->bytes = 0;
	ret = replace_at(e, c, index, r);
	if (!ret)
		(void)SW_TAKE(r);
	return ret;
}

static int zero_chain(struct sw_edit *e, struct sw_chain *c)
{
	size_t i;
	int ret = 0;

	if (!c->rules_known)
		return sw_refuse_depth(e, "rules of the chain");
	if (c->builtin && (!c->counters_known || c->packets || c->bytes)) {
		c->packets = c->bytes = 0;
		ret = e->sink->ops->chain_set(e->sink, e->t, c, false, true, e->err);
		c->counters_known = true;
	}
	for (i = 0; i < c->nrule && !ret; i++)
		ret = zero_rule(e, c, i);
	return ret;
}

/* A builtin chain that was never made is there for the user, and empty. */
static int zero_named(struct sw_edit *e)
{
	const struct sw_cmd *cmd = e->cmd;
	struct sw_chain *c = NULL;
	int ret = known_chain(e, &c);

	if (ret)
		return ret;
	if (!c && !sw_builtin_chain(e->t->builtin, cmd->chain))
		return cmd->number ? sw_refuse_rule(e) : sw_refuse_chain(e, cmd->chain);
	if (cmd->number > (c ? c->nrule : 0))
		return sw_refuse_index(e, c, "counter");
	if (!c)
		return 0;
	return cmd->number ? zero_rule(e, c, cmd->number - 1) : zero_chain(e, c);
}

int sw_do_zero(struct sw_edit *e)
{
	size_t i;
	int ret = 0;

	if (*e->cmd->chain)
		return zero_named(e);
	if (!e->t->chains_known)
		return sw_refuse_depth(e, "chains of the table");
	for (i = 0; i < e->t->nchain && !ret; i++)
		if (e->t->chain[i]->in_kernel)
			ret = zero_chain(e, e->t->chain[i]);
	return ret;
}
