/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a whole file, or what comes out of a pipe. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "cli/input.h"
#include "cli/report.h"

/* The whole of f. One byte more than its size is asked for, so that a
 * regular file needs no second buffer. */
static int slurp(FILE *f, size_t guess, char **text, size_t *len, struct sw_err *err)
{
	size_t cap = guess + 1, n = 0;
	SW_FREE char *buf = malloc(cap + 1);

	while (buf) {
		n += fread(buf + n, 1, cap - n, f);
		if (n < cap)
			break;
		cap *= 2;
		char *more = realloc(buf, cap + 1);

		if (!more)
			return sw_err_nomem(err);
		buf = more;
	}
	if (!buf)
		return sw_err_nomem(err);
	if (ferror(f))
		return sw_err_set(err, SW_EOTHER, errno, "cannot read the rules: %s",
				  strerror(errno));
	buf[n] = '\0';
	if (memchr(buf, '\0', n))
		return sw_err_set(err, SW_EPARAM, EINVAL,
				  "the rules hold a NUL byte: this is no save file");
	*len = n;
	*text = SW_TAKE(buf);
	return 0;
}

int sw_input_read(const char *name, char **text, size_t *len, struct sw_err *err)
{
	SW_FILE FILE *f = NULL;
	size_t guess = 65535;
	struct stat st;

	if (!name)
		return slurp(stdin, guess, text, len, err);
	f = fopen(name, "re");
	if (!f)
		return sw_report_line(NULL, "Can't open %s: %s", name, strerror(errno));
	if (!fstat(fileno(f), &st) && S_ISREG(st.st_mode) && st.st_size > 0)
		guess = st.st_size;
	return slurp(f, guess, text, len, err);
}
