/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A rule as JSON: its text as a save file has it, the words of that text, its number and counters.
 * docs/json.md has the members. */
#ifndef SW_SIGHT_RULE_JSON_H
#define SW_SIGHT_RULE_JSON_H

#include "base/json.h"
#include "rule/rule.h"

/* What is to be said of a rule beside its text. */
struct sw_rule_json {
	uint8_t     family;	/* of the rule; libxtables must be prepared for it */
	const char *chain;	/* borrowed: where it stands */
	uint32_t    number;	/* from 1; 0: none is said */
	bool        counters;	/* they are said */
	bool        form;	/* it is the kernel's: native there, an element of a map, ...? */
};

/* One object; name as of all of base/json.h. A rule that has no words, or text that a save file
 * cannot hold, is an object, too, and 1 is returned. 0, or a filled error; what was written by then
 * is of no use. */
int sw_rule_json(struct sw_json *j, const char *name, const struct sw_rule_json *of,
		 struct sw_rule *r, struct sw_err *err);

/* Its members alone, in one line behind what is in out, for an object that says more of it:
 * sw_json_members() of base/json.h takes them. Returns as above; then out is as it was. */
int sw_rule_json_members(struct sw_str *out, const struct sw_rule_json *of, struct sw_rule *r,
			 struct sw_err *err);

/* The object "words" of it alone, for who has said the text. 1: it has none: null is written. */
int sw_rule_json_words(struct sw_json *j, const char *name, uint8_t family, struct sw_rule *r,
		       struct sw_err *err);

#endif
