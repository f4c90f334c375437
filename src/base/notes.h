/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Remarks for the reader that stop nothing: odd config lines, outcomes of module words. */
#ifndef SW_BASE_NOTES_H
#define SW_BASE_NOTES_H

#include <stdbool.h>
#include <stddef.h>

/* All zero is a valid empty one. Out of memory drops a remark and is remembered. */
struct sw_notes {
	char **line;	/* owned vector of owned lines, without line end; safe for a terminal */
	size_t n, cap;
	bool   oom;
};

void sw_notes_add(struct sw_notes *notes, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void sw_notes_fini(struct sw_notes *notes);

#endif
