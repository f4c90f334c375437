/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One connection of conntrack's, found by a packet of it: how it is translated, its mark. */
#ifndef SW_NETLINK_FLOW_H
#define SW_NETLINK_FLOW_H

#include <stdbool.h>
#include <stdint.h>

/* One direction of a connection; all in network order. Of ICMP, id, type and code stand in the
 * place of ports. */
struct sw_tuple {
	uint8_t  family, proto;		/* SW_IP4, SW_IP6 */
	uint8_t  src[16], dst[16];
	uint8_t  sport[2], dport[2];	/* of protocols that have some */
	uint8_t  id[2], type, code;	/* of ICMP and ICMPv6 */
};

struct sw_flow {
	bool     reply;			/* the packet is of the direction of its answers */
	struct sw_tuple other;		/* the other direction, as it is seen out there */
	uint32_t mark;
	bool     translated;		/* has it been given other addresses or ports? */
};

/* Keeps its socket until sw_flow_close; all zero: not open yet. */
struct sw_flow_reader { void *socket; uint32_t seq; };

/* 1: there is one; 0: there is none, or conntrack cannot be asked. Zones are not known: it is the
 * one without. */
int sw_flow_get(struct sw_flow_reader *r, const struct sw_tuple *packet, struct sw_flow *out);
void sw_flow_close(struct sw_flow_reader *r);

#endif
