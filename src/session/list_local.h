/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What list.c and list_rules.c share: a listing under way, and its rules. */
#ifndef SW_SESSION_LIST_LOCAL_H
#define SW_SESSION_LIST_LOCAL_H

#include "base/str.h"
#include "session/list.h"

struct sw_listing_part {
	size_t   from, to;	/* in the whole text */
	unsigned rules;
};

struct sw_listing {
	struct sw_session *s;
	struct sw_err     *err;
	FILE    *to;	/* where the listing goes */
	FILE    *out;	/* where its text goes for now */
	struct sw_chain *chain;
	unsigned number;	/* of the rule at hand, from 1 */
	unsigned only;		/* this number only; 0 = all */
	unsigned flags;		/* SW_PS_* */
	bool     save;		/* -S and save files, not -L */
	enum sw_save_counters counters;
	/* A whole table read at once: the text of all chains in the kernel's order, and each one's
	 * part of it at sw_chain.mark. */
	struct sw_str whole;
	struct sw_listing_part  *part;	/* owned vector; NULL: chains are read one by one */
	struct sw_str text;	/* owned: of one rule, printed aside */
	FILE    *aside;
};

/* Reads the whole table at once if its chains are many and small; before the first of its rules. */
int sw_listing_read_ahead(struct sw_listing *l, struct sw_table *t);

/* Prints the rules of chain c, or the one that is wanted, to l->out; l->number tells how many. */
int sw_listing_rules(struct sw_listing *l, struct sw_table *t, struct sw_chain *c);

void sw_listing_fini(struct sw_listing *l);
#define SW_LISTING __attribute__((cleanup(sw_listing_fini)))

#endif
