/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of a save file, one by one: "*table", ":CHAIN", commands, COMMIT, comments. */
#include <errno.h>
#include <string.h>

#include "base/progress.h"
#include "rule/edit.h"
#include "session/command.h"
#include "session/like.h"
#include "session/restore.h"
#include "words/parse.h"

/* One way through the text; another begins after ERESTART. */
struct run {
	struct sw_session *s;
	struct sw_err     *err;
	struct sw_table   *table;	/* of the last "*table"; NULL before it */
	bool               skip;	/* a table that -T leaves out */
	bool               again;	/* the lines were told before */
	bool               lost;	/* behind a bad line outside of a table, or a bad table */
	char               letter;	/* of the line at hand: its command, or ':' */
	char               chain[SW_CHAIN_MAX];	/* and what it is about, as far as it is known */
	struct sw_parser   parser;
	struct sw_like     like;	/* the command before, if lines like it may follow */
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
	const struct sw_builtin_table *table;
	int ret = sw_savefile_need_table(&r->file, r->o.program, &table, run->err);

	if (ret)
		return ret;
	run->table = sw_ruleset_table(&run->s->rs, table->name);
	run->skip = r->o.only && strcmp(r->o.only, table->name);
	if (run->skip)
		return 0;
	r->file.in_table = true;
	run->lost = false;
	if (r->o.faults)
		sw_faults_table(r->o.faults);
	run->parser.table = table;
	run->parser.known = run->table;
	return begin_table(r, run);
}

/* ---- :CHAIN POLICY [packets:bytes] ----------------------------------------------------------- */

static int chain_line(struct sw_restore *r, struct run *run)
{
	struct sw_savefile_chain line = { 0 };
	struct sw_cmd cmd = { .family = r->o.family,
			      .table = run->parser.table->name,
			      .origin = r->file.where,
			      .policy = -1 };
	int ret = sw_savefile_need_chain(&r->file, r->o.program, &line, run->err);

	run->letter = ':';
	if (line.name)
		snprintf(run->chain, sizeof(run->chain), "%s", line.name);
	if (ret)
		return ret;
	strcpy(cmd.chain, line.name);
	if (!strcmp(line.policy, "ACCEPT"))
		cmd.policy = SW_ACCEPT;
	else if (!strcmp(line.policy, "DROP"))
		cmd.policy = SW_DROP;
	if (sw_builtin_chain(run->parser.table, line.name)) {
		/* Without -c, too: a word that is none is a mistake, not to be passed by. */
		ret = sw_savefile_need_counters(&line, r->o.counters, &cmd.packets, &cmd.bytes,
						run->err);
		cmd.opt |= r->o.counters ? SW_OPT_COUNTERS : 0;
	}
	if (ret)
		return ret;
	ret = sw_edit_chain_line(&cmd, !strcmp(line.policy, "-"), r->o.noflush, &run->s->rs,
				 run->s->sink, run->err);
	if (ret == -EINVAL && cmd.policy < 0 && !run->err->arg[0])
		sw_err_arg(run->err, line.policy, -1);
	return ret;
}

/* ---- [packets:bytes] -A ... ------------------------------------------------------------------ */

static int run_command(struct sw_restore *r, struct run *run, const struct sw_cmd *cmd)
{
	return sw_command_run(run->s, cmd, r->reading.rules ? SW_NAMED_LATER : SW_IN_FILE,
			      run->err);
}

/* What a bad line is about. */
static void note_command(struct run *run, const struct sw_cmd *cmd)
{
	run->letter = cmd->letter ? cmd->letter : 'A';
	strcpy(run->chain, cmd->chain);
}

static int changing_line(struct sw_restore *r, struct run *run, struct sw_cmd *cmd)
{
	int ret;

	cmd->origin = r->file.where;
	if (!r->o.noflush)
		cmd->verbose += r->o.verbose;
	for (size_t i = 0; i < cmd->nrule; i++)
		cmd->rule[i]->origin = r->file.where;
	ret = run_command(r, run, cmd);
	if (!ret && !run->parser.has_counters)
		sw_like_keep(&run->like, &r->file, cmd);
	return ret;
}

static int command_line(struct sw_restore *r, struct run *run)
{
	const struct sw_cmd *like = sw_like_find(&run->like, &r->file);
	const struct sw_words *w = &r->file.words;
	struct sw_savefile_numbers numbers = { 0 };
	struct sw_cmd cmd = { 0 };
	int ret;

	if (like) {
		ret = run_command(r, run, like);
		if (ret)
			note_command(run, like);
		return ret;
	}
	ret = sw_savefile_need_command(&r->file, r->o.counters ? &numbers : NULL, run->err);
	if (ret)
		return ret;
	run->parser.has_counters = numbers.is_there;
	run->parser.packets = numbers.packets;
	run->parser.bytes = numbers.bytes;
	ret = sw_parse(&run->parser, w->n, w->word, &cmd, run->err);
	if ((cmd.nwarning || cmd.letter == 'h') && r->o.told && !run->again && !r->o.faults)
		r->o.told(r->o.program, &cmd);
	if (!ret)
		ret = sw_parse_echo(&run->parser, w->n, w->word, w->quoted, &cmd,
				    run->err);
	if (!ret && cmd.letter && !strchr("hV", cmd.letter))
		ret = changing_line(r, run, &cmd);
	if (ret)
		note_command(run, &cmd);
	sw_cmd_fini(&cmd);
	return ret;
}

/* ---- any line -------------------------------------------------------------------------------- */

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
	if (!f->in_table && f->kind == SW_LINE_TABLE)
		return table_line(r, run);
	if (!f->in_table)
		return run->skip || run->lost ? 0 : sw_savefile_outside(run->err);
	if (f->kind == SW_LINE_COMMAND || f->kind == SW_LINE_TABLE)
		return command_line(r, run);
	sw_like_reset(&run->like);
	return f->kind == SW_LINE_CHAIN ? chain_line(r, run) : 0;
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

/* The line at hand is bad. true: it was taken note of, and the next one may be looked at. */
static bool go_on(struct sw_restore *r, struct run *run)
{
	struct sw_savefile *f = &r->file;
	const struct sw_builtin_table *table = f->in_table ? run->parser.table : NULL;

	if (!r->o.faults || !sw_faults_add(r->o.faults, f, table, r->o.family, run->letter,
					   run->chain, run->err))
		return false;
	/* Of a table that is not known, and of lines outside, nothing is to be said until the next
	 * one; and a table that begins in another one is meant so. */
	run->lost = !f->in_table;
	if (f->in_table && f->kind == SW_LINE_TABLE) {
		f->in_table = false;
		run->lost = table_line(r, run) < 0;
		sw_err_init(run->err);
	}
	return true;
}

static void show_progress(const struct sw_savefile *f)
{
	const char *p = f->text, *end = f->text + f->len;
	size_t lines = 0;

	for (; p && p < end; lines++) {
		p = memchr(p, '\n', end - p);
		p = p ? p + 1 : NULL;
	}
	sw_progress("lines", f->where.line, lines);
}

int sw_restore_run(struct sw_session *s, void *restore, struct sw_err *err)
{
	struct sw_restore *r = restore;
	struct run run = { .s = s, .err = err,
			   .again = s->attempt > 0 || s->again || s->held || s->no_maps,
			   .parser = { .family = r->o.family, .program = r->o.program,
				       .restore = true } };
	int ret;

	sw_savefile_rewind(&r->file);
	while ((ret = sw_savefile_next(&r->file, err)) > 0) {
		ret = place(r, any_line(r, &run), err);
		if (ret && !go_on(r, &run))
			break;
		if (sw_progress_is_due(r->file.where.line))
			show_progress(&r->file);
	}
	sw_like_fini(&run.like);
	if (!ret && r->file.in_table) {
		ret = sw_err_classic(err, SW_EOTHER, EINVAL, "COMMIT expected at line %u",
				     r->file.where.line + 1);
		err->where.file = r->file.name;
		if (r->o.faults)
			sw_faults_add(r->o.faults, NULL, NULL, r->o.family, 'A', "", err);
	}
	if (ret == -ERESTART || ret == -EINTR || ret == -ENOMEM)
		return ret;
	if (r->o.faults && r->o.faults->n)
		ret = sw_faults_first(r->o.faults, err);
	return ret;
}
