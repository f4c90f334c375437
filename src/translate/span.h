/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A number or a range of numbers as one test, and back; knows which byte order each test wants. */
#ifndef SW_TRANSLATE_SPAN_H
#define SW_TRANSLATE_SPAN_H

#include "translate/prog.h"

/* Numbers in host order; a selector of 1, 2, 4 or 8 bytes. inv: not from..to. */
struct sw_span { uint64_t from, to; bool inv; };

/* One comparison when both ends are equal, else a range. */
void sw_span_put(struct sw_prog *p, struct sw_sel sel, struct sw_span s);
/* Reads either; false: the test looks at something else, or is masked or ordered. */
bool sw_span_get(const struct sw_test *t, struct sw_sel sel, struct sw_span *s);

/* sel rel n, or (sel & mask) rel n. */
void sw_number_put(struct sw_prog *p, struct sw_sel sel, enum sw_rel rel, uint64_t n);
void sw_number_mask_put(struct sw_prog *p, struct sw_sel sel, uint64_t mask, enum sw_rel rel,
			uint64_t n);
/* A comparison of sel with any relation: its number, and its mask (all ones when there is none). */
bool sw_number_get(const struct sw_test *t, struct sw_sel sel, uint64_t *mask, uint64_t *n);

#endif
