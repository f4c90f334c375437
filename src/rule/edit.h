/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command applied to a ruleset: the model changes, and a sink is told every edit. */
#ifndef SW_RULE_EDIT_H
#define SW_RULE_EDIT_H

#include "rule/cmd.h"
#include "rule/sink.h"

/* Edit rs by cmd and tell sink; rs must be known as deep as the command asks (sw_reading_of). -C
 * only looks. -L and -S are none of its. Errors carry the classic wording of iptables. On error rs
 * and sink are in an undefined (but freeable) state: the transaction must be given up. */
int sw_edit_run(const struct sw_cmd *cmd, struct sw_ruleset *rs, struct sw_sink *sink,
		struct sw_err *err);

/* iptables-restore's "*table": flush makes room for another ruleset in it, if it is there (its
 * chains must be known); else nothing is sent. As with iptables-nft, a table comes into being with
 * the first chain or rule put into it, and one that nothing is put into goes. */
int sw_edit_table_line(struct sw_ruleset *rs, const char *table, bool flush, struct sw_sink *sink,
		       struct sw_err *err);
/* iptables-restore's ":CHAIN POLICY [p:b]". The name tells builtin from user chain; user_chain says
 * that the policy was "-": a builtin chain then keeps its own. A user chain that exists is flushed,
 * with and without noflush. cmd->policy, packets, bytes, opt COUNTERS; without it the counters
 * become zero. Needs no reading: where the chains are not known, what is sent is right either
 * way. */
int sw_edit_chain_line(const struct sw_cmd *cmd, bool user_chain, bool noflush,
		       struct sw_ruleset *rs, struct sw_sink *sink, struct sw_err *err);

#endif
