/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of a save file, one by one: "*table", ":CHAIN", commands, COMMIT, comments. */
#include <errno.h>
#include <string.h>

#include "rule/edit.h"
#include "session/command.h"
#include "session/restore.h"
#include "session/saveline.h"

struct run { struct sw_session *s; struct sw_err *err; };

#define bad(run, ...) refused(run, sw_err_set((run)->err, SW_EPARAM, EINVAL, __VA_ARGS__))

static int refused(struct run *run, int ret)
{
	run->err->usage = true;
	return ret;
}

/* ---- *table ------------------------------------------------------------------------------ */

/* Everything that commands of this table will look at is read before the first edit. */
static int read_table(struct sw_restore *r, struct run *run)
{
	int index = r->table - run->s->rs.table;
	enum sw_depth depth = r->depth[index];
	int ret;

	if (depth < run->s->diagnose)
		depth = run->s->diagnose;
	if (depth < SW_NEEDS_RULES || run->s->diagnose == SW_NEEDS_RULES)
		return sw_session_need(run->s, r->table, "", depth, run->err);
	ret = sw_session_need(run->s, r->table, "", SW_NEEDS_CHAINS, run->err);
	for (size_t i = 0; i < r->nwant && !ret; i++)
		if (r->want[i].table == index)
			ret = sw_session_need(run->s, r->table, r->want[i].chain, depth, run->err);
	return ret;
}

static int begin_table(struct sw_restore *r, struct run *run)
{
	struct sw_session *s = run->s;
	struct sw_sink *sink = s->sink;
	int ret;

	sink->origin = r->where;
	if (r->noflush) {
		ret = read_table(r, run);
	} else {
		ret = sw_session_need_all(s, run->err);
		if (!ret && r->verbose)
			ret = sw_command_say_flush(s, r->table, run->err);
	}
	if (!ret)
		ret = sw_edit_table_line(&s->rs, r->table->builtin->name, !r->noflush, sink, run->err);
	return ret;
}

static int table_line(struct sw_restore *r, struct run *run)
{
	char *p = r->buf + 1, *name = sw_line_word(&p);

	if (!name)
		return bad(run, "%s: line %u table name invalid", r->program, r->where.line);
	r->table = sw_ruleset_table(&run->s->rs, name);
	if (!r->table) {
		sw_err_arg(run->err, name, -1);
		return bad(run, "%s: line %u table name '%s' invalid", r->program, r->where.line,
			   name);
	}
	r->skip = r->only && strcmp(r->only, name);
	if (r->skip)
		return 0;
	r->in_table = true;
	r->parser.table = r->table->builtin;
	r->parser.known = r->table;
	return begin_table(r, run);
}

/* ---- :CHAIN POLICY [packets:bytes] ------------------------------------------------------- */

/* Without -c they are read, too: a word that is none is a mistake, not to be passed by. */
static bool read_counters(const struct sw_restore *r, const char *word, struct sw_cmd *cmd)
{
	if (word && !sw_line_counters(word, &cmd->packets, &cmd->bytes))
		return false;
	cmd->opt |= r->counters ? SW_OPT_COUNTERS : 0;
	return word || !r->counters;
}

static int chain_line(struct sw_restore *r, struct run *run)
{
	char *p = r->buf + 1, *name = sw_line_word(&p), *policy = sw_line_word(&p);
	struct sw_cmd cmd = { .family = r->family,
			      .table = r->parser.table->name,
			      .origin = r->where,
			      .policy = -1 };
	int ret;

	if (!name)
		return bad(run, "%s: line %u chain name invalid", r->program, r->where.line);
	ret = sw_parse_chain_name(name, run->err);
	if (ret)
		return refused(run, ret);
	if (!policy)
		return bad(run, "%s: line %u policy invalid", r->program, r->where.line);
	strcpy(cmd.chain, name);
	sw_err_arg(run->err, "", -1);
	if (!strcmp(policy, "ACCEPT"))
		cmd.policy = SW_ACCEPT;
	else if (!strcmp(policy, "DROP"))
		cmd.policy = SW_DROP;
	if (sw_builtin_chain(r->table->builtin, name) &&
	    !read_counters(r, sw_line_word(&p), &cmd))
		return bad(run, "invalid policy counters for chain '%s'", name);
	return sw_edit_chain_line(&cmd, !strcmp(policy, "-"), r->noflush, &run->s->rs,
				   run->s->sink, run->err);
}

/* ---- [packets:bytes] -A ... -------------------------------------------------------------- */

static int front_counters(struct sw_restore *r, struct run *run, char **rest)
{
	const char *p = r->buf + 1;
	char *close = strchr(r->buf, ']');

	r->parser.has_counters = false;
	if (r->buf[0] != '[')
		return 0;
	if (!close || *p == ':')
		return bad(run, "Bad line %u: need ]", r->where.line);
	*rest = close + 1;
	if (!strchr(p, ':') || strchr(p, ':') > close)
		return bad(run, "Bad line %u: need :", r->where.line);
	if (!r->counters)
		return 0;
	if (!sw_line_counter(&p, &r->parser.packets))
		return bad(run, "-c packet counter not numeric");
	p = strchr(p, ':') + 1;
	if (!sw_line_counter(&p, &r->parser.bytes))
		return bad(run, "-c byte counter not numeric");
	r->parser.has_counters = true;
	return 0;
}

static int command_line(struct sw_restore *r, struct run *run)
{
	struct sw_cmd cmd = { 0 };
	char *rest = r->buf;
	int ret = front_counters(r, run, &rest);

	if (ret)
		return ret;
	sw_words_reset(&r->words);
	ret = sw_words_split(&r->words, rest, run->err);
	if (ret)
		return ret;
	ret = sw_parse(&r->parser, r->words.n, r->words.word, &cmd, run->err);
	if ((cmd.nwarning || cmd.letter == 'h') && r->told && !r->again)
		r->told(r->program, &cmd);
	if (!ret)
		ret = sw_parse_echo(&r->parser, r->words.n, r->words.word, r->words.quoted, &cmd,
				    run->err);
	if (!ret && cmd.letter && !strchr("hV", cmd.letter)) {
		cmd.origin = r->where;
		if (!r->noflush)
			cmd.verbose += r->verbose;
		for (size_t i = 0; i < cmd.nrule; i++)
			cmd.rule[i]->origin = r->where;
		ret = sw_command_run(run->s, &cmd, r->keep, run->err);
	}
	sw_cmd_fini(&cmd);
	return ret;
}

/* ---- any line ---------------------------------------------------------------------------- */

static int outside_line(struct sw_restore *r, struct run *run)
{
	int ret;

	if (r->skip)
		return 0;
	ret = sw_err_set(run->err, SW_EOTHER, EINVAL, "%s", "");
	run->err->classic = true;
	sw_err_hint(run->err,
		    "a line outside a table: tables begin with *name and end with COMMIT");
	return ret;
}

static int any_line(struct sw_restore *r, struct run *run)
{
	enum sw_saveline kind = sw_line_kind(r->line, r->line_len);
	int ret;

	if (kind == SW_LINE_EMPTY)
		return 0;
	if (kind == SW_LINE_COMMENT) {
		if (r->verbose)
			fprintf(run->s->out, "%.*s\n", (int)r->line_len, r->line);
		return 0;
	}
	if (r->in_table && kind == SW_LINE_COMMIT) {
		r->in_table = false;
		return 0;
	}
	if (!r->in_table && kind != SW_LINE_TABLE)
		return outside_line(r, run);
	ret = sw_restore_copy(r, r->line, r->line_len, run->err);
	if (ret)
		return ret;
	if (!r->in_table)
		return table_line(r, run);
	return kind == SW_LINE_CHAIN ? chain_line(r, run) : command_line(r, run);
}

/* An error without a place belongs to the line at hand. */
static int run_line(struct sw_restore *r, void *arg)
{
	struct run *run = arg;
	int ret = any_line(r, run);

	if (ret && !run->err->where.line) {
		run->err->where.file = r->where.file;
		run->err->where.line = r->where.line;
	}
	return ret;
}

int sw_restore_run(struct sw_session *s, void *restore, struct sw_err *err)
{
	struct sw_restore *r = restore;
	struct run run = { .s = s, .err = err };
	int ret;

	r->table = NULL;
	r->in_table = r->skip = false;
	r->again = s->attempt > 0 || s->diagnose || s->held;
	r->parser = (struct sw_parser){ .family = r->family, .program = r->program, .restore = true };
	ret = sw_restore_lines(r, run_line, &run);
	if (ret || !r->in_table)
		return ret;
	ret = sw_err_set(err, SW_EOTHER, EINVAL, "COMMIT expected at line %u", r->where.line + 1);
	err->classic = true;
	return ret;
}
