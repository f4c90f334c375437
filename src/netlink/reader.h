/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading rules: the connection, and what is kept from one chain to the next. */
#ifndef SW_NETLINK_READER_H
#define SW_NETLINK_READER_H

#include "netlink/nl.h"

struct sw_set_cache;
struct sw_reader_progs;

/* All zero but for nl is a valid new one. */
struct sw_reader {
	struct sw_nl           *nl;	/* borrowed */
	/* owned: our sets, as far as rules have named them (sets.c) */
	struct sw_set_cache    *sets;
	struct sw_reader_progs *progs;	/* owned: the memory of programs (snapshot_rules.c) */
	size_t                  rules;	/* how many were read, to show it */
	bool                    names;	/* elements of rules that are read to be shown have names */
};

/* Forgets all of it; nl stays. */
void sw_reader_fini(struct sw_reader *rd);

#endif
