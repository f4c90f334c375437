/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Several texts of rules, of one family or of both, in one transaction: everything or nothing. */
#ifndef SW_SESSION_TEXTS_H
#define SW_SESSION_TEXTS_H

#include "session/restore.h"

/* The way back from a change of both families has four. */
#define SW_TEXTS_MAX 4

struct sw_text {
	const char *name;	/* for messages; borrowed */
	const char *text;	/* borrowed, NUL behind it; NULL: none */
	size_t      len;
	bool        add;	/* add to what is there: tables are not emptied, counters not set */
	bool        count;	/* but counters are set, where .add is */
	uint8_t     family;	/* 0: that of all. One behind the other: first all of one family */
};

struct sw_texts {
	struct sw_restore_options o;	/* of all; what .add says goes before it */
	/* Called before the first text, with arg, each time that the work begins. NULL: nothing. */
	sw_session_work first;
	void           *arg;
	const char     *group;	/* as in sw_ask; borrowed */
	struct sw_text  text[SW_TEXTS_MAX];

	struct sw_restore restore[SW_TEXTS_MAX];	/* made by the scan */
};

/* Looks over the texts once, as sw_restore_scan does. */
int sw_texts_scan(struct sw_texts *t, struct sw_err *err);
/* Behind the scan, for another run: all bad lines are wanted, and nothing goes before the texts. */
void sw_texts_want_faults(struct sw_texts *t, struct sw_faults *faults);
/* The work of the session: first, then each text. */
int sw_texts_run(struct sw_session *s, void *texts, struct sw_err *err);
void sw_texts_fini(struct sw_texts *t);

/* The line that an error of the run names, whichever text it is of; a piece of it. false: of
 * none. */
bool sw_texts_line(const struct sw_texts *t, const struct sw_where *where, const char **line,
		   size_t *len);

/* Does the text have a line "*TABLE"? */
bool sw_text_names_table(const char *text, const char *table);
/* "*TABLE\nCOMMIT\n" for every builtin table that text (NULL: none) does not name: loaded, they
 * empty it. */
void sw_text_clear_rest(const char *text, struct sw_str *out);

#endif
