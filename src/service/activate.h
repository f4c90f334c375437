/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Module words into deeds: modules loaded, rules that assign the helpers, one line said of each
 * word. */
#ifndef SW_SERVICE_ACTIVATE_H
#define SW_SERVICE_ACTIVATE_H

#include "modprobe/module.h"
#include "modprobe/module_log.h"

struct sw_activate {
	const char             *program;	/* before each line */
	uint8_t                 family;
	bool                    nat;	/* table nat is used: helpers need their NAT halves */
	bool                    quiet;	/* speak of failures only */
	struct sw_module_log   *log;
	const struct sw_module_log *other; /* of the other family; NULL: none */
	/* out: a text for sw_transact, "" when no helper is assigned */
	struct sw_str           rules;
	unsigned failed; /* out: words that came to nothing, or to half of what they should */
};

/* Loads and probes; assigns nothing yet. Outcomes go to stdout, failures to stderr. Negative only
 * when the kernel cannot be asked. */
int sw_activate(struct sw_activate *a, const struct sw_module_words *words, struct sw_err *err);

/* Unload what the log says we loaded, the last first, but for what `keep` (or NULL) has too. */
void sw_deactivate(const char *program, struct sw_module_log *log,
		   const struct sw_module_log *keep);

#endif
