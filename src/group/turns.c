/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is each rule asked before every later rule that a packet may meet, too? Decided for all packets.
 *
 * For each pair of steps, the rules of both are written down with the bits that both ask for, and
 * sorted: those with equal bits may overlap, and among them every rule of the earlier step must
 * come before every rule of the later one in the user's order. It shares no code with what builds a
 * block but the programs, which are made from the members anew. */
#include <stdlib.h>
#include <string.h>
#include "group/block.h"

#define WORDS (SW_FACT_BYTES / 8)

struct row {
	uint64_t bits[WORDS];
	uint32_t place;
	bool     later;		/* it stands in the later one of two steps */
};

static int by_bits(const void *a, const void *b)
{
	return memcmp(((const struct row *)a)->bits, ((const struct row *)b)->bits,
		      sizeof(((const struct row *)a)->bits));
}

/* Rows with equal bits: the earlier step's last place must be before the later step's first. */
static bool group_holds(const struct row *row, size_t n)
{
	uint32_t last = 0, first = UINT32_MAX;
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		if (row[i].later && row[i].place < first)
			first = row[i].place;
		if (!row[i].later && (!any || row[i].place > last))
			last = row[i].place;
		any |= !row[i].later;
	}
	return !any || last < first;
}

static size_t write_down(const struct sw_block *b, const struct sw_fact *fact, size_t step,
			 bool later, const uint64_t *mask, struct row *to)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++) {
		if (b->member[i].step != step)
			continue;
		to[n] = (struct row){ .place = i, .later = later };
		for (int k = 0; k < WORDS; k++)
			to[n].bits[k] = fact[i].value[k] & mask[k];
		n++;
	}
	return n;
}

/* All rules of one step ask for the same bits, or it would be no map. */
static const struct sw_fact *fact_of_step(const struct sw_block *b, const struct sw_fact *fact,
					  size_t step)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->member[i].step == step)
			return &fact[i];
	return NULL;
}

static bool pair_holds(const struct sw_block *b, const struct sw_fact *fact, size_t one, size_t two,
		       struct row *row)
{
	const struct sw_fact *f = fact_of_step(b, fact, one), *g = fact_of_step(b, fact, two);
	uint64_t mask[WORDS];
	size_t n, from = 0;

	for (int k = 0; k < WORDS; k++)
		mask[k] = f->mask[k] & g->mask[k];
	n = write_down(b, fact, one, false, mask, row);
	n += write_down(b, fact, two, true, mask, row + n);
	qsort(row, n, sizeof(*row), by_bits);
	for (size_t i = 1; i <= n; i++) {
		if (i < n && !by_bits(&row[i], &row[from]))
			continue;
		if (!group_holds(&row[from], i - from))
			return false;
		from = i;
	}
	return true;
}

/* Two rules of one map with the same key would be one element. */
static bool keys_differ(const struct sw_block *b, const struct sw_fact *fact, size_t step,
			struct row *row)
{
	const struct sw_fact *f = fact_of_step(b, fact, step);
	size_t n = write_down(b, fact, step, false, f->mask, row);

	qsort(row, n, sizeof(*row), by_bits);
	for (size_t i = 1; i < n; i++)
		if (!by_bits(&row[i], &row[i - 1]))
			return false;
	return true;
}

bool sw_turns_hold(const struct sw_block *b, uint8_t family)
{
	struct sw_fact *fact = calloc(b->n + 1, sizeof(*fact));
	struct row *row = calloc(b->n + 1, sizeof(*row));
	struct sw_prog p = { 0 };
	bool good = fact && row;

	for (size_t i = 0; i < b->n && good; i++) {
		good = sw_block_prog(b, i, &p) && !p.oom;
		sw_fact_of(&fact[i], &p, family);
	}
	for (size_t i = 0; i < b->nstep && good; i++) {
		good = keys_differ(b, fact, i, row);
		for (size_t k = i + 1; k < b->nstep && good; k++)
			good = pair_holds(b, fact, i, k, row);
	}
	sw_prog_fini(&p);
	free(fact);
	free(row);
	return good;
}
