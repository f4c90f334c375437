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

#define SW_LAST_WORD (-2)

struct sw_where {
	const char *file;	/* borrowed; NULL = the command line */
	unsigned    line;	/* from 1; 0 = unknown */
	/* index of the word at fault in its line; -1 = the first that err.arg names, SW_LAST_WORD =
	 * the last one */
	int         word;
};

struct sw_err {
	enum sw_code    code;
	int             sys;		/* errno, or 0 */
	/* msg is a whole classic line ("iptables: ..."), print no banner */
	bool            classic;
	bool            usage;		/* classic output adds "Try `... -h'" */
	/* of the kernel a module is missing: the advice names it, in logs too */
	bool            lacks;
	/* line feeds the message had at its end: iptables prints them */
	uint8_t         feeds;
	struct sw_where where;
	char            arg[64];	/* the word at fault */
	char            msg[320];
	char            hint[768];	/* lines for the reader, joined by '\n'; "" = none */
};

void sw_err_init(struct sw_err *err);

/* err may be NULL in every function of this file but sw_err_init and sw_err_is_set: nobody wants to
 * know why. */

/* Fill err; line feeds at the end of the message are counted in feeds. Returns -sys (or -EINVAL
 * when sys is 0), never 0. The first error stays: a second call on a filled object returns the
 * first one's value. */
int sw_err_set(struct sw_err *err, enum sw_code code, int sys, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* The same for a sentence that stands for itself, as iptables prints some ("Bad policy name."). ""
 * is none: only the usage line, or the line's number, is printed. */
int sw_err_classic(struct sw_err *err, enum sw_code code, int sys, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* The same for wrong words of the user: SW_EPARAM, EINVAL, with "Try `... -h'" behind it. */
int sw_err_usage(struct sw_err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* What err was filled with, by whomever, is a fault of the user's words: "Try `... -h'" stands
 * behind it. Returns ret. */
int sw_err_blame_words(struct sw_err *err, int ret);

/* Append one line of advice, unless it is there already. Returns the error's value. */
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
