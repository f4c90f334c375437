/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Long work shows itself: not before a second, not too often, not for nobody; and it is erased. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/progress.h"
#include "tap.h"

static char said[256];

static void show(const char *what, size_t done, size_t of, int left)
{
	size_t len = strlen(said);

	snprintf(said + len, sizeof(said) - len, "%s %zu/%zu %d;", what ? what : "over", done, of,
		 left);
}

static void wait_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

static void test_nobody(void)
{
	ok(!sw_progress_is_due(4096), "nobody asks");
	wait_ms(1010);
	ok(!sw_progress_is_due(4096), "nor later");
	sw_progress("lines", 1, 2);
	sw_progress_wait("the kernel");
	sw_progress_end();
	is(said, "", "and nobody is told");
}

static void test_long_work(void)
{
	int left;

	sw_progress_to(show);
	ok(!sw_progress_is_due(4096), "the first look begins it");
	sw_progress_wait("short");
	sw_progress_end();
	is(said, "", "short work shows nothing, and has nothing to erase");
	ok(!sw_progress_is_due(8192), "the next work has its own second");
	wait_ms(1010);
	ok(!sw_progress_is_due(8193), "not at each step");
	ok(sw_progress_is_due(12288), "after a second");
	sw_progress("lines", 1000, 3000);
	ok(!sw_progress_is_due(16384), "not twice at once");
	wait_ms(1000);
	ok(sw_progress_is_due(20480), "but a little later");
	sw_progress("lines", 2000, 4100);
	ok(sscanf(said, "lines 1000/3000 -1;lines 2000/4100 %d;", &left) == 1 && left >= 2,
	   "at that speed it takes twice as long again");
	sw_progress("rules", 5, 0);
	sw_progress_wait("the kernel");
	sw_progress_end();
	sw_progress_end();
	ok(strstr(said, "rules 5/0 -1;the kernel 0/0 -1;over 0/0 -1;") &&
	   !strstr(strstr(said, "over") + 1, "over"), "another piece, and the end, once");
	sw_progress_to(NULL);
}

int main(void)
{
	test_nobody();
	test_long_work();
	return tap_end();
}
