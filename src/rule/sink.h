/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The contract between the edits of a ruleset and whoever carries them out. */
#ifndef SW_RULE_SINK_H
#define SW_RULE_SINK_H

#include "base/str.h"
#include "rule/ruleset.h"

/* Where edits go; implemented by netlink/plan.c. Each returns 0 or a filled error.
 * Objects are borrowed for the call. origin of errors: sw_sink.origin. */
struct sw_sink;
enum sw_place { SW_PLACE_APPEND, SW_PLACE_HEAD, SW_PLACE_BEFORE };
struct sw_sink_ops {
	int (*table_new)(struct sw_sink *, const struct sw_table *, struct sw_err *);
	/* Another ruleset takes the place of what is in t, whose chains are known: everything goes
	 * that is not named again. t is cleared by the caller afterwards, and filled as if the
	 * table were new. */
	int (*table_renew)(struct sw_sink *, const struct sw_table *, struct sw_err *);
	int (*chain_new)(struct sw_sink *, const struct sw_table *, const struct sw_chain *,
			 bool with_policy, bool with_counters, bool exclusive, struct sw_err *);
	int (*chain_set)(struct sw_sink *, const struct sw_table *, const struct sw_chain *,
			 bool with_policy, bool with_counters, struct sw_err *);
	int (*chain_del)(struct sw_sink *, const struct sw_table *, const struct sw_chain *,
			 struct sw_err *);
	int (*chain_rename)(struct sw_sink *, const struct sw_table *, const struct sw_chain *,
			    const char *newname, struct sw_err *);
	int (*chain_flush)(struct sw_sink *, const struct sw_table *, const struct sw_chain *,
			   struct sw_err *);
	/* r gets an id when later edits of the same transaction may name it (keep true). */
	int (*rule_add)(struct sw_sink *, const struct sw_table *, const struct sw_chain *,
			struct sw_rule *r, enum sw_place, const struct sw_rule *anchor, bool keep,
			struct sw_err *);
	int (*rule_replace)(struct sw_sink *, const struct sw_table *, const struct sw_chain *,
			    const struct sw_rule *old, struct sw_rule *r, bool keep,
			    struct sw_err *);
	int (*rule_del)(struct sw_sink *, const struct sw_table *, const struct sw_chain *,
			const struct sw_rule *, struct sw_err *);
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

#endif
