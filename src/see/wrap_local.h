/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words of a sentence on lines of so many columns. */
#ifndef SW_SEE_WRAP_LOCAL_H
#define SW_SEE_WRAP_LOCAL_H

#include "base/str.h"

/* Appends text as lines of at most width columns: the first one begins with label, the others with
 * as many blanks as it has. A label that takes more than half of the width has a line of its own,
 * and a word that fits into no line is cut. Text is UTF-8; a character counts as one column. */
void sw_wrap_text(struct sw_str *out, unsigned width, const char *label, const char *text);

#endif
