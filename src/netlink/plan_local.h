/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files behind plan.h share: the plan itself and the steps every operation takes. */
#ifndef SW_NETLINK_PLAN_LOCAL_H
#define SW_NETLINK_PLAN_LOCAL_H

#include "group/cost.h"
#include "netlink/batch.h"
#include "netlink/oplog.h"
#include "netlink/plan.h"
#include "netlink/policy.h"
#include "translate/translate.h"

/* A base chain that may exist already, or whose policy changes. NEWCHAIN would set the counters of
 * an existing chain; a policy beside rules has to wait (policy.h). */
struct sw_plan_base {
	struct nlmsghdr *nlh;		/* inside the batch, whose blocks never move */
	/* for a chain that is new only; NULL: none, or in any case */
	struct nlattr *counters;
	struct nlattr *policy;		/* NULL: none is sent */
	/* the policy in the message, and the kernel's; -1: to be asked */
	int            want, have;
	bool           maybe;		/* nobody has looked whether it exists */
	bool           again;		/* a renewed table had it before */
	bool           fresh;		/* this transaction makes it */
	bool           gone;		/* deleted by the same transaction, later */
	bool           exists;		/* once asked, and */
	int            now;		/* its policy */
	const struct sw_builtin_table *table;
	const struct sw_builtin_chain *chain;
	uint8_t        family;
};

/* A table whose rules another ruleset replaces: plan_renew.c. Bits are 1 << enum sw_hook. */
struct sw_renewal {
	bool    done;
	bool    filled;		/* something was put into it since */
	bool    plain_others;	/* as in sw_table */
	uint8_t base;		/* base chains that were there, */
	uint8_t named;		/* and those of them that the new ruleset has too */
	int     policy[SW_HOOK_MAX];	/* of those that were there; -1: to be asked */
	struct sw_where origin;	/* who asked for it */
};

/* What a renewed table held: user chains, companions in it, companions in its plain-named twin. */
enum sw_before { SW_BEFORE_CHAIN = 1, SW_BEFORE_OURS, SW_BEFORE_PLAIN };
struct sw_before_row {
	uint8_t family;
	const struct sw_builtin_table *table;
	enum sw_before kind;
	const char *name;	/* borrowed, until the next note */
};

struct sw_plan {
	struct sw_sink     sink;	/* first: a sink is cast to its plan */
	struct sw_batch    batch;
	struct sw_oplog    log;
	struct sw_strset    sets;	/* sets sent, by the keys of plan_set.c */
	struct sw_prog     prog;	/* scratch for one rule */
	/* scratch for a companion's rule, while prog holds the rule that needs it */
	struct sw_prog     aux;
	struct sw_userdata ud;
	/* what prog is of, where prog.plain says so: without extensions, and it owns nothing */
	struct sw_rule     of_prog;
	struct sw_plan_base *base;	/* owned vector */
	size_t             nbase, capbase;
	/* sets that removed rules had, by the keys of plan_tidy.c */
	struct sw_strset    loose;
	/* and that rules had which are written anew: as many as are not sent again */
	struct sw_strset    again;
	/* sets that others have, by the keys of plan_clash.c; a reset keeps them */
	struct sw_strset    taken;
	/* tables with flushed chains: bit family * SW_NTABLES + table */
	uint16_t           flushed;
	/* those of them that sets had been sent to before: a rule that needed one may have gone */
	uint16_t           unsure;
	/* base chains that sw_plan_base_written has noted */
	uint8_t            asked[2][SW_NTABLES];
	uint16_t           touched;	/* tables whose rules change: the same bits */
	uint8_t            family;
	bool               takes;	/* rules go, of whatever table */
	bool               settled;	/* what the commit adds is in the batch */
	struct sw_renewal  renewal[2][SW_NTABLES];
	struct sw_strset    before;	/* what renewed tables held, by the keys of plan_renew.c */
	struct sw_strset    named;	/* those of their chains that the new ruleset has, or had */
	/* owned vectors: made here; left half done by others */
	struct sw_policy_change *change, *half;
	size_t             nchange, nhalf;
	uint32_t           rule_id, set_id;	/* last one given */
	struct sw_kernel   kernel;
	enum sw_group_mode group;
	struct sw_plan_run **run;	/* owned: rules that wait (plan_group.c) */
	size_t             nrun, nheld;	/* held: rules that have waited, in all */
	struct sw_strset    listed;	/* sets of lists that wait, by the keys of plan_set.c */
	uint32_t           nmap, nblock;	/* made in this transaction; nmap of set_id */
	size_t             nsent;	/* edits of rules that have been sent */
	uint32_t           nrow;	/* rules that have been sent */
	/* while a block is written anew in its place: one of its rules of before, by its handle */
	uint64_t           spot;
	bool               grouped;	/* there are maps, or messages in other turns */
	bool               lists;	/* parts of lists have waited */
	bool               refused;	/* the kernel has refused a message */
	char               full[SW_CHAIN_MAX];	/* a map of the kernel's without room; "": none */
	uint32_t           map_base;	/* in the names of all maps; 0: not drawn yet */
	/* Elements of maps that are in use change at once for every packet: plan_tear.c. */
	uint16_t           moves;	/* tables whose chains change: the bits of touched */
	char               live[2][SW_NTABLES][SW_CHAIN_MAX];	/* the map that changes; "" none */
	bool               tears;	/* two maps of one table */
	bool               whole;	/* such maps are left as they are, and go as a whole */
	bool               holds_on;	/* maps of before keep chains from being deleted */
	struct sw_strset    later;	/* chains and maps that go after the commit: plan_later.c */
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

static inline uint16_t sw_plan_bit(uint8_t family, const struct sw_builtin_table *t)
{
	return 1u << ((family == SW_IP6) * SW_NTABLES + (t - sw_builtin_tables));
}

static inline void sw_plan_touch(struct sw_plan *p, const struct sw_builtin_table *t)
{
	p->touched |= sw_plan_bit(p->family, t);
}

static inline bool sw_plan_is_touched(const struct sw_plan *p, uint8_t family,
				      const struct sw_builtin_table *t)
{
	return p->touched & sw_plan_bit(family, t);
}

static inline struct sw_renewal *sw_plan_renewal(struct sw_plan *p,
						 const struct sw_builtin_table *t)
{
	return &p->renewal[p->family == SW_IP6][t - sw_builtin_tables];
}

/* Begin the message of one operation with its table; extra flags are added to the row's. */
struct nlmsghdr *sw_plan_begin(struct sw_plan *p, enum sw_op_kind kind, uint16_t extra,
			       const struct sw_table *t, size_t room, struct sw_err *err);
/* The same for a table by its name in the kernel. */
struct nlmsghdr *sw_plan_begin_in(struct sw_plan *p, enum sw_op_kind kind, const char *table,
				  size_t room, struct sw_err *err);
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

/* plan_companion.c: send what the program in p->prog needs elsewhere, before its rule in chain
 * c. */
int sw_plan_companion_need(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
			   struct sw_err *err);
/* the same for sw_prog.defrag */
int sw_plan_defrag_need(struct sw_plan *p, const struct sw_table *t, struct sw_err *err);

/* plan_sent.c: note a companion as sent: 1 = it was not yet, 0 = it was, < 0 = no memory. */
int sw_plan_first(struct sw_plan *p, const struct sw_builtin_table *b, const char *what,
		  struct sw_err *err);

/* Was it noted since its table was last emptied? */
bool sw_plan_sent(struct sw_plan *p, const struct sw_builtin_table *b, const char *what);
/* The `what` of an element of sw.tags and sw.helpers. */
void sw_plan_tag_name(char *out, size_t size, uint32_t tag);

/* plan_base.c: the sink's operations on base chains; */
int sw_plan_base_new(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		     bool with_policy, bool with_counters, bool exclusive, struct sw_err *err);
int sw_plan_base_set(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		     bool with_policy, bool with_counters, struct sw_err *err);
/* a rule of it changes: if its policy was left half done, that comes first; */
int sw_plan_base_written(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
			 struct sw_err *err);
/* what was said about its policy counts no more; */
void sw_plan_base_forget(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c);
/* c is written to at its end, or its policy is: notes it in p->half when that is half done; */
int sw_plan_writes_end(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		       struct sw_err *err);
/* append a guard, whose policy is to be set after the commit; */
int sw_plan_base_guard(struct sw_plan *p, const struct sw_builtin_table *t,
		       const struct sw_builtin_chain *chain, int want, struct sw_err *err);
/* before a commit: ask what is not known, and hold policies back. */
int sw_plan_base_settle(struct sw_plan *p, struct sw_nl *nl, struct sw_err *err);

/* plan_renew.c: delete a set with its elements, first thing in the place of a renewed table; */
int sw_plan_set_del(struct sw_plan *p, const struct sw_builtin_table *t, const char *name,
		    struct sw_err *err);
/* the sink's table_renew; */
int sw_plan_table_renew(struct sw_sink *s, const struct sw_table *t, struct sw_err *err);
/* a chain that is made: was it there before? The kernel's one stays then (for user chains: 1 = it
 * stays, 0 = no, < 0 = no memory); */
bool sw_plan_base_stays(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c);
int sw_plan_chain_stays(struct sw_plan *p, const struct sw_table *t, const char *name,
			struct sw_err *err);
/* a base chain that is deleted again: true = it was there before, and goes after the commit; */
bool sw_plan_base_idles(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c);
/* a companion that this transaction makes: the table may be renewed once more in it; */
int sw_plan_before_add(struct sw_plan *p, const struct sw_builtin_table *t, enum sw_before kind,
		       const char *name, struct sw_err *err);
/* before a commit: delete what was not named again; */
int sw_plan_renew_end(struct sw_plan *p, struct sw_err *err);
/* walk what was there: *at starts as 0; false at the end. */
bool sw_plan_before_next(const struct sw_plan *p, size_t *at, struct sw_before_row *row);

/* plan_after.c: after a commit by generation genid (0: by none). Failures leave something that
 * means the same. */
void sw_plan_after(struct sw_plan *p, struct sw_nl *nl, uint32_t genid);

/* plan_tidy.c: note the sets of a rule that goes; and, after a commit, delete those nobody uses. */
int sw_plan_loosen(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		   const struct sw_rule *r, struct sw_err *err);
/* the same of a rule that is written anew in another form; of one set; */
int sw_plan_loosen_again(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
			 const struct sw_rule *r, struct sw_err *err);
int sw_plan_loosen_set(struct sw_plan *p, const struct sw_table *t, const char *name,
		       struct sw_err *err);
void sw_plan_tidy(struct sw_plan *p, struct sw_nl *nl, bool waited);

/* plan_clash.c: -ERESTART = sets that the plan makes stand there with other content; their names
 * are taken now, and the plan must be made anew. *genid: 0 becomes the generation that was looked
 * at. */
int sw_plan_clash(struct sw_plan *p, struct sw_nl *nl, uint32_t *genid, struct sw_err *err);
/* The first set of the program in p->prog whose name is taken in this table; NULL: none. */
const char *sw_plan_taken_of(const struct sw_plan *p, const struct sw_table *t);
/* Says so as an error. */
int sw_plan_refuse_taken(struct sw_plan *p, const struct sw_table *t, struct sw_err *err);

/* plan_set.c: has this transaction made so many sets that this program's should not be added? */
bool sw_plan_crowded(struct sw_plan *p, const struct sw_table *t);
/* Has this transaction sent the set of that name? */
bool sw_plan_set_sent(struct sw_plan *p, uint8_t family, const struct sw_builtin_table *t,
		      const char *name);
/* The set of p->prog may be sent later, or not at all. */
int sw_plan_set_later(struct sw_plan *p, const struct sw_table *t, struct sw_err *err);
/* Send set unless this transaction has sent it already. */
int sw_plan_set_need(struct sw_plan *p, const struct sw_table *t, const struct sw_set *set,
		     struct sw_err *err);

#endif
