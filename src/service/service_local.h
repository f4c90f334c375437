/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the verbs of "statewall service" share: one run of it, and its steps on rules. */
#ifndef SW_SERVICE_SERVICE_LOCAL_H
#define SW_SERVICE_SERVICE_LOCAL_H

#include "complete/complete.h"
#include "modprobe/module_log.h"
#include "modprobe/rule_files.h"
#include "modprobe/started.h"
#include "modprobe/sysconfig.h"
#include "session/session.h"

/* "# statewall: module nf_conntrack_ftp nf_nat_ftp", in a rule file: what its rules need. */
#define SW_MODULE_LINE "# statewall: module "

/* What a save has found of one family. */
enum sw_service_found {
	SW_FOUND_UNKNOWN,	/* or others have rules there */
	SW_FOUND_NOTHING,	/* no policy but ACCEPT, no rule but of module words, no chain */
	SW_FOUND_RULES,
};

struct sw_service {
	const char *program;	/* before each line: "iptables" */
	const char *save_name;	/* in its files: "iptables-save" */
	const char *config_dir, *run_dir;	/* as given, or NULL */
	uint8_t     family;
	bool        both;	/* the other family has its turn, too */
	struct sw_rule_files files;
	struct sw_config        config;
	struct sw_module_words  words;	/* of IPTABLES_MODULES */
	bool        odd_words;		/* some were left out */
	struct sw_module_log    log;
	struct sw_module_log other;	/* of the other family */
	enum sw_service_found found;
};

/* A row of the table of verbs, which ends with one without a name. help: NULL = another name. */
struct sw_service_verb {
	struct sw_verb v;
	int (*run)(struct sw_service *);	/* returns an exit status */
	/* Does what it changes go into the history? What starts and stops a firewall at boot and
	 * shutdown does not. */
	enum sw_service_history { SW_FORGOTTEN, SW_BY_HAND, SW_REMEMBERED } history;
};
extern const struct sw_service_verb sw_service_verbs[];
/* "reload" of what is not started: 1 for the reader, as every failure has. */
#define SW_SERVICE_NOT_RUNNING 256

/* A line for the reader on stdout. */
void sw_service_say(const struct sw_service *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* An error on stderr; returns 1. */
int sw_service_fail(const struct sw_service *s, const struct sw_err *err);

/* Each returns an exit status. */
/* 2: nothing has changed */
int sw_service_load(struct sw_service *s, bool clear_rest, bool use_fallback);
int sw_service_clear(struct sw_service *s,
		     bool drop); /* empty all tables; policies ACCEPT or DROP */
int sw_service_save(struct sw_service *s);
int sw_service_status(struct sw_service *s);

/* sw_session_with, for this program and family. */
int sw_service_read(struct sw_service *s, sw_session_work work, void *arg,
		    struct sw_answer *answer, struct sw_err *err);
/* The names of our tables that exist, and the generation of all rules as print: they are not
 * read. */
int sw_service_tables(struct sw_service *s, struct sw_started *now, struct sw_err *err);
#define SW_GENERATION "generation "
/* Our tables and rules as the kernel has them now. any (or NULL): is there a rule, a chain of the
 * user's, or a policy other than ACCEPT? */
int sw_service_look(struct sw_service *s, struct sw_started *now, bool *any, struct sw_err *err);
/* Does a save hold any of the three? helpers: rules that module words have made count, too. */
bool sw_service_has_wish(const char *text, size_t len, bool helpers);

#endif
