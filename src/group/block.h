/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A block: rules that follow one another, put into steps that are asked one after the other. A step
 * is a map of rules of one shape, or one rule.
 *
 * The law: of two rules that one packet may meet, unless both do nothing but count, the one that
 * the user put first is in an earlier step. All others may stand in any order, so most rules of a
 * kind end in one map. */
#ifndef SW_GROUP_BLOCK_H
#define SW_GROUP_BLOCK_H

#include "group/fact.h"
#include "group/fold.h"
#include "translate/translate.h"

#define SW_BLOCK_STEPS 128
/* A dump of a map of n elements takes n * n time in the kernel: beyond this another one is made. */
#define SW_STEP_MOST   65536

/* Facts about a step's members, each with the bits that another shape asks for, too: a set of
 * hashes. Two that are equal by chance make a rule stand further behind than it must. */
struct sw_projection {
	uint64_t  mask[SW_FACT_BYTES / 8];
	uint8_t   word[SW_FACT_BYTES / 8], nword;	/* those of mask that are not 0 */
	uint64_t *hash;		/* owned: open addressing, 0 = free */
	size_t    n, cap;
};

struct sw_step {
	/* The rule of the map, without a name; or, where key is false, the one rule. */
	struct sw_prog  prog;
	struct sw_form  form;
	bool            key;
	bool            must;	/* it is to be a map, pay or not */
	/* None of its shape that has room stands before it. NOBODY_LOOKED at first. */
	enum { NOBODY_LOOKED, FIRST_OF_SHAPE, SECOND_OF_SHAPE } shape;
	uint8_t         key_len, data_len;
	struct sw_fact  fact;	/* of its first member; masks are those of all; idle: all are */
	uint8_t         at[SW_KEY_PARTS];	/* where each part stands in a fact */
	struct sw_projection *seen;	/* owned vector */
	size_t          nseen, capseen;
	uint32_t        first, last;	/* of its members; number + 1 */
	size_t          n;
};

/* One rule of the user's, in his order. */
struct sw_member {
	uint32_t step;
	uint32_t next;		/* in the same step: number + 1 */
	uint32_t data;		/* in sw_block.pool: key, data, words, chain with NUL */
	uint16_t nwords;
	bool     has_verdict;
	int      verdict;
	uint64_t packets, bytes;
};

/* All zero is a valid empty one. */
struct sw_block {
	struct sw_step   *step[SW_BLOCK_STEPS];	/* owned */
	size_t            nstep, kept;	/* kept: allocated ones, in use or not */
	struct sw_member *member;	/* owned vector */
	size_t            n, cap;
	uint8_t          *pool;		/* owned */
	size_t            used, size;
	struct sw_prog    map;		/* scratch */
	size_t            recent;	/* the step of the last member */
};

/* Puts a rule that is free (sw_fact_is_free) behind the others. 1 = done; 0 = no room: begin
 * another block; < 0 = no memory. ud: its words, copied. */
int sw_block_add(struct sw_block *b, const struct sw_prog *p, uint8_t family,
		 const struct sw_userdata *ud, struct sw_err *err);
/* What member i says besides its key, and where its key and words are; borrowed. */
struct sw_elem_act sw_block_act(const struct sw_block *b, size_t i);
const uint8_t *sw_block_key(const struct sw_block *b, size_t i);
const uint8_t *sw_block_words(const struct sw_block *b, size_t i);
/* Member i as a program; false: no memory. */
bool sw_block_prog(const struct sw_block *b, size_t i, struct sw_prog *p);
void sw_block_reset(struct sw_block *b);	/* empty; some memory kept */
void sw_block_fini(struct sw_block *b);

#endif
