/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lower.c and lower_stmt.c share: the message being written and the steps both need. */
#ifndef SW_TRANSLATE_LOWER_H
#define SW_TRANSLATE_LOWER_H

#include <errno.h>
#include "translate/translate.h"

struct nftnl_expr;

struct sw_lower {
	struct nlmsghdr     *nlh;
	const struct sw_ctx *ctx;
	bool                 oom;
};

void sw_lower_put(struct sw_lower *l, struct nftnl_expr *e);	/* borrows e */
void sw_lower_load(struct sw_lower *l, const struct sw_sel *s, uint32_t reg);
void sw_lower_bitwise(struct sw_lower *l, const uint8_t *mask, const uint8_t *xor, uint8_t len);
void sw_lower_test(struct sw_lower *l, const struct sw_test *t);
void sw_lower_stmt(struct sw_lower *l, const struct sw_stmt *s);

#endif
