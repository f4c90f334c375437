/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A transaction's messages in a list of blocks, so that a large one grows without being copied. */
#ifndef SW_NETLINK_BATCH_H
#define SW_NETLINK_BATCH_H

#include <stddef.h>
#include "base/attr.h"
#include "netlink/nl.h"

struct sw_batch_block {
	size_t len;			/* bytes of whole messages */
	char   data[];
};

/* All zero is a valid empty one. Sequence 0 is BATCH_BEGIN; messages count from 1. */
struct sw_batch {
	struct sw_batch_block **block;	/* owned vector of owned blocks */
	size_t   nblock, cap;		/* nblock: in use; behind it may stand kept empty ones */
	size_t   nkept;			/* allocated blocks, in use or not */
	size_t   bytes;
	uint32_t seq;			/* of the last message */
};

/* Begin a message with `room` bytes free behind its head (room < SW_BATCH_ROOM_MAX). It belongs to
 * the batch only after sw_batch_end; until then a second begin starts over at the same place.
 * NULL: no memory, err filled. */
#define SW_BATCH_ROOM_MAX (512 * 1024)
struct nlmsghdr *sw_batch_begin(struct sw_batch *b, uint16_t type, uint16_t flags, uint8_t family,
				size_t room, struct sw_err *err);
void sw_batch_end(struct sw_batch *b, struct nlmsghdr *nlh);

void sw_batch_reset(struct sw_batch *b);	/* empty; keeps one block */
void sw_batch_fini(struct sw_batch *b);

/* Send it: BEGIN (with genid unless 0), messages, END (unless check_only). As sw_nl_ops.commit. */
int sw_batch_commit(const struct sw_batch *b, struct sw_nl *nl, uint32_t genid, bool check_only,
		    void (*failed)(uint32_t seq, int err, void *), void *arg, struct sw_err *err);
/* How many transactions of this process the kernel has taken: its generation is so much higher, if
 * nobody else has made any. */
unsigned sw_batch_made(void);

/* Walk the messages in order: *pos starts as {0}; NULL at the end. */
struct sw_batch_pos { size_t block, off; };
const struct nlmsghdr *sw_batch_next(const struct sw_batch *b, struct sw_batch_pos *pos);

#endif
