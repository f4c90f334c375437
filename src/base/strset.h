/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A set of strings: each gets a number that stays, so that a record of an operation is small. */
#ifndef SW_BASE_STRSET_H
#define SW_BASE_STRSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"

/* All zero is a valid empty one. */
struct sw_strset {
	char     *pool;		/* owned: the strings, each with its NUL */
	uint32_t *slot;		/* owned: open addressing, offset + 1 */
	size_t    len, cap, n, nslot;
};

bool sw_strset_has(const struct sw_strset *t, const char *s);
/* Find or add s. 1 = added, 0 = was there, < 0 = no memory. The offset is valid until reset. */
int sw_strset_add(struct sw_strset *t, const char *s, uint32_t *offset, struct sw_err *err);
const char *sw_strset_get(const struct sw_strset *t, uint32_t offset);	/* until the next add */
void sw_strset_reset(struct sw_strset *t);	/* empty; memory kept */
void sw_strset_fini(struct sw_strset *t);

#endif
