/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One line, written over and over, and gone at the end. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/progress.h"
#include "cli/progress_line.h"
#include "cli/terminal.h"

#define ERASE "\r\033[K"

static void show(const char *what, size_t done, size_t of, int left)
{
	FILE *to = sw_terminal_raw_stderr();

	fputs(ERASE, to);
	if (what && !done)
		fprintf(to, "%s ...", what);
	else if (what)
		fprintf(to, "%zu", done);
	if (what && of >= done && done)
		fprintf(to, " of %zu", of);
	if (what && done)
		fprintf(to, " %s", what);
	if (left >= 0)
		fprintf(to, ", %d s left", left);
	fflush(to);
}

void sw_progress_on_terminal(void)
{
	const char *term = getenv("TERM");

	if (sw_terminal_has_stderr() && term && strcmp(term, "dumb"))
		sw_progress_to(show);
}
