/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The string builder, quoting of words, and nearness of words. */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/str.h"

/* Make room for n more bytes and the NUL. */
static bool reserve(struct sw_str *b, size_t n)
{
	size_t cap = b->cap ? b->cap : 64;
	char *s;

	if (b->oom)
		return false;
	if (n < b->cap - b->len && b->cap)
		return true;
	if (n > SIZE_MAX / 4 || b->len > SIZE_MAX / 4) {
		b->oom = true;
		return false;
	}
	while (cap <= b->len + n)
		cap *= 2;
	s = realloc(b->s, cap);
	if (!s) {
		b->oom = true;
		return false;
	}
	b->s = s;
	b->cap = cap;
	return true;
}

void sw_str_reserve(struct sw_str *b, size_t n)
{
	reserve(b, n);
}

void sw_str_addn(struct sw_str *b, const char *s, size_t n)
{
	if (!reserve(b, n))
		return;
	if (n)
		memcpy(b->s + b->len, s, n);
	b->len += n;
	b->s[b->len] = '\0';
}

void sw_str_add(struct sw_str *b, const char *s)
{
	sw_str_addn(b, s, strlen(s));
}

void sw_str_addc(struct sw_str *b, char c)
{
	sw_str_addn(b, &c, 1);
}

void sw_str_addf(struct sw_str *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	if (!reserve(b, 0))
		return;
	va_start(ap, fmt);
	n = vsnprintf(b->s + b->len, b->cap - b->len, fmt, ap);
	va_end(ap);
	if (n < 0) {
		b->s[b->len] = '\0';
		b->oom = true;
		return;
	}
	if ((size_t)n >= b->cap - b->len) {
		b->s[b->len] = '\0';
		if (!reserve(b, (size_t)n))
			return;
		va_start(ap, fmt);
		n = vsnprintf(b->s + b->len, b->cap - b->len, fmt, ap);
		va_end(ap);
	}
	b->len += (size_t)n;
}

void sw_str_empty(struct sw_str *b)
{
	b->len = 0;
	if (b->s)
		b->s[0] = '\0';
}

void sw_str_reset(struct sw_str *b)
{
	sw_str_empty(b);
	b->oom = false;
}

void sw_str_fini(struct sw_str *b)
{
	free(b->s);
	memset(b, 0, sizeof(*b));
}

char *sw_str_take(struct sw_str *b)
{
	char *s = NULL;

	/* An empty builder yields "", not NULL: NULL means no memory. */
	if (reserve(b, 0)) {
		b->s[b->len] = '\0';
		s = b->s;
		b->s = NULL;
	}
	sw_str_fini(b);
	return s;
}

/* Asked for every name that is read: strpbrk would make this table each time. */
static bool has_none(const char *word, unsigned stops)
{
	static const uint8_t stop[256] = {
		['\0'] = 1, [' '] = 1, ['"'] = 1, ['\t'] = 1, ['\n'] = 1, ['\r'] = 1,
		['\v'] = 2, ['\f'] = 2,
	};
	const unsigned char *p = (const unsigned char *)word;

	while (!(stop[*p] & stops))
		p++;
	return *word && !*p;
}

bool sw_str_is_word(const char *word)
{
	return has_none(word, 1);
}

bool sw_str_is_bare(const char *word)
{
	return has_none(word, 1 | 2);
}

void sw_str_add_quoted(struct sw_str *b, const char *word)
{
	const char *p;

	if (*word && !strpbrk(word, " \t\n\r\v\f\"'\\")) {
		sw_str_add(b, word);
		return;
	}
	sw_str_addc(b, '"');
	for (p = word; *p; p++) {
		if (*p == '"' || *p == '\\')
			sw_str_addc(b, '\\');
		sw_str_addc(b, *p);
	}
	sw_str_addc(b, '"');
}

/* Length of the UTF-8 character at s that is fit for a terminal; 0 = not one. C1 controls, overlong
 * forms, surrogates, characters that turn or hide text and anything above U+10FFFF are not. */
static int printable_len(const unsigned char *s)
{
	static const uint32_t least[] = { 0, 0, 0xa0, 0x800, 0x10000 };
	int n = s[0] < 0x80 ? 1 : s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : s[0] >= 0xc2 ? 2 : 0;
	uint32_t c;
	int i;

	if (n == 1)
		return s[0] >= 0x20 && s[0] != 0x7f;
	if (n == 0 || s[0] > 0xf4)
		return 0;
	c = s[0] & (0x7f >> n);
	for (i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	if ((c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x206f) || c == 0xfeff)
		return 0;
	return n;
}

void sw_str_add_shell(struct sw_str *b, const char *word)
{
	static const char bare[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";

	if (*word && (!word[strspn(word, bare)] || !strcmp(word, "!"))) {
		sw_str_add(b, word);
		return;
	}
	sw_str_addc(b, '\'');
	for (; *word; word++) {
		if (*word == '\'')
			sw_str_add(b, "'\\''");
		else
			sw_str_addc(b, *word);
	}
	sw_str_addc(b, '\'');
}

void sw_str_add_safe(struct sw_str *b, const char *word)
{
	const unsigned char *p = (const unsigned char *)word;
	int n;

	while (*p) {
		n = printable_len(p);
		if (n)
			sw_str_addn(b, (const char *)p, (size_t)n);
		else
			sw_str_addf(b, "\\x%02x", *p);
		p += n ? n : 1;
	}
}

#define WORD_MAX 64	/* longer words are not worth a suggestion; also bounds the work */

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	unsigned m = a < b ? a : b;

	return m < c ? m : c;
}

unsigned sw_str_distance(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), i, j;
	unsigned row[3][WORD_MAX + 1];	/* row i % 3 holds line i of the matrix */
	unsigned *old, *prev, *cur;

	if (la > WORD_MAX || lb > WORD_MAX)
		return strcmp(a, b) ? (unsigned)(la > lb ? la : lb) : 0;

	for (j = 0; j <= lb; j++)
		row[0][j] = (unsigned)j;
	for (i = 1; i <= la; i++) {
		cur = row[i % 3];
		prev = row[(i + 2) % 3];
		old = row[(i + 1) % 3];
		cur[0] = (unsigned)i;
		for (j = 1; j <= lb; j++) {
			cur[j] = min3(prev[j] + 1, cur[j - 1] + 1,
				      prev[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    old[j - 2] + 1 < cur[j])
				cur[j] = old[j - 2] + 1;
		}
	}
	return row[la % 3][lb];
}

static size_t max(size_t a, size_t b)
{
	return a > b ? a : b;
}

const char *sw_str_nearest(const char *word, const char *const *candidate, size_t n)
{
	unsigned best = 1 + (unsigned)(strlen(word) / 4) + 1, d;
	const char *found = NULL;
	size_t i;

	for (i = 0; i < n; i++) {
		d = sw_str_distance(word, candidate[i]);
		/* "b" is as near to every other letter: more than half must be the same. */
		if (d < best && 2 * d < max(strlen(word), strlen(candidate[i]))) {
			best = d;
			found = candidate[i];
		}
	}
	return found;
}
