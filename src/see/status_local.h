/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What "statewall status" has found out, and who prints it. */
#ifndef SW_SEE_STATUS_LOCAL_H
#define SW_SEE_STATUS_LOCAL_H

#include "base/json.h"
#include "change/past.h"
#include "change/pending.h"
#include "modprobe/rule_files.h"
#include "netlink/holders.h"
#include "see/unit_local.h"
#include "service/assigned.h"
#include "sight/sum.h"

#define SW_STATUS_NAME "statewall status"

#define SW_STATUS_IDLE 16

/* Exit statuses besides 0; SW_STATUS_STOPPED as that of "service status". */
enum { SW_STATUS_DIFFERS = 1, SW_STATUS_TROUBLE = 2, SW_STATUS_STOPPED = 3 };

/* The rules at the next start, against those of now. */
enum sw_status_file {
	SW_STATUS_SAME,
	SW_STATUS_OTHER,    /* they differ */
	SW_STATUS_NO_FILE,  /* and nothing is loaded that would be lost */
	SW_STATUS_LOST,	    /* there is no file, but something is loaded */
	SW_STATUS_BAD_FILE, /* it cannot be loaded: why */
};

struct sw_status_table {
	bool dormant;
	size_t strange;			      /* chains in it that are none of iptables' */
	struct sw_sum builtin[SW_HOOK_MAX]; /* in the table's order */
	struct sw_sum own;		      /* all chains of the user's */
};

struct sw_status_family {
	uint8_t family;
	bool off;	      /* the kernel has no IPv6 */
	struct sw_ruleset rs; /* marked helper rules are taken out where there is a file */
	struct sw_status_table table[SW_NTABLES];
	struct sw_assigned_list assigned;
	struct sw_rule_files files;
	enum sw_status_file file;
	size_t gone, fresh; /* rules that only the kernel has, that only the file has */
	char *why;	    /* owned; of BAD_FILE */
	bool started;	    /* by the service, since boot */
	enum sw_unit unit;
};

/* All zero but for what is asked is a valid empty one. */
struct sw_status {
	const char *config_dir, *run_dir; /* asked: NULL = the usual ones; borrowed */

	struct sw_status_family f[2]; /* IPv4, IPv6 */
	bool loaded;		      /* tables of ours are there, or a service without any */
	struct sw_holders holders;
	/* helper modules that are loaded, and assigned to nothing */
	const char *idle[SW_STATUS_IDLE];
	size_t nidle;
	enum sw_unit persistent; /* netfilter-persistent, which loads Debian's files, too */
	bool waits;		 /* a change that is to be confirmed: pending */
	struct sw_pending pending;
	bool remembers; /* the last change of the history: past */
	struct sw_past past;
	struct sw_str warning; /* owned: a line for each */
	int exit;
};

/* Finds all of it out. */
int sw_status_read(struct sw_status *s, struct sw_err *err);
void sw_status_fini(struct sw_status *s);

/* ---- status_file.c --------------------------------------------------------------------------- */

/* Compares f->rs with the file of f->files, as "diff --saved" does. What is wrong with the file is
 * f->why; an error is of the caller's. */
int sw_status_compare(struct sw_status_family *f, struct sw_err *err);

/* ---- status_warn.c --------------------------------------------------------------------------- */

/* What should not be so, into s->warning. */
void sw_status_warn(struct sw_status *s);
/* Has a table of others rules, or a policy that drops, and is awake? */
bool sw_holder_acts(const struct sw_holder *h);

/* ---- what is printed ------------------------------------------------------------------------- */

/* A page of so many columns, whatever there is room for. */
void sw_status_text(const struct sw_status *s, unsigned width, struct sw_str *out);
/* The tables of ours alone, of both families. */
void sw_status_tables(const struct sw_status *s, unsigned width, struct sw_str *out);
void sw_status_json(const struct sw_status *s, struct sw_json *j);

/* "iptables-nft"; family: NFPROTO_*. */
const char *sw_status_holder(const struct sw_holder *h);

#endif
