/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plugin's long options, indexed by name once so that no rule has to merge option tables. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include "xt/xt_local.h"

/* Length, first and last four bytes tell the names of extensions and options apart well enough. */
uint32_t sw_xt_hash(const char *s, size_t len)
{
	uint32_t a = 0, b = 0;

	if (len >= 4) {
		memcpy(&a, s, 4);
		memcpy(&b, s + len - 4, 4);
	} else {
		for (size_t i = 0; i < len; i++)
			a = a << 8 | (unsigned char)s[i];
	}
	a = (a ^ len) * 0x9e3779b1u ^ b * 0x85ebca6bu;
	return a ^ a >> 15;
}

static unsigned count(const struct sw_plugin *p, const struct option *old)
{
	unsigned n = 0;

	/* Without a parser nobody could take them. */
	if (p->target ? !p->t->parse && !p->t->x6_parse : !p->m->parse && !p->m->x6_parse)
		return 0;
	if (p->x6)
		while (sw_xt_layout_is_known() && sw_xt_entry_at(p->x6, n)->name)
			n++;
	else if (old)
		while (old[n].name)
			n++;
	return n;
}

static void fill(struct sw_xt_opt *o, const char *name, int arg, int val)
{
	o->name = name;
	o->len = strlen(name);
	o->hash = sw_xt_hash(name, o->len);
	o->arg = arg;
	o->val = val;
}

/* A name that a plugin has twice keeps its first entry, as in getopt. */
static void index_options(struct sw_xt_opts *t)
{
	for (unsigned i = 0; i < t->n; i++) {
		unsigned k = t->opt[i].hash & t->mask;

		while (t->slot[k])
			k = (k + 1) & t->mask;
		t->slot[k] = i + 1;
	}
}

int sw_xt_opts_build(struct sw_plugin *p)
{
	const struct option *old = p->target ? p->t->extra_opts : p->m->extra_opts;
	struct sw_xt_opts *t = &p->opts;
	unsigned n = count(p, old), size = 4;

	if (!n)
		return 0;
	if (n > UINT8_MAX)	/* numbers in slot are bytes; the largest plugin known has 40 */
		n = UINT8_MAX;
	while (size < 2 * n)
		size *= 2;
	t->opt = calloc(n, sizeof(*t->opt));
	t->slot = calloc(size, sizeof(*t->slot));
	if (!t->opt || !t->slot) {
		free(t->opt);
		free(t->slot);
		t->opt = NULL;
		t->slot = NULL;
		return -ENOMEM;
	}
	t->n = n;
	t->mask = size - 1;
	for (unsigned i = 0; i < n; i++) {
		const struct xt_option_entry *e = p->x6 ? sw_xt_entry_at(p->x6, i) : NULL;

		if (e)
			fill(&t->opt[i], e->name,
			     e->type == XTTYPE_NONE ? no_argument : required_argument, e->id);
		else
			fill(&t->opt[i], old[i].name, old[i].has_arg, old[i].val);
	}
	index_options(t);
	return 0;
}

const struct sw_xt_opt *sw_xt_opts_exact(const struct sw_plugin *p, const char *name, size_t len,
					 uint32_t hash)
{
	const struct sw_xt_opts *t = &p->opts;

	if (!t->n)
		return NULL;
	for (unsigned k = hash & t->mask; t->slot[k]; k = (k + 1) & t->mask) {
		const struct sw_xt_opt *o = &t->opt[t->slot[k] - 1];

		if (o->hash == hash && o->len == len && memcmp(o->name, name, len) == 0)
			return o;
	}
	return NULL;
}
