/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables, chains and rules of one family as plain data, read from the kernel as deep as a command
 * needs. */
#ifndef SW_RULE_RULESET_H
#define SW_RULE_RULESET_H

#include <string.h>
#include "base/str.h"
#include "rule/rule.h"

enum sw_hook {			/* NF_INET_* of <linux/netfilter.h> */
	SW_HOOK_PREROUTING, SW_HOOK_INPUT, SW_HOOK_FORWARD, SW_HOOK_OUTPUT, SW_HOOK_POSTROUTING,
	SW_HOOK_MAX,
};
/* "PREROUTING" ..., as chains are called; and as nft(8) calls the hook. */
extern const char *const sw_hook_names[SW_HOOK_MAX], *const sw_hook_words[SW_HOOK_MAX];

/* One builtin chain of iptables and the nft base chain it becomes. */
struct sw_builtin_chain {
	const char  *name;
	enum sw_hook hook;
	int          prio;
	const char  *type;	/* "filter", "nat", "route" */
};

struct sw_builtin_table {
	const char *name;	/* iptables' name: "filter" */
	const char *nft_name;	/* "statewall-filter" */
	size_t      nchain;
	struct sw_builtin_chain chain[SW_HOOK_MAX];	/* in iptables' order of display */
};

#define SW_NTABLES 5
/* In the order of iptables-nft-save: mangle security raw filter nat (checked by a test). */
extern const struct sw_builtin_table sw_builtin_tables[SW_NTABLES];
const struct sw_builtin_table *sw_builtin_table(const char *name);	/* NULL: no such table */
const struct sw_builtin_table *sw_builtin_table_by_nft(const char *nft_name);
/* Chains and sets whose names begin so are made by the engine for rules that need them. */
#define SW_RESERVED "sw."

static inline bool sw_name_is_reserved(const char *name)
{
	return !strncmp(name, SW_RESERVED, sizeof(SW_RESERVED) - 1);
}

/* Can a save file hold a chain of this name, and a jump to it? Other tools may give any name. */
bool sw_chain_name_ok(const char *name, uint8_t family);
/* 0, or the error for a name that no new user chain may have. */
int sw_chain_name_fault(const char *name, uint8_t family, struct sw_err *err);
const struct sw_builtin_chain *sw_builtin_chain(const struct sw_builtin_table *t, const char *name);

struct sw_chain {
	char     name[SW_CHAIN_MAX];
	const struct sw_builtin_chain *builtin;	/* NULL: user chain */
	int      policy;	/* SW_ACCEPT or SW_DROP; builtin only */
	uint64_t packets, bytes;	/* policy counter */
	uint64_t handle;
	/* references, as the kernel counts them: rules in it plus jumps to it */
	uint32_t use;
	/* rules of the kernel's that were met when the chain was read: a map of rules is one */
	uint32_t kernel_rules;
	/* false: a builtin chain iptables shows although it was never created, or new */
	bool     in_kernel;
	bool     rules_known;	/* false: only the chain was read */
	bool     counters_known;	/* false: the base chain carries no counter */
	bool     guarded;	/* a policy change was left half done: see netlink/policy.h */
	/* owned; set once -E renamed it in this transaction: the kernel knows it by name until the
	 * commit, and by newname after it */
	char    *newname;
	size_t   mark;		/* for who lists a table; means nothing to others */
	/* owned vector of owned rules; NULL: there, but nobody asked to see it */
	struct sw_rule **rule;
	size_t   nrule, caprule;
};

/* Of a table's index; all zero: free. */
struct sw_slot {
	uint32_t hash;		/* of the chain's name */
	uint32_t chain;		/* index + 1 */
};

/* State of a table in the model against the kernel. */
struct sw_table {
	const struct sw_builtin_table *builtin;
	/* exists there (as of the snapshot, or created in this transaction) */
	bool     in_kernel;
	bool     chains_known;	/* false: only known to exist or not */
	/* another tool has put it to sleep: it sees no packet; false until the tables were read */
	bool     dormant;
	struct sw_str foreign;	/* a comment line for each chain that iptables has no words for */
	struct sw_str strange;	/* their names, each with its NUL */
	/* the same of sets and maps of others in it, where somebody has asked */
	struct sw_str sets;
	struct sw_str maps;	/* and of maps of rules */
	struct sw_str companions;	/* the same of the engine's own chains in it, */
	struct sw_str plain;	/* and of those in the plain-named table ("mangle") */
	bool     plain_others;	/* that one holds chains of others */
	bool     use_unsure;	/* rules were removed unread: each sw_chain.use is an upper bound */
	size_t   nrenamed;	/* chains with a newname */
	struct sw_chain **chain;	/* owned; kernel order until one is removed */
	size_t   nchain, capchain;
	size_t   recent;	/* where sw_table_chain_again has found one: that, or any other */
	struct sw_slot *slot;	/* owned: open addressing, by name */
	size_t   nslot;
};

struct sw_ruleset {
	uint8_t         family;		/* SW_IP4, SW_IP6 */
	uint32_t        genid;		/* 0: not read */
	bool            tables_known;
	struct sw_table table[SW_NTABLES];	/* same order as sw_builtin_tables */
};

void sw_ruleset_init(struct sw_ruleset *rs, uint8_t family);
void sw_ruleset_fini(struct sw_ruleset *rs);
void sw_table_clear(struct sw_table *t);	/* forget all chains; chains_known false */
/* NULL: unknown name */
struct sw_table *sw_ruleset_table(struct sw_ruleset *rs, const char *name);

/* NULL: not found; O(1) */
struct sw_chain *sw_table_chain(const struct sw_table *t, const char *name);
/* The same for who mostly asks for the chain of last time: that one's name is looked at first, in
 * 35 instructions for the index's 145. */
struct sw_chain *sw_table_chain_again(struct sw_table *t, const char *name);
/* Add a new chain at the end; NULL: no memory. A builtin name is given its builtin pointer. */
struct sw_chain *sw_table_add_chain(struct sw_table *t, const char *name, struct sw_err *err);
void sw_table_remove_chain(struct sw_table *t, struct sw_chain *c);	/* frees it */
/* With all jumps to it. newname is free. */
int sw_table_rename_chain(struct sw_table *t, struct sw_chain *c, const char *newname,
			  struct sw_err *err);
/* A copy of all that iptables has words for, into an empty table; no chain has a newname, and every
 * rule was asked for. to is to be cleared in any case. */
int sw_table_clone(struct sw_table *to, const struct sw_table *from, struct sw_err *err);
/* The table's chains as iptables shows them: builtin in table order (all of them, also those not in
 * the kernel), then user chains by name. *out is an array the caller frees; elements borrowed. */
int sw_table_sorted(const struct sw_table *t, struct sw_chain ***out, size_t *n,
		    struct sw_err *err);

/* Insert at index (0..nrule); takes r only on success. */
int sw_chain_insert(struct sw_chain *c, size_t index, struct sw_rule *r, struct sw_err *err);
void sw_chain_remove(struct sw_chain *c, size_t index);	/* frees the rule */
void sw_chain_clear(struct sw_chain *c);

#endif
