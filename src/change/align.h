/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which lines of two lists of rules are the same ones, in their order. */
#ifndef SW_CHANGE_ALIGN_H
#define SW_CHANGE_ALIGN_H

#include "change/rule_text.h"

#define SW_ALIGN_NONE ((size_t)-1)

/* For each rule of a: the number of its equal in b, or SW_ALIGN_NONE; the numbers rise, and as many
 * rules as can be are paired, as base/lcs.h has it. *to is the caller's, with a->nrule elements, or
 * NULL for none. NULL for a or b is a chain without rules. */
int sw_align(const struct sw_chain_text *a, const struct sw_chain_text *b, size_t **to,
	     struct sw_err *err);

#endif
