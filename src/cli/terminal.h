/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text from files, arguments and the kernel on a terminal: shown, never obeyed. */
#ifndef SW_CLI_TERMINAL_H
#define SW_CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/str.h"

/* From now on what is written to stdout and stderr, by us and by plugins, has control characters as
 * \xNN where that is a terminal. Call once, first thing. */
void sw_terminal_guard(void);
/* stderr as it was before: for readline, which moves the cursor. */
FILE *sw_terminal_raw_stderr(void);

/* Is that a terminal? */
bool sw_terminal_has_stderr(void);

/* Columns for what goes to stdout: those of $COLUMNS, of the terminal, or otherwise. */
unsigned sw_terminal_columns(unsigned otherwise);

/* n bytes to stdout, however many. false: not all of them arrived (errno). */
int sw_terminal_write(const char *text, size_t n);
/* The text of a session to stdout. 0, or a filled error. */
int sw_terminal_emit(const struct sw_str *text, struct sw_err *err);
/* The same for a text that has colours, and is safe but for these. */
int sw_terminal_emit_colored(const struct sw_str *text, struct sw_err *err);
/* The same into out, which may be another terminal. false: not all of it arrived (errno). */
int sw_terminal_write_file(FILE *out, const struct sw_str *text);

/* Do differences go to a terminal that shows colours, and whose user has not refused them? */
bool sw_terminal_colors(void);

#endif
