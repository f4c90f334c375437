/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What diff.c and diff_chain.c share: the rules of one chain before and after. */
#ifndef SW_RULE_DIFF_LOCAL_H
#define SW_RULE_DIFF_LOCAL_H

#include "rule/diff.h"

/* Fills d->run. d->from or d->to may be NULL: no rules. */
int sw_diff_rules(struct sw_diff_chain *d, const struct sw_diff_ask *ask, struct sw_err *err);

#endif
