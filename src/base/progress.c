/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The clock of long work. One process does one thing at a time, so there is one of it. */
#include <time.h>

#include "base/progress.h"

#define FIRST_MS 1000
#define NEXT_MS  200

static struct {
	sw_progress_fn show;
	bool        shown;
	long long   first;	/* when something may be shown; 0: the work has not begun */
	long long   next;	/* and when it may be again */
	const char *what;	/* the piece of work, when it began, and how much was done then */
	long long   since;
	size_t      from;
} state;

static long long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

void sw_progress_to(sw_progress_fn show)
{
	state.show = show;
}

bool sw_progress_is_time(void)
{
	long long now = state.show ? now_ms() : 0;

	if (!state.show)
		return false;
	if (!state.first)
		state.first = state.next = now + FIRST_MS;
	return now >= state.next;
}

/* At the speed so far; -1 until that can be told. */
static int seconds_left(size_t done, size_t of, long long now)
{
	long long ms = now - state.since;

	if (of <= done || done <= state.from || ms < NEXT_MS)
		return -1;
	return ((long long)(of - done) * ms / (long long)(done - state.from) + 999) / 1000;
}

void sw_progress(const char *what, size_t done, size_t of)
{
	long long now = now_ms();

	if (!state.show)
		return;
	if (what != state.what || done < state.from) {
		state.what = what;
		state.since = now;
		state.from = done;
	}
	state.show(what, done, of, seconds_left(done, of, now));
	state.shown = true;
	state.next = now + NEXT_MS;
}

void sw_progress_wait(const char *what)
{
	if (sw_progress_is_time() || (state.show && now_ms() >= state.first))
		sw_progress(what, 0, 0);
}

void sw_progress_end(void)
{
	if (state.shown)
		state.show(NULL, 0, 0, -1);
	state.shown = false;
	state.first = 0;
	state.what = NULL;
}
