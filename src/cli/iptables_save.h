/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a save is asked to print, and the work of its session. */
#ifndef SW_CLI_IPTABLES_SAVE_H
#define SW_CLI_IPTABLES_SAVE_H

#include "session/session.h"

struct sw_save {
	const char *program;
	const char *table;	/* this one only; NULL = all that exist */
	const char *file;
	bool counters, done;	/* done: help or version was printed */
};

/* A sw_session_work; arg is a struct sw_save. */
int sw_save_run(struct sw_session *s, void *arg, struct sw_err *err);

#endif
