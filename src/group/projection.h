/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does a step hold a rule that a packet of another rule may meet, too? Answered by hash, not by
 * walking its members. */
#ifndef SW_GROUP_PROJECTION_H
#define SW_GROUP_PROJECTION_H

#include "group/block.h"

/* The fact of a rule that would be a member of s, a map, with these keys. */
void sw_step_fact(const struct sw_step *s, const struct sw_prog *p, const uint8_t *key,
		  struct sw_fact *f);
/* 1 = it may, and one of both does something; 0 = certainly not; < 0 = no memory. */
int sw_step_overlaps(struct sw_block *b, struct sw_step *s, const struct sw_fact *f);
/* Has a member the very same values? The shapes are one. */
int sw_step_has(struct sw_block *b, struct sw_step *s, const struct sw_fact *f);
/* A member with this fact has come; false: no memory. */
bool sw_step_see(struct sw_step *s, const struct sw_fact *f);
void sw_step_forget(struct sw_step *s);

#endif
