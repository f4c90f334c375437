/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole rulesets in memory: what the kernel holds, and what a save file makes of nothing. */
#ifndef SW_SESSION_WHOLE_H
#define SW_SESSION_WHOLE_H

#include "session/restore.h"

/* All tables of the family's in the kernel, down to the rules, as of one generation. Nothing is
 * written, and no table comes into being. *out is the caller's, who ends it with sw_ruleset_fini;
 * plugins of its rules are those of the family that was read last (sw_xt_init). */
int sw_whole_kernel(const char *program, uint8_t family, struct sw_ruleset *out,
		    struct sw_err *err);

/* The same of both families, of one generation: out[0] is IPv4, out[1] IPv6. *odd: there is
 * something that iptables has no words for. */
int sw_whole_both(const char *program, struct sw_ruleset *out, bool *odd, struct sw_err *err);

/* The kernel's rulesets, each shown while plugins are of its family; of one generation. */
struct sw_whole_look {
	const char *program;
	uint8_t     family;	/* 0: both, IPv4 first */
	/* Called first, with arg, and again when the rules were changed meanwhile: what was shown
	 * by then is void. */
	void      (*begin)(void *arg);
	/* Takes rs, or leaves it. 0, or a filled error, which ends it all. */
	int       (*show)(struct sw_ruleset *rs, void *arg, struct sw_err *err);
	void       *arg;
};
int sw_whole_look(const struct sw_whole_look *look, struct sw_err *err);

/* One family's of a save file, which is run on empty tables, as one that takes the place of all
 * rules. r has its options and its text; what the translation would refuse is refused. */
int sw_whole_file(struct sw_restore *r, struct sw_ruleset *out, struct sw_err *err);

/* Jumps that the kernel would refuse, and does not look for when it only checks: -EMLINK, with the
 * sentence and place of the rule. Writes marks of chains. */
int sw_whole_loops(struct sw_ruleset *rs, struct sw_err *err);
/* The same of a file that takes the place of its tables' rules. text as in struct sw_savefile. */
int sw_whole_text_loops(const char *program, uint8_t family, const char *name, const char *text,
			size_t len, struct sw_err *err);

#endif
