/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of a save file: their kind, and words between blanks and tabs. */
#include <stdlib.h>
#include <string.h>

#include "session/saveline.h"

enum sw_saveline sw_line_kind(const char *line, size_t len)
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

size_t sw_line_end(const char *line, size_t len)
{
	if (len && line[len - 1] == '\n')
		len--;
	if (len && line[len - 1] == '\r')
		len--;
	return len;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

size_t sw_line_table(const char *line, size_t len, const char **name)
{
	const char *p = line + 1, *end = line + len;
	size_t n = 0;

	while (p < end && is_blank(*p))
		p++;
	while (p + n < end && !is_blank(p[n]))
		n++;
	*name = p;
	return n;
}

bool sw_line_counter(const char **p, uint64_t *out)
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

bool sw_line_counters(const char *word, uint64_t *packets, uint64_t *bytes)
{
	return *word++ == '[' && sw_line_counter(&word, packets) && *word++ == ':' &&
	       sw_line_counter(&word, bytes);
}

char *sw_line_word(char **p)
{
	char *word = *p + strspn(*p, " \t");

	*p = word + strcspn(word, " \t");
	if (**p)
		*(*p)++ = '\0';
	return *word ? word : NULL;
}
