/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes the expressions that nearly every rule has, by copying what libnftnl encoded once. */
#ifndef SW_TRANSLATE_IMAGE_H
#define SW_TRANSLATE_IMAGE_H

#include "translate/lower_local.h"

/* What follows each name are its values, in this order. */
enum sw_shape {
	SW_SHAPE_PAYLOAD,	/* register, base, offset, length */
	SW_SHAPE_META,		/* key, register */
	SW_SHAPE_CT,		/* key, register; without direction */
	SW_SHAPE_BITWISE,	/* source, destination, length, mask, xor */
	SW_SHAPE_CMP,		/* register, operator, data */
	SW_SHAPE_RANGE,		/* register, operator, from, to */
	SW_SHAPE_COUNTER,	/* packets, bytes: u64 */
	SW_SHAPE_VERDICT,	/* register, code */
	SW_SHAPE_JUMP,		/* register, code, data: the chain's name with NUL */
	SW_NSHAPE,
};

union sw_field {
	uint32_t    u32;	/* host byte order, like u64 */
	uint64_t    u64;
	const void *data;	/* len bytes, copied */
};

/* Appends one expression. len: bytes of data values, at most SW_CHAIN_MAX; 0 where there are none.
 * No memory: l->oom. */
void sw_lower_image(struct sw_lower *l, enum sw_shape kind, uint8_t len, const union sw_field *v);
void sw_image_fini(void);	/* for leak checkers */

#endif
