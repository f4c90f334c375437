/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Several texts of rules in one transaction: a rule file, and the helper rules that go with it. */
#ifndef SW_SERVICE_TEXTS_H
#define SW_SERVICE_TEXTS_H

#include "modprobe/helper_table.h"
#include "session/session.h"

#define SW_LOAD_TEXTS 3

struct sw_load_text {
	const char *name;	/* for messages */
	char       *text;	/* borrowed, NUL behind it; NULL: none */
	size_t      len;
	bool        add;	/* add to what is there: tables are not emptied */
};

struct sw_load {
	const char *program;
	uint8_t     family;
	bool        counters;
	/* Remove rules with the mark of a module word before the texts that add: of these modules,
	 * or (unmark_all) of any. Only where no text has emptied table raw. */
	const struct sw_module_words *unmark;
	bool        unmark_all;
	/* Make table raw anew from its own rules, without the marked ones: a helper object keeps its
	 * module in use, and goes only with its table. */
	bool        remake_raw;
	struct sw_load_text text[SW_LOAD_TEXTS];
};

/* Everything or nothing. An error is reported on stderr; returns the exit status. */
int sw_load_run(struct sw_load *l);

/* Does the text have a line "*TABLE"? */
bool sw_load_names_table(const char *text, const char *table);
/* "*TABLE\nCOMMIT\n" for every builtin table that text (NULL: none) does not name: loaded, they
 * empty it. */
void sw_load_clear_rest(const char *text, struct sw_str *out);
/* Make comments of the lines whose rules the module words will make again. */
void sw_load_forget_marked(char *text, const struct sw_module_words *words);

/* What iptables-save would print, into out. Sets *unreadable when a rule could not be shown. head is
 * called first and may write to s->out. */
int sw_load_save(const char *program, uint8_t family, bool counters, sw_session_work head,
		 void *arg, struct sw_str *out, bool *unreadable, struct sw_err *err);

#endif
