/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this room share: a request at work. */
#ifndef SW_COMPLETE_COMPLETE_LOCAL_H
#define SW_COMPLETE_COMPLETE_LOCAL_H

#include "complete/complete.h"
#include "rule/ruleset.h"
#include "xt/plugin.h"

#define SW_COMPLETE_EXTS 32	/* extensions of one line that are looked at */

struct sw_complete_ext {
	const char *name;
	bool target;
};

/* The words before the cursor, read as far as they go. */
struct sw_request {
	const struct sw_complete_ask *ask;
	struct sw_candidates *out;
	const struct sw_complete_program *program;
	bool    oom;

	char  **word;		/* borrowed: behind the program's name, before the cursor */
	int     n;
	const char *text;	/* of the word at the cursor, behind head */
	size_t  head;		/* bytes of out->typed that stay as they are: "--state=NEW," */

	uint8_t family;
	const struct sw_builtin_table *table;
	char    command;	/* its letter; 0: none yet */
	const char *chain;	/* of the command; NULL: none yet */
	const char *proto;	/* of -p; NULL: none */
	uint64_t seen;		/* rows of the option table that were used */
	bool    invert;		/* a "!" stands before the cursor */
	struct sw_complete_ext ext[SW_COMPLETE_EXTS];
	size_t  next;
};

/* ---- offer.c --------------------------------------------------------------------------------- */

/* Offers word, if it begins with what is typed. help may be NULL; both are copied. */
void sw_offer(struct sw_request *r, const char *word, const char *help);
/* The same for a word that may go on, and for one in which case does not matter. */
void sw_offer_part(struct sw_request *r, const char *word, const char *help);
void sw_offer_any_case(struct sw_request *r, const char *word, bool part);
/* The word is a list: what stands before its last separator stays. */
void sw_offer_split(struct sw_request *r, const char *separators);
/* Sorts the candidates from number from on. */
void sw_offer_sort(struct sw_request *r, size_t from);

/* ---- unfinished.c ---------------------------------------------------------------------------- */

/* Splits line[0..point) as a shell does; the last word, which may be empty, is the typed one.
 * Quotes need not end. *words are then pointers into *text; both are the caller's to free.
 * -ENOMEM. */
int sw_complete_split(const char *line, size_t point, char **text, struct sw_words *words,
		      char *quote, struct sw_err *err);

/* ---- walk.c ---------------------------------------------------------------------------------- */

/* The words of a program's own options and arguments. */
void sw_complete_words(struct sw_request *r);

/* ---- kinds.c --------------------------------------------------------------------------------- */

/* What a usage says of one argument: its number k, from 0, in "[chain [rulenum]]". */
struct sw_argument {
	char word[48];		/* "chain" */
	bool optional;
};
bool sw_argument_at(const char *usage, unsigned k, struct sw_argument *a);	/* false: no such */
/* Offers what may stand for it, behind the option of that letter (0: none). */
void sw_offer_argument(struct sw_request *r, const struct sw_argument *a, char letter);

/* ---- value_words.c --------------------------------------------------------------------------- */

/* The words that an option's argument may be, or be a list of: its choice. */
void sw_offer_choice(struct sw_request *r, const struct sw_option *o);
/* What is known of the value of an extension's option. */
void sw_offer_values(struct sw_request *r, const struct sw_xt_values *v);
void sw_offer_protocols(struct sw_request *r);
void sw_offer_interfaces(struct sw_request *r);
void sw_offer_modules(struct sw_request *r);

/* ---- files.c --------------------------------------------------------------------------------- */

void sw_offer_files(struct sw_request *r, bool folders_only);
/* The first words of a file's lines: of /etc/services those of the protocol (NULL: any), with their
 * other names. They are read here and not by getservent(3), which may ask a server. */
void sw_offer_services(struct sw_request *r, const char *proto);
void sw_offer_names_of(struct sw_request *r, const char *path);

/* ---- targets.c ------------------------------------------------------------------------------- */

void sw_offer_matches(struct sw_request *r);
void sw_offer_targets(struct sw_request *r);
void sw_offer_policies(struct sw_request *r);
/* Chains that the command of that letter may name. */
void sw_offer_chains(struct sw_request *r, char letter);

/* ---- loaded.c -------------------------------------------------------------------------------- */

/* What the kernel holds, where it says so at once: user chains of r->table; numbers of the rules
 * of r->chain, with their text; sets of ipset(8), which are not asked for where the kernel has
 * none. */
void sw_offer_user_chains(struct sw_request *r, const char *but);
void sw_offer_numbers(struct sw_request *r);
void sw_offer_sets(struct sw_request *r);

/* ---- limited.c ------------------------------------------------------------------------------- */

/* A connection that reads, never commits, and breaks off with -ETIME after so many answers or
 * milliseconds. Owns next. NULL: no memory. */
struct sw_nl *sw_nl_limited(struct sw_nl *next, unsigned answers, unsigned ms);

#endif
