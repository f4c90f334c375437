/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What happened to modules since boot: loaded by us, wanted or dropped by the user. */
#ifndef SW_MODPROBE_MODULE_LOG_H
#define SW_MODPROBE_MODULE_LOG_H

#include "base/err.h"
#include "modprobe/helper_table.h"

/* Marks of a module: */
enum sw_module_mark {
	SW_MODULE_LOADED = '+',		/* by us: unloaded on stop */
	SW_MODULE_WANTED = '=',		/* "modules load" named it: a save keeps it */
	SW_MODULE_DROPPED = '-',	/* "modules unload" named it: a save leaves it out */
};
struct sw_module_log {		/* all zero is a valid empty one */
	struct { char name[SW_MODULE_MAX]; bool loaded, wanted, dropped; } *m;	/* owned */
	size_t n;
};
/* No file: empty. */
int sw_module_log_read(struct sw_module_log *log, const char *file, struct sw_err *err);
int sw_module_log_write(const struct sw_module_log *log, const char *file, struct sw_err *err);
void sw_module_log_fini(struct sw_module_log *log);
/* WANTED and DROPPED replace each other. -ENOMEM. */
int sw_module_log_mark(struct sw_module_log *log, const char *module, enum sw_module_mark mark,
		       struct sw_err *err);
/* It is no longer loaded by us. */
void sw_module_log_unload(struct sw_module_log *log, const char *module);
bool sw_module_log_has(const struct sw_module_log *log, const char *module,
		       enum sw_module_mark mark);

/* The words that a save puts into the config file: those of the config, without what was dropped;
 * and what is in `in_rules` (modules whose helper rules are in the kernel) or was wanted, if it is
 * not there yet. Returns 1 when that differs from config, 0 when not. */
int sw_module_words_to_save(const struct sw_module_words *config,
			    const struct sw_module_words *in_rules, const struct sw_module_log *log,
			    struct sw_module_words *out, struct sw_err *err);

#endif
