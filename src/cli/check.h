/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of "statewall check" share: what was found in the kernel, and the warnings. */
#ifndef SW_CLI_CHECK_H
#define SW_CLI_CHECK_H

#include "cli/assigned.h"
#include "modprobe/service.h"
#include "modprobe/sysconfig.h"

/* A rule that accepts RELATED connections of any helper. */
struct sw_related {
	char     chain[SW_CHAIN_MAX];
	unsigned number;
	bool     named;			/* it has -m helper, but takes any port */
	char *narrow; /* owned: the rule without RELATED as options, or NULL: nothing is left */
};

struct sw_check {
	const char *program;		/* "iptables" */
	uint8_t     family;
	struct sw_service_files files;
	struct sw_config        config;
	struct sw_module_words  words;
	struct sw_assigned_list assigned;
	struct sw_related      *related;	/* owned vector */
	size_t   nrelated;
	bool     accepts_related;	/* some rule does, narrow or not */
	bool     nat;			/* table nat has rules that change addresses */
	unsigned late[32]; /* by sw_helpers: connections without a helper that would get one now */
	unsigned warnings;
};

/* Reads rules and connections. The work of a session. */
int sw_check_read(struct sw_session *s, void *check, struct sw_err *err);
void sw_check_fini(struct sw_check *c);

#endif
