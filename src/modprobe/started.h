/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Remembers until the next boot that the service was started, and with which rules. */
#ifndef SW_MODPROBE_STARTED_H
#define SW_MODPROBE_STARTED_H

#include "modprobe/rule_files.h"

#define SW_STARTED_MAX 64
#define SW_PRINT_MAX   24
struct sw_started {
	char tables[SW_STARTED_MAX];	/* those that were there then, "filter nat" */
	/* of their rules, or "generation 7"; "" when nobody knows */
	char print[SW_PRINT_MAX];
};
/* Was it started since boot, in this network namespace, and not stopped? Then fills *then (or
 * NULL). What is no regular file says nothing. */
bool sw_started_read(const struct sw_rule_files *f, struct sw_started *then);
/* now: NULL = stopped. */
int sw_started_write(const struct sw_rule_files *f, const struct sw_started *now,
			   struct sw_err *err);
/* Into print: equal for saves of the same rules, whatever their dates, counters and comments
 * are. */
void sw_started_print(const char *save, char *print);

#endif
