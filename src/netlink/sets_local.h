/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel's set in memory; shared by the file that reads them and the one that compares. */
#ifndef SW_NETLINK_SETS_LOCAL_H
#define SW_NETLINK_SETS_LOCAL_H

#include "netlink/sets.h"

/* Elements are sorted by key, intervals inclusive, as struct sw_set has them. */
struct sw_kset {
	struct sw_set set;
	uint32_t flags;
	bool     odd;		/* holds what none of ours holds: matches nothing */
	bool     filled;	/* the elements have been read */
	uint8_t *is_end;	/* owned; while reading: element i ends an interval */
	size_t   capend;
};

struct sw_ksets {
	struct sw_kset *set;	/* owned vector */
	size_t n, cap;
	bool   nomem;		/* while reading */
	bool   known;
};

/* Append the sets "sw.*" of a table to v, sorted by name, without elements; only: none but those
 * with the names of its sets. On error v holds what was read so far. */
int sw_ksets_list(struct sw_nl *nl, uint8_t family, const struct sw_builtin_table *t,
		  const struct sw_ksets *only, struct sw_ksets *v, struct sw_err *err);
/* Reads the elements, unless they have been. */
int sw_kset_fill(struct sw_nl *nl, uint8_t family, const struct sw_builtin_table *t,
		 struct sw_kset *k, struct sw_err *err);
/* Both. */
int sw_ksets_read(struct sw_nl *nl, uint8_t family, const struct sw_builtin_table *t,
		  const struct sw_ksets *only, struct sw_ksets *v, struct sw_err *err);
void sw_ksets_fini(struct sw_ksets *v);
int sw_kset_by_key(const void *a, const void *b);	/* struct sw_set_elem, for qsort */

/* What messages say, NEWSET and NEWSETELEM; the set stands before its elements. Then settle. < 0 =
 * no memory. */
int sw_ksets_add(struct sw_ksets *v, const struct nlmsghdr *nlh);
int sw_ksets_fill(struct sw_ksets *v, const struct nlmsghdr *nlh);
void sw_ksets_settle(struct sw_ksets *v);
/* In settled ones; NULL: none. */
struct sw_kset *sw_ksets_find(const struct sw_ksets *v, const char *name);
/* The same shape and elements; no odd one is equal to any. */
bool sw_kset_equal(const struct sw_kset *a, const struct sw_kset *b);

#endif
