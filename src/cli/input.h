/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file that a program is given, or its standard input, as one text. */
#ifndef SW_CLI_INPUT_H
#define SW_CLI_INPUT_H

#include <stddef.h>

#include "base/err.h"

/* All of it, from a pipe or a device, too; name NULL: standard input. *text is the caller's, with a
 * NUL behind it. 1: it cannot be opened, which was said. A NUL byte in it is an error. */
int sw_input_read(const char *name, char **text, size_t *len, struct sw_err *err);

#endif
