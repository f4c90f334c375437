/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a change has done to the rules of one family, in small: the lines that came and went, and a
 * number for each that stayed beside them. */
#ifndef SW_CHANGE_RECORD_H
#define SW_CHANGE_RECORD_H

#include "base/str.h"

/* Appends it to out; nothing: the two do not differ. Both are saves with counters, of one family
 * (NULL: an empty one). Counters that have grown are traffic, and no difference; one that is lower
 * than before is. */
int sw_record_make(const char *before, const char *after, struct sw_str *out, struct sw_err *err);

/* Of the chains that the change has touched, appends what they were before and behind it, as saves
 * for threeway.h; what the record has only as a number is looked up in now, or stands for a rule
 * that others have deleted since. A rule that the change took away and that somebody has put back
 * since counts as one that it left alone. -EINVAL: the record is damaged. */
int sw_record_texts(const char *record, const char *now, struct sw_str *before,
		    struct sw_str *after, struct sw_err *err);

/* Appends it for the reader, a line each: "- iptables -A INPUT -j DROP" went, "+ ..." came, "~
 * iptables -Z INPUT" had counters set back. -EINVAL as above. */
int sw_record_tell(const char *record, const char *program, struct sw_str *out,
		   struct sw_err *err);

/* ---- for its own files ----------------------------------------------------------------------- */

#include "change/rule_text.h"

enum sw_record_kind {
	SW_RECORD_TABLE,	/* "*nat 1 1": was there before, and behind it */
	SW_RECORD_CHAIN,	/* ":INPUT ACCEPT [5:500] DROP [5:500]"; ".": was not there */
	SW_RECORD_KEPT,		/* "=0123456789abcdef", "=... [5:500] [0:0]": counters set back */
	SW_RECORD_GONE,		/* "-[5:500] -A INPUT -j DROP" */
	SW_RECORD_CAME,		/* "+[5:500] -A INPUT -j DROP" */
};

struct sw_record_line {
	enum sw_record_kind kind;
	int      table;		/* number in sw_builtin_tables */
	bool     there[2];	/* before, and behind it: a table or a chain */
	struct sw_piece name, policy[2];	/* of a chain */
	uint64_t packets[2], bytes[2];	/* of a rule that came or went: the first ones */
	uint64_t hash;
	bool     counted;	/* a rule that was kept has counters */
	struct sw_piece line;	/* of a rule that came or went */
};

/* The line at *at, which moves on: 1, 0 = no more, -EINVAL. Pieces point into the text. */
int sw_record_next(const char **at, struct sw_record_line *l, struct sw_err *err);
uint64_t sw_record_hash(const struct sw_piece *line);

#endif
