/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In which order the kernel is asked a rule's tests, and back to the order in which rules are read.
 * Plain data. */
#ifndef SW_TRANSLATE_ORDER_H
#define SW_TRANSLATE_ORDER_H

#include "translate/prog.h"

#define SW_ORDER_MAX 128	/* tests; a program with more stays as it is */

/* at[i]: which of p's tests is asked as number i, for the first SW_ORDER_MAX of them. The kernel's
 * rule matches what p matches, and remembers what p would remember. */
void sw_order(const struct sw_prog *p, uint8_t at[SW_ORDER_MAX]);
/* Puts tests that were read as sw_encode(), and whoever else makes a program, would have them. For
 * all of these undo(order(p)) == p, and undo(p) == p: so older versions wrote them. */
void sw_order_undo(struct sw_prog *p);

#endif
