/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a save file would change, for programs that only say so. */
#ifndef SW_CLI_COMPARE_H
#define SW_CLI_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Prints it as statewall diff does, nothing where nothing would change: what is loaded against the
 * file's text, len bytes and NUL, in the tables that it names. counters: they are set, too. 0, or
 * an exit status, and why was said. */
int sw_compare_loaded(const char *file, const char *text, size_t len, uint8_t family,
		      bool counters);

#endif
