/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a rule that a packet has met does to it. */
#ifndef SW_SIGHT_ACT_H
#define SW_SIGHT_ACT_H

#include "sight/ask.h"

enum sw_end {
	SW_GOES_ON,	/* to the next rule */
	SW_JUMPS,	/* to chain prog->chain, or goes to it */
	SW_RETURNS,
	SW_ACCEPTED,	/* by this base chain: those behind it are still to come */
	SW_DROPPED,
	SW_REJECTED,
	SW_QUEUED,	/* a program decides */
	SW_TAKEN,	/* the kernel answers in another's place: SYNPROXY */
	SW_UNKNOWN_END,	/* an xt target that may do anything; *why says which */
};

/* Changes the packet, and says in a few words what has been changed, or "" ("mark 0x10", "to
 * 10.0.0.2:80"). why: set, where what happens next is not known. */
enum sw_end sw_act(struct sw_packet *p, const struct sw_spot *at, const struct sw_prog *prog,
		   struct sw_str *changed, struct sw_str *why);

/* Parts of it: a statement of NAT, and another few words. */
void sw_act_nat(struct sw_packet *p, const struct sw_spot *at, const struct sw_stmt *s,
		struct sw_str *changed);
void sw_act_say(struct sw_str *out, const char *what);

/* What conntrack does to a packet of a connection that it has translated before. addr NULL: it may
 * be any, and so may the port; port NULL: it stays. Network order. */
void sw_act_translate(struct sw_packet *p, bool dst, const uint8_t *addr, const uint8_t *port,
		      struct sw_str *changed);

/* Of two packets, one of which it is, what is known of both; into a. */
void sw_packet_join(struct sw_packet *a, const struct sw_packet *b);

#endif
