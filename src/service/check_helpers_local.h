/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of "statewall check" share: what was found in the kernel, and the warnings. */
#ifndef SW_SERVICE_CHECK_HELPERS_HELPERS_LOCAL_H
#define SW_SERVICE_CHECK_HELPERS_HELPERS_LOCAL_H

#include "modprobe/rule_files.h"
#include "modprobe/sysconfig.h"
#include "service/assigned.h"
#include "service/check_helpers.h"

/* A rule that accepts RELATED connections of any helper. */
struct sw_related {
	char     chain[SW_CHAIN_MAX];
	unsigned number;
	bool     named, high;	/* -m helper is asked for; a port range from 1024 on */
	const struct sw_rule *rule;	/* of the session */
	char *lines;	/* owned: what to write in its place, line by line */
};

/* Connections without a helper that would get one now. */
struct sw_late { int helper; uint16_t port; unsigned n; };

struct sw_check {
	const char *program;		/* "iptables" */
	uint8_t     family;
	struct sw_rule_files files;
	struct sw_config        config;
	struct sw_module_words  words;
	struct sw_assigned_list assigned;
	struct sw_related      *related;	/* owned vector */
	size_t   nrelated;
	bool     accepts_related;	/* some rule does, narrow or not */
	bool     nat;			/* table nat has rules that change addresses */
	bool     dormant[SW_NTABLES];	/* these tables do nothing */
	struct sw_late         *late;		/* owned vector */
	size_t   nlate;
	/* the finding that is being put together */
	const char *kind, *where;	/* borrowed */
	unsigned number;
	char    *reason;	/* owned; NULL: there is none */
	struct sw_str lines;
	sw_check_tell tell;
	void    *arg;
};

/* Reads rules and connections. The work of a session. */
int sw_check_read(struct sw_session *s, void *check, struct sw_err *err);
/* The part of it about table filter, which has been read. */
int sw_check_rules(struct sw_check *c, struct sw_table *t, struct sw_err *err);
/* Sets x->lines. */
int sw_check_lines(const struct sw_check *c, struct sw_related *x, struct sw_err *err);
void sw_check_fini(struct sw_check *c);

#endif
