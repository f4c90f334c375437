/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of command line options, and the scanner that finds options in words. */
#ifndef SW_WORDS_OPTIONS_H
#define SW_WORDS_OPTIONS_H

#include "rule/cmd.h"

enum sw_opt_arg { SW_ARG_NONE, SW_ARG_NEED, SW_ARG_MAY };

enum {				/* sw_option.flags */
	SW_OF_ONCE    = 1 << 0,	/* a second one is refused */
	SW_OF_LONG    = 1 << 1,	/* the letter is no short option */
	SW_OF_COMMAND = 1 << 2,	/* a row of sw_cmds */
	SW_OF_ALIAS   = 1 << 3,	/* other name of the row above: not in the help text */
	SW_OF_IP4     = 1 << 4,	/* not in ip6tables' help text */
};

struct sw_option {
	char        letter;	/* names the option in code and messages, even when only long */
	const char *name;	/* long name */
	uint8_t     arg;	/* enum sw_opt_arg */
	uint8_t     flags;
	uint8_t     invert;	/* SW_INV_* that "!" sets; 0 = "!" does not go with it */
	const char *with;	/* commands it goes with; '#' is -D by number; NULL = any */
	const char *value;	/* for help: the argument */
	const char *help;
	/* For completion: word number i of those that the argument may be, or may be a list of, if
	 * value has "[,...]"; NULL: no more. *about: what it means, or NULL. No function:
	 * value says it. */
	const char *(*choice)(size_t i, const char **about);
};

/* Each ends with letter 0. */
extern const struct sw_option sw_opts_command[];
extern const struct sw_option sw_opts_save[];
extern const struct sw_option sw_opts_restore[];

/* -i and -o: an interface that a packet in that chain cannot have yet, or has no more. */
bool sw_option_never(char letter, const char *chain);
/* How a refusal calls an option of sw_opts_command: "-n", or "--numeric" as iptables from 1.8.11
 * on. Into buf, of SW_OPTION_SAID bytes; returns it. */
#define SW_OPTION_SAID 32
const char *sw_option_said(char letter, char *buf);

enum sw_scan_result {
	SW_SCAN_END,	 /* no words left, or behind "--" */
	SW_SCAN_OPTION,	 /* opt and arg are set */
	SW_SCAN_WORD,	 /* a word that is no option: arg */
	SW_SCAN_FOREIGN, /* option word at `at` is none of the table; opt: the only own option
			  * it abbreviates, or NULL. Go on with sw_scan_skip or sw_scan_take */
	SW_SCAN_NO_ARG,	 /* opt needs an argument and there is none */
};

/* Walks over words and changes none. All pointers are borrowed. */
struct sw_scan {
	const struct sw_option *table;
	int    argc, next;
	char **argv;
	char  *cluster;		/* rest of "-nvL" behind the letter just read */
	const struct sw_option *opt;
	/* after FOREIGN: how many own options a long word abbreviates; 2: more than 1 */
	int    begin_so;
	char  *arg;
	int    at;		/* index of the word of the last result */
};

enum sw_scan_result sw_scan_next(struct sw_scan *s);
/* After SW_SCAN_FOREIGN: read the word as its abbreviation s->opt. */
enum sw_scan_result sw_scan_take(struct sw_scan *s);
/* After SW_SCAN_FOREIGN: somebody else used n words, from s->at on. */
void sw_scan_skip(struct sw_scan *s, int n);
/* The next word if it may be an optional argument (starts with neither - nor !), else NULL. */
char *sw_scan_may_word(struct sw_scan *s);

#endif
