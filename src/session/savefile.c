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

static enum sw_saveline kind_of(const struct sw_savefile *f)
{
	switch (f->line_len ? *f->line : '\0') {
	case '\0':
		return SW_LINE_EMPTY;
	case '#':
		return SW_LINE_COMMENT;
	case '*':
		return SW_LINE_TABLE;
	case ':':
		return SW_LINE_CHAIN;
	default:
		return f->line_len == 6 && !memcmp(f->line, "COMMIT", 6) ? SW_LINE_COMMIT
									  : SW_LINE_COMMAND;
	}
}

static size_t without_end(const char *line, size_t len)
{
	if (len && line[len - 1] == '\n')
		len--;
	if (len && line[len - 1] == '\r')
		len--;
	return len;
}

static int next_of_stream(struct sw_savefile *f, struct sw_err *err)
{
	ssize_t n = getline(&f->read, &f->read_cap, f->in);

	if (n < 0 && ferror(f->in))
		return sw_err_set(err, SW_EOTHER, errno, "cannot read the rules: %s",
				  strerror(errno));
	if (n < 0)
		return feof(f->in) ? 0 : sw_err_nomem(err);
	f->where.line++;
	f->line = f->read;
	f->line_len = without_end(f->read, n);
	if (memchr(f->read, '\0', n))
		return sw_err_set(err, SW_EPARAM, EINVAL, "a NUL byte: this is no save file");
	f->read[f->line_len] = '\0';
	return 1;
}

static int next_of_text(struct sw_savefile *f)
{
	const char *end = f->text + f->len, *p = f->text, *nl;

	if (f->line) {		/* behind it stands its line end, or nothing */
		p = f->line + f->line_len;
		p += p < end && *p == '\r';
		p += p < end && *p == '\n';
	}
	if (p >= end)
		return 0;
	nl = memchr(p, '\n', end - p);
	f->line = p;
	f->line_len = without_end(p, (nl ? nl + 1 : end) - p);
	f->where.line++;
	return 1;
}

int sw_savefile_next(struct sw_savefile *f, struct sw_err *err)
{
	int ret;

	if (!f->where.line)
		f->where = (struct sw_where){ .file = f->name, .word = -1 };
	if (f->kind == SW_LINE_COMMIT)
		f->in_table = false;
	ret = f->in ? next_of_stream(f, err) : next_of_text(f);
	if (ret > 0)
		f->kind = kind_of(f);
	return ret;
}

void sw_savefile_rewind(struct sw_savefile *f)
{
	f->line = NULL;
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
	char *p = f->copy + 1;

	if (!ret)
		*name = cut_word(&p);
	return ret;
}

int sw_savefile_chain(struct sw_savefile *f, struct sw_savefile_chain *out, struct sw_err *err)
{
	int ret = copy_line(f, err);
	char *p = f->copy + 1;

	if (ret)
		return ret;
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
	const char *p = f->line, *end = f->line + f->line_len, *close;

	if (f->line_len && *p == '[') {
		close = memchr(p, ']', f->line_len);
		p = close ? close + 1 : p;
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
