/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Goes through module words: loads, asks the kernel for the helpers, writes their rules. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/report.h"
#include "netlink/conntrack.h"
#include "rule/rule.h"
#include "service/activate.h"

struct word {
	struct sw_activate          *a;
	const struct sw_module_words *all;
	const struct sw_module_word *w;
	struct sw_module_word        own;	/* w, with modprobe's ports */
	struct sw_mod               *mod;
	struct sw_nl                *nl;
	struct sw_str                said;	/* what came of it */
	struct sw_err why; /* why its module was not loaded; not set: it is there */
	enum sw_mod_state            state;
	unsigned                     helpers, missing;
};

/* What is said of a module begins with its name, which is not always the word. */
static bool is_named(const struct sw_err *err, const char *word)
{
	size_t len = strlen(word);

	return !strncmp(err->msg, word, len) && err->msg[len] == ':';
}

static void fail(struct word *x, const struct sw_err *err)
{
	struct sw_str who = { 0 };

	x->a->failed++;
	sw_str_add(&who, x->a->program);
	if (!is_named(err, x->w->word))
		sw_str_addf(&who, ": %s", x->w->word);
	sw_report_plain(who.oom ? x->a->program : who.s, err);
	sw_str_fini(&who);
}

/* Load, and remember what was loaded by us. */
static int load(struct word *x, const char *word, struct sw_err *err)
{
	char name[SW_MODULE_MAX];
	int ret = x->mod->ops->load(x->mod, word, err);

	if (ret < 0 || !sw_module_name(word, strlen(word), name))
		return ret;
	/* Loaded for the other family: whoever stops last unloads it. */
	if (!ret || (x->a->other && sw_module_log_has(x->a->other, name, SW_MODULE_LOADED)))
		return sw_module_log_mark(x->a->log, name, SW_MODULE_LOADED, err);
	return ret;
}

static void say_ports(struct word *x, const struct sw_helper *h)
{
	sw_str_addf(&x->said, "%s helper %s on %s", x->helpers ? "," : ";", h->name,
		    sw_l4_name(h->l4));
	if (!x->w->nport || h->one_port)
		sw_str_addf(&x->said, " %u", h->port);
	for (size_t i = 0; i < x->w->nport && !h->one_port; i++)
		sw_str_addf(&x->said, "%c%u", i ? ',' : ' ', x->w->port[i]);
	if (x->w == &x->own && !h->one_port)
		sw_str_add(&x->said, " (ports of modprobe's options)");
}

/* In the old days a helper's ports were options of its module: modprobe.d still has them. Bad ones
 * are no reason to take the usual port. */
static bool take_ports(struct word *x, const struct sw_helper *h)
{
	char list[SW_PORT_LIST], place[SW_PLACE_MAX];
	const char *why;

	if (x->w->nport || h->one_port || !x->mod->ops->ports(x->mod, h->module, list))
		return true;
	x->own = *x->w;
	why = sw_module_word_ports(&x->own, list);
	if (!why) {
		x->w = &x->own;
		return true;
	}
	x->why = (struct sw_err){ 0 };
	if (!sw_mod_ports_place(h->module, list, place))
		strcpy(place, "modprobe.d, or the kernel's command line");
	sw_err_set(&x->why, SW_EPARAM, EINVAL, "modprobe's options (%s) say ports=%.80s: %s", place,
		   list, why);
	return false;
}

static int assign(struct word *x, const struct sw_helper *h, struct sw_err *err)
{
	int ret;

	if (x->a->family == SW_IP6 && !h->ip6)
		return 0;
	ret = sw_kernel_has_helper(x->nl, x->a->family, h->name, h->l4, err);
	if (ret < 0)
		return ret;
	if (!ret) {
		x->missing++;
		return 0;
	}
	if (!x->a->rules.len)
		sw_str_add(&x->a->rules, "*raw\n");
	sw_helper_rules(h, x->w, &x->a->rules);
	say_ports(x, h);
	x->helpers++;
	return 0;
}

/* Address translation of the helper's connections: without this half they are tracked and break. */
static void load_nat(struct word *x, const struct sw_helper *h)
{
	struct sw_err err;

	if (!h->nat || !strcmp(h->nat, x->w->module) || !x->a->nat || !x->helpers)
		return;
	sw_err_init(&err);
	if (load(x, h->nat, &err) < 0)
		fail(x, &err);
	else
		sw_str_addf(&x->said, "; %s %s", h->nat,
			    sw_mod_state_name(x->mod->ops->state(x->mod, h->nat)));
}

static void no_helper(struct word *x, const struct sw_helper *h)
{
	char list[SW_PORT_LIST];

	sw_err_set(&x->why, SW_ERESOURCE, 0, "the module is there, but the kernel has no helper %s",
		   h->name);
	if (x->mod->ops->ports(x->mod, h->module, list))
		sw_err_hint(
			&x->why,
			"it may have been loaded with ports= of modprobe.d, which gives it another "
			"name: unload it first");
}

static int do_helpers(struct word *x, struct sw_err *err)
{
	const struct sw_helper *h, *last = NULL;
	int ret = 0;

	for (h = sw_helpers; h->name && !ret; h++) {
		if (!sw_helper_is_of(h, x->w->module))
			continue;
		if (!last && !take_ports(x, h))
			return 0;
		last = h;
		ret = assign(x, h, err);
	}
	if (ret)
		return ret;
	load_nat(x, last);
	if (x->helpers)
		x->why = (struct sw_err){ 0 }; /* the kernel got it by itself, or has it built in */
	else if (!x->missing)
		sw_str_add(&x->said, "; its helper is for IPv4 only");
	else if (!sw_err_is_set(&x->why))
		no_helper(x, last);
	if (x->helpers && x->state == SW_MOD_MISSING)
		x->state = SW_MOD_BUILTIN;
	return 0;
}

static int say_idle(const struct word *x)
{
	if (!x->a->quiet)
		printf("%s: %s: nothing to do, the kernel sees to it by itself\n", x->a->program,
		       x->w->word);
	return 0;
}

static bool is_helper(const struct word *x)
{
	for (const struct sw_helper *h = sw_helpers; h->name; h++)
		if (sw_module_words_assign(x->all, x->w, h))
			return true;
	return false;
}

static int do_word(struct word *x, struct sw_err *err)
{
	int ret = 0;

	if (x->w->idle)
		return say_idle(x);
	sw_err_init(&x->why);
	load(x, x->w->word, &x->why);
	x->state = x->mod->ops->state(x->mod, x->w->module);
	if (x->w->past && x->state == SW_MOD_MISSING)
		return say_idle(x);
	if (is_helper(x))
		ret = do_helpers(x, err);
	if (ret)
		return ret;
	if (sw_err_is_set(&x->why))
		fail(x, &x->why);
	else if (!x->a->quiet)
		printf("%s: %s: %s%s\n", x->a->program, x->w->word, sw_mod_state_name(x->state),
		       x->said.s ? x->said.s : "");
	return 0;
}

int sw_activate(struct sw_activate *a, const struct sw_module_words *words, struct sw_err *err)
{
	struct sw_mod *mod;
	struct sw_nl *nl;
	int ret;

	if (!words->n)
		return 0;
	mod = sw_mod_kernel(err);
	nl = mod ? sw_nl_kernel(err) : NULL;
	ret = nl ? 0 : -1;
	for (size_t i = 0; i < words->n && !ret; i++) {
		struct word x = { .a = a, .all = words, .w = &words->w[i], .mod = mod, .nl = nl };

		ret = do_word(&x, err);
		sw_str_fini(&x.said);
	}
	if (a->rules.len)
		sw_str_add(&a->rules, "COMMIT\n");
	if (nl)
		sw_nl_close(nl);
	sw_mod_close(mod);
	return !ret && a->rules.oom ? sw_err_nomem(err) : ret;
}

void sw_deactivate(const char *program, struct sw_module_log *log, const struct sw_module_log *keep)
{
	struct sw_err err;
	struct sw_mod *mod;

	sw_err_init(&err);
	mod = sw_mod_kernel(&err);
	for (size_t i = log->n; mod && i > 0; i--) {
		const char *name = log->m[i - 1].name;

		if (!log->m[i - 1].loaded)
			continue;
		if (keep && sw_module_log_has(keep, name, SW_MODULE_LOADED)) {
			sw_module_log_unload(log, name);
			continue;
		}
		sw_err_init(&err);
		if (mod->ops->unload(mod, name, &err))
			sw_report_plain(program, &err);
		else
			sw_module_log_unload(log, name);
	}
	sw_mod_close(mod);
}
