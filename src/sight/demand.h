/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a rule asks for of a packet, field by field, and what rules write into packets: enough to
 * prove that one rule takes every packet that another one would. */
#ifndef SW_SIGHT_DEMAND_H
#define SW_SIGHT_DEMAND_H

#include "sight/ranges.h"
#include "translate/prog.h"

/* Parts of a packet and of what the kernel knows of it, as rules look at them and write them. Bytes
 * of the IP header are told apart, the others are not. */
enum {
	SW_PART_LL = 1, SW_PART_TH = 2, SW_PART_MARK = 4, SW_PART_META = 8, SW_PART_CT = 16,
	SW_PARTS = 31,
};
struct sw_part {
	uint64_t nh;		/* a bit for each byte */
	unsigned other;		/* SW_PART_* */
};
void sw_part_add(struct sw_part *p, const struct sw_part *more);

/* One field and the values of it that are taken. */
struct sw_demand_field {
	struct sw_sel    sel;
	struct sw_ranges takes;
};

/* All zero is the demand of a rule that takes every packet. */
struct sw_demand {
	struct sw_demand_field *field;	/* owned; each field once */
	size_t   nfield, capfield;
	struct sw_test *bits;	/* owned: what is asked of bits that are no range: CMP, EXISTS */
	size_t   nbits, capbits;
	uint8_t  guard;		/* so much of a transport header is there */
	/* Nothing else is asked for, nothing that counts, remembers, or moves by itself: a
	 * packet that is as demanded is taken, each time. */
	bool     exact;
	bool     never;		/* no packet is so: what it asks for excludes each other */
	struct sw_part reads;
};

/* *d is the caller's, who ends it with sw_demand_fini in any case. 0, or no memory. */
int sw_demand_of(struct sw_demand *d, const struct sw_prog *p, uint8_t family, struct sw_err *err);
void sw_demand_fini(struct sw_demand *d);

/* NULL: it asks nothing of that field, which is as a program's tests name it, or longer. */
const struct sw_ranges *sw_demand_field(const struct sw_demand *d, const struct sw_sel *sel);

/* Is every packet that inner demands as outer demands, too? outer must be exact. open: but for this
 * field of outer's, by number; -1: none. False also where it is so, and nobody can tell. */
bool sw_demand_within(const struct sw_demand *inner, const struct sw_demand *outer, int open);

/* Has every packet that d demands a value of that field? */
bool sw_demand_sees(const struct sw_demand *d, const struct sw_sel *sel);

/* What the statements of a program write; of chains that it jumps to nothing is said. */
void sw_demand_writes(struct sw_part *w, const struct sw_prog *p);

/* States of connections as bits: SW_STATE_* of packet.h. */
unsigned sw_demand_states(const struct sw_demand *d);

/* Fields that people speak of. */
struct sw_sel sw_demand_proto(uint8_t family);
struct sw_sel sw_demand_addr(uint8_t family, bool dst);
#define SW_DEMAND_IN    SW_SEL_META(NFT_META_IIFNAME, 16)
#define SW_DEMAND_DPORT SW_SEL_TH(2, 2)

#endif
