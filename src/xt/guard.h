/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Turns a plugin's exit_err, which must not return, into a filled error object. */
#ifndef SW_XT_GUARD_H
#define SW_XT_GUARD_H

#include "base/err.h"

/* Call fn(arg); returns its value, or the negative value of err when a plugin gave up. Then fn's
 * frame is gone: whatever a plugin may allocate must be reachable from arg, and no cleanup
 * attribute may stand in fn. Guards do not nest. */
int sw_guard_call(int (*fn)(void *), void *arg, struct sw_err *err);

/* From within a guarded call, as a plugin gives up: the call ends with this error. (xtables_error()
 * would take libxtables' xt_params into the program.) */
__attribute__((noreturn, format(printf, 2, 3)))
void sw_guard_fail(enum sw_code code, const char *fmt, ...);

/* Tell libxtables about us; program names the personality and is borrowed for good. */
int sw_guard_init(const char *program, unsigned char nfproto, struct sw_err *err);

#endif
