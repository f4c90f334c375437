/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text from files, arguments and the kernel on a terminal: shown, never obeyed. */
#ifndef SW_CLI_TERMINAL_H
#define SW_CLI_TERMINAL_H

#include <stddef.h>
#include <stdio.h>

/* From now on what is written to stdout and stderr, by us and by plugins, has control characters as
 * \xNN where that is a terminal. Call once, first thing. */
void sw_terminal_guard(void);
/* stderr as it was before: for readline, which moves the cursor. */
FILE *sw_terminal_raw_stderr(void);

/* n bytes to stdout, however many. false: not all of them arrived (errno). */
int sw_terminal_write(const char *text, size_t n);

#endif
