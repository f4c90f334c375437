/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The Test Anything Protocol in three macros, for the unit tests. */
#ifndef SW_TESTS_TAP_H
#define SW_TESTS_TAP_H

#include <stdio.h>
#include <string.h>

static int tap_count, tap_failed;

/* One test point; the rest is a printf format that names it. Yields whether it passed. */
#define ok(cond, ...) ({							\
	int ok_ = !!(cond);							\
	tap_failed += !ok_;							\
	printf("%sok %d - ", ok_ ? "" : "not ", ++tap_count);			\
	printf(__VA_ARGS__);							\
	printf("\n");								\
	if (!ok_)								\
		printf("# %s:%d: %s\n", __FILE__, __LINE__, #cond);		\
	ok_; })

/* Two strings are equal; both are shown when not. */
#define is(got, want, ...) ({							\
	const char *got_ = (got), *want_ = (want);				\
	int same_ = got_ && want_ ? !strcmp(got_, want_) : got_ == want_;	\
	ok(same_, __VA_ARGS__);							\
	if (!same_)								\
		printf("# got:  %s\n# want: %s\n", got_ ? got_ : "(null)",	\
		       want_ ? want_ : "(null)");				\
	same_; })

/* The plan and the exit status: the last line of main(). */
#define tap_end() ({ printf("1..%d\n", tap_count); tap_failed ? 1 : 0; })

#endif
