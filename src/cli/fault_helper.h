/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a rule with -j CT --helper was refused. */
#ifndef SW_CLI_FAULT_HELPER_H
#define SW_CLI_FAULT_HELPER_H

#include "base/err.h"

/* Adds a hint when the words of a refused rule name a helper: no protocol, the wrong one, or a
 * helper that the kernel does not have. false: that is not what was refused. */
bool sw_fault_helper(struct sw_err *err, int argc, char **argv);

#endif
