/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lift.c and its handlers share: the load that waits for a consumer, and the handlers. */
#ifndef SW_TRANSLATE_LIFT_LOCAL_H
#define SW_TRANSLATE_LIFT_LOCAL_H

#include "base/attr.h"
#include "base/cleanup.h"
#include "translate/translate.h"

struct sw_value { const uint8_t *p; uint32_t len; };

struct sw_lift {
	struct sw_prog      *p;
	const struct nlattr *elem;	/* the expression being read */
	/* A load waits here until a comparison, a store or nobody consumes it. */
	bool          open, masked, hton;
	struct sw_sel sel;
	uint8_t       masklen, mask[16], xor[16];
	/* Loads behind it, into the registers behind its own: fields of one lookup. */
	size_t        nmore;
	struct sw_key_part more[SW_KEY_PARTS - 1];
	const char   *map;
	struct sw_key *said;	/* its element has filled registers that wait for their statement */
	struct sw_value imm[5];		/* immediates in registers 1 to 4, for nat and stores */
};

bool sw_lift_value(const struct nlattr *nest, struct sw_value *out);

bool sw_lift_load(struct sw_lift *l, struct sw_sel sel, uint32_t reg);
void sw_lift_flush(struct sw_lift *l);
/* Behind the counter, or the lookup of a map of rules, tests decide about the statements that
 * follow, not about the rule. */
bool sw_lift_is_behind(const struct sw_lift *l);
/* The waiting load has no mask, or one of len bytes and nothing more. */
bool sw_lift_mask_is_plain(const struct sw_lift *l, uint32_t len);
/* s takes its values from the map before it; false: it cannot. */
bool sw_lift_said(struct sw_lift *l, struct sw_stmt *s);

/* Handlers: true = understood, false = the expression becomes RAW. lift_load.c: */
bool sw_lift_payload(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_meta(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_ct(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_fib(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_rt(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_socket(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_exthdr(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_numgen(struct sw_lift *l, const struct nlattr *data);
/* lift_lookup.c: */
bool sw_lift_lookup(struct sw_lift *l, const struct nlattr *data);
/* lift_stmt.c: */
bool sw_lift_counter(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_immediate(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_match(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_target(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_limit(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_quota(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_reject(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_log(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_nat(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_masq(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_redir(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_tproxy(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_dup(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_synproxy(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_queue(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_notrack(struct sw_lift *l, const struct nlattr *data);
bool sw_lift_objref(struct sw_lift *l, const struct nlattr *data);

#endif
