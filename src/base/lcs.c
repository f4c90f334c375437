/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Common subsequences: from both ends at once as long as little differs (Myers, "An O(ND)
 * Difference Algorithm and Its Variations", 1986), else the longest ascent among pairs. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/lcs.h"

/* Two stretches that are compared: n numbers from a, m from b. Read from either end. */
struct box {
	const uint32_t *a, *b;
	ptrdiff_t n, m;
};

/* For each diagonal (numbers taken from a, less those from b) how many from a can be taken at most
 * with as many differences as there were steps; -1: the diagonal cannot be reached so. */
struct reach {
	ptrdiff_t *ahead, *behind;	/* from the beginning; from the end */
};

struct split { ptrdiff_t n, m; };	/* what of the box stands before it */

struct search {
	struct reach reach;
	ptrdiff_t    most;		/* steps from either end before it is given up */
	const uint32_t *a, *b;		/* the whole */
	uint32_t    *stay;
};

/* The next step on diagonal k: one number more from a, or one from b. */
static ptrdiff_t farther(const ptrdiff_t *v, ptrdiff_t k, const struct box *x)
{
	ptrdiff_t from_a = v[k - 1] >= 0 && v[k - 1] < x->n ? v[k - 1] + 1 : -1;
	ptrdiff_t from_b = v[k + 1] >= 0 && v[k + 1] - (k + 1) < x->m ? v[k + 1] : -1;

	return from_a > from_b ? from_a : from_b;
}

static ptrdiff_t slide_ahead(const struct box *x, ptrdiff_t i, ptrdiff_t k)
{
	while (i >= 0 && i < x->n && i - k < x->m && x->a[i] == x->b[i - k])
		i++;
	return i;
}

static ptrdiff_t slide_behind(const struct box *x, ptrdiff_t i, ptrdiff_t k)
{
	while (i >= 0 && i < x->n && i - k < x->m && x->a[x->n - 1 - i] == x->b[x->m - 1 - i + k])
		i++;
	return i;
}

/* Have the two ways met on diagonal k of the one that goes i far? */
static bool met(const ptrdiff_t *other, ptrdiff_t k, ptrdiff_t i, ptrdiff_t steps,
		const struct box *x)
{
	ptrdiff_t mirror = x->n - x->m - k;

	return i >= 0 && mirror >= -steps && mirror <= steps && other[mirror] >= 0 &&
	       i + other[mirror] >= x->n;
}

/* Diagonals outside of the box are not walked: from the first to the last of d steps. */
static ptrdiff_t first_of(ptrdiff_t d, const struct box *x)
{
	return d <= x->m ? -d : d - 2 * x->m;
}

static ptrdiff_t last_of(ptrdiff_t d, const struct box *x)
{
	return d <= x->n ? d : 2 * x->n - d;
}

static void begin_step(ptrdiff_t *v, ptrdiff_t d)
{
	v[-d - 1] = -1;
	v[d + 1] = d ? -1 : 0;
}

/* d steps from the beginning meet d - 1 from the end, or d steps from the end meet d from the
 * beginning: then there is a shortest way through that point. */
static bool one_step(struct search *s, const struct box *x, ptrdiff_t d, struct split *at)
{
	ptrdiff_t *v = s->reach.ahead, *w = s->reach.behind;
	bool odd = (x->n - x->m) & 1;

	begin_step(v, d);
	for (ptrdiff_t k = first_of(d, x); k <= last_of(d, x); k += 2) {
		v[k] = slide_ahead(x, farther(v, k, x), k);
		if (odd && met(w, k, v[k], d - 1, x)) {
			*at = (struct split){ v[k], v[k] - k };
			return true;
		}
	}
	begin_step(w, d);
	for (ptrdiff_t k = first_of(d, x); k <= last_of(d, x); k += 2) {
		w[k] = slide_behind(x, farther(w, k, x), k);
		if (!odd && met(v, k, w[k], d, x)) {
			*at = (struct split){ x->n - w[k], x->m - w[k] + k };
			return true;
		}
	}
	return false;
}

static void keep(struct search *s, const uint32_t *a, const uint32_t *b)
{
	s->stay[a - s->a] = b - s->b + 1;
}

/* What is alike at either end stays in any case. */
static void trim(struct search *s, struct box *x)
{
	for (; x->n && x->m && *x->a == *x->b; x->a++, x->b++, x->n--, x->m--)
		keep(s, x->a, x->b);
	for (; x->n && x->m && x->a[x->n - 1] == x->b[x->m - 1]; x->n--, x->m--)
		keep(s, x->a + x->n - 1, x->b + x->m - 1);
}

/* false: too much differs. Each half of a box that was parted has half of its differences, so that
 * this is found out before anything has been kept but the ends. */
static bool part(struct search *s, struct box x)
{
	struct split at;
	ptrdiff_t d = 0;

	trim(s, &x);
	if (!x.n || !x.m)
		return true;
	while (!one_step(s, &x, d, &at))
		if (++d > s->most)
			return false;
	return part(s, (struct box){ x.a, x.b, at.n, at.m }) &&
	       part(s, (struct box){ x.a + at.n, x.b + at.m, x.n - at.n, x.m - at.m });
}

/* ---- where much differs ---------------------------------------------------------------------- */

struct ascent {
	uint32_t *first;	/* of each number: the first place in b that is left, plus one */
	uint32_t *next;		/* of each place in b: the next one of the same number */
	uint32_t *to;		/* of each place in a: its place in b, plus one; 0: none */
	uint32_t *end;		/* the place in a where the best ascent of each length ends */
	uint32_t *before;	/* of each place in a: the one before it in its ascent, plus one */
};

/* The first of a number goes with the first in b, the second with the second, and so on. */
static void pair(struct ascent *p, const struct box *x)
{
	for (ptrdiff_t j = x->m - 1; j >= 0; j--) {
		p->next[j] = p->first[x->b[j]];
		p->first[x->b[j]] = j + 1;
	}
	for (ptrdiff_t i = 0; i < x->n; i++) {
		p->to[i] = p->first[x->a[i]];
		if (p->to[i])
			p->first[x->a[i]] = p->next[p->to[i] - 1];
	}
}

/* Returns the length of the longest ascent. */
static size_t climb(struct ascent *p, size_t n)
{
	size_t length = 0;

	for (size_t i = 0; i < n; i++) {
		size_t low = 0, high = length;

		if (!p->to[i])
			continue;
		while (low < high) {
			size_t half = (low + high) / 2;

			if (p->to[p->end[half]] < p->to[i])
				low = half + 1;
			else
				high = half;
		}
		p->before[i] = low ? p->end[low - 1] + 1 : 0;
		p->end[low] = i;
		length += low == length;
	}
	return length;
}

static int longest_ascent(struct search *s, const struct box *x, uint32_t numbers)
{
	SW_FREE uint32_t *room = calloc((size_t)numbers + x->m + 3 * x->n, sizeof(*room));
	struct ascent p = { .first = room };
	size_t length;

	if (!room)
		return -ENOMEM;
	p.next = p.first + numbers;
	p.to = p.next + x->m;
	p.end = p.to + x->n;
	p.before = p.end + x->n;
	pair(&p, x);
	length = climb(&p, x->n);
	for (uint32_t i = length ? p.end[length - 1] + 1 : 0; i; i = p.before[i - 1])
		keep(s, x->a + i - 1, x->b + p.to[i - 1] - 1);
	return 0;
}

/* ---- both ------------------------------------------------------------------------------------ */

int sw_lcs(const uint32_t *a, size_t na, const uint32_t *b, size_t nb, uint32_t numbers,
	   uint32_t *stay)
{
	struct search s = { .a = a, .b = b, .stay = stay };
	struct box x = { a, b, na, nb };
	SW_FREE ptrdiff_t *room = NULL;
	size_t side;

	memset(stay, 0, na * sizeof(*stay));
	trim(&s, &x);
	if (!x.n || !x.m)
		return 0;
	s.most = (x.n + x.m + 1) / 2 < SW_LCS_EXACT / 2 ? (x.n + x.m + 1) / 2 : SW_LCS_EXACT / 2;
	side = s.most + 2;
	room = malloc((2 * side + 1) * 2 * sizeof(*room));
	if (!room)
		return -ENOMEM;
	s.reach.ahead = room + side;
	s.reach.behind = s.reach.ahead + 2 * side + 1;
	return part(&s, x) ? 0 : longest_ascent(&s, &x, numbers);
}
