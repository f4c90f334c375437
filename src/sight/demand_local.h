/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files about demands share. */
#ifndef SW_SIGHT_DEMAND_LOCAL_H
#define SW_SIGHT_DEMAND_LOCAL_H

#include "sight/demand.h"

/* The part that a selector is about. */
void sw_demand_add_part(struct sw_part *p, const struct sw_sel *s);
/* A value or a mask of a test, t->len bytes, the highest first: numbers of the host's order
 * stand in tests as in its memory, unless the test is about order. */
void sw_demand_value(uint8_t *to, const struct sw_test *t, const uint8_t *from);

#endif
