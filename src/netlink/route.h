/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The question of "ip route get": where would a packet go? */
#ifndef SW_NETLINK_ROUTE_H
#define SW_NETLINK_ROUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "rule/rule.h"

struct sw_route_ask {
	uint8_t     family;		/* SW_IP4, SW_IP6 */
	const uint8_t *dst;		/* 4 or 16 bytes, network order */
	const uint8_t *src;		/* NULL: not known */
	const char *in;			/* it came in by this one; NULL, "": it is made here */
	uint32_t    mark;
	/* what rules of routing may ask for; 0, NULL: not known */
	uint8_t     proto;		/* IPPROTO_TCP or IPPROTO_UDP */
	const uint8_t *sport, *dport;	/* 2 bytes, network order */
	bool        has_uid;		/* else it is asked for this process */
	uint32_t    uid;
};

struct sw_route {
	uint8_t type;			/* RTN_* of <linux/rtnetlink.h>: LOCAL, UNICAST ... */
	char    out[SW_IF_MAX];		/* "": it leaves by none */
	uint8_t src[16];		/* the address that a packet made here would have */
	bool    has_src;
};

/* Keeps its socket until sw_route_close; all zero: not open yet. */
struct sw_router { void *socket; uint32_t seq; };

/* 0; or what the kernel answers such a packet with: -ENETUNREACH, -EHOSTUNREACH (also: it does not
 * forward), -EACCES (prohibited), -EINVAL (a blackhole, or an address that cannot be), -EXDEV (no
 * way back to the source), -ENODEV (no such interface). err is filled where the question itself
 * failed, and for nothing else. */
int sw_route_get(struct sw_router *r, const struct sw_route_ask *ask, struct sw_route *out,
		 struct sw_err *err);
void sw_route_close(struct sw_router *r);

#endif
