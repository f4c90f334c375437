/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds out once, when a program starts, how the installed plugins lay out option tables. */
#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stddef.h>
#include "base/cleanup.h"
#include "xt/compat.h"
#include "xt/xt_local.h"

static struct {
	size_t stride;		/* 0: not known */
	const struct xtables_pprot *protos;
} layout;

/* -j MARK has had these five since 1.4.11, and its file is in every installation. */
static size_t probe_mark(const struct sw_xt_name *n)
{
	static const char *const names[] = { "set-xmark", "set-mark", "and-mark", "or-mark",
					     "xor-mark" };

	for (const struct sw_plugin *p = n->plugin; p; p = p->next)
		if (p->target && p->rev == 2 && p->x6)
			return sw_xt_layout_probe(p->x6, names, SW_ARRAY_SIZE(names));
	return 0;
}

/* What is loaded before the layout is known has no options yet. */
static int probe(void)
{
	struct sw_xt_name *n = sw_xt_name_find("MARK");
	int rc = 0;

	if (!n)
		return 0;
	sw_xt_load(n);
	layout.stride = probe_mark(n);
	for (struct sw_plugin *p = n->plugin; p && layout.stride && !rc; p = p->next)
		rc = sw_xt_opts_build(p);
	return rc;
}

static size_t size_of(const void *data)
{
	const ElfW(Sym) *symbol = NULL;
	Dl_info unused;

	return dladdr1(data, &unused, (void **)&symbol, RTLD_DL_SYMENT) && symbol ?
		       symbol->st_size : 0;
}

int sw_xt_layout_find(struct sw_err *err)
{
	size_t size;
	int rc = 0;

	if (layout.stride)
		return 0;
	layout.protos = dlsym(RTLD_DEFAULT, "xtables_chain_protos");
	size = layout.protos ? size_of(layout.protos) : 0;
	layout.stride = sw_xt_layout_of(size);
	if (!layout.stride && layout.protos)
		rc = probe();
	if (rc)
		return sw_err_nomem(err);
	if (layout.stride)
		return 0;
	return sw_err_set(err, SW_EOTHER, EINVAL,
			  "the plugins of the installed iptables are laid out otherwise than those "
			  "of 1.8.13 and before, which this program knows (%zu bytes of "
			  "protocols): install another statewall, or such an iptables", size);
}

bool sw_xt_is_later(void)
{
	/* The sizes of the two are told apart by the last field, which only the new one has. */
	return layout.stride > offsetof(struct xt_option_entry, max) + sizeof(size_t);
}

bool sw_xt_layout_is_known(void)
{
	return layout.stride;
}

const struct xt_option_entry *sw_xt_entry_at(const struct xt_option_entry *table, unsigned i)
{
	return (const void *)((const char *)table + i * layout.stride);
}

const struct xtables_pprot *sw_xt_protos(void)
{
	return layout.protos;
}
