/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of a save file: where they end, what they are, and words between blanks and tabs. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "session/savefile.h"

void sw_savefile_fini(struct sw_savefile *f)
{
	sw_words_fini(&f->words);
	free(f->copy);
	free(f->read);
	f->copy = f->read = NULL;
	f->cap = f->read_cap = 0;
}

/* ---- the next line --------------------------------------------------------------------------- */

static enum sw_saveline kind_of(const char *line, size_t len)
{
	switch (len ? *line : '\0') {
	case '\0':
		return SW_LINE_EMPTY;
	case '#':
		return SW_LINE_COMMENT;
	case '*':
		return SW_LINE_TABLE;
	case ':':
		return SW_LINE_CHAIN;
	default:
		return len == 6 && !memcmp(line, "COMMIT", 6) ? SW_LINE_COMMIT : SW_LINE_COMMAND;
	}
}

/* The line from line up to its line feed, or to the end of the file. */
static int take_line(struct sw_savefile *f, const char *line, const char *end)
{
	size_t len = end - line;

	if (len && end[-1] == '\r')
		len--;
	f->line = line;
	f->line_len = len;
	f->kind = kind_of(line, len);
	f->where.line++;
	return 1;
}

/* Within sw_savefile_next it would cost each line of a text a fifth of its instructions. */
__attribute__((noinline))
static int next_of_stream(struct sw_savefile *f, struct sw_err *err)
{
	ssize_t n = getline(&f->read, &f->read_cap, f->in);

	if (n < 0 && ferror(f->in))
		return sw_err_set(err, SW_EOTHER, errno, "cannot read the rules: %s",
				  strerror(errno));
	if (n < 0)
		return feof(f->in) ? 0 : sw_err_nomem(err);
	take_line(f, f->read, f->read + n - (n && f->read[n - 1] == '\n'));
	if (memchr(f->read, '\0', n))
		return sw_err_set(err, SW_EPARAM, EINVAL, "a NUL byte: this is no save file");
	f->read[f->line_len] = '\0';
	return 1;
}

static int next_of_text(struct sw_savefile *f)
{
	const char *line = f->next ? f->next : f->text, *end = f->text + f->len, *nl;

	if (line >= end)
		return 0;
	nl = memchr(line, '\n', end - line);
	f->next = nl ? nl + 1 : end;
	return take_line(f, line, nl ? nl : end);
}

int sw_savefile_next(struct sw_savefile *f, struct sw_err *err)
{
	if (!f->where.line)
		f->where = (struct sw_where){ .file = f->name, .word = -1 };
	if (f->kind == SW_LINE_COMMIT)
		f->in_table = false;
	return f->in ? next_of_stream(f, err) : next_of_text(f);
}

void sw_savefile_rewind(struct sw_savefile *f)
{
	f->line = f->next = NULL;
	f->where.line = 0;
	f->in_table = false;
	f->kind = SW_LINE_EMPTY;
}

bool sw_savefile_seek(struct sw_savefile *f, unsigned line)
{
	sw_savefile_rewind(f);
	while (f->text && f->where.line < line)
		if (!next_of_text(f))
			return false;
	return f->text && line;
}

/* ---- words ----------------------------------------------------------------------------------- */

static int copy_line(struct sw_savefile *f, struct sw_err *err)
{
	if (f->line_len + 1 > f->cap) {
		char *more = realloc(f->copy, f->line_len + 257);

		if (!more)
			return sw_err_nomem(err);
		f->copy = more;
		f->cap = f->line_len + 257;
	}
	memcpy(f->copy, f->line, f->line_len);
	f->copy[f->line_len] = '\0';
	return 0;
}

/* The next word of *p, cut off in place; NULL: none. */
static char *cut_word(char **p)
{
	char *word = *p + strspn(*p, " \t");

	*p = word + strcspn(word, " \t");
	if (**p)
		*(*p)++ = '\0';
	return *word ? word : NULL;
}

int sw_savefile_table(struct sw_savefile *f, char **name, struct sw_err *err)
{
	int ret = copy_line(f, err);
	char *p;

	if (ret)
		return ret;
	p = f->copy + 1;
	*name = cut_word(&p);
	return 0;
}

int sw_savefile_chain(struct sw_savefile *f, struct sw_savefile_chain *out, struct sw_err *err)
{
	int ret = copy_line(f, err);
	char *p;

	if (ret)
		return ret;
	p = f->copy + 1;
	out->name = cut_word(&p);
	out->policy = cut_word(&p);
	out->counters = cut_word(&p);
	return 0;
}

int sw_savefile_command(struct sw_savefile *f, struct sw_savefile_front *front,
			struct sw_err *err)
{
	int ret = copy_line(f, err);
	char *p = f->copy, *close, *colon;

	*front = (struct sw_savefile_front){ 0 };
	sw_words_reset(&f->words);
	if (ret)
		return ret;
	if (*p == '[') {
		front->is_there = true;
		close = strchr(p, ']');
		if (!close)
			return 0;
		*close = '\0';
		front->inside = p + 1;
		colon = strchr(p, ':');
		if (colon) {
			*colon = '\0';
			front->bytes = colon + 1;
		}
		p = close + 1;
	}
	return sw_words_split(&f->words, p, err);
}

bool sw_savefile_is_append(const struct sw_savefile *f)
{
	const char *p = f->line, *end = f->line + f->line_len;

	if (p < end && *p == '[') {
		while (p < end && *p != ']')
			p++;
		p += p < end;
		while (p < end && (*p == ' ' || *p == '\t'))
			p++;
	}
	return end - p > 3 && !memcmp(p, "-A ", 3);
}

/* ---- counters -------------------------------------------------------------------------------- */

static bool counter(const char **p, uint64_t *out)
{
	const char *s = *p + strspn(*p, " \t");
	char *end;

	if (*s == '-')
		return false;
	*out = strtoull(s, &end, 10);
	if (end == s)
		return false;
	*p = end;
	return true;
}

bool sw_savefile_counter(const char *text, uint64_t *out)
{
	return counter(&text, out);
}

bool sw_savefile_counters(const char *word, uint64_t *packets, uint64_t *bytes)
{
	return *word++ == '[' && counter(&word, packets) && *word++ == ':' &&
	       counter(&word, bytes);
}
