/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of "statewall top" share: what is wanted, and rows as text. */
#ifndef SW_SEE_TOP_LOCAL_H
#define SW_SEE_TOP_LOCAL_H

#include "sight/rates.h"

#define SW_TOP "statewall top"

struct sw_top {
	struct sw_rates_choice choice;
	unsigned interval;	/* milliseconds */
	size_t   lines;		/* rules shown at most; 0: as many as there is room for */
	bool     once, json;
};

/* The line of titles, and that of a rule, each with its line end. */
void sw_top_titles(struct sw_str *out);
void sw_top_row(struct sw_str *out, const struct sw_rates *rates, const struct sw_rate *r);
/* n rows as JSON: docs/json.md has the members. */
void sw_top_json(struct sw_str *out, const struct sw_rates *rates, size_t n);

/* "packets a second" and so on. */
const char *sw_top_key_words(enum sw_rates_key key);

/* On the terminal, until the reader has enough. Returns the exit status. */
int sw_top_live(struct sw_top *top);

#endif
