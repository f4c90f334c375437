/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Advice for wrong words: the nearest extension, the nearest value, who has an option. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "base/cleanup.h"
#include "base/str.h"
#include "xt/xt_local.h"

#define MAX_NAMES 512

/* Installed extensions of one kind, collected for a search. */
struct list {
	const char *name[MAX_NAMES];
	size_t      n;
	bool        target;
};

/* By convention, targets are in capitals and matches are not. */
static void collect(struct sw_xt_name *n, void *arg)
{
	struct list *l = arg;

	if (!!isupper((unsigned char)n->name[0]) == l->target && l->n < MAX_NAMES &&
	    sw_xt_name_is_installed(n))
		l->name[l->n++] = n->name;
}

const char *sw_xt_nearest(const char *name, bool target)
{
	struct list l = { .target = target };

	sw_xt_each_name(collect, &l);
	return sw_str_nearest(name, l.name, l.n);
}

void sw_xt_hint_name(const char *name, bool target, struct sw_err *err)
{
	const char *near = sw_xt_nearest(name, target);

	if (!target && sw_xt_has_target(name))
		sw_err_hint(err, "%s is a target: -j %s", name, name);
	else if (sw_xt_name_find(name))	/* of another kind or family */
		sw_err_hint(err, "%s exists, but not as a %s of this address family", name,
			    target ? "target" : "match");
	else if (near)
		sw_err_hint(err, "no %s %s: did you mean %s?", target ? "target" : "match", name,
			    near);
}

static bool is_one_of(const char *word, size_t len, const char *const *list)
{
	for (; *list; list++)
		if (strlen(*list) == len && strncasecmp(*list, word, len) == 0)
			return true;
	return false;
}

static size_t count(const char *const *list)
{
	size_t n = 0;

	while (list[n])
		n++;
	return n;
}

static void advise(const char *word, size_t len, const char *const *list, struct sw_err *err)
{
	struct sw_str all = { 0 };
	char copy[64];
	const char *near;

	snprintf(copy, sizeof(copy), "%.*s", (int)len, word);
	near = sw_str_nearest(copy, list, count(list));
	if (near)
		sw_err_hint(err, "\"%s\": did you mean %s?", copy, near);
	for (size_t i = 0; list[i]; i++) {
		sw_str_add(&all, i ? ", " : "");
		sw_str_add(&all, list[i]);
	}
	if (!all.oom)
		sw_err_hint(err, "one of %s", all.s);
	sw_str_fini(&all);
}

/* The first word of value that the row does not have; named: and that the message speaks of. */
static bool advise_on(const struct sw_xt_values *v, const char *value, bool named,
		      struct sw_err *err)
{
	for (;;) {
		size_t len = v->list ? strcspn(value, ",") : strlen(value);

		if (!is_one_of(value, len, v->word) &&
		    (!named || (len && memmem(err->msg, strlen(err->msg), value, len)))) {
			advise(value, len, v->word, err);
			return true;
		}
		if (!value[len])
			return false;
		value += len + 1;
	}
}

bool sw_xt_hint_value(const struct sw_plugin *p, const char *option, const char *value,
		      struct sw_err *err)
{
	const struct sw_xt_values *v = sw_xt_values(p->name, option, 0);

	if (!v || v->from != SW_XT_ADVISE)
		return false;
	return advise_on(v, value, true, err) || advise_on(v, value, false, err);
}

/* Who has an option */

struct who {
	const char *option;
	size_t      len;
	uint32_t    hash;
	char       *buf;
	size_t      size, used;
	bool        protos, targets;	/* what this round adds */
};

static bool is_proto(const char *name)
{
	for (const struct xtables_pprot *p = sw_xt_protos(); p->name; p++)
		if (strcmp(p->name, name) == 0)
			return true;
	return strcmp(name, "icmp6") == 0;
}

static bool has_option(const struct sw_xt_name *n, const struct who *w)
{
	for (const struct sw_plugin *p = n->plugin; p; p = p->next)
		if (sw_xt_plugin_fits(p, w->targets) &&
		    sw_xt_opts_exact(p, w->option, w->len, w->hash))
			return true;
	return false;
}

static void add_holder(struct sw_xt_name *n, void *arg)
{
	struct who *w = arg;
	bool proto = is_proto(n->name);

	if (w->protos != proto || w->used >= w->size)
		return;
	if (!n->loaded[sw_xt_family() == SW_IP6])
		sw_xt_load(n);
	if (!has_option(n, w))
		return;
	w->used += snprintf(w->buf + w->used, w->size - w->used, "%s-%c %s", w->used ? ", " : "",
			    proto ? 'p' : w->targets ? 'j' : 'm', n->name);
}

bool sw_xt_who_has_option(const char *option, char *buf, size_t len)
{
	struct who w = { .buf = buf, .size = len };

	while (*option == '-')
		option++;
	w.option = option;
	w.len = strcspn(option, "=");
	w.hash = sw_xt_hash(option, w.len);
	if (len)
		buf[0] = '\0';
	w.protos = true;
	sw_xt_each_name(add_holder, &w);
	w.protos = false;
	sw_xt_each_name(add_holder, &w);
	w.targets = true;
	sw_xt_each_name(add_holder, &w);
	return w.used > 0;
}
