/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plan: collects a transaction's operations as netlink messages and commits them in one
 * sendmsg. */
#ifndef SW_NETLINK_PLAN_H
#define SW_NETLINK_PLAN_H

#include "group/cost.h"
#include "netlink/kernel.h"
#include "netlink/nl.h"
#include "rule/sink.h"

struct sw_plan;

struct sw_plan *sw_plan_new(struct sw_err *err);
void sw_plan_free(struct sw_plan *p);
/* empty, memory kept; tests of both families may follow each other */
void sw_plan_reset(struct sw_plan *p, uint8_t family);
void sw_plan_set_family(struct sw_plan *p, uint8_t family);
struct sw_sink *sw_plan_sink(struct sw_plan *p);	/* for sw_edit_run; borrowed */
bool sw_plan_empty(const struct sw_plan *p);

/* The kernel that rules are for; until then, one that does all as it should. A reset keeps it. */
void sw_plan_for(struct sw_plan *p, struct sw_kernel kernel);

/* r as p would send it to that kernel, where what is native may have to travel as xt. It need not
 * be in chain c. prog and ud are filled; both the caller's. < 0: refused, err says why. */
struct sw_prog;
struct sw_userdata;
int sw_plan_encode(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		   const struct sw_rule *r, struct sw_prog *prog, struct sw_userdata *ud,
		   struct sw_err *err);

/* Shall rules become maps? A reset keeps it. */
void sw_plan_group(struct sw_plan *p, enum sw_group_mode mode);
/* Has the kernel refused it, while it held maps, or rules in other turns than theirs? A kernel may
 * refuse maps that takes the rules one by one; and what it refuses then is what iptables would
 * say. */
bool sw_plan_refuses_groups(const struct sw_plan *p);
/* Was it refused since a map that is there has no room for another rule? Then the next plan, if it
 * wants to put one into that map, writes the map's block anew, with room. A reset keeps it. */
bool sw_plan_wants_room(const struct sw_plan *p);
/* For who has read all rules of c, none of them another tool's. Would any of them be a map? 1 or 0.
 * unasked: nor, if a rule would forget what it has counted. */
int sw_plan_would_group(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
			bool unasked, struct sw_err *err);
/* The same of each rule: would[i] is set where rule i would be an element. c->nrule of them. */
int sw_plan_would_be(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		     bool *would, struct sw_err *err);
/* All of c is written anew as p groups now. now: in how many rules of the kernel's, and with how
 * many maps. */
struct sw_plan_form { uint32_t rules, maps; };
int sw_plan_rewrite(struct sw_plan *p, const struct sw_table *t, struct sw_chain *c,
		    struct sw_plan_form *now, struct sw_err *err);
/* Maps of before hold on to chains that are to go: those of tables with maps (sw_table.maps) are
 * deleted after the commit. Until the next reset. */
void sw_plan_holds_on(struct sw_plan *p);

/* Has a commit given up (-ERESTART) since a packet could see half of it: an element of a map, and
 * something else of its table as before? Then it is to be planned again as a whole, from all rules
 * of the chains whose rules are named: maps that are in use stay as they are, and go. */
bool sw_plan_wants_whole(const struct sw_plan *p);
void sw_plan_whole(struct sw_plan *p);	/* until the next reset */

/* Does it put a whole ruleset in the place of one that is there? */
bool sw_plan_renews(const struct sw_plan *p);
/* Commit everything. genid 0: no generation check. check_only: the kernel checks, nothing changes.
 * On refusal err carries the origin of the operation and the classic text (" RULE_APPEND failed
 * (Invalid argument): rule in chain INPUT"), code SW_ERESOURCE. -ERESTART: the generation moved, or
 * a change of policy that somebody left half done was completed first. What only the replaced rules
 * needed is deleted after the commit, by transactions of its own. After success the kernel handles
 * of added rules are not known. */
int sw_plan_commit(struct sw_plan *p, struct sw_nl *nl, uint32_t genid, bool check_only,
		   struct sw_err *err);

/* Text of every operation, one line each (--dry-run). */
void sw_plan_print(const struct sw_plan *p, FILE *out);

#endif
