/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Advice on targets and matches that the kernel has no more. */
#ifndef SW_CLI_FAULT_GONE_H
#define SW_CLI_FAULT_GONE_H

#include "base/err.h"

/* Puts a hint in place of those of err when the words name one, and the error is about it. */
void sw_fault_gone(struct sw_err *err, int argc, char **argv);

#endif
