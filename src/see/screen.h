/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The whole terminal for one program: keys without Enter, a page that is drawn anew, and the
 * terminal as it was before, however the program ends or is stopped. */
#ifndef SW_SEE_SCREEN_H
#define SW_SEE_SCREEN_H

#include "base/str.h"

/* Takes the terminal of standard input and output. SIGTERM and its like end the process, as ever,
 * and SIGTSTP stops it, with the terminal as it was. Once in a process, and one thread. 0, or a
 * filled error and nothing is changed. */
int sw_screen_on(struct sw_err *err);
void sw_screen_off(void);

/* At least 1 each; 24 and 80 where the terminal does not know. */
void sw_screen_size(size_t *rows, size_t *columns);

enum {				/* what sw_screen_key returns beside bytes that were typed */
	SW_SCREEN_GONE = -1,	/* the terminal is */
	SW_SCREEN_LATE = -2,	/* nobody has typed anything */
	SW_SCREEN_DRAW = -3,	/* the size is another one, or the process goes on after a stop */
};
/* Waits so many milliseconds at most. Arrows and their like are no keys. */
int sw_screen_key(unsigned milliseconds);

/* Shows the lines of page from the top, as many and as much of each as there is room for. Control
 * characters are shown, never obeyed. The line of that number, from 0, is set off; -1: none. 0, or
 * a negative errno. */
int sw_screen_draw(const struct sw_str *page, int title);

#endif
