/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall modules: the table of conntrack helpers, and loading and unloading them by module
 * names. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/capability.h>

#include "base/cleanup.h"
#include "cli/report.h"
#include "modprobe/rule_files.h"
#include "rule/rule.h"
#include "service/activate.h"
#include "service/modules_local.h"
#include "service/programs.h"
#include "service/transact.h"

#define PROGRAM "statewall modules"

static int fail(const struct sw_err *err)
{
	return sw_report_plain(PROGRAM, err);
}

static int usage(FILE *out, int status)
{
	fputs("Usage: statewall modules [--family ipv4|ipv6] [--config-dir DIR] [--run-dir DIR]\n"
	      "                         [load NAME... | unload NAME...]\n\n"
	      "Without a verb: the conntrack helpers, their modules, and whether rules assign "
	      "them.\n"
	      "load      load each module, and assign its helper to new connections; NAME may be "
	      "an old\n"
	      "          name, with ports behind it: ip_conntrack_ftp:21,2121\n"
	      "unload    remove the rules that load made, and the module if it is one\n\n"
	      "\"statewall service save\" keeps what was loaded for the next boot.\n",
	      out);
	return status;
}

/* ---- load and unload ------------------------------------------------------------------------- */

static int uses_nat(struct sw_session *s, void *arg, struct sw_err *err)
{
	int ret = sw_session_need(s, &s->rs.table[0], "", SW_READ_TABLES, err);

	*(bool *)arg = sw_ruleset_table(&s->rs, "nat")->in_kernel;
	return ret;
}

/* The marked rules of these modules go, and text comes: one transaction. */
static int replace_rules(uint8_t family, const struct sw_module_words *words,
			 const struct sw_str *text)
{
	struct sw_texts l = { .o = { .program = PROGRAM, .family = family } };
	struct sw_marked marked = { .words = words };

	l.text[0] = (struct sw_text){ "modules", text->s, text->len, .add = true };
	return sw_transact(&l, &marked);
}

static int mark_all(struct sw_module_log *log, const struct sw_module_words *words,
		    enum sw_module_mark mark, const char *file, struct sw_err *err)
{
	int ret = 0;

	for (size_t i = 0; i < words->n && !ret; i++)
		if (!words->w[i].idle)
			ret = sw_module_log_mark(log, words->w[i].module, mark, err);
	return ret ? ret : sw_module_log_write(log, file, err);
}

/* A word that did not work is said so by sw_activate, and is not kept by a save. */
static int load_words(const struct sw_service_opts *o, uint8_t family,
		      const struct sw_module_words *words)
{
	struct sw_activate a = { .program = family == SW_IP6 ? "ip6tables" : "iptables",
				 .family = family };
	struct sw_ask ask = { .program = PROGRAM, .family = family };
	struct sw_module_log log = { 0 }, other = { 0 };
	struct sw_rule_files files;
	struct sw_err err;
	int ret, status = 1;

	a.log = &log;
	a.other = &other;
	sw_err_init(&err);
	ret = sw_rule_files_find(&files, family != SW_IP6, o->config_dir, o->run_dir, &err);
	if (!ret)
		ret = sw_module_log_read(&other, files.modules, &err);
	if (!ret)
		ret = sw_rule_files_find(&files, family == SW_IP6, o->config_dir, o->run_dir, &err);
	if (!ret)
		ret = sw_module_log_read(&log, files.modules, &err);
	if (!ret)
		ret = sw_session_with(&ask, uses_nat, &a.nat, NULL, &err);
	if (!ret)
		ret = sw_activate(&a, words, &err);
	if (!ret)
		status = a.rules.len ? replace_rules(family, words, &a.rules) : 0;
	if (!ret && !status && !a.failed)
		ret = mark_all(&log, words, SW_MODULE_WANTED, files.modules, &err);
	else if (!ret)
		ret = sw_module_log_write(&log, files.modules, &err);
	if (ret)
		status = fail(&err);
	sw_str_fini(&a.rules);
	sw_module_log_fini(&log);
	sw_module_log_fini(&other);
	return status ? 1 : a.failed > 0;
}

static bool any_loaded(const struct sw_module_words *words)
{
	bool any = false;

	for (size_t i = 0; i < words->n; i++)
		any |= !words->w[i].idle && sw_mod_sys_state(words->w[i].module) == SW_MOD_LOADED;
	return any;
}

static int unload_rules(const struct sw_service_opts *o, uint8_t family,
			const struct sw_module_words *words)
{
	struct sw_module_log log = { 0 };
	struct sw_rule_files files;
	struct sw_err err;
	struct sw_texts none = { .o = { .program = PROGRAM, .family = family } };
	struct sw_marked marked = { .words = words, .remake_raw = any_loaded(words) };
	int ret, status = sw_transact(&none, &marked);

	sw_err_init(&err);
	ret = sw_rule_files_find(&files, family == SW_IP6, o->config_dir, o->run_dir, &err);
	if (!ret)
		ret = sw_module_log_read(&log, files.modules, &err);
	for (size_t i = 0; i < words->n; i++)
		sw_module_log_unload(&log, words->w[i].module);
	if (!ret)
		ret = mark_all(&log, words, SW_MODULE_DROPPED, files.modules, &err);
	sw_module_log_fini(&log);
	return ret ? fail(&err) : status ? 1 : 0;
}

static int unload_one(struct sw_mod *mod, const char *name)
{
	struct sw_err err;

	sw_err_init(&err);
	switch (mod->ops->state(mod, name)) {
	case SW_MOD_LOADED:
		if (mod->ops->unload(mod, name, &err))
			return fail(&err);
		printf("%s: unloaded\n", name);
		return 0;
	case SW_MOD_BUILTIN:
		printf("%s: built into the kernel, it stays; no rule of \"modules load\" uses it "
		       "now\n",
		       name);
		return 0;
	default:
		printf("%s: not loaded\n", name);
		return 0;
	}
}

/* The NAT half first: it uses the other. */
static int unload_modules(const struct sw_module_words *words)
{
	struct sw_err err;
	struct sw_mod *mod;
	int status = 0;

	sw_err_init(&err);
	mod = sw_mod_kernel(&err);
	if (!mod)
		return fail(&err);
	for (size_t i = 0; i < words->n; i++) {
		const char *name = words->w[i].module, *nat = NULL;

		if (words->w[i].idle) {
			printf("%s: left alone\n", name);
			continue;
		}
		for (const struct sw_helper *h = sw_helpers; h->name; h++)
			if (!strcmp(h->module, name))
				nat = h->nat;
		if (nat && strcmp(nat, name) && mod->ops->state(mod, nat) == SW_MOD_LOADED)
			status |= unload_one(mod, nat);
		status |= unload_one(mod, name);
	}
	sw_mod_close(mod);
	return status;
}

/* ---- start ----------------------------------------------------------------------------------- */

static int with_words(const struct sw_service_opts *o, int argc, char **argv, bool load)
{
	struct sw_module_words words = { 0 };
	struct sw_notes notes = { 0 };
	struct sw_str text = { 0 };
	int status = 0, ret;

	for (int i = 0; i < argc; i++)
		sw_str_addf(&text, "%s ", argv[i]);
	ret = text.oom ? -ENOMEM
		       : sw_module_words_add(&words, text.s,
					     load ? "modules load" : "modules unload", &notes);
	sw_report_notes(NULL, &notes);
	if (ret)
		status = 1;
	for (int f = 0; f < 2 && ret >= 0; f++) {
		uint8_t family = f ? SW_IP6 : SW_IP4;

		if (o->family && o->family != family)
			continue;
		if (family == SW_IP6 && !o->family && sw_no_ipv6())
			continue;
		status |= load ? load_words(o, family, &words) : unload_rules(o, family, &words);
	}
	if (!load && ret >= 0)
		status |= unload_modules(&words);
	sw_str_fini(&text);
	sw_notes_fini(&notes);
	sw_module_words_fini(&words);
	return status;
}

/* The table only reads, for which the kernel wants what every list of rules needs. */
bool sw_modules_may_list(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct caps[_LINUX_CAPABILITY_U32S_3] = { 0 };

	return !syscall(SYS_capget, &head, caps) && caps[0].effective & 1u << CAP_NET_ADMIN;
}

int sw_modules_not_root(const char *program)
{
	struct sw_err err;

	sw_err_init(&err);
	sw_err_set(&err, SW_EOTHER, EPERM, "Only usable by root.");
	if (!geteuid())
		sw_err_hint(&err, "it takes CAP_NET_ADMIN in this network namespace");
	sw_report_plain(program, &err);
	return SW_SERVICE_NOT_ROOT;
}

static const struct sw_verb modules_verbs[] = {
	{ "load", "helper...", "load modules, and assign their helpers to new connections" },
	{ "unload", "helper...", "remove the rules that load made, and the modules" },
};

const struct sw_verb *sw_modules_verb(size_t i)
{
	return i < SW_ARRAY_SIZE(modules_verbs) ? &modules_verbs[i] : NULL;
}

int sw_run_modules(const struct sw_invocation *inv)
{
	static const char *const verbs[] = { "load", "unload" };
	struct sw_service_opts o = { 0 };
	char **argv = inv->argv;
	int argc = inv->argc;
	bool load;

	if (!sw_service_opts(&o, &argc, argv) || o.confirm)
		return usage(stderr, 2);
	if (o.help)
		return usage(stdout, 0);
	load = argc && !strcmp(argv[0], "load");
	if (argc && !load && strcmp(argv[0], "unload"))
		sw_report_unknown(PROGRAM, "verb", argv[0], verbs, SW_ARRAY_SIZE(verbs));
	if (argc && (argc == 1 || (!load && strcmp(argv[0], "unload"))))
		return usage(stderr, 2);
	if ((geteuid() && argc) || !sw_modules_may_list())
		return sw_modules_not_root(PROGRAM);
	return argc ? with_words(&o, argc - 1, argv + 1, load) : sw_modules_table(&o);
}
