/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The firewall as a service: its files, its verbs, and what it remembers until the next boot. */
#ifndef SW_MODPROBE_RULE_FILES_H
#define SW_MODPROBE_RULE_FILES_H

#include <limits.h>
#include "modprobe/helper_table.h"

#ifndef SW_SYSCONFDIR
#define SW_SYSCONFDIR "/etc"
#endif
#define SW_SERVICE_CONFIG SW_SYSCONFDIR "/sysconfig"
#define SW_SERVICE_RUN    "/run/statewall"

/* Exit statuses besides 0 and 1, as the init script of RHEL has them. */
enum {
	SW_SERVICE_USAGE    = 2,	/* no such verb */
	SW_SERVICE_STOPPED  = 3,	/* status: not running */
	SW_SERVICE_NOT_ROOT = 4,
	SW_SERVICE_NO_RULES = 6,	/* no rule file; save: no rules in the kernel */
	SW_SERVICE_NO_IPV6  = 150,
};

struct sw_service_files {
	const char *name;	/* "iptables" or "ip6tables" */
	const char *prefix;	/* of the config file's variables: "IPTABLES" */
	bool ip6;
	char rules[PATH_MAX];	/* /etc/sysconfig/iptables, or rules.v4 of Debian's /etc/iptables */
	char fallback[PATH_MAX], saved[PATH_MAX];
	char config[PATH_MAX];
	char started[PATH_MAX];	/* there while the service is started, in this network namespace */
	char modules[PATH_MAX];	/* struct sw_module_log */
};
/* config_dir, run_dir: NULL = the usual ones. -ENAMETOOLONG. */
int sw_service_files(struct sw_service_files *f, bool ip6, const char *config_dir,
		     const char *run_dir, struct sw_err *err);

#define SW_STARTED_MAX 64
#define SW_PRINT_MAX   24
struct sw_started {
	char tables[SW_STARTED_MAX];	/* those that were there then, "filter nat" */
	char print[SW_PRINT_MAX];	/* of their rules, or "generation 7"; "" when nobody knows */
};
/* Was it started since boot, in this network namespace, and not stopped? Then fills *then (or NULL). What
 * is no regular file says nothing. */
bool sw_service_is_started(const struct sw_service_files *f, struct sw_started *then);
/* now: NULL = stopped. */
int sw_service_set_started(const struct sw_service_files *f, const struct sw_started *now,
			   struct sw_err *err);
/* Into print: equal for saves of the same rules, whatever their dates, counters and comments are. */
void sw_service_print(const char *save, char *print);
/* Was IPv6 switched off at boot? */
bool sw_service_no_ipv6(void);

/* What happened to modules since boot. Marks of a module: */
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
void sw_module_log_unload(struct sw_module_log *log,
			  const char *module); /* no longer loaded by us */
bool sw_module_log_has(const struct sw_module_log *log, const char *module,
		       enum sw_module_mark mark);

/* The words that a save puts into the config file: those of the config, without what was dropped;
 * and what is in `in_rules` (modules whose helper rules are in the kernel) or was wanted, if it is
 * not there yet. Returns 1 when that differs from config, 0 when not. */
int sw_service_words(const struct sw_module_words *config, const struct sw_module_words *in_rules,
		     const struct sw_module_log *log, struct sw_module_words *out,
		     struct sw_err *err);

/* Replace the rule file (a new one is 0600), and keep the old one as `saved`, always 0600. Refuses an
 * empty text. */
int sw_service_replace_rules(const struct sw_service_files *f, const char *text, size_t len,
			     struct sw_err *err);

/* Apply the lines of sysctl files that contain one of the words: /etc/sysctl.conf, /etc/sysctl.d,
 * and the same inside extra_dir (NULL: none). Returns how many lines failed; each is a remark. */
int sw_sysctl_apply(const char *words, const char *extra_dir, struct sw_notes *notes);

#endif
