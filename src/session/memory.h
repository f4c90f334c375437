/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A whole ruleset that commands and save files change, and lists show, and no kernel hears of. */
#ifndef SW_SESSION_MEMORY_H
#define SW_SESSION_MEMORY_H

#include "session/list.h"
#include "session/restore.h"
#include "translate/translate.h"

struct sw_memory {
	struct sw_sink     sink;	/* first: it is called with that */
	struct sw_session  s;		/* without a kernel; s.rs is the ruleset */
	struct sw_prog     prog;	/* owned: the rule that is being looked at */
	struct sw_userdata ud;
	struct sw_table    kept[SW_NTABLES];	/* owned: as they were before */
	bool               is_kept[SW_NTABLES];
};

/* rs is of one family, read down to every rule, and all of it has words; it is taken, in any case.
 * Close in any case. */
int sw_memory_open(struct sw_memory *m, const char *program, struct sw_ruleset *rs,
		   struct sw_err *err);
void sw_memory_close(struct sw_memory *m);

/* Each prepares libxtables for the family, and leaves what is to be shown in m->s.text, until the
 * next of them. Where one fails, nothing has changed. */

/* What the translation refuses is refused; what only the kernel knows is not. */
int sw_memory_run(struct sw_memory *m, const struct sw_cmd *cmd, struct sw_err *err);
/* r is scanned here. */
int sw_memory_load(struct sw_memory *m, struct sw_restore *r, struct sw_err *err);
int sw_memory_save(struct sw_memory *m, struct sw_save *save, struct sw_err *err);

/* So that several of them are one: keeps a table (NULL: all), until it is put back or forgotten.
 * Costs as much as the table is large. */
int sw_memory_keep(struct sw_memory *m, const char *table, struct sw_err *err);
void sw_memory_back(struct sw_memory *m);
void sw_memory_forget(struct sw_memory *m);

#endif
