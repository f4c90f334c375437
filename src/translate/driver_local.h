/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the two halves of the driver (translate.c encodes, decode.c decodes) share. */
#ifndef SW_TRANSLATE_DRIVER_LOCAL_H
#define SW_TRANSLATE_DRIVER_LOCAL_H

#include "translate/spell.h"

/* Largest payload of a native match or target; compile-time checked where ops are listed. */
#define SW_PAYLOAD_MAX 2048

/* What decode is offered when there are no tests: a match adds to the pointer before it looks at
 * n. */
static const struct sw_test sw_no_test;

/* Which extensions of a rule travel as xt, whatever native form they have today: a rule is read
 * back as it was written, also by a version that knew fewer native forms. */
struct sw_carry {
	/* bit i % 64 of i / 64: match i; no rule has 128 (SW_LOWER_MAX_EXPR) */
	uint64_t match[2];
	bool     target;
	const struct sw_target_ops *form;	/* of the target as it was read; NULL: today's */
};

/* Encode as told, without checking each match by decoding it: for comparing with the kernel's. */
int sw_encode_as(const struct sw_rule *r, const struct sw_ctx *ctx, const struct sw_carry *carry,
		 struct sw_prog *p, struct sw_userdata *ud, struct sw_err *err);

/* target_queue.c: -j QUEUE, a verdict for the user and an extension for the kernel. decode: false =
 * p is none. */
void sw_queue_encode(struct sw_prog *p);
bool sw_queue_decode(const struct sw_prog *p, struct sw_jump *j);

static inline size_t sw_match_user_size(const struct sw_match_ops *o)
{
	return o->user_size ? o->user_size : o->size;
}

static inline size_t sw_target_user_size(const struct sw_target_ops *o)
{
	return o->user_size ? o->user_size : o->size;
}

#endif
