/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One rule of the kernel, or one element of a map of rules, as a rule of the user's. */
#ifndef SW_NETLINK_DECODE_RULE_H
#define SW_NETLINK_DECODE_RULE_H

#include "netlink/held.h"
#include "netlink/reader.h"
#include "translate/translate.h"

/* What one dump of rules needs. */
struct sw_decoding {
	struct sw_reader *reader;
	uint32_t       genid;
	struct sw_ctx  ctx;
	struct sw_prog *prog, *scratch;	/* borrowed from the reader */
	struct sw_prog like;		/* tests with which a rule that is wanted begins */
	struct sw_err *err;
	struct sw_err  why;	/* a rule could not be read: no error for the caller */
};

/* A ruleset can have tens of thousands of chains with a rule or two: programs outlive a chain. */
int sw_decoding_begin(struct sw_decoding *d);

/* Not an iptables rule, or not like what is wanted; one that stands in for a policy. */
enum { SW_RULE_FOREIGN = 1, SW_RULE_GUARD };

/* 0 = r is read, with its seat; one of the above; < 0 error. bytes: a foreign rule is 0, too, with
 * r->raw. r is empty before, and after anything but 0. */
int sw_decode_message(struct sw_decoding *d, const struct nlmsghdr *nlh, bool bytes,
		      struct sw_rule *r);
int sw_decode_elem(struct sw_decoding *d, const struct sw_map_rule *m,
		   const struct sw_held_row *row, const struct nlattr *elem, bool bytes,
		   struct sw_rule *r);

#endif
