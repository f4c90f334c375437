/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One rule as text: a line of -S and of a save file, a row of -L, or what -v prints. */
#ifndef SW_WORDS_PRINT_RULE_H
#define SW_WORDS_PRINT_RULE_H

#include <stdio.h>
#include "rule/rule.h"

enum {				/* flags of sw_print_list */
	SW_PS_NUMERIC   = 1 << 0,
	SW_PS_COUNTERS  = 1 << 1,
	SW_PS_EXACT     = 1 << 2,
	SW_PS_LINENO    = 1 << 3,
	SW_PS_VIA       = 1 << 4,	/* interfaces */
	SW_PS_BARE      = 1 << 5,	/* no columns: what -v prints for one rule */
};

/* How save text shows counters. */
enum sw_save_counters { SW_SAVE_PLAIN, SW_SAVE_FRONT /* [p:b] -A */, SW_SAVE_DASH_C /* -c p b */ };

/* Prepares a rule read from the kernel for printing. 1: it cannot be read or printed, and the
 * comment line that says so was written. */
int sw_print_unreadable(FILE *out, struct sw_rule *r, struct sw_err *err);

/* "-A CHAIN ...\n". */
int sw_print_save(FILE *out, uint8_t family, const char *chain, const struct sw_rule *r,
		  enum sw_save_counters counters, struct sw_err *err);

/* A row of -L; number from 1. */
int sw_print_list(FILE *out, uint8_t family, const struct sw_rule *r, unsigned number,
		  unsigned flags, struct sw_err *err);

/* The line that -v prints for a rule that was added, replaced, found or deleted. */
int sw_print_verbose(FILE *out, uint8_t family, const struct sw_rule *r, struct sw_err *err);

/* A counter, with K, M, G or T behind a large one unless SW_PS_EXACT, then a blank. */
void sw_print_num(FILE *out, uint64_t n, unsigned flags);

#endif
