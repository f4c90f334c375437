/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The book of names that stand behind -j: iptables' targets, and what people type for them. */
#ifndef SW_RULE_TARGET_NAMES_H
#define SW_RULE_TARGET_NAMES_H

#include "rule/ruleset.h"

struct sw_target_name {
	const char *name;
	uint8_t     family;	/* SW_IP4, SW_IP6; 0: both */
	bool        common;	/* one of those that are typed by hand most */
	const char *home;	/* the table it is for; NULL: any */
	const char *tables;	/* those it may stand in; NULL: all, "": none */
	unsigned    hooks;	/* and their chains, as 1 << enum sw_hook; 0: all */
};
/* Ends with name NULL; verdicts come first. */
#define SW_TARGET_NAMES_MAX 64	/* there are no more */
extern const struct sw_target_name sw_target_names[];

/* The row of a name in that family; NULL: there is none. */
const struct sw_target_name *sw_target_name(const char *name, uint8_t family);

/* May a rule with this target stand in the table, and in its builtin chain (NULL: in one that the
 * user has made)? A name that is not in the book may. */
bool sw_target_may_stand(const char *name, uint8_t family, const struct sw_builtin_table *table,
			 const struct sw_builtin_chain *chain);

/* What a word of another firewall means, in any case: "deny" is DROP. NULL: it is none. */
const char *sw_target_synonym(const char *word);

#endif
