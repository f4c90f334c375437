/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of a rule's text, taken apart: which are its own, which are options of which extension,
 * and which are values of which option. */
#ifndef SW_SIGHT_RULE_WORDS_H
#define SW_SIGHT_RULE_WORDS_H

#include "base/str.h"
#include "rule/rule.h"

/* An option with its values, which are words of the text. */
struct sw_said_option {
	const char *name;	/* without dashes; borrowed, as all of them */
	bool        no;		/* "!" stands before it */
	int         value, nvalue;	/* the first of its values, and how many */
};

/* -m NAME, -j NAME or -g NAME, with those behind it. */
struct sw_said_part {
	char        letter;	/* m, j, g */
	const char *name;
	uint32_t    option, noption;	/* the first one, and how many */
};

/* All zero is a valid empty one, to be used again for the next rule. */
struct sw_said {
	struct sw_str   text;	/* owned: "-A CHAIN ...", without its line end */
	bool            exact;	/* no byte of it is a control character, or no UTF-8 */
	struct sw_str   split;	/* owned: the words are in it */
	struct sw_words words;
	uint32_t        nown;	/* of the options: -s -d -i -o -p -f, which come first */
	struct sw_said_option *option;	/* owned vector */
	size_t          noption, capoption;
	struct sw_said_part   *part;	/* owned vector, in their order */
	size_t          npart, cappart;
};

/* Takes the text of r in chain apart. libxtables must be prepared for the family, plugins of
 * extensions may be loaded. 1: no words make it; then text is the comment that a save has for it.
 * 0, or a filled error. */
int sw_said_rule(struct sw_said *s, uint8_t family, const char *chain, struct sw_rule *r,
		 struct sw_err *err);
void sw_said_fini(struct sw_said *s);

#endif
