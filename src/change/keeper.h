/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The keeper: a process that outlives the command, its terminal and its login, and takes a change
 * back at its deadline. */
#ifndef SW_CHANGE_KEEPER_H
#define SW_CHANGE_KEEPER_H

#include "change/pending.h"

/* Starts "statewall revert --keep ID", and returns when it is there: as a transient unit of
 * systemd, if that runs and its rules are ours; else with --alone, as a process that nobody waits
 * for. */
int sw_keeper_start(const struct sw_spot *place, const char *id, struct sw_err *err);

/* ---- of the keeper itself -------------------------------------------------------------------- */

/* Tells who started it that it is there. Holds on to that until it ends. */
int sw_keeper_appear(struct sw_spot *place, const char *id, struct sw_err *err);
/* Waits for the deadline, which may be put off meanwhile. false: the change of that id is gone. */
bool sw_keeper_wait(const struct sw_spot *place, const char *id);

/* ---- and of who has decided ------------------------------------------------------------------ */

/* The change is gone: waits, two seconds at most, until its keeper has seen it and ended. */
void sw_keeper_leave(const struct sw_spot *place);

#endif
