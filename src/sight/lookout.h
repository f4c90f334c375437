/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which packets are to be traced: words of one as rules that mark, and as rules that answer later
 * what nobody can know at first. */
#ifndef SW_SIGHT_LOOKOUT_H
#define SW_SIGHT_LOOKOUT_H

#include "netlink/nftrace.h"
#include "sight/packet.h"
#include "translate/prog.h"

/* Chains of the table. Those that mark come behind the putting together of fragments and before
 * table raw. A connection is known behind conntrack, a way when it has begun; and a packet that has
 * come to the last chain of a way is through. */
enum sw_lookout_at {
	SW_LOOKOUT_IN, SW_LOOKOUT_MADE,		/* mark what comes in, what is made here */
	SW_LOOKOUT_IN_STATE, SW_LOOKOUT_MADE_STATE,	/* ask for what conntrack knows */
	SW_LOOKOUT_LOCAL, SW_LOOKOUT_FORWARD,	/* which way it goes, and where to */
	SW_LOOKOUT_END_LOCAL, SW_LOOKOUT_END_OUT,	/* the end of INPUT, of POSTROUTING */
	SW_LOOKOUT_MAX,
};

struct sw_lookout {
	uint8_t     family;	/* of the table: NFPROTO_* */
	bool        marks;	/* false: no words were given, and nothing is marked */
	enum sw_way way;	/* SW_WAY_UNKNOWN: any */
	bool        out;	/* it is to leave by a certain interface */
	struct sw_trace_chain chain[SW_LOOKOUT_MAX];	/* nchain of them, */
	enum sw_lookout_at at[SW_LOOKOUT_MAX];		/* and which each is */
	size_t      nchain;
	struct sw_prog prog[SW_LOOKOUT_MAX];	/* owned; of the chain of that place */
};

/* What is to be done for packets like p; NULL: nothing is marked, and only ends are seen. Ended
 * with sw_lookout_fini, whatever is returned. SW_EPARAM: no packet has all of these words. */
int sw_lookout_begin(struct sw_lookout *w, const struct sw_packet *p, struct sw_err *err);
void sw_lookout_fini(struct sw_lookout *w);

/* Which of its chains has that name; SW_LOOKOUT_MAX: none. */
enum sw_lookout_at sw_lookout_find(const struct sw_lookout *w, const char *chain);

/* Is it a packet to be shown? met: a bit for each chain that it met, took: for each whose rule it
 * passed. What it ended too early to be asked is taken as true. */
bool sw_lookout_wants(const struct sw_lookout *w, unsigned met, unsigned took);

#endif
