/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Save files by family: of which a file is, and its text. */
#ifndef SW_CLI_APPLY_FILES_H
#define SW_CLI_APPLY_FILES_H

#include <stddef.h>
#include <stdint.h>
#include "base/err.h"

/* One of IPv4 and one of IPv6, or one of them. All zero is a valid empty one. */
struct sw_apply_files {
	const char *name[2];	/* [0]: IPv4. Borrowed, or the same as owned; NULL: none */
	char       *text[2];	/* owned */
	size_t      len[2];
	char       *owned[2];
};

/* Reads a file; "-" is standard input. family 0: its name says which it is (ip6tables, rules.v6),
 * or what stands in it, else it is of IPv4. A second one of a family, and one without a table, is
 * refused. 1: it cannot be opened, which was said. */
int sw_apply_files_add(struct sw_apply_files *f, const char *name, uint8_t family,
		       struct sw_err *err);
/* Those of the service that exist. config_dir NULL: the usual one. -ENOENT: there is none. */
int sw_apply_files_usual(struct sw_apply_files *f, const char *config_dir, struct sw_err *err);
void sw_apply_files_fini(struct sw_apply_files *f);

#endif
