/* SPDX-License-Identifier: GPL-2.0-or-later */
/* iptables-config and ip6tables-config: assignments as a shell would read them, without a shell. */
#ifndef SW_MODPROBE_SYSCONFIG_H
#define SW_MODPROBE_SYSCONFIG_H

#include "modprobe/helper_table.h"

struct sw_config {
	char    *modules;		/* owned; "" when not set */
	char    *sysctl_list;		/* owned; "" when not set */
	char    *group;			/* owned; "" when not set: no word that is none of its */
	bool     modules_unload, save_on_stop, save_on_restart, save_counter;
	bool     fail_closed;
	bool     status_numeric, status_verbose, status_linenumbers;
	unsigned restore_wait,
		restore_wait_interval; /* seconds, microseconds; nothing waits for a lock here */
	unsigned history;	       /* so many changes are remembered */
	unsigned modules_line;		/* of IPTABLES_MODULES; 0: not set */
	size_t modules_from, modules_to; /* where its value stands in the text, quotes included */
};

/* Defaults. -ENOMEM. */
int sw_config_init(struct sw_config *c, struct sw_err *err);
void sw_config_fini(struct sw_config *c);

/* Read text over what c holds. prefix: "IPTABLES" or "IP6TABLES". Every odd line is a remark,
 * naming file and line, and otherwise ignored. */
int sw_config_parse(struct sw_config *c, const char *prefix, const char *file, const char *text,
		    size_t len, struct sw_notes *notes, struct sw_err *err);
/* The file; one that is not there leaves c as it is. */
int sw_config_read(struct sw_config *c, const char *prefix, const char *file,
		   struct sw_notes *notes, struct sw_err *err);

/* Replace the value of PREFIX_MODULES in the file and leave every other byte; makes the line, and
 * the file, where there is none. */
int sw_config_set_modules(const char *prefix, const char *file, const char *value,
			  struct sw_err *err);

/* One statement of such a text (sysconfig_scan.c). */
struct sw_assign {
	const char *name;	/* borrowed; name_len bytes */
	size_t name_len;
	struct sw_str value;	/* quotes removed */
	unsigned line;		/* it begins on, from 1 */
	size_t from, to;	/* offsets of the value as written */
	const char *odd;	/* why it is none, else NULL */
};
struct sw_assigns {		/* the reader; all zero but text and len, to begin with */
	const char *text;
	size_t   len, at;
	unsigned line;		/* line ends before at */
	bool     crlf;		/* there was a line that ends in CR LF */
};
/* The next statement, assignment or odd, into a (reused; value freed by the caller in the end).
 * false: no more. */
bool sw_assign_next(struct sw_assigns *r, struct sw_assign *a);

#endif
