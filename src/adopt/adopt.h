/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules of another iptables become ours, and the other way, without a moment at which a packet
 * meets neither. */
#ifndef SW_ADOPT_ADOPT_H
#define SW_ADOPT_ADOPT_H

#include "adopt/move.h"

/* Both families: theirs are read and loaded here in one transaction, counters included; read back
 * and compared; then theirs are taken out, at a moment at which they are still those that were
 * read. What others change meanwhile goes over too (m->late). Until the last step the rules stand
 * on both sides, and a packet passes both.
 * An error before m->taken: nothing is changed. With m->taken: both sides have the rules.
 * m->list says what is in the way. m->other.kind, .with, program and dry are set; the caller frees
 * *m with sw_move_fini in any case. */
int sw_adopt(struct sw_move *m, struct sw_err *err);

/* The inverse: ours are loaded by their program, read back and compared, and then ours go. */
int sw_leave(struct sw_move *m, struct sw_err *err);

#endif
