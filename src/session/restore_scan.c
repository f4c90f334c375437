/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One look over a save file: what must be read for its commands. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "session/restore.h"
#include "words/options.h"

void sw_restore_fini(struct sw_restore *r)
{
	free(r->want);
	sw_savefile_fini(&r->file);
}

static int add_want(struct sw_restore *r, int table, const char *chain, struct sw_err *err)
{
	struct sw_want *more;

	for (size_t i = 0; i < r->nwant; i++)
		if (r->want[i].table == table && !strcmp(r->want[i].chain, chain))
			return 0;
	if (strlen(chain) >= SW_CHAIN_MAX)
		return 0;
	more = reallocarray(r->want, r->nwant + 1, sizeof(*more));
	if (!more)
		return sw_err_nomem(err);
	r->want = more;
	more[r->nwant].table = table;
	strcpy(more[r->nwant++].chain, chain);
	return 0;
}

/* The command in the words of the line, as the scanner sees it; extension options are passed by. */
static char find_command(struct sw_restore *r, char **chain, unsigned *number)
{
	struct sw_scan scan = { .table = sw_opts_command,
				.argc = r->file.words.n,
				.argv = r->file.words.word };
	enum sw_scan_result got;
	char *word;

	while ((got = sw_scan_next(&scan)) != SW_SCAN_END) {
		if (got != SW_SCAN_OPTION || !(scan.opt->flags & SW_OF_COMMAND))
			continue;
		*chain = scan.arg ? scan.arg : sw_scan_may_word(&scan);
		word = sw_scan_may_word(&scan);
		*number = word ? strtoul(word, NULL, 0) : 0;
		return scan.opt->letter;
	}
	return 0;
}

/* table: an index; -1: none that there is. */
static int look_at_command(struct sw_restore *r, int table, struct sw_err *err)
{
	struct sw_savefile_front front;
	struct sw_cmd cmd = { 0 };
	struct sw_err none;
	enum sw_depth depth;
	char *chain = NULL;

	sw_err_init(&none);
	if (sw_savefile_command(&r->file, &front, &none))
		return none.sys == ENOMEM ? sw_err_nomem(err) : 0;	/* the run says what is wrong */
	cmd.letter = find_command(r, &chain, &cmd.number);
	if (!cmd.letter)
		return 0;
	depth = sw_cmd_needs(&cmd);
	if (depth > r->depth[table])
		r->depth[table] = depth;
	if (depth < SW_NEEDS_RULES)
		return 0;
	r->keep = true;
	return add_want(r, table, chain ? chain : "", err);
}

static int look_at_table(struct sw_restore *r, int *table, struct sw_err *err)
{
	const struct sw_builtin_table *t;
	char *name = NULL;
	int ret = sw_savefile_table(&r->file, &name, err);

	if (ret)
		return ret;
	t = name ? sw_builtin_table(name) : NULL;
	*table = t ? (int)(t - sw_builtin_tables) : -1;
	return 0;
}

/* Most lines are "-A ...": they need nothing, and are passed by without being split. */
int sw_restore_scan(struct sw_restore *r, struct sw_err *err)
{
	struct sw_savefile *f = &r->file;
	int table = -1, ret;

	sw_savefile_rewind(f);
	while ((ret = sw_savefile_next(f, err)) > 0) {
		if (f->kind == SW_LINE_TABLE)
			ret = look_at_table(r, &table, err);
		else if (f->kind == SW_LINE_COMMAND && table >= 0 && !sw_savefile_is_append(f))
			ret = look_at_command(r, table, err);
		if (ret < 0)
			return ret;
	}
	return ret;
}
