/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Debug output on stderr, with STATEWALL_DEBUG=1 in the environment; else none. */
#ifndef SW_BASE_LOG_H
#define SW_BASE_LOG_H

void sw_log(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
