/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stdio stream that writes into a string builder, for printers that know only FILE. */
#include <stdio.h>
#include "base/str.h"

static ssize_t append(void *cookie, const char *data, size_t n)
{
	struct sw_str *b = cookie;

	sw_str_addn(b, data, n);
	return b->oom ? 0 : (ssize_t)n;
}

FILE *sw_str_open(struct sw_str *b)
{
	FILE *f = fopencookie(b, "w", (cookie_io_functions_t){ .write = append });

	if (f)
		setvbuf(f, NULL, _IOFBF, 64 * 1024);
	return f;
}
