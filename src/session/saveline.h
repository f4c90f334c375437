/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line of a save file, taken apart. Whoever reads such files reads them with this, so that all agree. */
#ifndef SW_SESSION_SAVELINE_H
#define SW_SESSION_SAVELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sw_saveline {
	SW_LINE_EMPTY,
	SW_LINE_COMMENT,	/* # */
	SW_LINE_TABLE,		/* *name; while a table is open it is a command, and wrong */
	SW_LINE_CHAIN,		/* :name policy [packets:bytes] */
	SW_LINE_COMMIT,
	SW_LINE_COMMAND,	/* anything else */
};

/* What the line is by its first character; a blank before that makes it a command, as in
 * iptables-restore. len: without its line end. */
enum sw_saveline sw_line_kind(const char *line, size_t len);

/* Its length without "\n" or "\r\n". */
size_t sw_line_end(const char *line, size_t len);

/* The table that a SW_LINE_TABLE names, in place: its length, 0 when there is none. Blanks and tabs
 * may stand behind the star, and what follows the name does not count. */
size_t sw_line_table(const char *line, size_t len, const char **name);

/* A counter at *p; moves *p behind it. Blanks and a plus may stand before; what is too great is the
 * greatest there is. false: none, or a negative one. */
bool sw_line_counter(const char **p, uint64_t *out);

/* "[packets:bytes]" behind a policy; what follows the second number does not count. false: it is
 * none, and packets may be set already. */
bool sw_line_counters(const char *word, uint64_t *packets, uint64_t *bytes);

/* The next word of *p, cut off in place; NULL: none. */
char *sw_line_word(char **p);

#endif
