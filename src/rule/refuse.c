/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The refusals of edits: the sentence of iptables first, then what the reader can do. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "base/cleanup.h"
#include "base/str.h"
#include "rule/edit_local.h"
#include "rule/target_names.h"

/* The nearest of the table's chains, and of the targets when a jump is meant. */
static const char *nearest(const struct sw_edit *e, const char *word, bool jump)
{
	const struct sw_builtin_table *b = e->t->builtin;
	size_t max = e->t->nchain + b->nchain + SW_TARGET_NAMES_MAX, n = 0, i;
	SW_FREE const char **name = calloc(max, sizeof(const char *));

	if (!name)
		return NULL;
	for (const struct sw_target_name *t = sw_target_names; t->name && jump; t++)
		if (!t->family || t->family == e->family)
			name[n++] = t->name;
	/* A jump to a builtin chain is never right, and a command's chain mostly is one. */
	for (i = 0; i < b->nchain && !jump; i++)
		name[n++] = b->chain[i].name;
	for (i = 0; i < e->t->nchain; i++)
		if (!e->t->chain[i]->builtin && e->t->chain[i]->in_kernel)
			name[n++] = e->t->chain[i]->name;
	for (i = 0; i < n; i++)
		if (!strcasecmp(word, name[i]))
			return name[i];
	if (jump && sw_target_synonym(word))
		return sw_target_synonym(word);
	return sw_str_nearest(word, name, n);
}

/* Both names of a renamed chain are out of reach until the commit; true when that is the reason. */
static bool hint_renamed(struct sw_edit *e, const char *name)
{
	const struct sw_chain *c = sw_table_chain(e->t, name);

	if (!c || !c->newname)
		c = sw_edit_renamed(e, name);
	if (!c)
		return false;
	sw_err_hint(e->err,
		    "-E %s %s is in this transaction and takes effect at its end: use the chain in "
		    "the next one",
		    c->name, c->newname);
	return true;
}

static const char *target_of(const struct sw_edit *e)
{
	const struct sw_jump *j = e->cmd->nrule ? &e->cmd->rule[0]->jump : NULL;

	return j && j->kind == SW_JUMP_EXT ? j->ext.name : "";
}

/* The chain is a builtin one of other tables: the target tells which is meant, else all are
 * named. */
static bool hint_table(struct sw_edit *e, const char *name)
{
	const char *table = e->t->builtin->name, *target = target_of(e);
	const struct sw_target_name *t = sw_target_name(target, e->family);
	const struct sw_builtin_table *home = t && t->home ? sw_builtin_table(t->home) : NULL;
	struct sw_str list = { 0 };
	size_t i, n = 0;

	for (i = 0; i < SW_NTABLES; i++)
		if (sw_builtin_chain(&sw_builtin_tables[i], name))
			sw_str_addf(&list, "%s%s", n++ ? ", " : "", sw_builtin_tables[i].name);
	if (n && home && sw_builtin_chain(home, name)) {
		sw_err_hint(e->err, "table %s has no chain %s; %s is for table %s: use -t %s",
			    table, name, target, home->name, home->name);
	} else if (n && home) {
		sw_str_reset(&list);
		for (i = 0; i < home->nchain; i++)
			sw_str_addf(&list, "%s%s", i ? ", " : "", home->chain[i].name);
		sw_err_hint(e->err, "%s is for table %s, which has no chain %s but %s", target,
			    home->name, name, list.s ? list.s : "");
	} else if (n) {
		sw_err_hint(e->err, "table %s has no chain %s; %s have: use -t", table, name,
			    list.s ? list.s : "");
	}
	sw_str_fini(&list);
	return n;
}

static void hint_chain(struct sw_edit *e, const char *name)
{
	const char *table = e->t->builtin->name, *near;

	if (hint_renamed(e, name))
		return;
	if (sw_builtin_chain(e->t->builtin, name)) {
		sw_err_hint(e->err,
			    "chain %s of table %s is still empty: nothing was ever written to it",
			    name, table);
		return;
	}
	if (hint_table(e, name))
		return;
	near = nearest(e, name, false);
	if (near)
		sw_err_hint(e->err, "no chain %s in table %s: did you mean %s?", name, table, near);
	else
		sw_err_hint(e->err, "no chain %s in table %s: -N %s makes one", name, table, name);
}

int sw_refuse_line(struct sw_edit *e, int sys, const char *sentence)
{
	return sw_err_classic(e->err, SW_EOTHER, sys, "%s", sentence);
}

int sw_refuse_usage(struct sw_edit *e, const char *sentence)
{
	return sw_err_usage(e->err, "%s", sentence);
}

int sw_refuse_chain(struct sw_edit *e, const char *name)
{
	int ret = sw_refuse_line(e, ENOENT, "No chain/target/match by that name.");

	sw_err_arg(e->err, name, -1);
	hint_chain(e, name);
	return ret;
}

int sw_refuse_target(struct sw_edit *e, const char *name)
{
	int ret = sw_err_set(e->err, SW_EPARAM, ENOENT, "Chain '%s' does not exist", name);
	const char *near;

	sw_err_blame_words(e->err, ret);
	sw_err_arg(e->err, name, SW_LAST_WORD);
	if (hint_renamed(e, name))
		return ret;
	near = nearest(e, name, true);
	if (near && !strcmp(near, name))
		sw_err_hint(e->err, "%s is a target, and -g goes to a chain of yours: -j %s", name,
			    name);
	else if (near)
		sw_err_hint(e->err, "no such target or chain: did you mean %s?", near);
	else
		sw_err_hint(e->err, "no such target or chain: -N %s makes a chain", name);
	return ret;
}

int sw_refuse_rule(struct sw_edit *e)
{
	const char *name = e->cmd->chain;
	int ret = sw_refuse_line(e, ENOENT,
				 "Bad rule (does a matching rule exist in that chain?).");

	if (!sw_edit_existing(e, name)) {
		sw_err_arg(e->err, name, -1);
		hint_chain(e, name);
	}
	return ret;
}

int sw_refuse_index(struct sw_edit *e, const struct sw_chain *c, const char *of)
{
	int ret = sw_err_classic(e->err, SW_EOTHER, E2BIG, "Index of %s too big.", of);
	size_t n = c ? c->nrule : 0;
	char number[16];

	snprintf(number, sizeof(number), "%u", e->cmd->number);
	sw_err_arg(e->err, number, -1);
	sw_err_hint(e->err, n == 1 ? "the chain has %zu rule" : "the chain has %zu rules", n);
	return ret;
}

int sw_refuse_depth(struct sw_edit *e, const char *what)
{
	return sw_err_set(e->err, SW_EOTHER, ENODATA, "-%c: the %s were not read (table %s)",
			  e->cmd->letter, what, e->t->builtin->name);
}

int sw_refuse_builtin(struct sw_edit *e, int sys, const char *name)
{
	int ret = sw_refuse_kernel(e, sys, "rule in chain", e->cmd->chain);

	sw_err_arg(e->err, name, SW_LAST_WORD);
	sw_err_hint(e->err, "%s is a builtin chain: packets come to it by themselves, no rule "
		    "jumps to it", name);
	return ret;
}

int sw_refuse_kernel(struct sw_edit *e, int sys, const char *what, const char *name)
{
	return sw_err_set(e->err, SW_ERESOURCE, sys, " %s failed (%s): %s %s", e->sink->op_name,
			  strerror(sys), what, name);
}

#define JUMPS_SHOWN 5

/* Names rule k of chain from, by its text when the hints have room for it and for so many lines
 * after it: half a rule would be worse than its number. */
static void hint_jump(struct sw_edit *e, const struct sw_chain *from, size_t k, size_t after)
{
	const size_t head = 64;		/* "rule N of chain NAME jumps to it: " */
	struct sw_str line = { 0 };
	bool shown = e->err && e->sink->line &&
		     e->sink->line(&line, e->family, from, from->rule[k]);

	if (shown)
		shown = !line.oom && line.len &&
			strlen(e->err->hint) + head + line.len + after * head <
				sizeof(e->err->hint);
	sw_err_hint(e->err, "rule %zu of chain %s jumps to it%s%s", k + 1, from->name,
		    shown ? ": " : "", shown ? line.s : "");
	sw_str_fini(&line);
}

static bool is_jump_to(const struct sw_rule *r, const struct sw_chain *c)
{
	return r->jump.kind == SW_JUMP_CHAIN && !strcmp(r->jump.chain, c->name);
}

int sw_refuse_busy(struct sw_edit *e, const struct sw_chain *c)
{
	int ret = sw_refuse_kernel(e, EBUSY, "chain", c->name);
	const struct sw_table *t = e->t;
	const struct sw_chain *from;
	size_t i, k, found = 0;

	sw_err_arg(e->err, c->name, -1);
	if (c->builtin)
		sw_err_hint(e->err, "%s is a builtin chain, which stays; -F %s removes its rules",
			    c->name, c->name);
	else if (c->rules_known && c->nrule)
		sw_err_hint(e->err, "it has %zu rule%s: -F %s removes %s", c->nrule,
			    c->nrule == 1 ? "" : "s", c->name, c->nrule == 1 ? "it" : "them");
	for (i = 0; i < t->nchain; i++) {
		from = t->chain[i];
		for (k = 0; from->rules_known && k < from->nrule; k++)
			if (is_jump_to(from->rule[k], c) && found++ < JUMPS_SHOWN)
				hint_jump(e, from, k, JUMPS_SHOWN + 1 - found);
	}
	if (found > JUMPS_SHOWN)
		sw_err_hint(e->err, "and %zu more", found - JUMPS_SHOWN);
	if (!found && !(c->rules_known && c->nrule))
		sw_err_hint(e->err, "it has rules, or rules jump to it (%u in all)", c->use);
	return ret;
}

int sw_refuse_name(struct sw_edit *e, const char *name)
{
	int ret = sw_chain_name_fault(name, e->family, e->err);

	if (!ret)
		return 0;
	sw_err_arg(e->err, name, -1);
	return sw_err_blame_words(e->err, ret);
}
