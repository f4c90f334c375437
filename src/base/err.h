/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The error object: one filled object says what went wrong, where, and what to type instead. */
#ifndef SW_BASE_ERR_H
#define SW_BASE_ERR_H

#include <stdbool.h>
#include <stdint.h>

/* Also the exit status; the numbers are those of iptables(8). */
enum sw_code {
	SW_EOTHER    = 1,	/* anything else */
	SW_EPARAM    = 2,	/* the user's words are wrong */
	SW_EVERSION  = 3,	/* kernel or plugin of another version */
	SW_ERESOURCE = 4,	/* refused by the kernel, no permission, no memory */
};

struct sw_where {
	const char *file;	/* borrowed; NULL = the command line */
	unsigned    line;	/* from 1; 0 = unknown */
	int         word;	/* index of the word at fault in its line; -1 = unknown */
};

struct sw_err {
	enum sw_code    code;
	int             sys;		/* errno, or 0 */
	bool            classic;	/* msg is a whole classic line ("iptables: ..."), print no banner */
	bool            usage;		/* classic output adds "Try `... -h'" */
	uint8_t         feeds;		/* line feeds the message had at its end: iptables prints them */
	struct sw_where where;
	char            arg[64];	/* the word at fault */
	char            msg[320];
	char            hint[768];	/* lines for the reader, joined by '\n'; "" = none */
};

void sw_err_init(struct sw_err *err);

/* msg has no line feed at its end: they are counted in feeds.
 * Fill err and return -sys (or -EINVAL when sys is 0), never 0. The first error stays: a second
 * call on a filled object returns the first one's value. err may be NULL. */
int sw_err_set(struct sw_err *err, enum sw_code code, int sys, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Append one line of advice; always 0-safe: err may be NULL or empty. Returns the error's value. */
int sw_err_hint(struct sw_err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Name the word at fault (cut to fit). */
void sw_err_arg(struct sw_err *err, const char *word, int index);

/* "out of memory", code SW_ERESOURCE; returns -ENOMEM. */
int sw_err_nomem(struct sw_err *err);

static inline bool sw_err_is_set(const struct sw_err *err)
{
	return err->code != 0;
}

#endif
