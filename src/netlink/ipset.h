/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sets of ipset(8): their names, without what they hold. */
#ifndef SW_NETLINK_IPSET_H
#define SW_NETLINK_IPSET_H

#include "netlink/nl.h"

/* Tells each the name of every set of this network namespace. The question makes the kernel load
 * its module ip_set, where it is one and is not loaded. */
int sw_kernel_ipsets(struct sw_nl *nl, void (*each)(const char *name, void *arg), void *arg,
		     struct sw_err *err);

#endif
