/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of "statewall check" share. */
#ifndef SW_SEE_CHECK_LOCAL_H
#define SW_SEE_CHECK_LOCAL_H

#include "cli/apply_files.h"
#include "cli/invocation.h"
#include "service/service_opts.h"
#include "sight/finding.h"

#define SW_CHECK_NAME    "statewall check"
#define SW_CHECK_TROUBLE 2

struct sw_check_options {
	struct sw_service_opts service;		/* family, folders */
	struct sw_apply_files  files;
	const char *file[2];		/* as they were named, */
	int         nfile;		/* 0: the kernel is asked */
	bool        json, ports;
	bool        unused;		/* --unused was given: */
	unsigned    days;
	const char *state_dir;		/* NULL: the usual one */
	const char *only, *except;	/* kinds with commas; NULL: not given */
	int         wrong;		/* a word was: the exit status, and it was said */
};

/* Reads the words. 0 = go on, else the exit status + 1: what is wrong was said. */
int sw_check_options(struct sw_check_options *o, const struct sw_invocation *inv);
/* Is this kind asked for? options: struct sw_check_options. */
bool sw_check_wants(const char *kind, const void *options);

/* Adds a finding of kind "ssh" if the ssh session that this runs in, or a new login from there, is
 * shut out by these rules for sure. Whoever runs in none is not asked. */
int sw_check_ssh(const struct sw_ruleset *rs, struct sw_findings *out, struct sw_err *err);

/* The findings, for the reader or as JSON, into out. rs: what they are about; [1] is IPv6's. 0, or
 * a filled error. */
int sw_check_print(struct sw_str *out, const struct sw_check_options *o,
		   const struct sw_findings *list, struct sw_ruleset rs[2], struct sw_err *err);

#endif
