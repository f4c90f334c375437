/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Vectors that double: room for one more element, in the one way in which it is made. */
#ifndef SW_BASE_VEC_H
#define SW_BASE_VEC_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* v: the address of a pointer to *cap elements of size bytes. false: no memory, and nothing
 * changed. */
static inline bool sw_vec_grow(void *v, size_t *cap, size_t size)
{
	size_t more = *cap ? *cap * 2 : 8;
	void *p;

	if (more < *cap)
		return false;
	memcpy(&p, v, sizeof(p));
	p = reallocarray(p, more, size);
	if (!p)
		return false;
	memcpy(v, &p, sizeof(p));
	*cap = more;
	return true;
}

/* Is there, or can there be, room for one more behind the n elements of vector v? cap is a
 * size_t. */
#define SW_GROW(v, n, cap) ((n) < (cap) || sw_vec_grow(&(v), &(cap), sizeof(*(v))))

#endif
