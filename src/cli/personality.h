/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One program, many names: what runs for each name, for which family. */
#ifndef SW_CLI_PERSONALITY_H
#define SW_CLI_PERSONALITY_H

#include <stdint.h>

struct sw_personality;

/* One start of the program. argv holds the words behind the name, argc of them. */
struct sw_invocation {
	const struct sw_personality *who;
	const char *program;	/* the name in messages */
	int    argc;
	char **argv;
};

enum {				/* sw_personality.flags */
	SW_PF_FIXED_NAME = 1 << 0,	/* says its own name, however it was called */
	SW_PF_SUBCOMMAND = 1 << 1,	/* only as first word of statewall: no name of its own */
};

struct sw_personality {
	const char *name;
	uint8_t     family;	/* SW_IP4, SW_IP6; 0: none of its own */
	int       (*run)(const struct sw_invocation *);	/* returns the exit status */
	unsigned    flags;
	const char *summary;
};
extern const struct sw_personality sw_personalities[];	/* ends with name NULL */

/* Finds the row for a name: NAME, NAME-statewall, iptables-nft and its like. NULL: unknown. */
const struct sw_personality *sw_personality_find(const char *name);

/* Fills inv from the words of main(). 0, or an exit status + 1 when all is said already. */
int sw_personality_select(int argc, char **argv, struct sw_invocation *inv);

int sw_run_command(const struct sw_invocation *inv);
int sw_run_save(const struct sw_invocation *inv);
int sw_run_restore(const struct sw_invocation *inv);
int sw_run_xlate(const struct sw_invocation *inv);
int sw_run_restore_xlate(const struct sw_invocation *inv);
int sw_run_xml(const struct sw_invocation *inv);
int sw_run_shell(const struct sw_invocation *inv);
int sw_run_service(const struct sw_invocation *inv);
int sw_run_modules(const struct sw_invocation *inv);
int sw_run_check(const struct sw_invocation *inv);

#endif
