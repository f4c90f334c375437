/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One user command as a value, the table of all commands, and apply: command x ruleset -> edits. */
#ifndef SW_RULE_CMD_H
#define SW_RULE_CMD_H

#include "base/str.h"
#include "rule/ruleset.h"

enum sw_depth {			/* how much of the kernel's ruleset a command needs to have read */
	SW_NEEDS_NOTHING,
	SW_NEEDS_TABLES,	/* which tables exist */
	SW_NEEDS_CHAINS,	/* the chains of the command's table */
	SW_NEEDS_RULES,		/* and the rules of the command's chain (all chains when it names none) */
};

enum {				/* sw_cmd.opt */
	SW_OPT_VERBOSE  = 1 << 0,
	SW_OPT_NUMERIC  = 1 << 1,
	SW_OPT_EXACT    = 1 << 2,
	SW_OPT_LINENO   = 1 << 3,
	SW_OPT_COUNTERS = 1 << 4,	/* -c was given */
};

struct sw_cmd {
	char             letter;	/* 'A' ... as in sw_cmd_desc; 0 = none */
	char             also_zero;	/* -L -Z together: 'Z' */
	bool             zero_rule;	/* then: only rule number `number`, which -Z named */
	uint8_t          family;
	const char      *table;		/* borrowed from sw_builtin_tables */
	char             chain[SW_CHAIN_MAX];	/* "" = all chains */
	char             newname[SW_CHAIN_MAX];	/* -E */
	unsigned         number;	/* rule number from 1; 0 = none */
	int              policy;	/* -P */
	unsigned         opt, verbose;	/* verbose: how often -v was given */
	uint64_t         packets, bytes;	/* -c, or [p:b] of a save file's chain line */
	struct sw_rule **rule;		/* owned vector: one per pair of addresses; NULL when no rule */
	size_t           nrule;
	struct sw_where  origin;
};

void sw_cmd_fini(struct sw_cmd *cmd);

enum {				/* sw_cmd_desc.takes */
	SW_TAKES_CHAIN    = 1 << 0,	/* needs a chain */
	SW_MAY_CHAIN      = 1 << 1,
	SW_TAKES_RULE     = 1 << 2,	/* rule specification */
	SW_TAKES_NUMBER   = 1 << 3,	/* needs a rule number */
	SW_MAY_NUMBER     = 1 << 4,
	SW_TAKES_NEWNAME  = 1 << 5,
	SW_TAKES_POLICY   = 1 << 6,
};

struct sw_cmd_desc {
	char          letter;
	const char   *name;	/* long option: "append" */
	const char   *kernel_op;	/* as iptables-nft names it in errors: "RULE_APPEND" */
	unsigned      takes;
	enum sw_depth needs;	/* at most; sw_cmd_needs() tells for one command */
};
extern const struct sw_cmd_desc sw_cmds[];	/* ends with letter 0 */
const struct sw_cmd_desc *sw_cmd_desc(char letter);
enum sw_depth sw_cmd_needs(const struct sw_cmd *cmd);	/* e.g. -I at the head needs nothing, -I 3 the rules */

/* Where apply sends its edits; implemented by netlink/plan.c. Each returns 0 or a filled error.
 * Objects are borrowed for the call. origin of errors: sw_sink.origin. */
struct sw_sink;
enum sw_place { SW_PLACE_APPEND, SW_PLACE_HEAD, SW_PLACE_BEFORE };
struct sw_sink_ops {
	int (*table_new)(struct sw_sink *, const struct sw_table *, struct sw_err *);
	/* Another ruleset takes the place of what is in t, whose chains are known: everything goes that is not
	 * named again. t is cleared by the caller afterwards, and filled as if the table were new. */
	int (*table_renew)(struct sw_sink *, const struct sw_table *, struct sw_err *);
	int (*chain_new)(struct sw_sink *, const struct sw_table *, const struct sw_chain *, bool with_policy, bool with_counters, bool exclusive, struct sw_err *);
	int (*chain_set)(struct sw_sink *, const struct sw_table *, const struct sw_chain *, bool with_policy, bool with_counters, struct sw_err *);
	int (*chain_del)(struct sw_sink *, const struct sw_table *, const struct sw_chain *, struct sw_err *);
	int (*chain_rename)(struct sw_sink *, const struct sw_table *, const struct sw_chain *, const char *newname, struct sw_err *);
	int (*chain_flush)(struct sw_sink *, const struct sw_table *, const struct sw_chain *, struct sw_err *);
	/* r gets an id when later edits of the same transaction may name it (keep true). */
	int (*rule_add)(struct sw_sink *, const struct sw_table *, const struct sw_chain *, struct sw_rule *r,
			enum sw_place, const struct sw_rule *anchor, bool keep, struct sw_err *);
	int (*rule_replace)(struct sw_sink *, const struct sw_table *, const struct sw_chain *,
			    const struct sw_rule *old, struct sw_rule *r, bool keep, struct sw_err *);
	int (*rule_del)(struct sw_sink *, const struct sw_table *, const struct sw_chain *, const struct sw_rule *,
			struct sw_err *);
};
struct sw_sink {
	const struct sw_sink_ops *ops;
	struct sw_where origin;		/* of the command being applied */
	const char     *op_name;	/* "RULE_APPEND": for messages */
	bool            keep;		/* added rules stay in the model and can be named later */
	/* Rule equality for -C and -D; NULL = sw_rule_equal. The session passes the one that also
	 * compares text. */
	bool          (*same)(const struct sw_rule *, const struct sw_rule *, void *arg);
	void           *same_arg;
	/* Appends the rule as its -S line, without line end, for a message; false: it has none. The
	 * session passes the one that asks the plugins; NULL: rules are named by number alone. */
	bool          (*line)(struct sw_str *, uint8_t family, const struct sw_chain *,
			      struct sw_rule *);
};

/* Edit rs by cmd and tell sink; rs must be known as deep as sw_cmd_needs(cmd). -C only looks.
 * -L and -S are not for apply. Errors carry the classic wording of iptables. On error rs and sink
 * are in an undefined (but freeable) state: the transaction must be given up. */
int sw_apply(const struct sw_cmd *cmd, struct sw_ruleset *rs, struct sw_sink *sink, struct sw_err *err);

/* iptables-restore's "*table": flush makes room for another ruleset in it, if it is there (its chains must be
 * known); else nothing is sent. As with iptables-nft, a table comes into being with the first chain or rule
 * put into it, and one that nothing is put into goes. */
int sw_apply_table(struct sw_ruleset *rs, const char *table, bool flush, struct sw_sink *sink, struct sw_err *err);
/* iptables-restore's ":CHAIN POLICY [p:b]". The name tells builtin from user chain; user_chain says that
 * the policy was "-": a builtin chain then keeps its own. A user chain that exists is flushed, with and
 * without noflush. cmd->policy, packets, bytes, opt COUNTERS; without it the counters become zero.
 * Needs no reading: where the chains are not known, what is sent is right either way. */
int sw_apply_chain_line(const struct sw_cmd *cmd, bool user_chain, bool noflush, struct sw_ruleset *rs,
			struct sw_sink *sink, struct sw_err *err);

#endif
