/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How large the entries of option tables are, by what is known of the library or seen of a table.
 *
 * iptables 1.8.11 added a field to struct xt_option_entry and left the library's name, its number
 * and XTABLES_VERSION as they were. So what this was compiled with says nothing: the distance of
 * two entries is found out when the program runs (layout_find.c). The fields that we read (up to
 * max) stand where they have always stood. Nor is any data of the library named to the linker: of
 * the table of protocols, which grew in the same release, a program would keep a copy of the size
 * that it was built with. */
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>
#include "base/cleanup.h"
#include "xt/xt_local.h"

#define ALIGNED(n) (((n) + _Alignof(struct xt_option_entry) - 1) / \
		    _Alignof(struct xt_option_entry) * _Alignof(struct xt_option_entry))
#define OLD ALIGNED(offsetof(struct xt_option_entry, max) + sizeof(unsigned))
#define NEW ALIGNED(offsetof(struct xt_option_entry, max) + 2 * sizeof(unsigned))

/* The releases are told apart by the number of protocols that the library knows by name. */
static const struct row {
	size_t protos;		/* entries of xtables_chain_protos, with the last, empty one */
	size_t stride;		/* of option tables, bytes */
} rows[] = {
	{ 14, OLD },		/* to 1.8.10 */
	{ 16, NEW },		/* from 1.8.11 on; seen: 1.8.11, 1.8.13 */
};

size_t sw_xt_layout_of(size_t protos_size)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(rows); i++)
		if (protos_size == rows[i].protos * sizeof(struct xtables_pprot))
			return rows[i].stride;
	return 0;
}

/* ---- a library that has another number of protocols ------------------------------------------ */

/* A name of the table's own file: whatever else stands there in another layout is no pointer into
 * it. */
static bool is_name(const void *table, const char *name)
{
	Dl_info here, there;

	return name && dladdr(table, &here) && dladdr(name, &there) &&
	       here.dli_fbase == there.dli_fbase;
}

/* names: every name of the table, once, in any order. */
static bool has_names(const struct xt_option_entry *table, size_t stride, const char *const *names,
		      size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct xt_option_entry *e = (const void *)((const char *)table + i * stride);
		size_t k = 0;

		while (k < n && (!is_name(table, e->name) || strcmp(e->name, names[k])))
			k++;
		if (k == n)
			return false;
	}
	return true;
}

size_t sw_xt_layout_probe(const struct xt_option_entry *table, const char *const *names, size_t n)
{
	size_t found = 0;

	for (size_t i = 0; i < SW_ARRAY_SIZE(rows); i++)
		if (has_names(table, rows[i].stride, names, n))
			found = rows[i].stride;
	return found;
}
