/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Splits a line into words: of a save file as iptables-restore does, of a shell as sh does. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/str.h"

static int grow(struct sw_words *w, struct sw_err *err)
{
	int cap = w->cap ? w->cap * 2 : 32;
	char **word;
	bool *quoted;

	word = realloc(w->word, (size_t)cap * sizeof(*word));
	if (!word)
		return sw_err_nomem(err);
	w->word = word;
	quoted = realloc(w->quoted, (size_t)cap * sizeof(*quoted));
	if (!quoted)
		return sw_err_nomem(err);
	w->quoted = quoted;
	w->cap = cap;
	return 0;
}

int sw_words_add(struct sw_words *w, char *word, bool quoted, struct sw_err *err)
{
	int ret;

	if (w->n + 1 >= w->cap) {
		ret = grow(w, err);
		if (ret)
			return ret;
	}
	w->word[w->n] = word;
	w->quoted[w->n] = quoted;
	w->n++;
	w->word[w->n] = NULL;
	return 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Read one word at *in into the same bytes (it never grows), NUL it, step behind it. A closing
 * quote ends the word even when no blank follows: "a"b is two words. False: a quote stays open. */
static bool read_word(char **in, bool *quoted)
{
	char *from = *in, *to = *in;

	*quoted = false;
	for (; *from && !is_blank(*from) && *from != '"'; from++)
		*to++ = *from;
	if (*from == '"') {
		*quoted = true;
		for (from++; *from && *from != '"'; from++) {
			if (*from == '\\' && from[1])
				from++;
			*to++ = *from;
		}
		if (!*from)
			return false;
	}
	*in = *from ? from + 1 : from;
	*to = '\0';
	return true;
}

/* Copies what stands in quotes, and steps behind them. A backslash keeps what a shell would look
 * at, and "'", which iptables-save escapes. */
static bool read_quotes(char **in, char **to)
{
	char *from = *in, quote = *from++;

	for (; *from && *from != quote; from++) {
		if (quote == '"' && *from == '\\' && from[1] && strchr("\"\\$`'", from[1]))
			from++;
		*(*to)++ = *from;
	}
	*in = from + (*from != '\0');
	return *from == quote;
}

/* As read_word, but as a shell reads it: pieces that touch are one word. Nothing is expanded. */
static bool read_shell_word(char **in, bool *quoted)
{
	char *from = *in, *to = *in;

	*quoted = false;
	while (*from && !is_blank(*from)) {
		if (*from == '"' || *from == '\'') {
			*quoted = true;
			if (!read_quotes(&from, &to))
				return false;
			continue;
		}
		if (*from == '\\') {
			*quoted = true;
			if (!*++from)
				return false;
		}
		*to++ = *from++;
	}
	*in = *from ? from + 1 : from;
	*to = '\0';
	return true;
}

static int split(struct sw_words *w, char *line, bool (*read)(char **, bool *), struct sw_err *err)
{
	char *word;
	bool quoted;
	int ret;

	for (;;) {
		while (is_blank(*line))
			line++;
		if (!*line || (*line == '#' && read == read_shell_word))
			break;
		word = line;
		if (!read(&line, &quoted)) {
			ret = sw_err_set(err, SW_EPARAM, EINVAL,
					 "unterminated quote in argument");
			sw_err_arg(err, word, w->n);
			return ret;
		}
		ret = sw_words_add(w, word, quoted, err);
		if (ret)
			return ret;
	}
	return 0;
}

int sw_words_split(struct sw_words *w, char *line, struct sw_err *err)
{
	return split(w, line, read_word, err);
}

int sw_words_split_shell(struct sw_words *w, char *line, struct sw_err *err)
{
	return split(w, line, read_shell_word, err);
}

void sw_words_reset(struct sw_words *w)
{
	w->n = 0;
	if (w->word)
		w->word[0] = NULL;
}

void sw_words_fini(struct sw_words *w)
{
	free(w->word);
	free(w->quoted);
	memset(w, 0, sizeof(*w));
}
