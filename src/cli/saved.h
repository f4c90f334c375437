/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules in the service's file that its module words make again at each start: they carry a mark. */
#ifndef SW_CLI_SAVED_H
#define SW_CLI_SAVED_H

#include "modprobe/rule_files.h"
#include "rule/ruleset.h"

/* The module words of the family's config file, added to *words, which is the caller's. What is odd
 * in it the service says. */
int sw_saved_words(const struct sw_rule_files *files, struct sw_module_words *words,
		   struct sw_err *err);

/* Does one of the words assign a helper of that module? words NULL: none. */
bool sw_saved_names(const struct sw_module_words *words, const char *module);

/* Makes comments of the lines whose rules the words will make again; all lines stay in their
 * places. */
void sw_saved_forget(char *text, const struct sw_module_words *words);

/* Takes such rules out of table raw. */
void sw_saved_drop(struct sw_ruleset *rs, const struct sw_module_words *words);

#endif
