/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Remarks on a terminal about what a listing does not show: sleeping tables, rules of other
 * tools. */
#ifndef SW_CLI_BESIDE_H
#define SW_CLI_BESIDE_H

#include "session/session.h"

/* Is there somebody to read them? Then ask the session for what they say. */
bool sw_beside_wanted(void);

/* On stderr: which tables filter nothing, as nft's flag "dormant" is set. table: of this one only,
 * unless it is NULL. */
void sw_beside_dormant(const struct sw_answer *answer, uint8_t family, const char *table);
/* On stderr: the tools that have rules of their own. */
void sw_beside_foreign(const struct sw_answer *answer);

#endif
