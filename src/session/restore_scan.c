/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Goes over the lines of a save file, and finds out beforehand what must be read for them. */
#include <stdlib.h>
#include <string.h>

#include "session/restore.h"
#include "session/saveline.h"
#include "words/options.h"

int sw_restore_lines(struct sw_restore *r, int (*each)(struct sw_restore *, void *), void *arg)
{
	const char *p = r->text, *end = r->text + r->len, *nl;
	int ret = 0;

	r->where = (struct sw_where){ .file = r->file, .word = -1 };
	for (; p < end && !ret; p = nl + 1) {
		nl = memchr(p, '\n', end - p);
		if (!nl)
			nl = end;
		r->line = p;
		r->line_len = sw_line_end(p, nl - p);
		r->where.line++;
		ret = each(r, arg);
	}
	return ret;
}

static int is_line(struct sw_restore *r, void *number)
{
	return r->where.line == *(unsigned *)number;
}

bool sw_restore_seek(struct sw_restore *r, unsigned line)
{
	return r->text && line && sw_restore_lines(r, is_line, &line);
}

void sw_restore_fini(struct sw_restore *r)
{
	free(r->want);
	free(r->buf);
	sw_words_fini(&r->words);
}

int sw_restore_copy(struct sw_restore *r, const char *from, size_t n, struct sw_err *err)
{
	if (n + 1 > r->cap) {
		char *more = realloc(r->buf, n + 257);

		if (!more)
			return sw_err_nomem(err);
		r->buf = more;
		r->cap = n + 257;
	}
	memcpy(r->buf, from, n);
	r->buf[n] = '\0';
	return 0;
}

struct look { struct sw_err *err; int table; };

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
				.argc = r->words.n,
				.argv = r->words.word };
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

static int look_at_command(struct sw_restore *r, struct look *l, const char *from, size_t n)
{
	struct sw_cmd cmd = { 0 };
	struct sw_err none;
	enum sw_depth depth;
	char *chain = NULL;

	if (sw_restore_copy(r, from, n, l->err))
		return -1;
	sw_words_reset(&r->words);
	sw_err_init(&none);
	if (sw_words_split(&r->words, r->buf, &none))
		return 0;	/* the run says what is wrong */
	cmd.letter = find_command(r, &chain, &cmd.number);
	if (!cmd.letter)
		return 0;
	depth = sw_cmd_needs(&cmd);
	if (depth > r->depth[l->table])
		r->depth[l->table] = depth;
	if (depth < SW_NEEDS_RULES)
		return 0;
	r->keep = true;
	return add_want(r, l->table, chain ? chain : "", l->err);
}

static int look_at_table(struct sw_restore *r, struct look *l)
{
	const struct sw_builtin_table *t;
	const char *name;
	size_t n = sw_line_table(r->line, r->line_len, &name);

	if (sw_restore_copy(r, name, n, l->err))
		return -1;
	t = sw_builtin_table(r->buf);
	l->table = t ? (int)(t - sw_builtin_tables) : -1;
	return 0;
}

/* Most lines are "-A ...": they need nothing, and are passed by without being split. */
static int look_at_line(struct sw_restore *r, void *arg)
{
	struct look *l = arg;
	const char *p = r->line;
	size_t n = r->line_len;
	enum sw_saveline kind = sw_line_kind(p, n);

	if (kind == SW_LINE_TABLE)
		return look_at_table(r, l);
	if (kind != SW_LINE_COMMAND || l->table < 0)
		return 0;
	if (p[0] == '[') {
		const char *close = memchr(p, ']', n);

		n -= close ? close + 1 - p : 0;
		p = close ? close + 1 : p;
		for (; n && (*p == ' ' || *p == '\t'); n--)
			p++;
	}
	return n < 2 || (n > 3 && !memcmp(p, "-A ", 3)) ? 0 : look_at_command(r, l, p, n);
}

int sw_restore_scan(struct sw_restore *r, struct sw_err *err)
{
	struct look l = { .err = err, .table = -1 };
	int ret = sw_restore_lines(r, look_at_line, &l);

	return ret ? -err->sys : 0;
}
