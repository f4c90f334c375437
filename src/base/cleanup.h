/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Owning locals: attributes that free a local at scope end, and the macro that hands it on. */
#ifndef SW_BASE_CLEANUP_H
#define SW_BASE_CLEANUP_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SW_CLEANUP(fn) __attribute__((cleanup(fn)))

/* Yield the pointer and set the local to NULL, so that its cleanup does nothing. */
#define SW_TAKE(p) ({ __typeof__(p) sw_taken_ = (p); (p) = NULL; sw_taken_; })

/* Never use these in a frame that a longjmp may leave (src/xt/guard.h). */
static inline void sw_cleanup_free(void *p)
{
	free(*(void **)p);
}

static inline void sw_cleanup_file(FILE **f)
{
	if (*f)
		fclose(*f);
}

static inline void sw_cleanup_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

#define SW_FREE  SW_CLEANUP(sw_cleanup_free)
#define SW_FILE  SW_CLEANUP(sw_cleanup_file)
#define SW_FD    SW_CLEANUP(sw_cleanup_fd)

#define SW_ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#endif
