/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One program, many names: what runs for each name, for which family. */
#ifndef SW_PERSONALITY_H
#define SW_PERSONALITY_H

#include "cli/invocation.h"
#include "complete/complete.h"

enum {				/* sw_personality.flags */
	SW_PF_FIXED_NAME = 1 << 0,	/* says its own name, however it was called */
	SW_PF_RUNS = 1 << 2,	/* behind its first word stands another's command line */
	SW_PF_SUBCOMMAND = 1 << 1,	/* only as first word of statewall: no name of its own */
};

struct sw_personality {
	const char *name;
	uint8_t     family;	/* SW_IP4, SW_IP6; 0: none of its own */
	int       (*run)(const struct sw_invocation *);	/* returns the exit status */
	unsigned    flags;
	const char *summary;
	/* what may stand behind the name, as in struct sw_complete_program */
	const struct sw_option *options;
	const char *args;
	const struct sw_verb *(*verb)(size_t i);
	/* the exit status when output cannot be written, of those whose 1 is an answer; 0: 1, or
	 * the status that it has anyhow */
	int         lost;
};
extern const struct sw_personality sw_personalities[];	/* ends with name NULL */

/* Finds the row for a name: NAME, NAME-statewall, iptables-nft and its like. NULL: unknown. */
const struct sw_personality *sw_personality_find(const char *name);

/* statewall complete: what a command line may go on with. Returns the exit status. */
int sw_run_complete(const struct sw_invocation *inv);

/* Fills inv from the words of main() and says what is to be run with it; NULL: all is said already,
 * and *status is the exit status. */
const struct sw_personality *sw_personality_select(int argc, char **argv, struct sw_invocation *inv,
						   int *status);

#endif
