/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A ruleset as JSON: tables, chains and rules of one family. */
#ifndef SW_SIGHT_RULESET_JSON_H
#define SW_SIGHT_RULESET_JSON_H

#include "base/json.h"
#include "rule/ruleset.h"

/* What of it. */
struct sw_ruleset_json {
	const char *from;	/* "kernel", or the name of a file */
	bool        kernel;	/* it is the kernel's: the form of rules is said */
	const char *chain;	/* this one alone; NULL: all */
	bool        table[SW_NTABLES];	/* these */
};

/* One object, of the list "families". libxtables must be prepared for its family. 1: there is
 * something in it that iptables has no words for. 0, or a filled error. */
int sw_ruleset_json(struct sw_json *j, const struct sw_ruleset_json *of, struct sw_ruleset *rs,
		    struct sw_err *err);

#endif
