/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of the firewall as a service: their names, and replacing the rules. */
#ifndef SW_MODPROBE_RULE_FILES_H
#define SW_MODPROBE_RULE_FILES_H

#include <limits.h>
#include "modprobe/helper_table.h"

#ifndef SW_SYSCONFDIR
#define SW_SYSCONFDIR "/etc"
#endif
#define SW_RULE_FILES_CONFIG SW_SYSCONFDIR "/sysconfig"
#define SW_RULE_FILES_DEBIAN SW_SYSCONFDIR "/iptables"
#define SW_RULE_FILES_RUN    "/run/statewall"

struct sw_rule_files {
	const char *name;	/* "iptables" or "ip6tables" */
	const char *prefix;	/* of the config file's variables: "IPTABLES" */
	bool ip6;
	char rules[PATH_MAX];	/* /etc/sysconfig/iptables, or rules.v4 of Debian's /etc/iptables */
	bool debian;	/* the latter, and nobody has named the folder: the former has none */
	char fallback[PATH_MAX], saved[PATH_MAX];
	char config[PATH_MAX];
	char started[PATH_MAX];	/* there while the service is started, in this network namespace */
	char modules[PATH_MAX];	/* struct sw_module_log */
};
/* config_dir, run_dir: NULL = the usual ones: then the rule file may be one of Debian's folder, and
 * the config file stays where it is. -ENAMETOOLONG. */
int sw_rule_files_find(struct sw_rule_files *f, bool ip6, const char *config_dir,
		     const char *run_dir, struct sw_err *err);

/* Replace the rule file (a new one is 0600), and keep the old one as `saved`, always 0600. Refuses
 * an empty text. */
int sw_rule_files_replace(const struct sw_rule_files *f, const char *text, size_t len,
			     struct sw_err *err);

#endif
