/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Debug output on stderr, decided once per process. */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/log.h"

static int enabled = -1;	/* -1: the environment was not asked yet */

static bool is_enabled(void)
{
	const char *v;

	if (enabled < 0) {
		v = secure_getenv("STATEWALL_DEBUG");
		enabled = v && *v && strcmp(v, "0") != 0;
	}
	return enabled;
}

void sw_log(const char *fmt, ...)
{
	va_list ap;

	if (!is_enabled())
		return;
	fputs("statewall: debug: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}
