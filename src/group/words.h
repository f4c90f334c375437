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
#define SW_TLV_PART  0xe8

/* The kernel takes userdata of 256 bytes for an element, and loses it. */
#define SW_ELEM_WORDS_MAX 240

/* A rule's order: the number of its block, which is not 0, in 24 bits, and its place in it in 40.
 * Rules that follow one another in the kernel and are of one block are shown by their places. There
 * is room between two places for what may be inserted one day. The rule that looks a map up has its
 * block's number, and place 0. */
#define SW_ORDER_BITS          40
#define SW_ORDER(block)        ((uint64_t)(block) << SW_ORDER_BITS)
/* of member i */
#define SW_ORDER_OF(order, i)  ((order) + (1ull << 38) + 16 * ((uint64_t)(i) + 1))
#define SW_ORDER_BLOCK(order)  ((uint32_t)((order) >> SW_ORDER_BITS))
#define SW_ORDER_LAST(order)   ((order) | ((1ull << SW_ORDER_BITS) - 1))
#define SW_BLOCK_NUMBERS       (1u << 24)
/* Of a rule that is put behind, or in front of, all that are there in this generation, without a
 * look at them. nth < SW_ORDER_NTH in one transaction. */
#define SW_ORDER_NTH           32
#define SW_ORDER_BEHIND(order, genid, nth) \
	((order) | 1ull << 39 | (uint64_t)(genid) << 5 | (nth))
#define SW_ORDER_FRONT(order, genid, nth) \
	((order) + (1ull << 38) - ((uint64_t)(genid) << 5 | (nth)) - 1)
/* What one of these adds to the next member's or nth's: no two rules have parts in one such row. */
int sw_order_step(uint64_t order);

/* What these add to words. */
#define SW_ORDER_WORDS 10
#define SW_PART_WORDS   5

/* Adds an order to words; false: they would be longer than most. */
bool sw_said_put_order(struct sw_userdata *ud, uint64_t order, size_t most);
/* Another one in n words that end with one. */
void sw_said_set_order(void *words, size_t n, uint64_t order);
/* Of one part of several (list.h): which of how many, and by which test they differ. */
bool sw_said_put_part(struct sw_userdata *ud, uint8_t part, uint8_t parts, uint8_t test,
		      size_t most);
void sw_said_put_form(struct sw_userdata *ud, const struct sw_form *form);

/* What words say of maps. Asked of every rule that is read: one walk. */
struct sw_said {
	uint64_t       order;	/* 0: it has none */
	const uint8_t *form;	/* NULL: it looks no map up; else what sw_said_form reads */
	size_t         nform;
	uint8_t        part, parts, test;	/* parts 0: it is whole */
};
struct sw_said sw_said_read(const void *ud, size_t len);
bool sw_said_form(const struct sw_said *s, struct sw_form *form);	/* false: none */

#endif
