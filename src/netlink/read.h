/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files behind snapshot.h share. */
#ifndef SW_NETLINK_READ_H
#define SW_NETLINK_READ_H

#include "netlink/nl.h"
#include "rule/ruleset.h"

/* Note the generation before the first thing is read. */
int sw_read_begin(struct sw_nl *nl, struct sw_ruleset *rs, struct sw_err *err);

#endif
