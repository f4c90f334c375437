/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far long work is, for a program that shows it: nothing for the first second, then a few times
 * a second. Where nobody asked to see it, and in short work, there is not even a look at the
 * clock. */
#ifndef SW_BASE_PROGRESS_H
#define SW_BASE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

/* Done of so many; of 0: nobody knows. left: seconds, as far as can be told; -1: it cannot. what
 * NULL: it is over, and nothing of it is to be seen any more. */
typedef void (*sw_progress_fn)(const char *what, size_t done, size_t of, int left);

/* From now on. NULL: nobody. */
void sw_progress_to(sw_progress_fn show);

/* Is it time to show something? */
bool sw_progress_is_time(void);
/* The same for a loop, which asks at each of its steps. */
static inline bool sw_progress_is_due(size_t step)
{
	return !(step & 4095) && sw_progress_is_time();
}

/* Shows it. The same pointer what is the same piece of work: its speed says how long it takes. */
void sw_progress(const char *what, size_t done, size_t of);
/* Before a step that cannot tell how far it is: shows what it is, if it is time for that. */
void sw_progress_wait(const char *what);
/* The work is over; the next one has its own first second. */
void sw_progress_end(void);

#endif
