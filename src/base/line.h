/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line of text on its way to a stream: pieces are gathered here, since a call of stdio for each
 * word costs more than the word. Nothing is allocated, and no text is too long: what does not fit
 * goes to the stream. */
#ifndef SW_BASE_LINE_H
#define SW_BASE_LINE_H

#include <stdbool.h>
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

/* Where up to n bytes may be written, whose end sw_line_written() is told; n is less than the
 * buffer has. */
static inline char *sw_line_room(struct sw_line *l, size_t n)
{
	if (n > sizeof(l->buf) - l->n)
		sw_line_flush(l);
	return l->buf + l->n;
}

static inline void sw_line_written(struct sw_line *l, const char *end)
{
	l->n = end - l->buf;
}

static inline void sw_line_addn(struct sw_line *l, const char *s, size_t n)
{
	if (n > sizeof(l->buf)) {
		sw_line_flush(l);
		fwrite_unlocked(s, 1, n, l->out);
		return;
	}
	memcpy(sw_line_room(l, n), s, n);
	l->n += n;
}

static inline void sw_line_add(struct sw_line *l, const char *s)
{
	sw_line_addn(l, s, strlen(s));
}

static inline void sw_line_addc(struct sw_line *l, char c)
{
	*sw_line_room(l, 1) = c;
	l->n++;
}

/* v, at most 255, as text at p; its end. With one division of three: addresses are what save files
 * are full of. */
static inline char *sw_line_byte(char *p, unsigned v)
{
	bool three = v >= 100;
	unsigned tens;

	if (three) {
		*p++ = v >= 200 ? '2' : '1';
		v -= v >= 200 ? 200 : 100;
	}
	tens = v / 10;
	if (three || tens)
		*p++ = '0' + tens;
	*p++ = '0' + v - 10 * tens;
	return p;
}

static inline void sw_line_number(struct sw_line *l, uint64_t v)
{
	char digits[20], *p = digits + sizeof(digits);

	if (v <= 255) {
		sw_line_written(l, sw_line_byte(sw_line_room(l, 3), v));
		return;
	}
	do
		*--p = '0' + v % 10;
	while (v /= 10);
	sw_line_addn(l, p, digits + sizeof(digits) - p);
}

/* a: an IPv4 address, 4 bytes in network order. */
static inline void sw_line_quad(struct sw_line *l, const void *a)
{
	const uint8_t *byte = a;
	char *p = sw_line_room(l, 16);

	for (int i = 0; i < 4; i++) {
		if (i)
			*p++ = '.';
		p = sw_line_byte(p, byte[i]);
	}
	sw_line_written(l, p);
}

#endif
