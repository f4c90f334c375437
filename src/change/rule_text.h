/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A save of ours taken apart: tables, chains, rules, counters; to be compared without a kernel. */
#ifndef SW_CHANGE_RULE_TEXT_H
#define SW_CHANGE_RULE_TEXT_H

#include "rule/ruleset.h"

/* A piece of the text; it has no NUL behind it. */
struct sw_piece { const char *s; size_t len; };

struct sw_rule_line {
	struct sw_piece line;	/* "-A INPUT -j ACCEPT": neither counters nor line end */
	uint64_t packets, bytes;
};

struct sw_chain_text {
	struct sw_piece name;
	struct sw_piece policy;	/* "ACCEPT"; "-" of a chain of the user's */
	uint64_t packets, bytes;
	struct sw_rule_line *rule;	/* owned vector */
	size_t nrule, cap;
};

struct sw_table_text {
	bool there;
	struct sw_chain_text *chain;	/* owned vector, sorted by name */
	size_t nchain, cap;
};

/* All zero is a valid empty one: no table is there. */
struct sw_rule_text { struct sw_table_text table[SW_NTABLES]; };

/* Only what sw_save_run writes: every chain stands before the first rule of its table. Pieces point
 * into text, which must outlive them. NULL is an empty text. Comments are passed by. */
int sw_rule_text_parse(struct sw_rule_text *t, const char *text, struct sw_err *err);
void sw_rule_text_fini(struct sw_rule_text *t);

/* NULL: there is none of that name. */
const struct sw_chain_text *sw_rule_text_chain(const struct sw_table_text *t,
					       const struct sw_piece *name);

/* Do two saves say the same rules, counters apart? 1 or 0. */
int sw_rule_text_same(const char *a, const char *b, struct sw_err *err);

int sw_piece_compare(const struct sw_piece *a, const struct sw_piece *b);
static inline bool sw_piece_equal(const struct sw_piece *a, const struct sw_piece *b)
{
	return a->len == b->len && !memcmp(a->s, b->s, a->len);
}

#endif
