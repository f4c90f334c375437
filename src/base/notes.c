/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Collects remarks as lines that a terminal may show. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/cleanup.h"
#include "base/str.h"
#include "base/notes.h"
#include "base/vec.h"

static char *format(const char *fmt, va_list ap)
{
	struct sw_str safe = { 0 };
	SW_FREE char *text = NULL;

	if (vasprintf(&text, fmt, ap) < 0) {
		text = NULL;
		return NULL;
	}
	sw_str_add_safe(&safe, text);
	return sw_str_take(&safe);
}

void sw_notes_add(struct sw_notes *notes, const char *fmt, ...)
{
	va_list ap;
	char *line;

	if (!SW_GROW(notes->line, notes->n, notes->cap)) {
		notes->oom = true;
		return;
	}
	va_start(ap, fmt);
	line = format(fmt, ap);
	va_end(ap);
	if (line)
		notes->line[notes->n++] = line;
	else
		notes->oom = true;
}

void sw_notes_fini(struct sw_notes *notes)
{
	for (size_t i = 0; i < notes->n; i++)
		free(notes->line[i]);
	free(notes->line);
	*notes = (struct sw_notes){ 0 };
}
