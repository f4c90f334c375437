/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One look over a save file: what must be read for its commands. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "session/restore.h"
#include "words/options.h"

void sw_restore_fini(struct sw_restore *r)
{
	sw_reading_file_fini(&r->reading);
	sw_savefile_fini(&r->file);
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
	char *chain = NULL;

	sw_err_init(&none);
	if (sw_savefile_command(&r->file, &front, &none))
		/* the run says what is wrong */
		return none.sys == ENOMEM ? sw_err_nomem(err) : 0;
	cmd.letter = find_command(r, &chain, &cmd.number);
	/* Of a name that is too long there is no chain, as the run will say. */
	if (!cmd.letter || (chain && strlen(chain) >= SW_CHAIN_MAX))
		return 0;
	strcpy(cmd.chain, chain ? chain : "");
	return sw_reading_file_add(&r->reading, table, &cmd, err);
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
