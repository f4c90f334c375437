/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One start of the program, and what runs for each of iptables' names, and for "statewall both",
 * "statewall group", "statewall diff" and those about changes. */
#ifndef SW_CLI_INVOCATION_H
#define SW_CLI_INVOCATION_H

#include <stdint.h>

struct sw_invocation {
	const char *program;	/* the name in messages */
	uint8_t     family;	/* SW_IP4, SW_IP6; 0: the name has none of its own */
	int    argc;
	char **argv;		/* the words behind the name */
};

/* Each returns the exit status. */
int sw_run_command(const struct sw_invocation *inv);
int sw_run_both(const struct sw_invocation *inv);	/* statewall both */
int sw_run_save(const struct sw_invocation *inv);
int sw_run_restore(const struct sw_invocation *inv);
int sw_run_xlate(const struct sw_invocation *inv);
int sw_run_restore_xlate(const struct sw_invocation *inv);
int sw_run_iptables_apply(const struct sw_invocation *inv);
int sw_run_xml(const struct sw_invocation *inv);
int sw_run_group(const struct sw_invocation *inv);	/* statewall group */
int sw_run_diff(const struct sw_invocation *inv);	/* statewall diff */
int sw_run_apply(const struct sw_invocation *inv);	/* and so on */
int sw_run_confirm(const struct sw_invocation *inv);
int sw_run_revert(const struct sw_invocation *inv);
int sw_run_try(const struct sw_invocation *inv);
int sw_run_adopt(const struct sw_invocation *inv);
int sw_run_leave(const struct sw_invocation *inv);
int sw_run_history(const struct sw_invocation *inv);
int sw_run_undo(const struct sw_invocation *inv);

#endif
