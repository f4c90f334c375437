/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A packet's whole way through this machine: hooks, and the routes between them. */
#ifndef SW_SIGHT_JOURNEY_H
#define SW_SIGHT_JOURNEY_H

#include "netlink/flow.h"
#include "netlink/route.h"
#include "sight/chain_walk.h"

enum sw_turn {			/* what a route has said */
	SW_TURN_GIVEN,		/* nothing: the words say the way */
	SW_TURN_INPUT, SW_TURN_FORWARD, SW_TURN_OUTPUT,
	SW_TURN_BOTH,		/* nobody knows where it goes: both ways are followed */
	SW_TURN_NO_ROUTE,	/* error: -errno of sw_route_get */
	SW_TURN_NO_HOPS,	/* its TTL is used up */
	SW_TURN_NOT_FOR_ONE,	/* its Ethernet header is for many: such is not forwarded */
};

struct sw_journey {
	struct sw_walk   walk;		/* rs, tell, arg and watch are the caller's */
	/* told where it goes on, before it does; error of NO_ROUTE is negative; arg is walk's.
	 * NULL: nobody */
	void (*turn)(void *arg, enum sw_turn turn, const struct sw_packet *p, int error);
	bool no_routes;			/* rules of a file: this machine's routes say nothing */
	struct sw_router router;
	/* kinds of addresses, asked once */
	struct { uint8_t family, addr[16]; int kind; } known[8];
	unsigned nknown;
	struct sw_flow_reader flows;
	struct sw_flow   flow;		/* the packet's connection, */
	bool   has_flow;		/* if it has one */
	struct sw_fate   fate;		/* the result */
	bool   no_route;		/* it may end for want of a route, or of hops */
	struct sw_packet last;		/* as it was when it was accepted, where it may be */
};

/* 0, or no memory, or that routes could not be asked for. */
int sw_journey_run(struct sw_journey *j, const struct sw_packet *p, struct sw_err *err);
void sw_journey_fini(struct sw_journey *j);
/* For another packet: forgets the fate, keeps what is known of addresses. */
void sw_journey_reset(struct sw_journey *j);

#endif
