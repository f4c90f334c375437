/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The commands on chains: -F -N -X -E -P. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "rule/edit_local.h"

/* ---- -F -------------------------------------------------------------------------------------- */

static int flush_all(struct sw_edit *e)
{
	struct sw_table *t = e->t;
	size_t i;
	int ret;

	if (!t->chains_known)
		return sw_refuse_depth(e, "chains of the table");
	for (i = 0; i < t->nchain; i++) {
		if (!t->chain[i]->in_kernel)
			continue;
		ret = sw_edit_flush(e, t->chain[i]);
		if (ret)
			return ret;
	}
	/* No rule is left that could refer to a chain. */
	for (i = 0; i < t->nchain; i++)
		t->chain[i]->use = 0;
	t->use_unsure = false;
	return 0;
}

int sw_do_flush(struct sw_edit *e)
{
	const struct sw_builtin_table *b = e->t->builtin;
	struct sw_chain *c;
	size_t i;
	int ret;

	if (*e->cmd->chain) {
		ret = sw_edit_chain(e, &c);
		return ret ? ret : sw_edit_flush(e, c);
	}
	/* With -v iptables-nft names every builtin chain, and makes it for that. */
	for (i = 0; i < b->nchain && e->cmd->opt & SW_OPT_VERBOSE; i++) {
		c = sw_edit_builtin(e, &b->chain[i]);
		if (!c)
			return -ENOMEM;
		ret = c->in_kernel ? 0 : sw_edit_base(e, c, false, false);
		if (ret)
			return ret;
	}
	return flush_all(e);
}

/* ---- -N -------------------------------------------------------------------------------------- */

int sw_do_new(struct sw_edit *e)
{
	const char *name = e->cmd->chain;
	struct sw_chain *c = sw_table_chain(e->t, name);
	int ret = sw_refuse_name(e, name);

	if (ret)
		return ret;
	if (sw_builtin_chain(e->t->builtin, name) || (c && c->in_kernel) ||
	    sw_edit_renamed(e, name)) {
		ret = sw_refuse_line(e, EEXIST, "Chain already exists.");
		sw_err_arg(e->err, name, -1);
		if (c && c->newname)
			sw_err_hint(e->err,
				    "-E %s %s frees the name only when this transaction ends", name,
				    c->newname);
		else if (sw_builtin_chain(e->t->builtin, name))
			sw_err_hint(e->err, "%s is a builtin chain: it is always there", name);
		else
			sw_err_hint(e->err, "-A %s adds rules to it, -F %s empties it", name, name);
		return ret;
	}
	ret = sw_edit_table(e);
	if (ret)
		return ret;
	/* When it is here without being in the kernel, rules were sent to it unseen before. */
	if (!c) {
		c = sw_table_add_chain(e->t, name, e->err);
		if (!c)
			return -ENOMEM;
		c->rules_known = true;
	}
	ret = e->sink->ops->chain_new(e->sink, e->t, c, false, false, true, e->err);
	if (!ret)
		c->in_kernel = true;
	return ret;
}

/* ---- -X -------------------------------------------------------------------------------------- */

/* Does a rule of t's jump to it, or stand in it? -1: not all of them are known. */
static int is_named(const struct sw_table *t, const struct sw_chain *c)
{
	size_t i, k;

	for (i = 0; i < t->nchain; i++) {
		const struct sw_chain *from = t->chain[i];

		if (from->in_kernel && !from->rules_known)
			return -1;
		if (from == c && c->nrule)
			return 1;
		for (k = 0; k < from->nrule; k++) {
			const struct sw_rule *r = from->rule[k];

			if (!r || r->raw)
				return -1;
			if (r->jump.kind == SW_JUMP_CHAIN && !strcmp(r->jump.chain, c->name))
				return 1;
		}
	}
	return 0;
}

/* The kernel counts elements of maps that no rule looks up any more: those are left when a process
 * is killed before it has tidied up, and for a moment after each -F. */
static bool is_used(const struct sw_table *t, const struct sw_chain *c)
{
	int named = t->maps.len ? is_named(t, c) : -1;

	return named < 0 ? c->use != 0 : named > 0;
}

/* 0 when the kernel would let it go, or may: what was removed unread is not counted. */
static int check_unused(struct sw_edit *e, const struct sw_chain *c)
{
	if (c->newname)
		return sw_refuse_chain(e, c->name);
	return is_used(e->t, c) && !e->t->use_unsure ? sw_refuse_busy(e, c) : 0;
}

static int remove_chain(struct sw_edit *e, struct sw_chain *c)
{
	int ret = e->sink->ops->chain_del(e->sink, e->t, c, e->err);

	if (!ret)
		sw_table_remove_chain(e->t, c);
	return ret;
}

/* A base chain that does nothing; nothing can jump to it, so use counts its rules: those of the
 * kernel, which may be fewer than the ones that were taken out of it. */
static bool is_idle_base(const struct sw_chain *c)
{
	return c->builtin && c->in_kernel && c->policy == SW_ACCEPT && !c->use &&
	       !(c->rules_known && c->nrule);
}

static int remove_all(struct sw_edit *e)
{
	struct sw_table *t = e->t;
	size_t i;
	int ret;

	for (i = 0; i < t->nchain; i++) {
		ret = t->chain[i]->builtin ? 0 : check_unused(e, t->chain[i]);
		if (ret)
			return ret;
	}
	/* From the end: removing moves the last chain into the gap. */
	for (i = t->nchain; i-- > 0;) {
		if (t->chain[i]->builtin && !is_idle_base(t->chain[i]))
			continue;
		ret = remove_chain(e, t->chain[i]);
		if (ret)
			return ret;
	}
	return 0;
}

int sw_do_remove(struct sw_edit *e)
{
	struct sw_chain *c;
	int ret;

	if (!e->t->chains_known)
		return sw_refuse_depth(e, "chains of the table");
	if (!*e->cmd->chain)
		return remove_all(e);
	c = sw_edit_existing(e, e->cmd->chain);
	if (!c)
		return sw_refuse_chain(e, e->cmd->chain);
	/* Rules of before are left to the kernel, which says EBUSY. */
	if (c->builtin && (c->policy != SW_ACCEPT || (!c->handle && c->use))) {
		ret = sw_refuse_line(e, EBUSY, "Directory not empty.");
		sw_err_hint(e->err, c->use ? "%s is a builtin chain and has rules" :
			    "%s is a builtin chain and its policy is not ACCEPT", c->name);
		return ret;
	}
	ret = check_unused(e, c);
	return ret ? ret : remove_chain(e, c);
}

/* ---- -E -------------------------------------------------------------------------------------- */

/* The kernel gives a renamed chain its new name at the commit: until then a batch can name it only
 * by the old one. So edits refuse to touch either name again in the same transaction. */
int sw_do_rename(struct sw_edit *e)
{
	const char *name = e->cmd->chain, *newname = e->cmd->newname;
	struct sw_chain *c;
	int ret;

	if (!e->t->chains_known)
		return sw_refuse_depth(e, "chains of the table");
	ret = sw_refuse_name(e, newname);
	if (ret)
		return ret;
	if (sw_builtin_chain(e->t->builtin, newname) || sw_table_chain(e->t, newname) ||
	    sw_edit_renamed(e, newname)) {
		ret = sw_refuse_line(e, EEXIST, "File exists.");
		sw_err_arg(e->err, newname, -1);
		sw_err_hint(e->err, "there is a chain %s already", newname);
		return ret;
	}
	if (sw_builtin_chain(e->t->builtin, name)) {
		ret = sw_refuse_line(e, ENOENT, "No chain/target/match by that name.");
		sw_err_arg(e->err, name, -1);
		sw_err_hint(e->err, "%s is a builtin chain: it keeps its name", name);
		return ret;
	}
	c = sw_edit_existing(e, name);
	if (!c)
		return sw_refuse_chain(e, name);
	if (!c->handle) {
		ret = sw_refuse_kernel(e, ENOENT, "chain", newname);
		sw_err_hint(e->err, "chain %s is new in this transaction: make it as %s", name,
			    newname);
		return ret;
	}
	ret = e->sink->ops->chain_rename(e->sink, e->t, c, newname, e->err);
	if (ret)
		return ret;
	c->newname = strdup(newname);
	if (!c->newname)
		return sw_err_nomem(e->err);
	e->t->nrenamed++;
	return 0;
}

/* ---- -P -------------------------------------------------------------------------------------- */

int sw_do_policy(struct sw_edit *e)
{
	const struct sw_builtin_chain *b = sw_builtin_chain(e->t->builtin, e->cmd->chain);
	struct sw_chain *c;
	int ret;

	if (e->cmd->policy != SW_ACCEPT && e->cmd->policy != SW_DROP) {
		ret = sw_refuse_line(e, EINVAL, "Bad policy name.");
		sw_err_hint(e->err, "a policy is ACCEPT or DROP");
		return ret;
	}
	if (!b) {
		ret = sw_refuse_line(e, ENOENT, "Bad built-in chain name.");
		sw_err_arg(e->err, e->cmd->chain, -1);
		sw_err_hint(e->err, "only builtin chains of table %s have a policy",
			    e->t->builtin->name);
		return ret;
	}
	c = sw_edit_builtin(e, b);
	if (!c)
		return -ENOMEM;
	c->policy = e->cmd->policy;
	c->packets = c->bytes = 0;	/* a new policy counts from zero */
	if (!c->in_kernel)
		return sw_edit_base(e, c, true, true);
	return e->sink->ops->chain_set(e->sink, e->t, c, true, true, e->err);
}
