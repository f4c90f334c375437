/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which rule of the user's is behind a handle of the kernel's, as the ruleset stands; for who hears
 * of handles for a long time. */
#ifndef SW_SIGHT_PLACE_H
#define SW_SIGHT_PLACE_H

#include "sight/packet.h"

struct sw_places;

/* Nothing is read yet. program is borrowed. The caller frees it. */
int sw_places_open(struct sw_places **out, const char *program, struct sw_err *err);
void sw_places_free(struct sw_places *pl);	/* NULL is fine */
/* Has the ruleset been changed since? Then all is forgotten, and read again when it is wanted. One
 * question to the kernel. */
int sw_places_refresh(struct sw_places *pl, struct sw_err *err);

#define SW_PLACE_MOST 16

struct sw_rule_place {
	const struct sw_builtin_table *table;	/* NULL: of another tool */
	/* Numbers of rules, from 1: that one, or, where a map has said it and not all of its key is
	 * known, those that it may be. n 0: no rule of the user's. */
	size_t      number[SW_PLACE_MOST], n;
	bool        more;	/* there are further ones */
	const char *map;	/* the map whose element it is; NULL: a rule alone. Borrowed */
	struct sw_rule *rule;	/* of the first number, till the next refresh; NULL: none */
};

/* family: of the table, NFPROTO_*. p: what was known of the packet when it came to the rule. What
 * nobody finds is no error. */
int sw_places_find(struct sw_places *pl, uint8_t family, const char *table, const char *chain,
		   uint64_t handle, const struct sw_packet *p, struct sw_rule_place *out,
		   struct sw_err *err);

/* The rule of a place that has one number, as members of JSON (sight/rule_json.h), behind what is
 * in out; without counters, which are those of the moment in which rules were read. */
int sw_places_json(struct sw_places *pl, uint8_t family, const char *chain,
		   const struct sw_rule_place *p, struct sw_str *out, struct sw_err *err);
/* Its words without "-A CHAIN ", or a sentence when it has none. */
int sw_places_text(struct sw_places *pl, uint8_t family, struct sw_rule *r, struct sw_str *out,
		   struct sw_err *err);

#endif
