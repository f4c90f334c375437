/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a save file would change, for programs that only say so. */
#ifndef SW_CLI_COMPARE_H
#define SW_CLI_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A save file: its name (NULL: standard input), and its text, len bytes and NUL. */
struct sw_compared {
	const char *file, *text;
	size_t      len;
	uint8_t     family;
};

/* Prints it as statewall diff does, nothing where nothing would change: what is loaded against n
 * files, in the tables that they name. counters: they are set, too. json: one document, also where
 * nothing would change. 0, or an exit status, and why was said. */
int sw_compare_loaded(const struct sw_compared *with, size_t n, bool counters, bool json);

#endif
