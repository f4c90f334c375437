/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a rule is no element of a map, in a few words for the reader. */
#ifndef SW_GROUP_WHY_H
#define SW_GROUP_WHY_H

#include "group/fact.h"

/* Of a rule that stands by itself. size bytes at out: always a text. A rule that could be an
 * element is one of too few, or overlaps with those of its kind, as the chain would be written
 * anew. False: memory ran out. */
bool sw_why(char *out, size_t size, const struct sw_prog *p, uint8_t family,
	    const struct sw_builtin_table *t);

#endif
