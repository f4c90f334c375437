/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The checker: whether rules keep their turns, found out in another way than the one that builds
 * blocks. */
#ifndef SW_GROUP_TURNS_H
#define SW_GROUP_TURNS_H

#include "group/block.h"

/* One rule: where the user sees it, and where the kernel asks it. */
struct sw_turn {
	struct sw_fact fact;
	uint32_t       row;	/* rules of one row are asked at once */
	uint32_t       place;
};

/* Is of any two rules that a packet may meet, unless both do nothing but count, the one with the
 * smaller place asked first? And can no packet meet two of one row? Sorts them by row. false also
 * without memory. */
bool sw_turns_check(struct sw_turn *turn, size_t n);
/* The same of a block: its steps are the rows. */
bool sw_turns_hold(const struct sw_block *b, uint8_t family);

#endif
