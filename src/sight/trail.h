/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ways of packets through chains, put together from events that come from several CPUs at once;
 * in bounded memory. */
#ifndef SW_SIGHT_TRAIL_H
#define SW_SIGHT_TRAIL_H

#include <time.h>

#include "base/strset.h"
#include "netlink/nftrace.h"
#include "sight/lookout.h"

/* A packet as it entered a base chain. */
struct sw_view {
	uint8_t  family;		/* SW_IP4, SW_IP6; 0: of another protocol */
	uint8_t  nll, nnh, nth;		/* bytes of each that are known */
	uint8_t  ll[14], nh[60], th[60];
	uint32_t iif, oif;		/* 0: none */
	uint16_t iiftype;
	uint32_t mark;
};

struct sw_leg {
	uint8_t  family;	/* of the table */
	bool     policy;	/* of a base chain; else a rule, or the end of a chain's rules */
	int32_t  verdict;
	uint32_t table, chain;	/* names, in sw_trails.names */
	uint32_t before, mark;	/* the packet's mark before this step, and behind it */
	uint32_t view;		/* which of the packet's stood before it */
	uint64_t rule;		/* handle; 0: the end of a chain */
};

enum sw_trail_end {
	SW_END_OPEN,		/* nothing more was seen of it: it was queued, or given to another
				 * program, or its events were lost */
	SW_END_DROPPED,
	SW_END_THROUGH,		/* it came to the end of INPUT or POSTROUTING */
};

struct sw_trail {
	struct sw_trail *next;		/* of its bucket */
	struct sw_trail *older, *newer;
	uint32_t        id;
	struct timespec begin;			/* CLOCK_REALTIME */
	uint32_t        mark;			/* behind its last event */
	uint64_t        last;			/* of its last event, in ms (sw_trails_now) */
	struct sw_view *view;			/* owned vector: as it came, and each change */
	size_t          nview, capview;
	struct sw_leg  *leg;			/* owned vector */
	size_t          nleg, capleg;
	enum sw_trail_end end;
	unsigned        met, took;		/* of our own chains: sw_lookout_wants */
	bool            theirs;			/* another trace has begun it */
	bool            lost;			/* events were lost while it was open */
	bool            cut;			/* there were more steps than are kept */
};

#define SW_TRAILS_MOST 2048		/* open at once; beyond it the oldest one is told */
#define SW_LEGS_MOST     8192		/* of one */
#define SW_LEGS_ALL      131072		/* of all that are open */
#define SW_TRAILS_WAIT 300		/* ms without an event, and nothing more is expected */

#define SW_TRAIL_BUCKETS 512
struct sw_trails {
	const struct sw_lookout *lookout;	/* borrowed */
	const char *table;		/* the lookout's, as it is called; NULL: there is none */
	/* Takes one that is complete, or will not be; it is freed then. */
	void      (*tell)(const struct sw_trail *j, void *arg);
	void       *arg;
	struct sw_strset   names;
	struct sw_trail *bucket[SW_TRAIL_BUCKETS];
	struct sw_trail *oldest, *newest;
	size_t      n, nleg;
	bool        gap;		/* sw_trails_gap */
	bool        oom;		/* some were left out */
};

/* All zero but for the first four is a valid empty one; ended with fini, which tells none. */
void sw_trails_fini(struct sw_trails *js);
/* An event, for arg a struct sw_trails: as sw_trace_ear_read calls it. */
void sw_trails_take(const struct sw_trace_event *e, void *trails);
/* Tells those that have waited for so many ms without an event. */
void sw_trails_expire(struct sw_trails *js, unsigned ms);
/* From here on events may be missing between two of those that are taken, or no more. Whatever is
 * open meanwhile may be without some. */
void sw_trails_gap(struct sw_trails *js, bool gap);

uint64_t sw_trails_now(void);		/* ms, CLOCK_MONOTONIC */

/* What is known of a packet in that view; names of its interfaces are asked from the system. */
void sw_view_packet(const struct sw_view *v, struct sw_packet *p);

#endif
