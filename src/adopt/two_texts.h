/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Saves of two iptables side by side: what of one may take its place in the other. */
#ifndef SW_ADOPT_TWO_TEXTS_H
#define SW_ADOPT_TWO_TEXTS_H

#include "base/str.h"
#include "rule/ruleset.h"

enum sw_two {
	SW_TWO_NOTHING,	/* from has nothing in that table, or what it has is in to */
	SW_TWO_TAKE,	/* to has nothing in it */
	SW_TWO_CLASH,	/* both have rules, or policies, and not the same */
};

/* Table by table, of one family; counters do not count. The same is also a policy ACCEPT in from
 * where to says DROP: a packet that must pass both is dropped. It is what remains of an iptables
 * whose rules were about to be taken out. Both are saves, as iptables-save writes them. */
int sw_two_texts(const char *from, const char *to, enum sw_two out[SW_NTABLES],
		 struct sw_err *err);

/* Appends rules that from and to have in one place and not in the same words: a line behind "-",
 * and one behind "+". Of chains with as many rules on both sides. */
int sw_two_words(const char *from, const char *to, struct sw_str *out, struct sw_err *err);

/* The text without counters and comments; open: with all policies ACCEPT. *out is the caller's. */
int sw_text_strip(const char *text, bool open, char **out, struct sw_err *err);
/* Appends those tables of a save, as they stand in it. */
void sw_text_tables(const char *text, const bool table[SW_NTABLES], struct sw_str *out);
/* Appends a save file that empties the tables of the text, its builtin chains with ACCEPT. */
void sw_text_empty(const char *text, struct sw_str *out);
/* Appends the lines by which iptables-save says that there is something that it does not. */
void sw_text_odd(const char *text, struct sw_str *out);

/* How many rules and user chains, and packets that the rules have counted. Names, with commas, of
 * tables that hold something: the caller's. All zero before. */
struct sw_text_size { size_t rules, chains; uint64_t packets; struct sw_str tables; };
int sw_text_measure(const char *text, struct sw_text_size *out, struct sw_err *err);

#endif
