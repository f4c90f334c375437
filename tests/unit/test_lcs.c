/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Common subsequences: as long as the table of all prefixes says, at random; long ones in time. */
#include <stdlib.h>
#include <time.h>

#include "base/lcs.h"
#include "tap.h"

#define SMALL 60
#define LARGE 100000

static uint64_t seed = 20240317;

static uint32_t dice(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed >> 20) % n;
}

/* The length by the book: quadratic. */
static size_t by_table(const uint32_t *a, size_t na, const uint32_t *b, size_t nb)
{
	static size_t t[SMALL + 1][SMALL + 1];

	for (size_t i = 1; i <= na; i++)
		for (size_t j = 1; j <= nb; j++) {
			size_t up = t[i - 1][j], left = t[i][j - 1];

			t[i][j] = up > left ? up : left;
			if (a[i - 1] == b[j - 1])
				t[i][j] = t[i - 1][j - 1] + 1;
		}
	return t[na][nb];
}

/* Length of what was found; 0 also if it is no common subsequence. */
static size_t length(const uint32_t *a, size_t na, const uint32_t *b, size_t nb, uint32_t numbers)
{
	static uint32_t stay[LARGE];
	uint32_t last = 0;
	size_t n = 0;

	if (sw_lcs(a, na, b, nb, numbers, stay))
		return 0;
	for (size_t i = 0; i < na; i++) {
		if (!stay[i])
			continue;
		if (stay[i] <= last || stay[i] > nb || a[i] != b[stay[i] - 1])
			return 0;
		last = stay[i];
		n++;
	}
	return n;
}

static void test_random(void)
{
	uint32_t a[SMALL], b[SMALL], wrong = 0;

	for (int run = 0; run < 20000; run++) {
		uint32_t na = dice(SMALL + 1), nb = dice(SMALL + 1);
		uint32_t numbers = 1 + dice(1 + run % 40);

		for (uint32_t i = 0; i < na; i++)
			a[i] = dice(numbers);
		for (uint32_t i = 0; i < nb; i++)
			b[i] = i < na && dice(3) ? a[i] : dice(numbers);
		wrong += length(a, na, b, nb, numbers) != by_table(a, na, b, nb);
	}
	ok(!wrong, "as long as by the table, 20000 times (%u wrong)", wrong);
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void shuffle(uint32_t *a, uint32_t n)
{
	for (uint32_t i = n; i > 1; i--) {
		uint32_t k = dice(i), was = a[i - 1];

		a[i - 1] = a[k];
		a[k] = was;
	}
}

/* In the order of b's numbers a is 0 1 2 ...: then it is the longest ascent, quadratic. */
static size_t longest_ascent(const uint32_t *b, uint32_t n)
{
	static uint32_t best[8192];
	uint32_t most = 0;

	for (uint32_t i = 0; i < n; i++) {
		best[i] = 1;
		for (uint32_t k = 0; k < i; k++)
			if (b[k] < b[i] && best[k] >= best[i])
				best[i] = best[k] + 1;
		most = best[i] > most ? best[i] : most;
	}
	return most;
}

static void test_large(void)
{
	static uint32_t a[LARGE], b[LARGE];
	double start = seconds();
	size_t n;

	for (uint32_t i = 0; i < LARGE; i++)
		a[i] = b[i] = i;
	ok(length(a, LARGE, b, LARGE, LARGE) == LARGE, "equal ones");
	for (uint32_t k = 0; k < 100; k++)
		b[k * 997] = LARGE + k;
	n = length(a, LARGE, b, LARGE, LARGE + 100);
	ok(n == LARGE - 100, "100 of them others: %zu", n);
	ok(seconds() - start < 1, "in %.3f s", seconds() - start);

	for (uint32_t i = 0; i < LARGE; i++)
		b[i] = LARGE + i;
	start = seconds();
	ok(length(a, LARGE, b, LARGE, 2 * LARGE) == 0, "nothing in common");
	shuffle(a, LARGE);
	memcpy(b, a, sizeof(a));
	shuffle(b, LARGE);
	n = length(a, LARGE, b, LARGE, LARGE);
	ok(n > 500, "in another order: %zu", n);
	ok(seconds() - start < 2, "in %.3f s", seconds() - start);

	for (uint32_t i = 0; i < 8192; i++)
		a[i] = b[i] = i;
	shuffle(b, 8192);
	n = length(a, 8192, b, 8192, 8192);
	ok(n == longest_ascent(b, 8192), "where none comes twice it is a longest one, too: %zu", n);

	for (uint32_t i = 0; i < LARGE; i++) {
		a[i] = dice(50);
		b[i] = dice(50);
	}
	start = seconds();
	n = length(a, LARGE, b, LARGE, 50);
	ok(n > 0 && seconds() - start < 5, "few numbers in any order: %zu in %.3f s", n,
	   seconds() - start);
}

int main(void)
{
	uint32_t one[] = { 3 }, stay[1];

	ok(!sw_lcs(one, 1, one, 0, 4, stay) && !stay[0], "nothing on one side");
	ok(!sw_lcs(one, 1, one, 1, 4, stay) && stay[0] == 1, "one on either");
	test_random();
	test_large();
	return tap_end();
}
