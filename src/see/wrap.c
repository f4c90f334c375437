/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Breaks lines between words. */
#include <stdbool.h>
#include <string.h>

#include "see/wrap_local.h"

#define LEAST 8 /* columns for words, however narrow it is */

static bool is_inside(char c) /* of a character of several bytes */
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static size_t columns(const char *text)
{
	size_t used = 0;

	while (*text)
		used += !is_inside(*text++);
	return used;
}

/* Bytes of text that fit into so many columns; all of its first word, where that does. */
static size_t fitting(const char *text, size_t room)
{
	size_t n = 0, blank = 0, used = 0;

	while (text[n] && used + !is_inside(text[n]) <= room) {
		used += !is_inside(text[n]);
		if (text[n] == ' ')
			blank = n;
		n++;
	}
	return text[n] && text[n] != ' ' && blank ? blank : n;
}

void sw_wrap_text(struct sw_str *out, unsigned width, const char *label, const char *text)
{
	size_t indent = columns(label), room;
	bool apart = indent > width / 2;

	sw_str_add(out, label);
	if (apart) {
		sw_str_addc(out, '\n');
		indent = width > LEAST + 2 ? 2 : 0;
	}
	room = width > indent + LEAST ? width - indent : LEAST;
	for (bool first = !apart; *text; first = false) {
		size_t n;

		if (!first)
			sw_str_addf(out, "%*s", (int)indent, "");
		n = fitting(text, room);
		sw_str_addn(out, text, n);
		sw_str_addc(out, '\n');
		text += n + strspn(text + n, " ");
	}
}
