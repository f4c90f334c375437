/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is each rule asked before every later rule that a packet may meet, too? Decided for all packets.
 *
 * For each pair of rows, the rules of both are written down with the bits that both ask for, and
 * sorted: those with equal bits may overlap, and among them every rule of the earlier row must come
 * before every rule of the later one in the user's order. It shares no code with what builds a
 * block but the programs, which are made from the members anew. */
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "group/block.h"
#include "group/turns.h"

#define WORDS (SW_FACT_BYTES / 8)

struct line {
	uint64_t bits[WORDS];
	uint32_t place;
	bool     idle;
	bool     later;		/* it stands in the later one of two rows of the kernel's */
};

static int by_bits(const void *a, const void *b)
{
	return memcmp(((const struct line *)a)->bits, ((const struct line *)b)->bits,
		      sizeof(((const struct line *)a)->bits));
}

/* Lines with equal bits: the last place of the earlier must be before the first of the later. */
static bool group_holds(const struct line *line, size_t n)
{
	/* Of the earlier row the last place, + 1, and of the later one the first; of all its
	 * rules, and of those that do something. */
	uint64_t last[2] = { 0 }, first[2] = { UINT64_MAX, UINT64_MAX };

	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < (line[i].idle ? 1 : 2); k++) {
			if (line[i].later && line[i].place < first[k])
				first[k] = line[i].place;
			if (!line[i].later && line[i].place + 1ull > last[k])
				last[k] = line[i].place + 1ull;
		}
	return last[0] <= first[1] && last[1] <= first[0];
}

/* Sorted by row; those of each stand together. */
struct span { size_t from, to; };

static size_t write_down(const struct sw_turn *turn, struct span s, bool later,
			 const uint64_t *mask, struct line *to)
{
	for (size_t i = s.from; i < s.to; i++) {
		struct line *l = &to[i - s.from];

		*l = (struct line){ .place = turn[i].place, .idle = turn[i].fact.idle,
				    .later = later };
		for (int k = 0; k < WORDS; k++)
			l->bits[k] = turn[i].fact.value[k] & mask[k];
	}
	return s.to - s.from;
}

/* All rules of one map ask for the same bits, or it would be none. */
static bool pair_holds(const struct sw_turn *turn, struct span one, struct span two,
		       struct line *line)
{
	const struct sw_fact *f = &turn[one.from].fact, *g = &turn[two.from].fact;
	uint64_t mask[WORDS];
	size_t n, from = 0;

	for (int k = 0; k < WORDS; k++)
		mask[k] = f->mask[k] & g->mask[k];
	n = write_down(turn, one, false, mask, line);
	n += write_down(turn, two, true, mask, line + n);
	qsort(line, n, sizeof(*line), by_bits);
	for (size_t i = 1; i <= n; i++) {
		if (i < n && !by_bits(&line[i], &line[from]))
			continue;
		if (!group_holds(&line[from], i - from))
			return false;
		from = i;
	}
	return true;
}

/* Two rules of one map with the same key would be one element. */
static bool row_holds(const struct sw_turn *turn, struct span s, struct line *line)
{
	const struct sw_fact *f = &turn[s.from].fact;
	size_t n = write_down(turn, s, false, f->mask, line);

	for (size_t i = s.from; i < s.to; i++)
		if (memcmp(turn[i].fact.mask, f->mask, sizeof(f->mask)) != 0)
			return false;
	qsort(line, n, sizeof(*line), by_bits);
	for (size_t i = 1; i < n; i++)
		if (!by_bits(&line[i], &line[i - 1]))
			return false;
	return true;
}

static int by_row(const void *a, const void *b)
{
	const struct sw_turn *x = a, *y = b;

	return x->row < y->row ? -1 : x->row > y->row;
}

static struct span next_span(const struct sw_turn *turn, size_t n, size_t from)
{
	struct span s = { from, from + 1 };

	while (s.to < n && turn[s.to].row == turn[from].row)
		s.to++;
	return s;
}

bool sw_turns_check(struct sw_turn *turn, size_t n)
{
	SW_FREE struct line *line = calloc(n + 1, sizeof(*line));
	struct span one, two;
	bool good = line;

	if (n)
		qsort(turn, n, sizeof(*turn), by_row);
	for (one.to = 0; one.to < n && good;) {
		one = next_span(turn, n, one.to);
		good = row_holds(turn, one, line);
		for (two = one; two.to < n && good;) {
			two = next_span(turn, n, two.to);
			good = pair_holds(turn, one, two, line);
		}
	}
	return good;
}

bool sw_turns_hold(const struct sw_block *b, uint8_t family)
{
	SW_FREE struct sw_turn *turn = calloc(b->n + 1, sizeof(*turn));
	struct sw_prog p = { 0 };
	bool good = turn;

	for (size_t i = 0; i < b->n && good; i++) {
		good = sw_block_prog(b, i, &p) && !p.oom;
		sw_fact_of(&turn[i].fact, &p, family);
		turn[i].row = b->member[i].step;
		turn[i].place = i;
	}
	sw_prog_fini(&p);
	return good && sw_turns_check(turn, b->n);
}
