/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walks over the installed extensions and their options, for completion. */
#include <ctype.h>
#include <getopt.h>
#include <stdlib.h>
#include "base/vec.h"
#include "xt/xt_local.h"

/* Names, since loading a plugin may add some to what is walked over. */
struct walk {
	const char *begin;
	const char **name;	/* owned vector of borrowed names */
	size_t n, cap;
};

static void collect(struct sw_xt_name *n, void *arg)
{
	struct walk *w = arg;

	if (strncmp(n->name, w->begin, strlen(w->begin)) || !sw_xt_name_is_installed(n) ||
	    !SW_GROW(w->name, w->n, w->cap))
		return;
	w->name[w->n++] = n->name;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A file may hold no extension of its name (NAT), or one of another kind (standard). */
void sw_xt_each_extension(bool target, const char *begin, void (*fn)(const char *name, void *arg),
			  void *arg)
{
	struct walk w = { .begin = begin };

	sw_xt_each_name(collect, &w);
	if (w.n)
		qsort(w.name, w.n, sizeof(*w.name), by_name);
	for (size_t i = 0; i < w.n; i++)
		if (sw_xt_plugin_exists(w.name[i], target))
			fn(w.name[i], arg);
	free(w.name);
}

void sw_xt_each_option(const char *name, bool target,
		       void (*fn)(const char *option, bool has_value, void *arg), void *arg)
{
	const struct sw_plugin *p = sw_xt_plugin(name, target, NULL);

	for (unsigned i = 0; p && i < p->opts.n; i++)
		fn(p->opts.opt[i].name, p->opts.opt[i].arg != no_argument, arg);
}
