/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What edit*.c and refuse.c share: the running edit, its steps on chains, and its refusals. */
#ifndef SW_RULE_EDIT_LOCAL_H
#define SW_RULE_EDIT_LOCAL_H

#include "rule/edit.h"

/* One command being applied; everything is borrowed. */
struct sw_edit {
	const struct sw_cmd *cmd;
	struct sw_table     *t;
	struct sw_sink      *sink;
	struct sw_err       *err;
	uint8_t              family;
};

/* ---- edit.c: steps; 0 or a filled error ------------------------------------------------------ */

/* Find the table; what is known without reading is filled in. */
int sw_edit_begin(struct sw_edit *e, struct sw_ruleset *rs, const char *table);
/* Returns ret; an error points at the command unless a deeper layer has named a better place. */
int sw_edit_end(const struct sw_edit *e, const struct sw_where *origin, int ret);
int sw_edit_table(struct sw_edit *e);	/* make sure the table exists */
/* Create a base chain that is not (or not known to be) in the kernel. */
int sw_edit_base(struct sw_edit *e, struct sw_chain *c, bool with_policy, bool with_counters);
/* The object of a builtin chain, in the kernel or not. NULL: no memory. */
struct sw_chain *sw_edit_builtin(struct sw_edit *e, const struct sw_builtin_chain *b);
/* The command's chain, to be written to: a builtin one is created, a user chain must exist when the
 * chains are known and is taken on trust when they are not. */
int sw_edit_chain(struct sw_edit *e, struct sw_chain **out);
/* The chain if the kernel has it under this name, else NULL. */
struct sw_chain *sw_edit_existing(const struct sw_edit *e, const char *name);
int sw_edit_flush(struct sw_edit *e, struct sw_chain *c);
/* Count rule r of chain c in (+1) or out (-1) of sw_chain.use. */
void sw_edit_count(struct sw_edit *e, struct sw_chain *c, const struct sw_rule *r, int by);
/* The chain that -E gave this name in this transaction. */
const struct sw_chain *sw_edit_renamed(const struct sw_edit *e, const char *newname);

/* ---- edit_rule.c, edit_chain.c: the commands ------------------------------------------------- */

int sw_do_add(struct sw_edit *e);		/* -A -I */
int sw_do_delete(struct sw_edit *e);		/* -D */
int sw_do_check(struct sw_edit *e);		/* -C */
int sw_do_replace(struct sw_edit *e);	/* -R */
int sw_do_zero(struct sw_edit *e);		/* -Z */
int sw_do_flush(struct sw_edit *e);		/* -F */
int sw_do_new(struct sw_edit *e);		/* -N */
int sw_do_remove(struct sw_edit *e);		/* -X */
int sw_do_rename(struct sw_edit *e);		/* -E */
int sw_do_policy(struct sw_edit *e);		/* -P */

/* ---- refuse.c: errors in the words of iptables, with advice; each returns the negative value  */

/* Any classic line: status 1. */
int sw_refuse_line(struct sw_edit *e, int sys, const char *sentence);
int sw_refuse_usage(struct sw_edit *e, const char *sentence);	/* wrong words, status 2 */
int sw_refuse_chain(struct sw_edit *e, const char *name);	/* no such chain */
int sw_refuse_target(struct sw_edit *e, const char *name);	/* a jump to no chain */
int sw_refuse_rule(struct sw_edit *e);				/* no such rule */
int sw_refuse_index(struct sw_edit *e, const struct sw_chain *c, const char *of);
int sw_refuse_depth(struct sw_edit *e, const char *what);	/* not read as deep as needed */
int sw_refuse_busy(struct sw_edit *e, const struct sw_chain *c);	/* -X of a chain in use */
/* What the kernel would say: " OP failed (Reason): chain FOO". what: "chain", "rule in chain". */
int sw_refuse_kernel(struct sw_edit *e, int sys, const char *what, const char *name);
/* A jump to a builtin chain of that name. */
int sw_refuse_builtin(struct sw_edit *e, int sys, const char *name);
/* 0, or the error for a name that no new user chain may have. */
int sw_refuse_name(struct sw_edit *e, const char *name);

#endif
