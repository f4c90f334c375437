/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What userdata says of maps of rules: a rule's place in its block, and how a map's elements become
 * rules. */
#ifndef SW_GROUP_WORDS_H
#define SW_GROUP_WORDS_H

#include "group/fold.h"
#include "translate/translate.h"

/* Types of the userdata TLVs, beside those of translate/spell.h. */
#define SW_TLV_ORDER 0xe6
#define SW_TLV_MAP   0xe7

/* The kernel takes userdata of 256 bytes for an element, and loses it. */
#define SW_ELEM_WORDS_MAX 240

/* A rule's order: the number of its block, which is not 0, and its place in it. Rules that follow
 * one another in the kernel and are of one block are shown by their places. There is room between
 * two places for what may be inserted one day. */
#define SW_ORDER(block)        ((uint64_t)(block) << 32)
#define SW_ORDER_OF(order, i)  ((order) + 16 * ((uint64_t)(i) + 1))	/* of member i */
#define SW_ORDER_BLOCK(order)  ((uint32_t)((order) >> 32))
#define SW_ORDER_LAST(order)   ((order) | UINT32_MAX)

/* Adds an order to words; false: they would be longer than most. */
bool sw_words_add_order(struct sw_userdata *ud, uint64_t order, size_t most);
/* 0: it has none. */
uint64_t sw_words_order(const void *ud, size_t len);

void sw_words_map(struct sw_userdata *ud, const struct sw_form *form);
bool sw_words_form(const void *ud, size_t len, struct sw_form *form);	/* false: none */

#endif
