/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is wrong with a ruleset, finding by finding: where, why, and the lines that mend it. */
#ifndef SW_SIGHT_FINDING_H
#define SW_SIGHT_FINDING_H

#include "base/str.h"
#include "rule/ruleset.h"

/* Lines are to be carried out in the order of findings, so those that move no numbers come last. */
enum sw_finding_turn {
	SW_TURN_RULE,		/* about a rule by number: the last rule of a chain first */
	SW_TURN_SPEC,		/* names rules by words, or puts one in front */
	SW_TURN_CHAIN,		/* about chains */
};

struct sw_finding {
	const char *kind;	/* "covered": the word that excuses it; borrowed for good */
	uint8_t     family;
	enum sw_finding_turn turn;
	const char *table;	/* "filter"; borrowed for good; NULL: it is about none */
	char        chain[SW_CHAIN_MAX];	/* "": about none */
	unsigned    number;	/* from 1; 0: about no rule */
	char *rule;		/* owned: "-A INPUT ..."; NULL: none, or nobody can read it */
	char *reason;		/* owned: a sentence whose subject is the rule, if there is one */
	/* owned: commands for a shell, one a line; "": none. A line that begins with blanks is
	 * to be shown as it is. */
	char *lines;
	bool        later;	/* of what is not known yet when all rules were looked through */
	size_t      order;	/* as it was found */
};

/* All zero is a valid empty one. */
struct sw_findings {
	struct sw_finding *f;	/* owned */
	size_t n, cap;
};

/* Takes the strings of f on success; a NULL for reason or lines is no memory. */
int sw_findings_add(struct sw_findings *list, struct sw_finding *f, struct sw_err *err);
/* Those of the kinds that are wanted, in the order in which their lines are to be carried out,
 * and without those whose lines would not hold any more behind the others': of several about one
 * rule the one that was found first stays. */
void sw_findings_settle(struct sw_findings *list, bool (*wanted)(const char *kind, const void *),
			const void *arg);
void sw_findings_fini(struct sw_findings *list);

/* Does a comment of the rule's excuse this kind: "check:ok", or "check:ok(KIND,...)"? named: only
 * the second form counts. */
bool sw_finding_excused(const struct sw_rule *r, const char *kind, bool named);
/* Does one of the chain's rules excuse it by name? */
bool sw_finding_excused_in(const struct sw_chain *c, const char *kind);

/* "iptables", or with " -t TABLE" behind it. */
void sw_finding_command(struct sw_str *out, uint8_t family, const char *table);
/* "iptables -D INPUT", of a letter. false: the chain has a name that is not safe to copy;
 * nothing was added. */
bool sw_finding_chain_line(struct sw_str *out, uint8_t family, const char *table, char letter,
			   const char *chain);
/* "iptables -D INPUT 5\n"; nothing, where that is not safe to copy. */
void sw_finding_delete_line(struct sw_str *out, uint8_t family, const char *table,
			    const char *chain, unsigned number);
/* "-A INPUT ..." as a save file has it, without a line break. 1: the rule cannot be read, or its
 * text is more than one line; nothing was added. */
int sw_finding_rule_text(struct sw_str *out, uint8_t family, const char *chain, struct sw_rule *r,
			 struct sw_err *err);
/* Its words behind "-A CHAIN", for a shell, each with a blank before it. 1: as above, or a terminal
 * would not show all of it, so that it is not safe to copy. */
int sw_finding_rule_words(struct sw_str *out, uint8_t family, struct sw_rule *r,
			  struct sw_err *err);

#endif
