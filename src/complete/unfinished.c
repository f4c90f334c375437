/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command line that is not finished, up to the cursor, as words. */
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "complete/complete_local.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* One word from *in to *out, without its quotes. Returns the quote that is open at the end. */
static char read_word(const char **in, const char *end, char **out)
{
	const char *from = *in;
	char *to = *out, quote = 0;

	for (; from < end && (quote || !is_blank(*from)); from++) {
		bool escape = *from == '\\' && quote != '\'' && from + 1 < end;

		if (quote == '"' && escape)
			escape = from[1] == '"' || from[1] == '\\';
		if (escape)
			*to++ = *++from;
		else if (*from == quote)
			quote = 0;
		else if (!quote && (*from == '"' || *from == '\''))
			quote = *from;
		else
			*to++ = *from;
	}
	*to++ = '\0';
	*in = from;
	*out = to;
	return quote;
}

int sw_complete_split(const char *line, size_t point, char **text, struct sw_words *words,
		      char *quote, struct sw_err *err)
{
	const char *in = line, *end = line + strnlen(line, point);
	/* Each word has a blank behind it or is the last one: there is room for its NUL. */
	SW_FREE char *buf = malloc(end - line + 2);
	char *out = buf;
	int ret = buf ? 0 : sw_err_nomem(err);

	*quote = 0;
	while (!ret) {
		char *word = out;

		while (in < end && is_blank(*in))
			in++;
		*quote = read_word(&in, end, &out);
		ret = sw_words_add(words, word, false, err);
		if (in == end)
			break;
	}
	if (!ret)
		*text = SW_TAKE(buf);
	return ret;
}
