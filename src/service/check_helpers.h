/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of "statewall check" that is about helpers and the service: what is wrong with rules for
 * related connections. */
#ifndef SW_SERVICE_CHECK_HELPERS_H
#define SW_SERVICE_CHECK_HELPERS_H

#include <stdint.h>

#include "base/err.h"
#include "service/service_opts.h"

/* One finding; all borrowed for the call. */
struct sw_check_told {
	const char *kind;	/* "related"; for good */
	const char *chain;	/* of table filter; "": it is about none */
	unsigned    number;	/* of a rule; 0: about none */
	const char *reason;
	const char *lines;	/* "  write: COMMAND\n", "  or:    COMMAND\n", and remarks */
};
typedef void (*sw_check_tell)(void *arg, const struct sw_check_told *x);

/* Reads what the kernel and the service's files have of a family, and tells what is wrong. Lines
 * are to be carried out in the order in which they come. */
int sw_check_helpers(uint8_t family, const struct sw_service_opts *o, sw_check_tell tell,
		     void *arg, struct sw_err *err);

#endif
