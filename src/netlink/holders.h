/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose rules stand on this machine: every table of every family, ours among them, with the hooks
 * it is in. */
#ifndef SW_NETLINK_HOLDERS_H
#define SW_NETLINK_HOLDERS_H

#include <stddef.h>

#include "netlink/nl.h"
#include "rule/ruleset.h"

enum sw_holder_who {
	/* a table of ours, or one that has nothing but companions of its rules */
	SW_HOLDER_OURS,
	SW_HOLDER_NFT,	  /* one of iptables-nft, by its name and family */
	SW_HOLDER_LEGACY, /* one of iptables-legacy: nothing is known of it but its name */
	SW_HOLDER_OTHER,  /* any other one of nf_tables */
};

/* A chain that the kernel calls at a hook. */
struct sw_holder_chain {
	char *name;    /* owned, as all names here */
	uint32_t hook; /* as the family counts hooks: sw_holder_hook() */
	int32_t prio;
	char type[16]; /* "filter", "nat", "route" */
	bool drops;    /* its policy */
	bool on_lo;    /* it is for interfaces, and lo is, or may be, one of them */
	size_t rules;
};

struct sw_holder {
	enum sw_holder_who who;
	uint8_t family; /* NFPROTO_* */
	char *name;
	/* base chains that others have made in a table of ours: a holder of its own, OTHER, with
	 * the name of the table and none of our chains and rules */
	bool strange;
	bool dormant; /* it sees no packet */
	bool owned;   /* it goes with the program that has made it */
	/* of all its chains; those of LEGACY and of OURS are not counted */
	size_t rules;
	/* owned vector: base chains, without companions of ours */
	struct sw_holder_chain *chain;
	size_t n, cap;
	size_t others;	   /* chains that are none */
	size_t companions; /* chains that the engine has made for rules of ours */
};

/* All zero is a valid empty one. */
struct sw_holders {
	struct sw_holder *holder; /* owned vector, in the kernel's order; LEGACY last */
	size_t n, cap;
	uint32_t genid; /* of the kernel when it was begun */
};

/* Nothing is touched: no module is loaded, and no table of iptables-legacy comes into being. What
 * *h held is freed. End it with sw_holders_fini in any case. */
int sw_holders_of_kernel(struct sw_holders *h, struct sw_err *err);
void sw_holders_fini(struct sw_holders *h);

/* As nft(8) calls them: "inet"; "input". "?" is one that is younger than this program. */
const char *sw_holder_family(uint8_t family);
/* The same for JSON: "ipv4" and "ipv6", and nft's names of the others. */
const char *sw_holder_family_json(uint8_t family);
const char *sw_holder_hook(uint8_t family, uint32_t hook);
/* Where an IP packet meets that chain: in front of PREROUTING, at a hook of its own, or behind
 * POSTROUTING. *hook is set for SW_AT_HOOK alone. Not of arp. */
enum sw_holder_at { SW_AT_INGRESS, SW_AT_HOOK, SW_AT_EGRESS, SW_AT_NONE };
enum sw_holder_at sw_holder_at(const struct sw_holder *h, const struct sw_holder_chain *c,
			       enum sw_hook *hook);
/* Can packets of SW_IP4 or SW_IP6 meet that table? */
bool sw_holder_sees(const struct sw_holder *h, uint8_t family);

#endif
