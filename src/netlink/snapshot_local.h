/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files behind snapshot.h share. */
#ifndef SW_NETLINK_SNAPSHOT_LOCAL_H
#define SW_NETLINK_SNAPSHOT_LOCAL_H

#include "netlink/reader.h"
#include "rule/ruleset.h"

/* Note the generation before the first thing is read. */
int sw_read_begin(struct sw_nl *nl, struct sw_ruleset *rs, struct sw_err *err);

/* What was listed a moment ago is not there (ENOENT): somebody has deleted it, so the ruleset moved
 * while it was read, which is EINTR like an interrupted dump. Returns rc or that, with err. */
int sw_read_moved(int rc, struct sw_err *err);

/* Is the chain these attributes describe (NFTA_CHAIN_*) the builtin chain b, or, with b NULL, a
 * user chain? One that nft(8) hooked elsewhere is neither. */
struct nlattr;
bool sw_chain_fits(const struct nlattr **tb, const struct sw_builtin_chain *b);

/* Shows how many rules were read (sw_progress_is_due). */
void sw_read_progress(const struct sw_reader *reader, const struct sw_ruleset *rs);

/* decode_rule.c */
void sw_reader_progs_free(struct sw_reader_progs *progs);	/* NULL is fine */

#endif
