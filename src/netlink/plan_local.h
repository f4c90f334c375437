/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files behind plan.h share: the plan itself and the steps every operation takes. */
#ifndef SW_NETLINK_PLAN_LOCAL_H
#define SW_NETLINK_PLAN_LOCAL_H

#include "netlink/batch.h"
#include "netlink/oplog.h"
#include "netlink/plan.h"
#include "translate/translate.h"

/* A base chain that may exist already. NEWCHAIN would set the counters of an existing chain, and
 * even one that changes nothing makes close() wait for the kernel's destroy worker (12 ms). */
struct sw_plan_base {
	struct nlmsghdr *nlh;		/* inside the batch, whose blocks never move */
	struct nlattr *counters;
	bool           with_policy;	/* must be sent in any case */
	const struct sw_builtin_table *table;
	const char    *chain;		/* a name of sw_builtin_tables */
	uint8_t        family;
};

struct sw_plan {
	struct sw_sink     sink;	/* first: a sink is cast to its plan */
	struct sw_batch    batch;
	struct sw_oplog    log;
	struct sw_names    sets;	/* sets sent, by the keys of plan_set.c */
	struct sw_prog     prog;	/* scratch for one rule */
	struct sw_prog     aux;		/* scratch for a companion's rule, while prog holds the rule that needs it */
	struct sw_userdata ud;
	struct sw_plan_base *base;	/* owned vector */
	size_t             nbase, capbase;
	struct sw_names    loose;	/* sets that removed rules had, by the keys of plan_tidy.c */
	uint16_t           flushed;	/* tables with flushed chains: bit family * SW_NTABLES + table */
	uint8_t            family;
	bool               swept;	/* what sw_plan_sweep adds is in the batch */
	uint32_t           rule_id, set_id;	/* last one given */
	/* How often the table was deleted in this transaction: what was sent before is gone. */
	uint16_t           epoch[2][SW_NTABLES];
};

static inline struct sw_plan *sw_plan_of(struct sw_sink *s)
{
	return (struct sw_plan *)s;
}

static inline uint16_t *sw_plan_epoch(struct sw_plan *p, const struct sw_builtin_table *t)
{
	return &p->epoch[p->family == SW_IP6][t - sw_builtin_tables];
}

/* Begin the message of one operation with its table; extra flags are added to the row's. */
struct nlmsghdr *sw_plan_begin(struct sw_plan *p, enum sw_op_kind kind, uint16_t extra,
			       const struct sw_table *t, size_t room, struct sw_err *err);
/* Add it to the batch and the record; name is what an error speaks of. */
int sw_plan_end(struct sw_plan *p, enum sw_op_kind kind, struct nlmsghdr *nlh, const char *name,
		struct sw_err *err);

/* plan_rule.c */
int sw_plan_rule_add(struct sw_sink *s, const struct sw_table *t, const struct sw_chain *c,
		     struct sw_rule *r, enum sw_place place, const struct sw_rule *anchor,
			     bool keep,
		     struct sw_err *err);
int sw_plan_rule_replace(struct sw_sink *s, const struct sw_table *t, const struct sw_chain *c,
			 const struct sw_rule *old, struct sw_rule *r, bool keep,
			 struct sw_err *err);
int sw_plan_rule_del(struct sw_sink *s, const struct sw_table *t, const struct sw_chain *c,
		     const struct sw_rule *r, struct sw_err *err);

/* plan_companion.c: send what the program in p->prog needs elsewhere, before its rule in chain c. */
int sw_plan_companion_need(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
			   struct sw_err *err);

/* The same for a table by its name in the kernel. */
struct nlmsghdr *sw_plan_begin_in(struct sw_plan *p, enum sw_op_kind kind, const char *table,
				  size_t room, struct sw_err *err);
/* Note a companion as sent: 1 = it was not yet, 0 = it was, < 0 = no memory. */
int sw_plan_first(struct sw_plan *p, const struct sw_builtin_table *b, const char *what,
		  struct sw_err *err);

/* plan_sweep.c: delete companions in plain-named tables whose rules went with a table of ours. */
int sw_plan_sweep(struct sw_plan *p, struct sw_nl *nl, struct sw_err *err);

/* plan_tidy.c: note the sets of a rule that goes; and, after a commit, delete those nobody uses. */
int sw_plan_loosen(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		   const struct sw_rule *r, struct sw_err *err);
void sw_plan_tidy(struct sw_plan *p, struct sw_nl *nl);

/* plan_set.c: has this transaction made so many sets that this program's should not be added? */
bool sw_plan_crowded(struct sw_plan *p, const struct sw_table *t);
/* Send set unless this transaction has sent it already. */
int sw_plan_set_need(struct sw_plan *p, const struct sw_table *t, const struct sw_set *set,
		     struct sw_err *err);

#endif
