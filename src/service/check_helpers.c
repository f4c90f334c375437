/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of "statewall check" that is about helpers: what is wrong with rules for related
 * connections, with the lines to write. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/net.h"
#include "base/str.h"
#include "modprobe/module.h"
#include "modprobe/started.h"
#include "service/check_helpers.h"
#include "service/check_helpers_local.h"
#include "session/list.h"

/* What was found is told when all of it is known. */
static void flush(struct sw_check *c)
{
	struct sw_check_told told = {
		.kind = c->kind, .chain = c->where, .number = c->number, .reason = c->reason,
		.lines = c->lines.len ? c->lines.s : "",
	};

	if (c->reason)
		c->tell(c->arg, &told);
	free(c->reason);
	c->reason = NULL;
	sw_str_reset(&c->lines);
}

/* Lines of the finding that began last. */
static void say(struct sw_check *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void say(struct sw_check *c, const char *fmt, ...)
{
	SW_FREE char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	va_end(ap);
	if (text)
		sw_str_add(&c->lines, text);
}

static void warn(struct sw_check *c, const char *kind, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
static void warn(struct sw_check *c, const char *kind, const char *fmt, ...)
{
	va_list ap;

	flush(c);
	c->kind = kind;
	c->where = "";
	c->number = 0;
	va_start(ap, fmt);
	if (vasprintf(&c->reason, fmt, ap) < 0)
		c->reason = strdup("out of memory");
	va_end(ap);
}

static bool is_assigned(const struct sw_check *c, const struct sw_helper *h)
{
	for (size_t i = 0; i < c->assigned.n; i++)
		if (c->assigned.a[i].l4 == h->l4 && !strcmp(c->assigned.a[i].helper, h->name))
			return true;
	return false;
}

/* ---- RELATED without -m helper --------------------------------------------------------------- */

static const char *too_wide(const struct sw_related *r)
{
	if (r->named)
		return "what a helper announces on any port: a server that announces port 22 opens "
		       "ssh";
	if (r->high)
		return "RELATED of every helper: name the ones you mean";
	return "RELATED of every helper and on any port: a server that announces port 22 opens ssh";
}

static void check_related(struct sw_check *c)
{
	for (size_t i = 0; i < c->nrelated && c->assigned.n; i++) {
		const struct sw_related *r = &c->related[i];

		warn(c, "related", "accepts %s", too_wide(r));
		c->where = r->chain;
		c->number = r->number;
		say(c, "%s", r->lines);
	}
}

/* ---- helpers that nobody assigns ------------------------------------------------------------- */

static bool is_named(const struct sw_check *c, const struct sw_helper *h)
{
	for (size_t i = 0; i < c->words.n; i++)
		if (sw_module_words_assign(&c->words, &c->words.w[i], h))
			return true;
	return false;
}

/* A module that is loaded, or named in the config file, does nothing by itself since Linux 6.0. */
static void check_unassigned(struct sw_check *c, struct sw_mod *mod)
{
	for (const struct sw_helper *h = sw_helpers; h->name; h++) {
		bool named = is_named(c, h),
		     loaded = mod->ops->state(mod, h->module) == SW_MOD_LOADED;

		if (!c->accepts_related || !(named || loaded) || is_assigned(c, h))
			continue;
		if (c->family == SW_IP6 && !h->ip6)
			continue;
		warn(c, "helper",
		     "%s %s, but no rule assigns its helper %s: nothing will be RELATED",
		     h->module, named ? "stands in the config file" : "is loaded", h->name);
		if (named && !sw_started_read(&c->files, NULL)) {
			say(c, "  write: statewall service --family %s start\n",
			    c->family == SW_IP6 ? "ipv6" : "ipv4");
			continue;
		}
		say(c, "  write: statewall modules load %s\n", h->module);
		say(c, "  or:    %s -t raw -A PREROUTING -p %s --dport %u -j CT --helper %s (and "
		    "OUTPUT)\n",
		    c->program, sw_l4_name(h->l4), h->port, h->name);
	}
}

/* The module's word with the ports that its rules have now: they are made again, and nothing more.
 * NULL: rules written by hand assign it. */
static const struct sw_module_word *word_of(const struct sw_check *c, const struct sw_helper *h,
					    const struct sw_module_words *words)
{
	for (size_t i = 0; i < c->assigned.n; i++)
		if (c->assigned.a[i].l4 == h->l4 && !strcmp(c->assigned.a[i].helper, h->name) &&
		    strcmp(c->assigned.a[i].module, h->module))
			return NULL;
	return sw_module_words_find(words, h->module);
}

static void write_nat_line(struct sw_check *c, struct sw_mod *mod, const struct sw_helper *h)
{
	struct sw_module_words words = { 0 }, one = { .n = 1 };
	struct sw_str text = { 0 };
	struct sw_err none;

	sw_err_init(&none);
	if (!sw_assigned_words(&c->assigned, mod, &words, &none))
		one.w = (struct sw_module_word *)word_of(c, h, &words);
	if (one.w)
		sw_module_words_print(&one, &text);
	if (text.len)
		say(c, "  write: statewall modules load --family %s %s\n",
		    c->family == SW_IP6 ? "ipv6" : "ipv4", text.s);
	else
		say(c, "  write: modprobe %s\n", h->nat);
	sw_str_fini(&text);
	sw_module_words_fini(&words);
}

static void check_nat(struct sw_check *c, struct sw_mod *mod)
{
	for (const struct sw_helper *h = sw_helpers; h->name && c->nat; h++) {
		enum sw_mod_state state;

		if (!h->nat || !is_assigned(c, h))
			continue;
		state = mod->ops->state(mod, h->nat);
		if (state == SW_MOD_LOADED || state == SW_MOD_BUILTIN)
			continue;
		warn(c, "helper-nat",
		     "helper %s is assigned and addresses are translated, but %s is %s: its "
		     "connections will break",
		     h->name, h->nat, sw_mod_state_name(state));
		write_nat_line(c, mod, h);
	}
}

static void check_late(struct sw_check *c)
{
	for (size_t i = 0; i < c->nlate; i++) {
		const struct sw_helper *h = &sw_helpers[c->late[i].helper];

		warn(c, "helper-late",
		     "%u connection%s began before helper %s was assigned and will not get it",
		     c->late[i].n, c->late[i].n == 1 ? "" : "s", h->name);
		say(c, "  write: conntrack -D -f %s -p %s --dport %u\n",
		    c->family == SW_IP6 ? "ipv6" : "ipv4", sw_l4_name(h->l4), c->late[i].port);
	}
}

static void check_dormant(struct sw_check *c)
{
	for (int i = 0; i < SW_NTABLES; i++) {
		const struct sw_builtin_table *b = &sw_builtin_tables[i];

		if (!c->dormant[i])
			continue;
		warn(c, "dormant", "table %s is dormant and filters nothing", b->name);
		say(c, "  write: " SW_WAKE "\n", SW_WAKE_ARGS(c->family, b));
	}
}

/* ---- start ----------------------------------------------------------------------------------- */

static int prepare(struct sw_check *c, const struct sw_service_opts *o, struct sw_err *err)
{
	struct sw_notes notes = { 0 };
	int ret = sw_rule_files_find(&c->files, c->family == SW_IP6, o->config_dir,
				   o->run_dir, err);

	c->program = c->files.name;
	if (!ret)
		ret = sw_config_init(&c->config, err);
	if (!ret)
		ret = sw_config_read(&c->config, c->files.prefix, c->files.config, &notes, err);
	if (!ret && sw_module_words_add(&c->words, c->config.modules, c->files.config, &notes) < 0)
		ret = sw_err_nomem(err);
	for (size_t i = 0; i < notes.n; i++)
		warn(c, "config", "%s", notes.line[i]);
	sw_notes_fini(&notes);
	return ret;
}

int sw_check_helpers(uint8_t family, const struct sw_service_opts *o, sw_check_tell tell,
		     void *arg, struct sw_err *err)
{
	struct sw_ask ask = { .program = "statewall check", .family = family };
	struct sw_check c = { .family = family, .program = "check", .tell = tell, .arg = arg };
	struct sw_mod *mod = sw_mod_kernel(err);
	int ret = mod ? prepare(&c, o, err) : -1;

	if (!ret)
		ret = sw_session_with(&ask, sw_check_read, &c, NULL, err);
	if (!ret) {
		check_dormant(&c);
		check_related(&c);
		check_unassigned(&c, mod);
		check_nat(&c, mod);
		check_late(&c);
	}
	flush(&c);
	sw_mod_close(mod);
	sw_str_fini(&c.lines);
	sw_check_fini(&c);
	return ret;
}
