/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lower.c and lower_stmt.c share: the message being written and the steps both need. */
#ifndef SW_TRANSLATE_LOWER_LOCAL_H
#define SW_TRANSLATE_LOWER_LOCAL_H

#include <errno.h>
#include "translate/translate.h"

struct nftnl_expr;

struct sw_lower {
	struct nlmsghdr     *nlh;
	const struct sw_ctx *ctx;
	const struct sw_prog *prog;	/* the whole of it */
	bool                 oom;
	bool                 no_proto;	/* a guard that the kernel cannot be asked for */
	uint32_t             start;	/* nlmsg_len before the first expression */
	unsigned             nexpr;
};

/* The length of an attribute has 16 bits (struct nlattr); a rule takes 128 expressions
 * (NFT_RULE_MAXEXPRS of the kernel). Behind either limit nothing more is written, so that
 * SW_RULE_ROOM is never left: one expression is less than 64 KiB. */
#define SW_LOWER_MAX_SIZE 0xff00
static inline bool sw_lower_is_full(const struct sw_lower *l)
{
	return l->nlh->nlmsg_len - l->start > SW_LOWER_MAX_SIZE || l->nexpr > SW_LOWER_MAX_EXPR;
}

void sw_lower_put(struct sw_lower *l, struct nftnl_expr *e);	/* borrows e */
void sw_lower_put_raw(struct sw_lower *l, const void *elem, size_t len);
void sw_lower_load(struct sw_lower *l, const struct sw_sel *s, uint32_t reg);
void sw_lower_bitwise(struct sw_lower *l, uint32_t reg, const uint8_t *mask, const uint8_t *xor,
		      uint8_t len);
void sw_lower_guard(struct sw_lower *l, const struct sw_test *t);	/* lower_guard.c */
void sw_lower_test(struct sw_lower *l, const struct sw_test *t);
void sw_lower_stmt(struct sw_lower *l, const struct sw_stmt *s);

#endif
