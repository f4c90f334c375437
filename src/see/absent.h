/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A remark on interfaces that a packet's words name and this machine has not: most likely they are
 * mistyped, and no rule for the right one is met then. */
#ifndef SW_SEE_ABSENT_H
#define SW_SEE_ABSENT_H

#include "sight/packet.h"

/* One for each of p's that is not there, to standard error. */
void sw_remark_absent(const char *program, const struct sw_packet *p);

#endif
