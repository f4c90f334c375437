/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads one datagram of answers: errors, ends, interrupted dumps, stale and damaged messages. */
#ifndef SW_NETLINK_WIRE_H
#define SW_NETLINK_WIRE_H

#include <stddef.h>
#include <linux/netlink.h>
#include "base/net.h"

enum { SW_WIRE_MORE, SW_WIRE_DONE, SW_WIRE_STOPPED };

/* Answers to request seq go to each, whose 1 means stop. Returns one of the above, or -errno: the
 * kernel's error, -EINTR for an interrupted dump, -EPROTO for bytes that are no messages.
 * Messages of other sequence numbers are skipped. */
int sw_wire_answers(const void *buf, size_t len, uint32_t seq,
		    int (*each)(const struct nlmsghdr *, void *), void *arg);

/* Errors of a batch go to each (err positive), acknowledgements do not. 0 or -EPROTO. */
int sw_wire_errors(const void *buf, size_t len, void (*each)(uint32_t seq, int err, void *),
		   void *arg);

#endif
