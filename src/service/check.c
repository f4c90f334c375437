/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall check: what is wrong with rules for related connections, with the lines to write. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/net.h"
#include "base/str.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "modprobe/module.h"
#include "modprobe/started.h"
#include "service/check_local.h"
#include "service/modules_local.h"
#include "service/programs.h"
#include "service/service_opts.h"
#include "session/list.h"

/* What is said holds words of rules, chains and files. */
static void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void say(const char *fmt, ...)
{
	SW_FREE char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	va_end(ap);
	if (text)
		sw_terminal_write(text, strlen(text));
}

static void warn(struct sw_check *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void warn(struct sw_check *c, const char *fmt, ...)
{
	SW_FREE char *text = NULL;
	va_list ap;

	c->warnings++;
	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	va_end(ap);
	say("%s: %s\n", c->program, text ? text : "out of memory");
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

/* A line break in the name of a chain would make a line of its own, perhaps one to write. */
static void check_related(struct sw_check *c)
{
	struct sw_str chain = { 0 };

	for (size_t i = 0; i < c->nrelated && c->assigned.n; i++) {
		const struct sw_related *r = &c->related[i];

		sw_str_reset(&chain);
		sw_str_add_safe(&chain, r->chain);
		warn(c, "%s rule %u accepts %s", chain.s ? chain.s : "", r->number, too_wide(r));
		say("%s", r->lines);
	}
	sw_str_fini(&chain);
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
		warn(c, "%s %s, but no rule assigns its helper %s: nothing will be RELATED",
		     h->module, named ? "stands in the config file" : "is loaded", h->name);
		if (named && !sw_started_read(&c->files, NULL)) {
			say("  write: statewall service --family %s start\n",
			    c->family == SW_IP6 ? "ipv6" : "ipv4");
			continue;
		}
		say("  write: statewall modules load %s\n", h->module);
		say("  or:    %s -t raw -A PREROUTING -p %s --dport %u -j CT --helper %s (and "
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

static void write_nat_line(const struct sw_check *c, struct sw_mod *mod, const struct sw_helper *h)
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
		say("  write: statewall modules load --family %s %s\n",
		    c->family == SW_IP6 ? "ipv6" : "ipv4", text.s);
	else
		say("  write: modprobe %s\n", h->nat);
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
		warn(c,
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

		warn(c, "%u connection%s began before helper %s was assigned and will not get it",
		     c->late[i].n, c->late[i].n == 1 ? "" : "s", h->name);
		say("  write: conntrack -D -f %s -p %s --dport %u\n",
		    c->family == SW_IP6 ? "ipv6" : "ipv4", sw_l4_name(h->l4), c->late[i].port);
	}
}

static void check_dormant(struct sw_check *c)
{
	for (int i = 0; i < SW_NTABLES; i++) {
		const struct sw_builtin_table *b = &sw_builtin_tables[i];

		if (!c->dormant[i])
			continue;
		warn(c, "table %s is dormant and filters nothing", b->name);
		say("  write: " SW_WAKE "\n", SW_WAKE_ARGS(c->family, b));
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
		warn(c, "%s", notes.line[i]);
	sw_notes_fini(&notes);
	return ret;
}

/* The number of warnings, or negative. */
static int check_family(uint8_t family, const struct sw_service_opts *o)
{
	struct sw_ask ask = { .program = "statewall check", .family = family };
	struct sw_check c = { .family = family, .program = "check" };
	struct sw_mod *mod;
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	mod = sw_mod_kernel(&err);
	ret = mod ? prepare(&c, o, &err) : -1;
	if (!ret)
		ret = sw_session_with(&ask, sw_check_read, &c, NULL, &err);
	if (!ret) {
		check_dormant(&c);
		check_related(&c);
		check_unassigned(&c, mod);
		check_nat(&c, mod);
		check_late(&c);
	} else {
		sw_report_plain("statewall check", &err);
	}
	sw_mod_close(mod);
	sw_check_fini(&c);
	return ret ? -1 : (int)c.warnings;
}

static int usage(FILE *out, int status)
{
	fputs("Usage: statewall check [--family ipv4|ipv6] [--config-dir DIR] [--run-dir DIR]\n\n"
	      "Says what is wrong with rules for related connections (FTP and the like), and which "
	      "tables sleep,\n"
	      "each with the line to write. Exit status: 0 nothing, 1 warnings or an error, 4 not "
	      "root.\n",
	      out);
	return status;
}

int sw_run_check(const struct sw_invocation *inv)
{
	struct sw_service_opts o = { 0 };
	int argc = inv->argc, v4 = 0, v6 = 0;

	if (!sw_service_opts(&o, &argc, inv->argv) || argc || o.confirm)
		return usage(stderr, 2);
	if (o.help)
		return usage(stdout, 0);
	if (!sw_modules_may_list())
		return sw_modules_not_root("statewall check");
	if (o.family != SW_IP6)
		v4 = check_family(SW_IP4, &o);
	if (o.family ? o.family == SW_IP6 : !sw_no_ipv6())
		v6 = check_family(SW_IP6, &o);
	if (!v4 && !v6)
		say("No warnings.\n");
	return v4 || v6 ? 1 : 0;
}
