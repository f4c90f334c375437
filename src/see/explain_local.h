/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of "statewall explain" share: what was asked, and how the answer is written. */
#ifndef SW_SEE_EXPLAIN_LOCAL_H
#define SW_SEE_EXPLAIN_LOCAL_H

#include "base/json.h"
#include "cli/invocation.h"
#include "netlink/holders.h"
#include "sight/journey.h"
#include "sight/packet_words.h"

#define SW_EXPLAIN "statewall explain"
#define SW_EXPLAIN_STEPS 100000	/* that are told of one packet; the others are counted */

struct sw_explain_options {
	struct sw_packet_words words;
	const char *capture;	/* a file, "-"; NULL: none */
	const char *rules;	/* a save file in the kernel's place; NULL: the kernel */
	const char *why_not;	/* "CHAIN NUMBER", or a rule; NULL: nobody asks */
	const char *table;	/* of it; NULL: filter */
	bool        json, quiet;
};

/* 0 = go on, else the exit status + 1. */
int sw_explain_options(const struct sw_invocation *inv, struct sw_explain_options *o);

/* Whose rules are asked. Both families are read at need, and once. All zero but o is valid. */
struct sw_explain_source {
	const struct sw_explain_options *o;
	char  *text;		/* owned: the file of --rules, */
	size_t len;
	uint8_t of;		/* and its family; 0: nothing tells */
	struct sw_ruleset rs[2];
	bool   read[2];
	uint8_t family;		/* that plugins are prepared for */
};

/* The file of --rules. 0, or it was said why not. */
int sw_explain_read_file(struct sw_explain_source *r);
/* Rules of SW_IP4 or SW_IP6, which stay r's. 0, or it was said why not. */
int sw_explain_load(struct sw_explain_source *r, uint8_t family, struct sw_ruleset **out);
/* A file says nothing of packets of the other family; a word knows better of which it is. */
bool sw_explain_of_another(const struct sw_explain_source *r, uint8_t family);
void sw_explain_forget(struct sw_explain_source *r);

/* Rules of a ruleset as members of JSON: many packets meet the same ones, and their words cost more
 * than all else. */
struct sw_explain_rules {
	struct sw_str text;	/* owned: pieces, each with its NUL */
	size_t *at;		/* owned: by number, in sw_chain.mark + that in the chain: where its
				 * piece begins, + 1; 0: it was not met yet. NULL: no rule was */
};

/* One answer under way. */
struct sw_explain {
	const struct sw_explain_options *o;
	struct sw_journey journey;
	struct sw_str     out;
	struct sw_json    json;
	struct sw_str     rule;		/* scratch: a rule's text */
	struct sw_explain_rules known[2];	/* [1]: of IPv6 */
	struct sw_err    *err;
	int               failed;	/* of a text that could not be made; 0 */
	/* of the rule that was asked for */
	const struct sw_table *watch_table;
	const struct sw_chain *watch_chain;
	size_t watch_number;
	bool   met, may_be_met, missed;
	struct sw_holders holders;	/* whose tables there are besides; all zero: not asked */
	bool   cut_off;		/* the capture, behind packets that were explained */
	size_t told;		/* steps */
	size_t begun;		/* where the text behind the name of the last chain begins */
};

/* Text, or JSON: both are told of steps and turns. */
void sw_explain_step(void *explain, const struct sw_walk_step *step);
void sw_explain_turn(void *explain, enum sw_turn turn, const struct sw_packet *p, int error);
void sw_explain_json_step(void *explain, const struct sw_walk_step *step);
void sw_explain_json_turn(void *explain, enum sw_turn turn, const struct sw_packet *p,
			  int error);
/* Before and behind one packet; number from 1, 0: the only one. */
void sw_explain_begin(struct sw_explain *e, const struct sw_packet *p, size_t number);
void sw_explain_end(struct sw_explain *e);
void sw_explain_json_begin(struct sw_explain *e, const struct sw_packet *p, size_t number);
void sw_explain_json_end(struct sw_explain *e);
void sw_explain_json_fini(struct sw_explain *e);

/* Rules of others on the packet's way: their chains are named, and a policy of DROP is something
 * that the answer depends on. The walk's callback; explain_others.c. */
void sw_explain_others(void *explain, enum sw_hook hook, int above, int upto,
		       const struct sw_packet *p);

/* One more step: false, if there have been so many that it is only counted. */
bool sw_explain_tells(struct sw_explain *e);
/* "accepted", "dropped", "rejected" or "depends". */
const char *sw_explain_verdict(const struct sw_journey *j);
/* What decides among its ends, beside what tests ask for; NULL: nothing. */
const char *sw_explain_beside(const struct sw_journey *j);
const char *sw_explain_end_word(enum sw_end end);

/* The rule that why_not names. 0, or what is wrong with it. */
int sw_explain_find(struct sw_explain *e, const struct sw_ruleset *rs, struct sw_err *err);
/* What the packet has where the missed rule's test looks: "the port it goes to (--dport) is 80". */
void sw_explain_missed(struct sw_str *out, const struct sw_walk_step *step);

#endif
