/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Completion: what the word at the cursor of a command line may become, by the words before it.
 * Plain data in, a list out; the kernel is only read, and no more of it than takes a moment. */
#ifndef SW_COMPLETE_COMPLETE_H
#define SW_COMPLETE_COMPLETE_H

#include "words/options.h"

struct sw_nl;
struct sw_ruleset;

/* The first word of a program that has such. */
struct sw_verb {
	const char *name;
	const char *args;	/* what stands behind it, as below; NULL: nothing */
	const char *help;	/* NULL: another name of one of the others, and not offered */
};

/* What may stand behind a program's name. Arguments are written as in a usage, "[chain [rulenum]]",
 * "ip|ip6", "helper...", "file"; so are those of its options. */
struct sw_complete_program {
	const char *name;
	const char *help;
	uint8_t     family;	/* SW_IP4, SW_IP6; 0: none of its own */
	/* NULL: it has none; sw_opts_command: the language of rules */
	const struct sw_option *options;
	const char *args;	/* its words; NULL: it takes none */
	const struct sw_verb *(*verb)(size_t i);	/* NULL: it has none; ends with NULL */
	bool        prefix;	/* one of its words is the name of another program, */
	uint8_t     behind;	/* behind so many of its own */
	bool        word;	/* it has no name but as such a first word */
};

struct sw_complete_ask {
	/* The program of a word; NULL: it is none. And the names there are, by number. */
	const struct sw_complete_program *(*find)(const char *word);
	const struct sw_complete_program *(*each)(size_t i);
	/* Of a line that begins with none of them: its words are those of bare, and when it begins
	 * with an option, of bare_rule. NULL: such a line is not completed. */
	const struct sw_complete_program *bare, *bare_rule;
	const struct sw_builtin_table *table;	/* without -t; NULL: filter */
	bool files;		/* the caller knows files itself: none are offered */
	/* The kernel, sw_nl_kernel or another; NULL: it is not asked. */
	struct sw_nl *(*kernel)(struct sw_err *err);
	/* The family's ruleset in memory, borrowed, whose chains and rules are offered and not the
	 * kernel's. NULL, or it returns NULL: there is none. */
	struct sw_ruleset *(*candidate)(uint8_t family);
};

struct sw_candidate {
	char *word;	/* owned: the whole word that the cursor stands in or behind */
	char *help;	/* owned; NULL: none */
	bool  more;	/* more may be typed at its end: a list, a folder */
};

struct sw_candidates {		/* all zero is a valid empty one */
	struct sw_candidate *c;	/* owned vector */
	size_t n, cap;
	char  *typed;	/* owned: what stands of the word, quotes resolved */
	char   quote;	/* the quote it stands in; 0: none */
	bool   files;	/* names of files may stand here */
};

/* Candidates for the word that ends at line[point] (bytes; behind the end is the end), in the order
 * in which they are to be shown. 0, or -ENOMEM with err filled; what cannot be found out (no
 * permission, no plugin) is not there. The caller frees out in any case. Prepares libxtables for
 * the line's family. */
int sw_complete(const struct sw_complete_ask *ask, const char *line, size_t point,
		struct sw_candidates *out, struct sw_err *err);
void sw_candidates_fini(struct sw_candidates *out);

#endif
