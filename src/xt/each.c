/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walks over the installed extensions and their options, for completion. */
#include <ctype.h>
#include "xt/xt_local.h"

struct walk {
	bool  target;
	void (*fn)(const char *name, void *arg);
	void *arg;
};

/* By convention, targets are in capitals and matches are not. */
static void visit(struct sw_xt_name *n, void *arg)
{
	struct walk *w = arg;

	if (!!isupper((unsigned char)n->name[0]) == w->target && sw_xt_name_is_installed(n))
		w->fn(n->name, w->arg);
}

void sw_xt_each_extension(bool target, void (*fn)(const char *name, void *arg), void *arg)
{
	struct walk w = { .target = target, .fn = fn, .arg = arg };

	sw_xt_each_name(visit, &w);
}

void sw_xt_each_option(const char *name, bool target, void (*fn)(const char *option, void *arg),
		       void *arg)
{
	const struct sw_plugin *p = sw_xt_plugin(name, target, NULL);

	for (unsigned i = 0; p && i < p->opts.n; i++)
		fn(p->opts.opt[i].name, arg);
}
