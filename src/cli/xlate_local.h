/* SPDX-License-Identifier: GPL-2.0-or-later */
/* iptables words as nft commands: what iptables-translate and iptables-restore-translate share. */
#ifndef SW_CLI_XLATE_LOCAL_H
#define SW_CLI_XLATE_LOCAL_H

#include <stdio.h>
#include "rule/cmd.h"
#include "xt/plugin.h"

/* Text of one rule, appended to w. 1 = done, 0 = nft has no words that match the same packets. */
int sw_xlate_rule(struct sw_xt_nft *w, uint8_t family, const struct sw_rule *r,
		  struct sw_err *err);

/* Whether the plugin's words for x mean what x means; words is what it said. */
bool sw_xlate_is_faithful(const struct sw_ext *x, uint8_t family, const char *words);

/* Whether nft's grammar reads name where it wants the name of a chain or a set. */
bool sw_xlate_is_name(const char *name);

/* "ip" or "ip6". */
const char *sw_xlate_family(uint8_t family);

/* One command, on out: lines for a shell ("nft '...'") or for nft -f. argv holds its words, for
 * the comment that is printed where nft has no words for a rule. 1 = nft has no such command, and
 * the comment says so. */
int sw_xlate_command(FILE *out, const struct sw_cmd *cmd, int argc, char **argv, bool shell,
		     struct sw_err *err);

#endif
