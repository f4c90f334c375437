/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What runs for "statewall service", "modules" and "check". */
#ifndef SW_SERVICE_PROGRAMS_H
#define SW_SERVICE_PROGRAMS_H

#include "cli/invocation.h"

/* Each returns the exit status. */
int sw_run_service(const struct sw_invocation *inv);
int sw_run_modules(const struct sw_invocation *inv);
int sw_run_check(const struct sw_invocation *inv);

#endif
