/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Closes the firewall of a machine whose rules cannot be loaded: new connections are dropped. */
#ifndef SW_SESSION_CLOSED_H
#define SW_SESSION_CLOSED_H

#include "session/session.h"

/* The work of a session: where no table of ours has a rule, a chain of the user's, or a policy
 * other than ACCEPT, policies of INPUT and FORWARD become DROP; loopback, what belongs to
 * connections that are there, and for IPv6 the finding of neighbours, pass. It needs no plugin
 * (sw_ask.plain). *closed (bool): whether it was done; false: there is something, which stays. */
int sw_session_shut(struct sw_session *s, void *closed, struct sw_err *err);

#endif
