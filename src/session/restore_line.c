/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of a save file, one by one: "*table", ":CHAIN", commands, COMMIT, comments. */
#include <errno.h>
#include <string.h>

#include "rule/edit.h"
#include "session/command.h"
#include "session/restore.h"

struct run { struct sw_session *s; struct sw_err *err; };

/* ---- *table ---------------------------------------------------------------------------------- */

/* Everything that commands of this table will look at is read before the first edit. */
static int read_table(struct sw_restore *r, struct run *run)
{
	int index = r->table - run->s->rs.table, ret = 0;
	struct sw_reading reading;

	for (size_t i = 0; !ret; i++) {
		if (!sw_reading_file_get(&r->reading, index, run->s->again, i, &reading))
			break;
		ret = sw_session_need(run->s, r->table, reading.chain, reading.depth, run->err);
	}
	return ret;
}

static int begin_table(struct sw_restore *r, struct run *run)
{
	struct sw_session *s = run->s;
	struct sw_sink *sink = s->sink;
	int ret;

	sink->origin = r->file.where;
	if (r->noflush) {
		ret = read_table(r, run);
	} else {
		ret = sw_session_need_all(s, run->err);
		if (!ret && r->verbose)
			ret = sw_command_say_flush(s, r->table, run->err);
	}
	if (!ret)
		ret = sw_edit_table_line(&s->rs, r->table->builtin->name, !r->noflush, sink,
					 run->err);
	return ret;
}

static int table_line(struct sw_restore *r, struct run *run)
{
	char *name = NULL;
	int ret = sw_savefile_table(&r->file, &name, run->err);

	if (ret)
		return ret;
	if (!name)
		return sw_err_usage(run->err, "%s: line %u table name invalid", r->program,
				    r->file.where.line);
	r->table = sw_ruleset_table(&run->s->rs, name);
	if (!r->table) {
		sw_err_arg(run->err, name, -1);
		return sw_err_usage(run->err, "%s: line %u table name '%s' invalid", r->program,
				    r->file.where.line, name);
	}
	r->skip = r->only && strcmp(r->only, name);
	if (r->skip)
		return 0;
	r->file.in_table = true;
	r->parser.table = r->table->builtin;
	r->parser.known = r->table;
	return begin_table(r, run);
}

/* ---- :CHAIN POLICY [packets:bytes] ----------------------------------------------------------- */

/* Without -c they are read, too: a word that is none is a mistake, not to be passed by. */
static bool read_counters(const struct sw_restore *r, const char *word, struct sw_cmd *cmd)
{
	if (word && !sw_savefile_counters(word, &cmd->packets, &cmd->bytes))
		return false;
	cmd->opt |= r->counters ? SW_OPT_COUNTERS : 0;
	return word || !r->counters;
}

static int chain_line(struct sw_restore *r, struct run *run)
{
	struct sw_savefile_chain line = { 0 };
	struct sw_cmd cmd = { .family = r->family,
			      .table = r->parser.table->name,
			      .origin = r->file.where,
			      .policy = -1 };
	int ret = sw_savefile_chain(&r->file, &line, run->err);

	if (ret)
		return ret;
	if (!line.name)
		return sw_err_usage(run->err, "%s: line %u chain name invalid", r->program,
				    r->file.where.line);
	ret = sw_parse_chain_name(line.name, run->err);
	if (ret)
		return sw_err_blame_words(run->err, ret);
	if (!line.policy)
		return sw_err_usage(run->err, "%s: line %u policy invalid", r->program,
				    r->file.where.line);
	strcpy(cmd.chain, line.name);
	sw_err_arg(run->err, "", -1);
	if (!strcmp(line.policy, "ACCEPT"))
		cmd.policy = SW_ACCEPT;
	else if (!strcmp(line.policy, "DROP"))
		cmd.policy = SW_DROP;
	if (sw_builtin_chain(r->table->builtin, line.name) &&
	    !read_counters(r, line.counters, &cmd))
		return sw_err_usage(run->err, "invalid policy counters for chain '%s'", line.name);
	return sw_edit_chain_line(&cmd, !strcmp(line.policy, "-"), r->noflush, &run->s->rs,
				   run->s->sink, run->err);
}

/* ---- [packets:bytes] -A ... ------------------------------------------------------------------ */

static int front_counters(struct sw_restore *r, struct run *run,
			  const struct sw_savefile_front *front)
{
	r->parser.has_counters = false;
	if (!front->is_there)
		return 0;
	if (!front->inside || (front->bytes && !*front->inside))
		return sw_err_usage(run->err, "Bad line %u: need ]", r->file.where.line);
	if (!front->bytes)
		return sw_err_usage(run->err, "Bad line %u: need :", r->file.where.line);
	if (!r->counters)
		return 0;
	if (!sw_savefile_counter(front->inside, &r->parser.packets))
		return sw_err_usage(run->err, "-c packet counter not numeric");
	if (!sw_savefile_counter(front->bytes, &r->parser.bytes))
		return sw_err_usage(run->err, "-c byte counter not numeric");
	r->parser.has_counters = true;
	return 0;
}

/* What is wrong with the counters is said before what is wrong with the words. */
static int split(struct sw_restore *r, struct run *run)
{
	struct sw_savefile_front front;
	int ret = sw_savefile_command(&r->file, &front, run->err);
	struct sw_err words;
	int counters;

	if (!ret)
		return front_counters(r, run, &front);
	if (ret == -ENOMEM)
		return ret;
	words = *run->err;
	sw_err_init(run->err);
	counters = front_counters(r, run, &front);
	if (!counters)
		*run->err = words;
	return counters ? counters : ret;
}

static int command_line(struct sw_restore *r, struct run *run)
{
	const struct sw_words *w = &r->file.words;
	struct sw_cmd cmd = { 0 };
	int ret = split(r, run);

	if (ret)
		return ret;
	ret = sw_parse(&r->parser, w->n, w->word, &cmd, run->err);
	if ((cmd.nwarning || cmd.letter == 'h') && r->told && !r->again)
		r->told(r->program, &cmd);
	if (!ret)
		ret = sw_parse_echo(&r->parser, w->n, w->word, w->quoted, &cmd,
				    run->err);
	if (!ret && cmd.letter && !strchr("hV", cmd.letter)) {
		cmd.origin = r->file.where;
		if (!r->noflush)
			cmd.verbose += r->verbose;
		for (size_t i = 0; i < cmd.nrule; i++)
			cmd.rule[i]->origin = r->file.where;
		ret = sw_command_run(run->s, &cmd,
				     r->reading.rules ? SW_NAMED_LATER : SW_IN_FILE, run->err);
	}
	sw_cmd_fini(&cmd);
	return ret;
}

/* ---- any line -------------------------------------------------------------------------------- */

static int outside_line(struct sw_restore *r, struct run *run)
{
	if (r->skip)
		return 0;
	sw_err_classic(run->err, SW_EOTHER, EINVAL, "%s", "");
	return sw_err_hint(run->err, "a line outside a table: tables begin with *name and end with "
			   "COMMIT");
}

static int any_line(struct sw_restore *r, struct run *run)
{
	struct sw_savefile *f = &r->file;

	if (f->kind == SW_LINE_EMPTY)
		return 0;
	if (f->kind == SW_LINE_COMMENT) {
		if (r->verbose)
			fprintf(run->s->out, "%.*s\n", (int)f->line_len, f->line);
		return 0;
	}
	if (!f->in_table)
		return f->kind == SW_LINE_TABLE ? table_line(r, run) : outside_line(r, run);
	if (f->kind == SW_LINE_COMMIT)
		return 0;
	return f->kind == SW_LINE_CHAIN ? chain_line(r, run) : command_line(r, run);
}

/* An error without a place belongs to the line at hand. */
static int place(struct sw_restore *r, int ret, struct sw_err *err)
{
	if (ret < 0 && !err->where.line) {
		err->where.file = r->file.name;
		err->where.line = r->file.where.line;
	}
	return ret;
}

int sw_restore_run(struct sw_session *s, void *restore, struct sw_err *err)
{
	struct sw_restore *r = restore;
	struct run run = { .s = s, .err = err };
	int ret;

	r->table = NULL;
	r->skip = false;
	r->again = s->attempt > 0 || s->again || s->held;
	r->parser = (struct sw_parser){ .family = r->family,
					.program = r->program,
					.restore = true };
	sw_savefile_rewind(&r->file);
	while ((ret = sw_savefile_next(&r->file, err)) > 0) {
		ret = place(r, any_line(r, &run), err);
		if (ret)
			return ret;
	}
	if (ret || !r->file.in_table)
		return ret;
	return sw_err_classic(err, SW_EOTHER, EINVAL, "COMMIT expected at line %u",
			      r->file.where.line + 1);
}
