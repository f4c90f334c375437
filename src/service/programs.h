/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What runs for "statewall service" and "modules", and their exit statuses. */
#ifndef SW_SERVICE_PROGRAMS_H
#define SW_SERVICE_PROGRAMS_H

#include "cli/invocation.h"
#include "complete/complete.h"

/* Exit statuses besides 0 and 1, as the init script of RHEL has them. */
enum {
	SW_SERVICE_USAGE    = 2,	/* no such verb */
	SW_SERVICE_STOPPED  = 3,	/* status: not running */
	SW_SERVICE_NOT_ROOT = 4,
	SW_SERVICE_NO_RULES = 6,	/* no rule file; save: no rules in the kernel */
	SW_SERVICE_NO_IPV6  = 150,
};

/* Each returns the exit status. */
int sw_run_service(const struct sw_invocation *inv);
int sw_run_modules(const struct sw_invocation *inv);

/* May this process read rules, for which the kernel wants CAP_NET_ADMIN? */
bool sw_modules_may_list(void);
/* Says that it may not; returns the exit status. */
int sw_modules_not_root(const char *program);

/* Their verbs by number, from 0; NULL: there are no more. */
const struct sw_verb *sw_service_verb(size_t i);
const struct sw_verb *sw_modules_verb(size_t i);

#endif
