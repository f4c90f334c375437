/* SPDX-License-Identifier: GPL-2.0-or-later */
/* State of one iptables-restore: the text, its options, and the line at hand. */
#ifndef SW_SESSION_RESTORE_H
#define SW_SESSION_RESTORE_H

#include "base/str.h"
#include "session/session.h"
#include "words/parse.h"

/* A chain whose rules a command of the file wants to see. */
struct sw_want { int table; char chain[SW_CHAIN_MAX]; };

struct sw_restore {
	const char *program;
	uint8_t     family;
	bool        counters, noflush;
	unsigned    verbose;
	const char *only;	/* -T */
	const char *file;	/* NULL = standard input */
	/* Called once for a line that has warnings, or asks for help; NULL: nobody listens. */
	void      (*told)(const char *program, const struct sw_cmd *cmd);

	char  *text;		/* borrowed: the whole input, NUL behind it */
	size_t len;

	/* From the first look over the text (restore_scan.c) */
	bool            keep;		/* later commands name rules that earlier ones add */
	enum sw_depth   depth[SW_NTABLES];	/* what --noflush must read of each table */
	struct sw_want *want;		/* owned */
	size_t          nwant;

	/* The run; starts anew after ERESTART */
	const char     *line;		/* at hand, in text */
	size_t          line_len;
	struct sw_where where;
	struct sw_table *table;		/* of the last "*table"; NULL before it */
	bool            in_table, skip;	/* skip: a table that -T leaves out */
	bool            again;		/* the lines were told before */
	struct sw_parser parser;
	struct sw_words words;
	char           *buf;		/* owned: copy of the line, split in place */
	size_t          cap;
};

/* Looks over the text once: which commands need to see rules or chains. */
int sw_restore_scan(struct sw_restore *r, struct sw_err *err);

/* Frees what scan and run have made. */
void sw_restore_fini(struct sw_restore *r);

/* The line of that number is at hand again, for a message. false: the text has none. */
bool sw_restore_seek(struct sw_restore *r, unsigned line);

/* Calls each for every line, without its line end; stops when it does not return 0. */
int sw_restore_lines(struct sw_restore *r, int (*each)(struct sw_restore *, void *), void *arg);

/* Copies n bytes of the line into r->buf, NUL-terminated. */
int sw_restore_copy(struct sw_restore *r, const char *from, size_t n, struct sw_err *err);

/* The work of the session: every line, into its plan. */
int sw_restore_run(struct sw_session *s, void *restore, struct sw_err *err);

#endif
