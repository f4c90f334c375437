/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What "statewall apply", "try" and iptables-apply share: a change is made, and the user is asked
 * whether it may stay. */
#ifndef SW_CLI_SEATBELT_H
#define SW_CLI_SEATBELT_H

#include "change/change.h"

/* Exit statuses besides those of iptables. */
enum {
	SW_SEATBELT_BACK = 3,	/* the change was made, and taken back */
	SW_SEATBELT_LOST = 5,	/* the same, and something of others was lost with it */
};

/* The change waits. On a terminal: asks until there is an answer or the time is over, and tells
 * what became of it; Ctrl-C takes it back at once. Else tells how to confirm it. Returns the exit
 * status. */
int sw_seatbelt_ask(const struct sw_change *c);

/* Keeps what is there, runs statewall with argv, and asks, if that has changed anything. Returns
 * the exit status: its own, if that is not 0. */
int sw_seatbelt_run(struct sw_change *c, char **argv);
/* Runs a program within sw_change_open: as long as it works, its seconds begin anew. Returns its
 * exit status; 128 and more: a signal ended it. */
int sw_seatbelt_spawn(struct sw_change *c, const char *file, char **argv);

/* Takes back what waits (id NULL: whatever it is), and tells what was lost. If that one has ended
 * already, tells how: kept is 0. Returns the exit status; 1: there was nothing, or it failed. */
int sw_seatbelt_revert(const char *program, const char *dir, const char *id);

/* For a change that is for good: says so if another one waits, which it does not keep. */
void sw_seatbelt_tell_other(const char *program, const char *dir);

/* "30" as seconds, from 1 to a week. 0: it is none, and that was said. */
unsigned sw_seatbelt_seconds(const char *program, const char *word);

#endif
