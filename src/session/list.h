/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -L, -S and save files: the ruleset as text. */
#ifndef SW_SESSION_LIST_H
#define SW_SESSION_LIST_H

#include "session/session.h"
#include "words/print_rule.h"

/* -L and -S: writes to s->out. */
int sw_list(struct sw_session *s, const struct sw_cmd *cmd, struct sw_err *err);

/* One table as a save file, without the comment lines around it, into out. */
int sw_list_save(struct sw_session *s, FILE *out, struct sw_table *t, bool counters,
		 struct sw_err *err);

/* The same with one of its chains, if there is one of that name, and its counters. */
int sw_list_save_chain(struct sw_session *s, FILE *out, struct sw_table *t, const char *name,
		       struct sw_err *err);

/* A whole save: the work of a session. */
struct sw_save {
	const char *program;	/* in the comment lines: "iptables-save" */
	const char *table;	/* this one only; NULL = all that exist */
	bool        counters;
	sw_session_work head;	/* called first, with arg; it may write to s->out. NULL: none */
	void       *arg;
};
int sw_save_run(struct sw_session *s, void *save, struct sw_err *err);

/* Both families as saves of one generation, the second one behind the first: the work of a
 * session. The family that it ends with is IPv4, with nothing read. */
struct sw_save_both {
	bool   counters;
	size_t second;	/* set by the run: where IPv6 begins in the session's text */
};
int sw_save_both_run(struct sw_session *s, void *both, struct sw_err *err);

/* What wakes a table that is dormant: "nft add table ip statewall-filter". */
#define SW_WAKE "nft add table %s %s"
#define SW_WAKE_ARGS(family, builtin) (family) == SW_IP6 ? "ip6" : "ip", (builtin)->nft_name

#endif
