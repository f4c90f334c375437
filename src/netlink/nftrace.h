/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Live traces of the kernel's: a table that marks packets for as long as we live, and what the
 * kernel tells of marked packets. */
#ifndef SW_NETLINK_NFTRACE_H
#define SW_NETLINK_NFTRACE_H

#include "base/err.h"
#include "base/net.h"

struct sw_prog;

/* How the names of tables begin that mark packets; behind it stands the number of the socket. */
#define SW_TRACE_TABLE "statewall-trace-"

/* ---- the table: nftrace_table.c -------------------------------------------------------------- */

/* A base chain with policy ACCEPT, and at most one rule. */
struct sw_trace_chain {
	const char *name;
	unsigned    hook;	/* enum sw_hook */
	int32_t     prio;
	const struct sw_prog *rule;	/* NULL: none; borrowed */
};

struct sw_trace_table;
/* Makes it in one transaction. The kernel takes it away when its socket closes, however that comes
 * about, and lets nobody else write into it. family: NFPROTO_INET, IPV4 or IPV6. -EOPNOTSUPP: the
 * kernel has no such tables (before Linux 5.12); nothing was made then. */
int sw_trace_table_open(struct sw_trace_table **out, uint8_t family,
			const struct sw_trace_chain *chain, size_t n, struct sw_err *err);
const char *sw_trace_table_name(const struct sw_trace_table *t);
void sw_trace_table_close(struct sw_trace_table *t);	/* NULL is fine */

/* ---- what is told: nftrace.c ----------------------------------------------------------------- */

/* Bytes of a packet's header as the kernel tells them, the first ones; n 0: none was told. */
struct sw_trace_bytes { const uint8_t *v; size_t n; };

/* One step of a packet. All is borrowed from the message, and in host order. */
struct sw_trace_event {
	uint8_t     family;	/* of the table */
	uint32_t    id;		/* the packet's; may be another one's when it is gone */
	uint32_t    type;	/* enum nft_trace_types */
	const char *table, *chain;
	uint64_t    rule;	/* handle; 0: a policy, or the end of a chain's rules */
	int32_t     verdict;	/* of the rule, or the chain's policy: NF_DROP, NFT_JUMP ... */
	uint32_t    mark;	/* behind this step */
	/* The packet, which only the first event of each base chain has, as it is behind the rule
	 * of that event. */
	bool        whole;
	uint8_t     nfproto;	/* NFPROTO_IPV4 or IPV6; another one: nothing of ours */
	uint32_t    iif, oif;	/* index of the interface; 0: none */
	uint16_t    iiftype;	/* ARPHRD_* */
	struct sw_trace_bytes ll, nh, th;
};

/* A socket that hears all traces of this network namespace. */
struct sw_trace_ear;
int sw_trace_ear_open(struct sw_trace_ear **out, struct sw_err *err);
void sw_trace_ear_close(struct sw_trace_ear *e);	/* NULL is fine */
int sw_trace_ear_fd(const struct sw_trace_ear *e);	/* for poll; borrowed */
/* One datagram, without waiting: each gets its events. 1 = there was one, 0 = none is there,
 * -ENOBUFS: the kernel had no room for some, and they are lost (no error is filled); else an
 * error. Where they are missing is not here, but where sw_trace_ear_gap says. */
int sw_trace_ear_read(struct sw_trace_ear *e, void (*each)(const struct sw_trace_event *, void *),
		      void *arg, struct sw_err *err);
/* Are events missing near those that are read now? Known behind each read, for the next one. */
bool sw_trace_ear_gap(const struct sw_trace_ear *e);

#endif
