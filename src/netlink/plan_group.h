/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules that are appended wait in blocks until something else is said, and go out as maps where
 * that pays. What the files behind plan.h share of it. */
#ifndef SW_NETLINK_PLAN_GROUP_H
#define SW_NETLINK_PLAN_GROUP_H

#include "group/words.h"
#include "netlink/plan_local.h"

/* Where a member came from, and when, among those of all runs. */
struct sw_plan_turn { struct sw_where origin; size_t nth; };

/* Rules that are appended to one chain, one after the other; or one that comes to its head; or
 * those of a block that is written anew in its place. */
struct sw_plan_run {
	bool     head;
	uint64_t before;	/* each comes before this rule of the kernel's; 0: to an end */
	const struct sw_builtin_table *table;
	uint8_t  family;
	char     chain[SW_CHAIN_MAX];
	uint32_t behind;	/* the block at the chain's end, as far as that was looked at */
	struct sw_block block;
	struct sw_plan_turn *turn;	/* owned vector: of each member */
	size_t   nturn, capturn;
};

/* The rule in p->prog and p->ud is to be appended, or put at the head. 1: it waits. 0: it may not,
 * and those that stand before it have been sent. */
int sw_plan_hold(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c, bool head,
		 struct sw_err *err);
/* The rule in p->prog may trade places with others, and its words leave room for an order, as an
 * element's and as a rule's. */
bool sw_plan_may_wait(const struct sw_plan *p, const struct sw_table *t);
/* plan_list.c: it has a list that may become elements: its set need not be sent before it waits. */
bool sw_plan_has_list(struct sw_plan *p);
/* sw_block_add of the rule in p->prog and p->ud, or of the parts of its list. */
int sw_plan_block_add(struct sw_plan *p, struct sw_block *b, struct sw_err *err);
bool sw_plan_holds(const struct sw_plan *p);
uint32_t sw_plan_some_number(void);	/* plan_map.c: another one each time, mostly */
/* Sends all that wait: before whatever else names a rule or a chain. */
int sw_plan_release(struct sw_plan *p, struct sw_err *err);
void sw_plan_hold_reset(struct sw_plan *p);	/* forgets them */
void sw_plan_hold_fini(struct sw_plan *p);

/* plan_map.c: a step of a block as a map, its elements and its rule. order: of the block. */
int sw_plan_map_send(struct sw_plan *p, const struct sw_plan_run *run, size_t step, uint64_t order,
		     struct sw_err *err);

/* plan_elem.c: a rule that is an element of a map goes, */
int sw_plan_elem_del(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		     const struct sw_rule *r, struct sw_err *err);
/* or counts from r's counters on: r is the same rule. */
int sw_plan_elem_count(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		       const struct sw_rule *old, struct sw_rule *r, struct sw_err *err);
/* or comes: the program, with its counters, and the words are in p->prog and p->ud. kind: what an
 * error names. */
int sw_plan_elem_add(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		     enum sw_op_kind kind, const struct sw_elem_name *e, uint64_t order,
		     struct sw_err *err);
/* plan_slip.c: r comes before at, a rule of a block, or in the place of old, and no other rule is
 * written anew; for who names no rule of c later. 1 = done; 0 = that cannot be. */
int sw_plan_slip_in(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		    const struct sw_rule *at, struct sw_rule *r, struct sw_err *err);
int sw_plan_slip_over(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		      const struct sw_rule *old, struct sw_rule *r, struct sw_err *err);
/* plan_rewrite.c: the rules of old's block are written one by one, each where the user sees it; all
 * of them are in c. */
int sw_plan_ungroup(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		    uint64_t order, struct sw_err *err);

/* The same as blocks again, with r before at, or in its place: for who names no rule of c later. */
int sw_plan_reblock(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		    const struct sw_rule *at, struct sw_rule *r, bool replace, struct sw_err *err);
/* The same with the members of a run behind them all, or in front. */
int sw_plan_reblock_with(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
			 uint32_t block, const struct sw_plan_run *run, struct sw_err *err);
/* All of c is written anew as p groups now, but for what still waits at the end. */
int sw_plan_regroup(struct sw_plan *p, const struct sw_table *t, struct sw_chain *c,
		    struct sw_err *err);
/* plan_rule.c: r is written anew, before a rule of the kernel; named: it becomes a rule of its own,
 * and later edits may name it. Else it may wait with others. */
int sw_plan_rule_again(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		       struct sw_rule *r, uint64_t before, bool named, struct sw_err *err);

/* The same of one that keeps to a place in a block: before or behind a rule of the kernel, or in
 * the place of one. */
int sw_plan_rule_between(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
			 struct sw_rule *r, uint64_t row, bool behind, uint64_t order,
			 struct sw_err *err);
int sw_plan_rule_over(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		      const struct sw_rule *old, struct sw_rule *r, struct sw_err *err);

/* plan_tear.c: an element of a map that packets look up comes or goes; */
void sw_plan_edits_map(struct sw_plan *p, const struct sw_builtin_table *t, const char *map);
/* a message of that kind is about table t; */
void sw_plan_notes(struct sw_plan *p, enum sw_op_kind kind, const struct sw_builtin_table *t);

/* plan_join.c: before a commit of nothing but appended rules: those that wait for a chain that ends
 * with a block become elements of its maps, where they may; and a chain that has grown long is
 * regrouped. *genid: 0 becomes the generation that was looked at, where that matters. */
int sw_plan_join(struct sw_plan *p, struct sw_nl *nl, uint32_t *genid, struct sw_err *err);
/* plan_grown.c: a chain with more rules in the kernel than these is regrouped when their number has
 * doubled, and nobody looks at its ends. */
#define SW_PLAN_LONG 64
int sw_plan_grown(struct sw_plan *p, struct sw_nl *nl, struct sw_plan_run *run, uint32_t genid,
		  struct sw_err *err);
/* The same of a chain whose block at that end has a map without room: the block is written anew,
 * with the rules that wait. They wait on where that cannot be. */
int sw_plan_widen(struct sw_plan *p, struct sw_nl *nl, struct sw_plan_run *run, uint32_t block,
		  uint32_t genid, struct sw_err *err);
/* Appends the members of a run; its own chain is c. */
int sw_plan_hold_run(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		     const struct sw_plan_run *run, struct sw_err *err);
/* plan_group.c: its run is empty now, and goes; would there be maps in a block? And which of its
 * rules would be elements: one of would for each rule, a list being one. */
void sw_plan_run_drop(struct sw_plan *p, size_t i);
bool sw_plan_block_pays(const struct sw_plan *p, const struct sw_block *b);
void sw_plan_block_would(const struct sw_plan *p, struct sw_block *b, bool *would);
/* The message of a rule of a run, with its place; NULL: no memory. */
struct nlmsghdr *sw_plan_run_begin(struct sw_plan *p, const struct sw_plan_run *run,
				   struct sw_err *err);
/* plan_list.c: the program of member i in p->aux, its words in ud. If it begins a list, that is all
 * of it, and the set that it needs is sent. */
int sw_plan_run_take(struct sw_plan *p, const struct sw_plan_run *run, size_t i,
		     struct sw_userdata *ud, struct sw_err *err);
/* Member i of a run as a rule; order 0: of no block. Of a list the first member is all of it, and
 * the others are nothing. */
int sw_plan_run_send(struct sw_plan *p, const struct sw_plan_run *run, size_t i, uint64_t order,
		     struct sw_err *err);

/* plan_later.c: a chain that maps of before jump to goes when they have gone, */
int sw_plan_later_chain(struct sw_plan *p, uint8_t family, const struct sw_builtin_table *t,
			const char *name, struct sw_err *err);
/* unless it is made again: true = it was to go, and stays, */
bool sw_plan_later_keep(struct sw_plan *p, const struct sw_table *t, const char *name);
/* and a map that may be empty now goes with its rule if it is. */
int sw_plan_later_map(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		      const struct sw_elem_name *elem, struct sw_err *err);
bool sw_plan_is_later(const struct sw_plan *p);
/* Behind the commit: rules of maps that are empty; and, when those maps have gone, chains. */
void sw_plan_later_maps(struct sw_plan *p, struct sw_nl *nl);
void sw_plan_later_chains(struct sw_plan *p, struct sw_nl *nl);

#endif
