/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One nf_tables message as one line of text: for --dry-run and for recordings. */
#ifndef SW_NETLINK_MSG_TEXT_H
#define SW_NETLINK_MSG_TEXT_H

#include <linux/netlink.h>
#include "base/str.h"

/* Append the line without its end. Bytes from outside are made harmless; no memory: out->oom. */
void sw_msg_text(struct sw_str *out, const struct nlmsghdr *nlh);

#endif
