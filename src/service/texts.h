/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Several texts of rules in one transaction: a rule file, and the helper rules that go with it. */
#ifndef SW_SERVICE_TEXTS_H
#define SW_SERVICE_TEXTS_H

#include "modprobe/helper_table.h"
#include "session/session.h"

#define SW_TEXTS_MAX 3

struct sw_text {
	const char *name;	/* for messages */
	char       *text;	/* borrowed, NUL behind it; NULL: none */
	size_t      len;
	bool        add;	/* add to what is there: tables are not emptied */
};

struct sw_texts {
	const char *program;
	uint8_t     family;
	bool        counters;
	/* Remove rules with the mark of a module word before the texts that add: of these modules,
	 * or (unmark_all) of any. Only where no text has emptied table raw. */
	const struct sw_module_words *unmark;
	bool        unmark_all;
	/* Make table raw anew from its own rules, without the marked ones: a helper object keeps
	 * its module in use, and goes only with its table. */
	bool        remake_raw;
	struct sw_text text[SW_TEXTS_MAX];
};

/* Everything or nothing. An error is reported on stderr; returns the exit status. */
int sw_texts_run(struct sw_texts *l);

/* Does the text have a line "*TABLE"? */
bool sw_texts_names_table(const char *text, const char *table);
/* "*TABLE\nCOMMIT\n" for every builtin table that text (NULL: none) does not name: loaded, they
 * empty it. */
void sw_texts_clear_rest(const char *text, struct sw_str *out);
/* Make comments of the lines whose rules the module words will make again. */
void sw_texts_forget_marked(char *text, const struct sw_module_words *words);

#endif
