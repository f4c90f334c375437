/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was counted between two readings, rule by rule, and which rules of them are wanted, in which
 * order. */
#ifndef SW_SIGHT_RATES_H
#define SW_SIGHT_RATES_H

#include "sight/tally.h"

/* A row of the later reading. */
struct sw_rate {
	const struct sw_tally_row *row;		/* borrowed */
	uint64_t packets, bytes;		/* since the one before */
	bool     fresh;				/* it was not in that one; nothing is known */
};

/* All zero is a valid empty one. */
struct sw_rates {
	const struct sw_tally *of;	/* borrowed: the later reading */
	struct sw_rate *rate;		/* owned vector: one for each of its rows */
	size_t   n;
	uint64_t elapsed;		/* nanoseconds between the two; 0: there was none before */
};

/* Rows are alike by their text and chain, not by their number: one that comes or goes above others
 * changes nothing for them. The k-th of several that are alike was the k-th. Counters that are less
 * than before were set back meanwhile, and began from 0. from may be NULL. Both stay while out is
 * used; the caller frees it with sw_rates_fini in any case. */
int sw_rates_between(const struct sw_tally *from, const struct sw_tally *to, struct sw_rates *out,
		     struct sw_err *err);
void sw_rates_fini(struct sw_rates *r);

/* A second's worth of n. */
double sw_rates_second(const struct sw_rates *r, uint64_t n);

enum sw_rates_key { SW_RATES_PACKETS, SW_RATES_BYTES, SW_RATES_ALL_PACKETS, SW_RATES_ALL_BYTES };

/* What is wanted; all zero: everything. Borrowed. */
struct sw_rates_choice {
	uint8_t     family;	/* 0: both */
	const struct sw_builtin_table *table;	/* NULL: all */
	const char *chain;	/* NULL, "": all */
	const char *text;	/* is in the text of the rule; NULL, "": any */
	enum sw_rates_key key;	/* the most comes first; of equals the first one of a listing */
};
/* Those that are wanted to the begin of the vector, in that order, and how many they are. It may be
 * chosen again and again. */
size_t sw_rates_choose(struct sw_rates *r, const struct sw_rates_choice *choice);
bool sw_rates_wants(const struct sw_rates_choice *choice, const struct sw_tally_chain *c);

/* number[i] becomes, from 1, which one of those with the same key it is. 0 or -ENOMEM. */
int sw_rates_occurrence(const uint64_t *key, size_t n, uint32_t *number, struct sw_err *err);

#endif
