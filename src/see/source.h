/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rulesets that a program shows: what the kernel holds, or what save files make; of one family
 * or of both. */
#ifndef SW_SEE_SOURCE_H
#define SW_SEE_SOURCE_H

#include "rule/ruleset.h"
#include "words/options.h"

/* The rows of its options, for the tables of programs. */
#define SW_SOURCE_OPTIONS \
	{ '4', "ipv4", SW_ARG_NONE, 0, .help = "IPv4 alone; of a file: it holds IPv4 rules" }, \
	{ '6', "ipv6", SW_ARG_NONE, 0, .help = "IPv6 alone; likewise" }, \
	{ 't', "table", SW_ARG_NEED, 0, .value = "table", .help = "this table alone" }, \
	{ 'f', "file", SW_ARG_NEED, 0, .value = "file", \
	  .help = "a save file, not the kernel; a second one of the other family" }

/* All zero: the kernel's, both families, all of them. All borrowed. */
struct sw_source {
	const char *program;
	uint8_t     family;	/* 0: both */
	const char *table;	/* NULL: all */
	const char *chain;	/* NULL: all; the caller looks for it */
	const char *file[2];
	int         nfile;	/* more than 2: too many were given */
};

/* Takes an option if it is one of these. false: it is another. */
bool sw_source_take(struct sw_source *s, const struct sw_scan *scan);
/* Takes the word of a chain. false: there is one already. */
bool sw_source_take_chain(struct sw_source *s, char *word);

/* One ruleset after the other, IPv4 first, while libxtables is of its family. from: "kernel", or
 * the file's name. begin and show are those of struct sw_whole_look. */
struct sw_source_eye {
	void (*begin)(void *arg);
	int  (*show)(struct sw_ruleset *rs, const char *from, void *arg, struct sw_err *err);
	void  *arg;
};
/* 0, or the exit status: what is wrong was said. */
int sw_source_each(const struct sw_source *s, const struct sw_source_eye *eye);

#endif
