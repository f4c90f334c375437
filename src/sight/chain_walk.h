/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A packet's way through the chains of one hook: which rules it meets, what they do, how it
 * ends. */
#ifndef SW_SIGHT_CHAIN_WALK_H
#define SW_SIGHT_CHAIN_WALK_H

#include "sight/act.h"

enum sw_walk_kind {
	SW_STEP_HOOK,		/* a builtin chain begins */
	SW_STEP_CHAIN,		/* a chain that a rule jumped to */
	SW_STEP_RULE,		/* a rule that it meets */
	SW_STEP_MISSED,		/* the rule that was asked for, and that it does not meet */
	SW_STEP_POLICY,		/* the end of a builtin chain */
	SW_STEP_TRANSLATED,	/* as its connection was; table and chain are NULL */
	SW_STEP_KNOWN,		/* table nat is not asked: only a connection's first packet does */
};

/* One step. All borrowed for the length of the call. */
struct sw_walk_step {
	enum sw_walk_kind kind;
	const struct sw_table *table;
	const struct sw_chain *chain;
	unsigned depth;			/* 0: a builtin chain */
	bool     sure;			/* false: it may come here, and may not */
	bool     may;			/* RULE: it may meet it, and may not: why */
	size_t   number;		/* RULE, MISSED: from 1 */
	const struct sw_rule *rule;
	enum sw_end end;		/* RULE, POLICY */
	const char *why;		/* RULE: of may, or of SW_UNKNOWN_END; else "" */
	const char *changed;		/* RULE: of the packet, or "" */
	const struct sw_prog *prog;	/* MISSED: its program, */
	size_t   test;			/* and the test that it fails */
	const struct sw_packet *packet;	/* as it is after the step */
};

/* Who has decided. chain NULL: nobody. Borrowed from the ruleset. */
struct sw_decider {
	const struct sw_table *table;
	const struct sw_chain *chain;
	size_t number;		/* 0: the policy */
	const struct sw_rule *rule;
	bool   sure;
};

/* What may become of it, so far. All zero: nothing yet. */
struct sw_fate {
	unsigned may;			/* 1 << enum sw_end, of those that end a packet's way */
	struct sw_decider by[SW_UNKNOWN_END + 1];	/* for each, the first that does it */
	struct sw_str why;	/* what it depends on: texts, each with its NUL, none twice */
};
void sw_fate_fini(struct sw_fate *f);
void sw_fate_depends(struct sw_fate *f, const char *why);

/* Whoever wants to be told of steps, and a bound of what a packet may cost. */
struct sw_walk {
	const struct sw_ruleset *rs;	/* read down to the rules */
	void (*tell)(void *arg, const struct sw_walk_step *step);	/* NULL: nobody */
	void *arg;
	const struct sw_rule *watch;	/* tell also when it is missed; NULL: none */
	/* for sw_spot */
	int  (*kind)(void *arg, const struct sw_packet *p, const uint8_t *addr);
	void *way_arg;	/* of kind and known */
	/* Called where addresses are translated, for a packet that is not the first of its
	 * connection: translates it as that is, and says to what. NULL: nobody knows. */
	void (*known)(void *arg, enum sw_hook hook, struct sw_packet *p, struct sw_str *changed);
	/* Told before each of our chains of a hook, and behind the last one: what others have there
	 * with priorities above the first number, up to the second, comes now. NULL: nobody. */
	void (*beside)(void *arg, enum sw_hook hook, int above, int upto,
		       const struct sw_packet *p);
	size_t steps;		/* rules that were asked; beyond the limit all is unknown */
	struct sw_prog prog;		/* scratch; sw_walk_fini frees it */
	struct sw_str  changed, why;	/* likewise */
};
#define SW_WALK_MOST 4000000	/* rules that one packet is asked for at most */
void sw_walk_fini(struct sw_walk *w);

/* Through all tables' chains of that hook, in their order. 1: it may go on behind them, *p says
 * with what, and *sure whether it is sure to come so far; 0: it cannot; < 0: no memory. */
int sw_walk_hook(struct sw_walk *w, enum sw_hook hook, struct sw_packet *p, bool *sure,
		 struct sw_fate *fate, struct sw_err *err);

#endif
