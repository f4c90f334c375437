/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules with the mark of a module word: which of them go before texts of rules are loaded. */
#ifndef SW_SERVICE_MARKED_H
#define SW_SERVICE_MARKED_H

#include "modprobe/helper_table.h"
#include "session/texts.h"

struct sw_marked {
	const struct sw_module_words *words;	/* those of these modules; borrowed, or NULL */
	bool all;		/* or those of any */
	/* Make table raw anew from its own rules, without the marked ones: a helper object keeps
	 * its module in use, and goes only with its table. */
	bool remake_raw;
	/* What is loaded then; borrowed. A text that empties table raw takes them with it. */
	const struct sw_texts *texts;
};

/* Removes them: what comes first in the transaction (sw_texts.first, with a struct sw_marked). */
int sw_marked_remove(struct sw_session *s, void *marked, struct sw_err *err);

#endif
