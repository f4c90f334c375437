/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of a journey share: routes between hooks. */
#ifndef SW_SIGHT_JOURNEY_LOCAL_H
#define SW_SIGHT_JOURNEY_LOCAL_H

#include "sight/journey.h"

/* RTN_* of an address, as sw_spot.kind; -1: not known. */
int sw_journey_kind(void *journey, const struct sw_packet *p, const uint8_t *addr);
/* Is it made here? */
bool sw_journey_made_here(struct sw_journey *j, const struct sw_packet *p);
/* Tells of a turn; error: of SW_TURN_NO_ROUTE, else 0. */
void sw_journey_turn(struct sw_journey *j, enum sw_turn t, const struct sw_packet *p, int error);
/* It has no route. Returns 1. */
int sw_journey_no_way(struct sw_journey *j, const struct sw_packet *p, int error);
/* Of a packet that came in, behind PREROUTING. 0: its way is known, as far as it can be; 1: it has
 * none. */
int sw_journey_route_in(struct sw_journey *j, struct sw_packet *p, struct sw_err *err);
/* Of a packet made here: by which interface, unless words say it. Returns 0, or why there is none.
 * A source that is none of this machine's does not count. */
int sw_journey_route_out(struct sw_journey *j, struct sw_packet *p);

#endif
