/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a selector sees of a packet: the bytes that the kernel would load, as far as they are
 * known. */
#ifndef SW_SIGHT_LOOK_H
#define SW_SIGHT_LOOK_H

#include "sight/packet.h"
#include "translate/prog.h"

/* Where a packet is when it is looked at. */
struct sw_spot {
	enum sw_hook hook;
	bool early;	/* before conntrack has seen it: in table raw */
	/* what kind of address that is (RTN_* of <linux/rtnetlink.h>), -1: nobody knows. NULL: it
	 * cannot be asked. */
	int (*kind)(void *arg, const struct sw_packet *p, const uint8_t *addr);
	void *arg;
};

enum sw_seen {
	SW_SEEN_NOT,	/* there is no such thing: the test fails, whatever it asks for */
	SW_SEEN_MAY,	/* nobody knows whether there is */
	SW_SEEN,	/* there is; out says what is known of it */
};

/* s->len bytes at most 16, in the byte order of the kernel's register. */
enum sw_seen sw_look(const struct sw_packet *p, const struct sw_spot *at, const struct sw_sel *s,
		     struct sw_bytes16 *out);

/* The states that the packet may have there, for -m state. */
unsigned sw_look_states(const struct sw_packet *p, const struct sw_spot *at);

/* How the reader can say it, or why nobody can: "the state (--state)", "what time it is". */
const char *sw_look_name(const struct sw_sel *s);

#endif
