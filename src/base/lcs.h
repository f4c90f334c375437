/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A longest common subsequence of two sequences of numbers: what stays in its turn when one becomes
 * the other. */
#ifndef SW_BASE_LCS_H
#define SW_BASE_LCS_H

#include <stddef.h>
#include <stdint.h>

/* Up to so many numbers that are in one of the sequences alone, none is longer than what is
 * found. */
#define SW_LCS_EXACT 4096

/* stay[i] becomes the index in b, plus one, of the number that a[i] stays as; 0: of none. Those
 * that are not 0 ascend. Numbers are below `numbers`, which should be small: there is an array of
 * that size. Where more than SW_LCS_EXACT differ, a longest one is found if no number comes twice
 * in a sequence, else one that may be shorter. Memory is linear. 0 or -ENOMEM. */
int sw_lcs(const uint32_t *a, size_t na, const uint32_t *b, size_t nb, uint32_t numbers,
	   uint32_t *stay);

#endif
