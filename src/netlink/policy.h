/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A policy that changes together with rules: the last rule that stands in for it meanwhile, and the
 * mark by which every process knows of it.
 *
 * The kernel changes rules at one moment and a policy at another: a packet would meet the new rules
 * with the old policy, or old rules that it is still in with the new one. So the transaction that
 * changes the rules leaves the policy alone and appends a guard: a rule with the new policy's
 * verdict. When no packet can be in the old rules any more, a second transaction sets the policy,
 * and a third takes the guard away.
 *
 * As long as the guard stands, an empty chain "sw.policy.INPUT" (of no use to packets) marks it;
 * its comment says which policy is meant. Who finds it without its maker (killed in between) reads
 * that policy, and completes the change before it appends to the chain, flushes it or sets its
 * policy; what does not meet the guard (-I, -D, -R, -Z) leaves it. */
#ifndef SW_NETLINK_POLICY_H
#define SW_NETLINK_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"

struct nlattr;
struct nlmsghdr;
struct sw_builtin_chain;
struct sw_builtin_table;
struct sw_nl;

#define SW_POLICY_MARK "sw.policy."	/* and the name of the builtin chain */

/* Userdata of the guard rule, and of the mark: attribute attr of the message. policy: SW_ACCEPT,
 * SW_DROP. */
void sw_policy_put(struct nlmsghdr *nlh, uint16_t attr, int policy);
/* The policy that such userdata means; -1: it is something else. NULL is fine. */
int sw_policy_read(const struct nlattr *userdata);

/* One change that is to be completed. Everything is borrowed. */
struct sw_policy_change {
	uint8_t family;
	const struct sw_builtin_table *table;
	const struct sw_builtin_chain *chain;
};

/* Wait until no packet is in rules that a transaction before has replaced (10 to 30 ms). */
void sw_policy_wait(void);
/* Complete the changes of chains that still have their mark: waits, sets the policies, then takes
 * guards and marks away. Tries again when others commit in between. 0, or a filled error: the
 * guards stand then, and mean the same. *commits (may be NULL) grows by the number of transactions
 * made. */
int sw_policy_complete(struct sw_nl *nl, const struct sw_policy_change *v, size_t n,
		       unsigned *commits, struct sw_err *err);

#endif
