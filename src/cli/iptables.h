/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs one parsed command in a session of its own. */
#ifndef SW_CLI_IPTABLES_H
#define SW_CLI_IPTABLES_H

#include "cli/doer.h"
#include "rule/cmd.h"

/* who: whose command it is, to be remembered or not. *status is set when the command succeeded and
 * must not exit with 0. */
int sw_run_cmd(const struct sw_doer *who, struct sw_cmd *cmd, int *status, struct sw_err *err);

#endif
