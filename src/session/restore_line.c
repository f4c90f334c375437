/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of a save file, one by one: "*table", ":CHAIN", commands, COMMIT, comments. */
#include <errno.h>
#include <string.h>

#include "rule/edit.h"
#include "session/command.h"
#include "session/restore.h"
#include "words/parse.h"

/* One way through the text; another begins after ERESTART. */
struct run {
	struct sw_session *s;
	struct sw_err     *err;
	struct sw_table   *table;	/* of the last "*table"; NULL before it */
	bool               skip;	/* a table that -T leaves out */
	bool               again;	/* the lines were told before */
	struct sw_parser   parser;
};

/* ---- *table ---------------------------------------------------------------------------------- */

/* Everything that commands of this table will look at is read before the first edit. */
static int read_table(struct sw_restore *r, struct run *run)
{
	int index = run->table - run->s->rs.table, ret = 0;
	struct sw_reading reading;

	for (size_t i = 0; !ret; i++) {
		if (!sw_reading_file_get(&r->reading, index, run->s->again, i, &reading))
			break;
		ret = sw_session_need(run->s, run->table, reading.chain, reading.depth, run->err);
	}
	return ret;
}

static int begin_table(struct sw_restore *r, struct run *run)
{
	struct sw_session *s = run->s;
	struct sw_sink *sink = s->sink;
	int ret;

	sink->origin = r->file.where;
	if (r->o.noflush) {
		ret = read_table(r, run);
	} else {
		ret = sw_session_need_all(s, run->err);
		if (!ret && r->o.verbose)
			ret = sw_command_say_flush(s, run->table, run->err);
	}
	if (!ret)
		ret = sw_edit_table_line(&s->rs, run->table->builtin->name, !r->o.noflush, sink,
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
		return sw_err_usage(run->err, "%s: line %u table name invalid", r->o.program,
				    r->file.where.line);
	run->table = sw_ruleset_table(&run->s->rs, name);
	if (!run->table) {
		sw_err_arg(run->err, name, -1);
		return sw_err_usage(run->err, "%s: line %u table name '%s' invalid", r->o.program,
				    r->file.where.line, name);
	}
	run->skip = r->o.only && strcmp(r->o.only, name);
	if (run->skip)
		return 0;
	r->file.in_table = true;
	run->parser.table = run->table->builtin;
	run->parser.known = run->table;
	return begin_table(r, run);
}

/* ---- :CHAIN POLICY [packets:bytes] ----------------------------------------------------------- */

/* Without -c they are read, too: a word that is none is a mistake, not to be passed by. */
static bool read_counters(const struct sw_restore *r, const char *word, struct sw_cmd *cmd)
{
	if (word && !sw_savefile_counters(word, &cmd->packets, &cmd->bytes))
		return false;
	cmd->opt |= r->o.counters ? SW_OPT_COUNTERS : 0;
	return word || !r->o.counters;
}

static int chain_line(struct sw_restore *r, struct run *run)
{
	struct sw_savefile_chain line = { 0 };
	struct sw_cmd cmd = { .family = r->o.family,
			      .table = run->parser.table->name,
			      .origin = r->file.where,
			      .policy = -1 };
	int ret = sw_savefile_chain(&r->file, &line, run->err);

	if (ret)
		return ret;
	if (!line.name)
		return sw_err_usage(run->err, "%s: line %u chain name invalid", r->o.program,
				    r->file.where.line);
	ret = sw_parse_chain_name(line.name, run->err);
	if (ret)
		return sw_err_blame_words(run->err, ret);
	if (!line.policy)
		return sw_err_usage(run->err, "%s: line %u policy invalid", r->o.program,
				    r->file.where.line);
	strcpy(cmd.chain, line.name);
	sw_err_arg(run->err, "", -1);
	if (!strcmp(line.policy, "ACCEPT"))
		cmd.policy = SW_ACCEPT;
	else if (!strcmp(line.policy, "DROP"))
		cmd.policy = SW_DROP;
	if (sw_builtin_chain(run->table->builtin, line.name) &&
	    !read_counters(r, line.counters, &cmd))
		return sw_err_usage(run->err, "invalid policy counters for chain '%s'", line.name);
	return sw_edit_chain_line(&cmd, !strcmp(line.policy, "-"), r->o.noflush, &run->s->rs,
				   run->s->sink, run->err);
}

/* ---- [packets:bytes] -A ... ------------------------------------------------------------------ */

static int front_counters(struct sw_restore *r, struct run *run,
			  const struct sw_savefile_front *front)
{
	run->parser.has_counters = false;
	if (!front->is_there)
		return 0;
	if (!front->inside || (front->bytes && !*front->inside))
		return sw_err_usage(run->err, "Bad line %u: need ]", r->file.where.line);
	if (!front->bytes)
		return sw_err_usage(run->err, "Bad line %u: need :", r->file.where.line);
	if (!r->o.counters)
		return 0;
	if (!sw_savefile_counter(front->inside, &run->parser.packets))
		return sw_err_usage(run->err, "-c packet counter not numeric");
	if (!sw_savefile_counter(front->bytes, &run->parser.bytes))
		return sw_err_usage(run->err, "-c byte counter not numeric");
	run->parser.has_counters = true;
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
	ret = sw_parse(&run->parser, w->n, w->word, &cmd, run->err);
	if ((cmd.nwarning || cmd.letter == 'h') && r->o.told && !run->again)
		r->o.told(r->o.program, &cmd);
	if (!ret)
		ret = sw_parse_echo(&run->parser, w->n, w->word, w->quoted, &cmd,
				    run->err);
	if (!ret && cmd.letter && !strchr("hV", cmd.letter)) {
		cmd.origin = r->file.where;
		if (!r->o.noflush)
			cmd.verbose += r->o.verbose;
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
	if (run->skip)
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
		if (r->o.verbose)
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
	struct run run = { .s = s, .err = err,
			   .again = s->attempt > 0 || s->again || s->held,
			   .parser = { .family = r->o.family, .program = r->o.program,
				       .restore = true } };
	int ret;

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
