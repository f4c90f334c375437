/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Debug output on stderr, off by default; STATEWALL_DEBUG=1 turns it on for a process that is not elevated. */
#ifndef SW_BASE_LOG_H
#define SW_BASE_LOG_H

void sw_log_enable(int on);
int sw_log_enabled(void);
void sw_log(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
