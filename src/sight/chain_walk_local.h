/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files that walk share: a packet's visit to one chain. */
#ifndef SW_SIGHT_CHAIN_WALK_LOCAL_H
#define SW_SIGHT_CHAIN_WALK_LOCAL_H

#include "sight/chain_walk.h"

/* Where it is, and what has come of it in one chain. */
struct sw_visit {
	const struct sw_table *table;
	const struct sw_chain *chain;
	struct sw_spot place;
	unsigned depth;
	bool  sure;
	/* on the way out: the packets that came to its end (or returned), and those accepted */
	bool  through, accepted, ended;	/* ended: some came to neither */
	struct sw_packet out, taken;
};

/* Through the rules from the first one on, and into the chains that they name. 0, or an error. */
int sw_visit_walk(struct sw_walk *w, struct sw_visit *v, struct sw_packet *p,
		  struct sw_fate *fate, struct sw_err *err);
/* Completes a step, and tells it. */
void sw_visit_tell(struct sw_walk *w, const struct sw_visit *v, struct sw_walk_step *step);
/* The packet's way ends at that rule, 0: at the policy; for sure, or perhaps. */
void sw_visit_decide(struct sw_fate *f, const struct sw_visit *v, enum sw_end end, size_t number,
		     bool sure);
/* One more packet of which one is meant. */
void sw_visit_join(bool *any, struct sw_packet *into, const struct sw_packet *p);
bool sw_packet_same(const struct sw_packet *a, const struct sw_packet *b);

#endif
