/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What runs for "statewall shell". */
#ifndef SW_SHELL_SHELL_H
#define SW_SHELL_SHELL_H

#include "cli/invocation.h"

int sw_run_shell(const struct sw_invocation *inv);	/* returns the exit status */

#endif
