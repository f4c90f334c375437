/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -L, -S and save files: the ruleset as text. */
#ifndef SW_SESSION_LIST_H
#define SW_SESSION_LIST_H

#include "session/session.h"
#include "words/print_rule.h"

/* -L and -S: writes to s->out. */
int sw_list(struct sw_session *s, const struct sw_cmd *cmd, struct sw_err *err);

/* One table as a save file, without the comment lines around it. */
int sw_list_save(struct sw_session *s, struct sw_table *t, bool counters, struct sw_err *err);

/* On a terminal: says on stderr that rules of other tools exist, which this listing leaves out. */
void sw_list_foreign(struct sw_session *s);
/* On a terminal: says on stderr which tables filter nothing, as nft's flag "dormant" is set; table: of
 * this one only, unless it is NULL. Knows nothing before the tables were read. */
void sw_list_dormant(const struct sw_session *s, const char *table);
/* What wakes such a table: "nft add table ip statewall-filter". */
#define SW_WAKE "nft add table %s %s"
#define SW_WAKE_ARGS(family, t) (family) == SW_IP6 ? "ip6" : "ip", (t)->builtin->nft_name

#endif
