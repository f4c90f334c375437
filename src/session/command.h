/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs one command inside a session; what -v wants to see goes to the text of the session. */
#ifndef SW_SESSION_COMMAND_H
#define SW_SESSION_COMMAND_H

#include "session/session.h"

/* Lists, or reads what the command has to see and applies it to the session's ruleset and sink. */
int sw_command_run(struct sw_session *s, const struct sw_cmd *cmd, enum sw_company company,
		   struct sw_err *err);

/* The -v lines of a flush of the whole table: "Flushing chain `INPUT'" and so on. */
int sw_command_say_flush(struct sw_session *s, struct sw_table *t, struct sw_err *err);

#endif
