/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Long work shows itself on a terminal. */
#ifndef SW_CLI_PROGRESS_LINE_H
#define SW_CLI_PROGRESS_LINE_H

/* From now on, when standard error is a terminal that can erase a line: work of more than a second
 * says how far it is, and erases that at its end. Behind sw_terminal_guard(). */
void sw_progress_on_terminal(void);

#endif
