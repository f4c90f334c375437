/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands on a ruleset in memory: each is done, or has changed nothing. */
#include <stdlib.h>
#include <string.h>

#include "session/command.h"
#include "session/memory.h"

/* ---- the sink: nothing is sent, but what could not be is refused ----------------------------- */

static int check(struct sw_sink *sink, const struct sw_table *t, const struct sw_chain *c,
		 struct sw_rule *r, struct sw_err *err)
{
	struct sw_memory *m = (struct sw_memory *)sink;
	struct sw_ctx ctx = {
		.family = m->s.rs.family,
		.table = t->builtin,
		.hooks = c->builtin ? 1u << c->builtin->hook : 0,
		.ip = &r->ip,
	};

	sw_prog_reset(&m->prog);
	return sw_encode(r, &ctx, &m->prog, &m->ud, err);
}

static int rule_add(struct sw_sink *sink, const struct sw_table *t, const struct sw_chain *c,
		    struct sw_rule *r, enum sw_place place, const struct sw_rule *anchor,
		    bool keep, struct sw_err *err)
{
	return check(sink, t, c, r, err);
}

/* The same rule with other counters, as -Z makes it, was looked at before. */
static int rule_replace(struct sw_sink *sink, const struct sw_table *t, const struct sw_chain *c,
			const struct sw_rule *old, struct sw_rule *r, bool keep,
			struct sw_err *err)
{
	return check(sink, t, c, r, err);
}

static int rule_del(struct sw_sink *sink, const struct sw_table *t, const struct sw_chain *c,
		    const struct sw_rule *r, struct sw_err *err)
{
	return 0;
}

static int on_table(struct sw_sink *sink, const struct sw_table *t, struct sw_err *err)
{
	return 0;
}

static int on_chain(struct sw_sink *sink, const struct sw_table *t, const struct sw_chain *c,
		    struct sw_err *err)
{
	return 0;
}

static int chain_new(struct sw_sink *sink, const struct sw_table *t, const struct sw_chain *c,
		     bool with_policy, bool with_counters, bool exclusive, struct sw_err *err)
{
	return 0;
}

static int chain_set(struct sw_sink *sink, const struct sw_table *t, const struct sw_chain *c,
		     bool with_policy, bool with_counters, struct sw_err *err)
{
	return 0;
}

static int chain_rename(struct sw_sink *sink, const struct sw_table *t, const struct sw_chain *c,
			const char *newname, struct sw_err *err)
{
	return 0;
}

static const struct sw_sink_ops ops = {
	.table_new = on_table, .table_renew = on_table,
	.chain_new = chain_new, .chain_set = chain_set, .chain_rename = chain_rename,
	.chain_del = on_chain, .chain_flush = on_chain,
	.rule_add = rule_add, .rule_replace = rule_replace, .rule_del = rule_del,
};

/* ---- the ruleset ----------------------------------------------------------------------------- */

/* The kernel counts a map of rules once, and jumps of its elements otherwise. */
static void count_uses(struct sw_table *t)
{
	for (size_t i = 0; i < t->nchain; i++)
		t->chain[i]->use = t->chain[i]->nrule;
	for (size_t i = 0; i < t->nchain; i++)
		for (size_t k = 0; k < t->chain[i]->nrule; k++) {
			const struct sw_jump *j = &t->chain[i]->rule[k]->jump;
			struct sw_chain *to = j->kind == SW_JUMP_CHAIN ?
						      sw_table_chain(t, j->chain) : NULL;

			if (to)
				to->use++;
		}
	t->use_unsure = false;
}

/* Between two commands a transaction ends: a chain has its new name, and may have another one. */
static int settle(struct sw_table *t, struct sw_err *err)
{
	int ret = 0;

	for (size_t i = 0; i < t->nchain && !ret; i++) {
		struct sw_chain *c = t->chain[i];

		c->handle = 1;
		if (!c->newname)
			continue;
		ret = sw_table_rename_chain(t, c, c->newname, err);
		free(c->newname);
		c->newname = NULL;
		t->nrenamed--;
	}
	return ret;
}

int sw_memory_open(struct sw_memory *m, const char *program, struct sw_ruleset *rs,
		   struct sw_err *err)
{
	struct sw_err none;
	int ret;

	memset(m, 0, sizeof(*m));
	m->sink.ops = &ops;
	ret = sw_session_open_on(&m->s, program, rs->family, NULL, err);
	m->s.sink = &m->sink;
	sw_ruleset_fini(&m->s.rs);
	m->s.rs = *rs;
	m->s.rs.tables_known = true;
	for (int i = 0; i < SW_NTABLES; i++) {
		struct sw_table *t = &m->s.rs.table[i];

		t->chains_known = true;
		for (size_t k = 0; k < t->nchain; k++)
			t->chain[k]->rules_known = t->chain[k]->counters_known = true;
		count_uses(t);
		sw_err_init(&none);
		settle(t, &none);
	}
	sw_ruleset_init(rs, m->s.rs.family);
	return ret;
}

void sw_memory_close(struct sw_memory *m)
{
	sw_memory_forget(m);
	sw_prog_fini(&m->prog);
	sw_session_close(&m->s);
}

/* ---- as it was before ------------------------------------------------------------------------ */

int sw_memory_keep(struct sw_memory *m, const char *table, struct sw_err *err)
{
	int ret = 0;

	for (int i = 0; i < SW_NTABLES && !ret; i++) {
		struct sw_table *t = &m->s.rs.table[i];

		if (m->is_kept[i] || (table && strcmp(table, t->builtin->name)))
			continue;
		m->is_kept[i] = true;
		ret = sw_table_clone(&m->kept[i], t, err);
	}
	if (ret)
		sw_memory_forget(m);
	return ret;
}

void sw_memory_back(struct sw_memory *m)
{
	for (int i = 0; i < SW_NTABLES; i++) {
		struct sw_table *t = &m->s.rs.table[i];

		if (!m->is_kept[i])
			continue;
		sw_table_clear(t);
		*t = m->kept[i];
		m->kept[i] = (struct sw_table){ 0 };
		m->is_kept[i] = false;
	}
}

void sw_memory_forget(struct sw_memory *m)
{
	for (int i = 0; i < SW_NTABLES; i++) {
		sw_table_clear(&m->kept[i]);
		m->kept[i] = (struct sw_table){ 0 };
		m->is_kept[i] = false;
	}
}

/* ---- commands -------------------------------------------------------------------------------- */

static int begin(struct sw_memory *m, struct sw_err *err)
{
	m->s.unreadable = false;
	if (fflush(m->s.out))
		return sw_err_nomem(err);
	sw_str_reset(&m->s.text);
	return sw_session_init_xt(m->s.program, m->s.rs.family, err);
}

static int end(struct sw_memory *m, int ret, struct sw_err *err)
{
	return !ret && (fflush(m->s.out) || m->s.text.oom) ? sw_err_nomem(err) : ret;
}

/* The first of several rules may be done when the second one is refused, and a table may have been
 * made for a rule that is. */
static bool may_stop_halfway(const struct sw_table *t, const struct sw_cmd *cmd)
{
	return cmd->nrule > 1 || !t->in_kernel;
}

int sw_memory_run(struct sw_memory *m, const struct sw_cmd *cmd, struct sw_err *err)
{
	struct sw_table *t = sw_ruleset_table(&m->s.rs, cmd->table);
	bool keeps = may_stop_halfway(t, cmd) && !m->is_kept[t - m->s.rs.table];
	int ret = begin(m, err);

	if (!ret && keeps)
		ret = sw_memory_keep(m, cmd->table, err);
	if (!ret)
		ret = sw_command_run(&m->s, cmd, SW_ALONE, err);
	if (!ret && strchr("NE", cmd->letter))
		ret = settle(t, err);
	ret = end(m, ret, err);
	if (ret && keeps)
		sw_memory_back(m);
	else if (keeps)
		sw_memory_forget(m);
	return ret;
}

int sw_memory_load(struct sw_memory *m, struct sw_restore *r, struct sw_err *err)
{
	int ret = begin(m, err);

	if (!ret)
		ret = sw_memory_keep(m, NULL, err);
	if (!ret)
		ret = sw_restore_scan(r, err);
	if (!ret)
		ret = sw_restore_run(&m->s, r, err);
	for (int i = 0; i < SW_NTABLES && !ret; i++)
		ret = settle(&m->s.rs.table[i], err);
	ret = end(m, ret, err);
	if (ret)
		sw_memory_back(m);
	sw_memory_forget(m);
	return ret;
}

int sw_memory_save(struct sw_memory *m, struct sw_save *save, struct sw_err *err)
{
	int ret = begin(m, err);

	return end(m, ret ? ret : sw_save_run(&m->s, save, err), err);
}
