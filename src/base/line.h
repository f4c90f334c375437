/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line of text on its way to a stream: pieces are gathered here, since a call of stdio for each
 * word costs more than the word. Nothing is allocated, and no text is too long: what does not fit
 * goes to the stream. */
#ifndef SW_BASE_LINE_H
#define SW_BASE_LINE_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct sw_line {
	FILE  *out;	/* borrowed */
	size_t n;	/* bytes that wait in buf */
	char   buf[1024];
};

static inline void sw_line_start(struct sw_line *l, FILE *out)
{
	l->out = out;
	l->n = 0;
}

/* Before anybody else writes to the stream, and at the end. Errors are the stream's (ferror). */
static inline void sw_line_flush(struct sw_line *l)
{
	fwrite_unlocked(l->buf, 1, l->n, l->out);
	l->n = 0;
}

static inline void sw_line_addn(struct sw_line *l, const char *s, size_t n)
{
	if (n > sizeof(l->buf) - l->n) {
		sw_line_flush(l);
		if (n > sizeof(l->buf)) {
			fwrite_unlocked(s, 1, n, l->out);
			return;
		}
	}
	memcpy(l->buf + l->n, s, n);
	l->n += n;
}

static inline void sw_line_add(struct sw_line *l, const char *s)
{
	sw_line_addn(l, s, strlen(s));
}

static inline void sw_line_addc(struct sw_line *l, char c)
{
	if (l->n == sizeof(l->buf))
		sw_line_flush(l);
	l->buf[l->n++] = c;
}

static inline void sw_line_number(struct sw_line *l, uint64_t v)
{
	char digits[20], *p = digits + sizeof(digits);

	do
		*--p = '0' + v % 10;
	while (v /= 10);
	sw_line_addn(l, p, digits + sizeof(digits) - p);
}

/* a: an IPv4 address, 4 bytes in network order. */
static inline void sw_line_quad(struct sw_line *l, const void *a)
{
	const uint8_t *byte = a;
	char quad[16], *p = quad;

	for (int i = 0; i < 4; i++) {
		if (i)
			*p++ = '.';
		if (byte[i] >= 100)
			*p++ = '0' + byte[i] / 100;
		if (byte[i] >= 10)
			*p++ = '0' + byte[i] / 10 % 10;
		*p++ = '0' + byte[i] % 10;
	}
	sw_line_addn(l, quad, p - quad);
}

#endif
