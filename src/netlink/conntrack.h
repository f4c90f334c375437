/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conntrack helpers as the kernel sees them: does it have one, and which connections have one. */
#ifndef SW_NETLINK_CONNTRACK_H
#define SW_NETLINK_CONNTRACK_H

#include "netlink/nl.h"

/* 1: the kernel has this helper for this protocol (it may have loaded a module to say so), 0: it
 * has not. Asked by a transaction that is never ended, so nothing changes. */
int sw_kernel_has_helper(struct sw_nl *nl, uint8_t family, const char *name, uint8_t l4,
			 struct sw_err *err);

struct sw_connection {
	uint8_t     l4;
	uint16_t    port;	/* the one that was called; host order */
	const char *helper;	/* NULL: none */
	bool        expected;	/* a helper has announced it */
};
/* Every connection of this network namespace; each returns 0, or 1 to stop. */
int sw_kernel_connections(struct sw_nl *nl, uint8_t family,
			  int (*each)(const struct sw_connection *, void *), void *arg,
			  struct sw_err *err);

#endif
