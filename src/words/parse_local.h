/* SPDX-License-Identifier: GPL-2.0-or-later */
/* State of one parse: parse.c walks over words, parse_opt.c does options, parse_rule.c the end. */
#ifndef SW_WORDS_PARSE_LOCAL_H
#define SW_WORDS_PARSE_LOCAL_H

#include "words/addr.h"
#include "words/options.h"
#include "words/parse.h"
#include "xt/plugin.h"

struct sw_parse_state {
	const struct sw_parser *p;
	struct sw_cmd     *cmd;
	struct sw_err     *err;
	struct sw_scan     scan;
	struct sw_rule    *rule;	/* owned until it moves into cmd */
	struct sw_xt_rule *xt;
	bool        invert;	/* an odd "!" stands before the next option */
	bool        stop;	/* -h, -V, or a line of the other family: read no more */
	bool        wait, wait_interval, numbered, table_given;
	uint32_t    seen;	/* bits of sw_seen_bit() */
	const char *chain, *newname, *policy, *table;
	const char *src, *dst;	/* words of -s and -d: read when all words are there */
	int         src_at, dst_at;
	int         at[16];	/* the words of options in seen, by the number of their bit */
	const char *proto_name, *jump;
	char        proto_word[320];	/* lower case copy of -p's word, as long as a message */
};

/* Bit of an option that is checked against the command; 0: it goes with any. The lower of two is
 * named when both are wrong. */
uint32_t sw_seen_bit(char letter);

/* Index of the option's word; -1: it was not seen, or sw_seen_bit() has none. */
int sw_seen_at(const struct sw_parse_state *st, char letter);

/* Does what option o says; st->scan holds its argument. */
int sw_parse_set(struct sw_parse_state *st, const struct sw_option *o);

/* parse_cmd.c: a row of the option table that is a command; -R must have a number. */
int sw_parse_command(struct sw_parse_state *st, const struct sw_option *o);
int sw_parse_replace(struct sw_parse_state *st, const struct sw_option *o);

/* Is the name of a chain that of a verdict or of a target plugin? Then an error. */
int sw_parse_check_clash(struct sw_parse_state *st, const char *chain);

/* An error of the user's words. The word at fault is argv[at], unless err names one already. */
int sw_parse_wrong(struct sw_parse_state *st, int at, int ret);
#define SW_PARSE_WRONG(st, ...) \
	sw_parse_wrong(st, (st)->scan.at, sw_err_set((st)->err, SW_EPARAM, EINVAL, __VA_ARGS__))

/* All words are read: check what belongs together and build cmd's rules. */
int sw_parse_finish(struct sw_parse_state *st);

#endif
