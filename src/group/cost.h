/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a step is cheaper as a map, or as rules one after the other. */
#ifndef SW_GROUP_COST_H
#define SW_GROUP_COST_H

#include "group/block.h"

enum sw_group_mode {
	SW_GROUP_OFF,
	SW_GROUP_AUTO,		/* where it pays */
	SW_GROUP_ALWAYS,	/* wherever two rules can be one map; every block is checked */
};

/* false also for a step of one rule, which has no key. */
bool sw_step_pays(const struct sw_step *s, enum sw_group_mode mode);

#endif
