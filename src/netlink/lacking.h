/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a refused rule lacks: a kernel module, or a route. */
#ifndef SW_NETLINK_LACKING_H
#define SW_NETLINK_LACKING_H

#include "netlink/batch.h"

/* Message seq of the batch was refused, and err says so: if it is a rule with an extension or an
 * expression that the kernel does not have, or a chain of such a type, a hint names its module. If
 * jumps lead from where there is no route to what needs one, a hint says that. */
void sw_lacking_explain(const struct sw_batch *b, uint32_t seq, struct sw_err *err);

/* Does the kernel have the queue expression? Asked once. true: it has, or cannot be asked. */
bool sw_kernel_queues(uint8_t family);
/* The same of those that -m socket is made of. */
bool sw_kernel_finds_sockets(uint8_t family);

#endif
