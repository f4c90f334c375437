/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The steps of the service on rules: load with helpers, clear, save, show. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/activate.h"
#include "cli/assigned.h"
#include "cli/list.h"
#include "cli/load.h"
#include "cli/service.h"
#include "modprobe/file.h"
#include "xt/plugin.h"

#define MODULE_LINE "# statewall: module "

/* ---- load ----------------------------------------------------------------------------------- */

/* "# statewall: module nf_conntrack_ftp nf_nat_ftp": modules that the rules of the file need. Their
 * helpers' rules are in the file; the words are only loaded. */
static int load_named(struct sw_service *s, const char *text, unsigned *failed, struct sw_err *err)
{
	struct sw_module_words words = { 0 };
	struct sw_notes notes = { 0 };
	struct sw_activate a = {
		.program = s->program, .family = s->family, .quiet = true, .log = &s->log, .other = &s->other
	};
	size_t n = strlen(MODULE_LINE);
	int ret = 0;

	for (const char *p = text; *p && ret >= 0; p += strcspn(p, "\n"), p += *p == '\n') {
		SW_FREE char *line = NULL;

		if (strncmp(p, MODULE_LINE, n))
			continue;
		line = strndup(p + n, strcspn(p + n, "\n"));
		ret = line ? sw_module_words_add(&words, line, s->files.rules, &notes) : -ENOMEM;
	}
	for (size_t i = 0; i < words.n; i++)
		words.w[i].idle |= sw_module_words_find(&s->words, words.w[i].module) != NULL;
	ret = ret < 0 ? sw_err_nomem(err) : sw_activate(&a, &words, err);
	*failed = a.failed;
	sw_str_fini(&a.rules);
	sw_notes_fini(&notes);
	sw_module_words_fini(&words);
	return ret;
}

/* Load one rule file together with the helper rules. 0, or 2: nothing has changed. */
static int load_file(struct sw_service *s, const char *file, bool clear_rest,
		     const struct sw_str *helpers)
{
	struct sw_load l = { .program = s->program,
			     .family = s->family,
			     .counters = s->config.save_counter,
			     .unmark_all = true };
	SW_FREE char *text = NULL;
	struct sw_str rest = { 0 };
	struct sw_err err;
	size_t len = 0;
	int status;

	sw_err_init(&err);
	if (sw_file_read(file, &text, &len, &err)) {
		sw_service_fail(s, &err);
		return 2;
	}
	sw_load_forget_marked(text, &s->words);
	if (clear_rest)
		sw_load_clear_rest(text, &rest);
	if (rest.len)
		l.text[0] = (struct sw_load_text){ "restart", rest.s, rest.len };
	l.text[1] = (struct sw_load_text){ file, text, len };
	if (helpers->len)
		l.text[2] = (struct sw_load_text){ s->files.config, helpers->s, helpers->len,
						   .add = true };
	status = rest.oom ? 1 : sw_load_run(&l);
	sw_str_fini(&rest);
	return status ? 2 : 0;
}

static int load_any(struct sw_service *s, bool clear_rest, bool use_fallback,
		    const struct sw_str *helpers)
{
	int status = load_file(s, s->files.rules, clear_rest, helpers);

	if (!status) {
		sw_service_say(s, "Firewall rules of %s are loaded.", s->files.rules);
		return 0;
	}
	if (!use_fallback || access(s->files.fallback, F_OK))
		return status;
	status = load_file(s, s->files.fallback, clear_rest, helpers);
	if (!status)
		sw_service_say(s, "The fallback rules of %s are loaded.", s->files.fallback);
	return status;
}

static int apply_sysctl(struct sw_service *s)
{
	struct sw_notes notes = { 0 };
	int failed = sw_sysctl_apply(s->config.sysctl_list, s->config_dir, &notes);

	fflush(stdout);
	for (size_t i = 0; i < notes.n; i++)
		fprintf(stderr, "%s: %s\n", s->program, notes.line[i]);
	sw_notes_fini(&notes);
	return failed ? 1 : 0;
}

/* Is table nat used by the file? Then helpers need their NAT halves. */
static bool uses_nat(const char *text)
{
	return sw_load_names_table(text, "nat");
}

int sw_service_load(struct sw_service *s, bool clear_rest, bool use_fallback)
{
	struct sw_activate a = { .program = s->program, .family = s->family, .log = &s->log,
				 .other = &s->other };
	SW_FREE char *text = NULL;
	struct sw_err err;
	unsigned failed = 0;
	size_t len = 0;
	int ret = 0, status;

	sw_err_init(&err);
	/* A file that cannot be read is reported by load_any, which may have a fallback. */
	if (sw_file_read(s->files.rules, &text, &len, &err)) {
		sw_err_init(&err);
	} else {
		a.nat = uses_nat(text);
		ret = load_named(s, text, &failed, &err);
	}
	if (!ret)
		ret = sw_activate(&a, &s->words, &err);
	if (ret) {
		sw_service_fail(s, &err);
		status = 2;
	} else {
		status = load_any(s, clear_rest, use_fallback, &a.rules);
	}
	sw_err_init(&err);
	if (sw_module_log_write(&s->log, s->files.modules, &err))
		sw_service_fail(s, &err);
	sw_str_fini(&a.rules);
	if (status)
		return status;
	if (apply_sysctl(s))
		status = 1;
	return a.failed || failed ? 1 : status;
}

/* ---- clear ---------------------------------------------------------------------------------- */

/* In the order of the init script. A policy of DROP is for filtering tables. */
static void panic_text(struct sw_str *out)
{
	static const char *const order[] = { "raw", "mangle", "filter", "nat", "security" };

	for (size_t i = 0; i < SW_ARRAY_SIZE(order); i++) {
		const struct sw_builtin_table *t = sw_builtin_table(order[i]);

		sw_str_addf(out, "*%s\n", t->name);
		for (size_t k = 0; k < t->nchain && strcmp(t->name, "nat"); k++)
			sw_str_addf(out, ":%s DROP [0:0]\n", t->chain[k].name);
		sw_str_add(out, "COMMIT\n");
	}
}

int sw_service_clear(struct sw_service *s, bool drop)
{
	struct sw_load l = { .program = s->program, .family = s->family };
	struct sw_str text = { 0 };
	int status;

	if (drop)
		panic_text(&text);
	else
		sw_load_clear_rest(NULL, &text);
	l.text[0] = (struct sw_load_text){ drop ? "panic" : "stop", text.s, text.len };
	status = text.oom ? 1 : sw_load_run(&l);
	sw_str_fini(&text);
	return status ? 1 : 0;
}

/* ---- save ----------------------------------------------------------------------------------- */

struct head { struct sw_service *s; struct sw_module_words in_rules; bool any; };

static void add_name(struct sw_str *line, const char *name)
{
	const char *hit = line->len ? strstr(line->s, name) : NULL;
	size_t n = strlen(name);

	if (!hit || (hit[n] && hit[n] != ' '))
		sw_str_addf(line, "%s%s", line->len ? " " : "", name);
}

/* The comment line about modules: what the helper rules come from, and what was loaded by hand. */
static void module_line(struct sw_session *session, const struct head *h, struct sw_str *line)
{
	bool nat = sw_ruleset_table(&session->rs, "nat")->in_kernel;
	const struct sw_module_log *log = &h->s->log;

	for (size_t i = 0; i < h->in_rules.n; i++)
		for (const struct sw_helper *p = sw_helpers; p->name; p++) {
			if (strcmp(p->module, h->in_rules.w[i].module))
				continue;
			add_name(line, p->module);
			if (p->nat && nat)
				add_name(line, p->nat);
		}
	for (size_t i = 0; i < log->n; i++)
		if (log->m[i].wanted)
			add_name(line, log->m[i].name);
}

static int write_head(struct sw_session *session, void *arg, struct sw_err *err)
{
	struct sw_assigned_list list = { 0 };
	struct sw_str line = { 0 };
	struct head *h = arg;
	int ret;

	sw_module_words_fini(&h->in_rules);
	ret = sw_assigned_read(session, &list, err);
	if (!ret)
		ret = sw_assigned_words(&list, &h->in_rules, err);
	if (!ret)
		module_line(session, h, &line);
	if (!ret && line.len)
		fprintf(session->out, MODULE_LINE "%s\n", line.s);
	h->any = false;
	for (int i = 0; i < SW_NTABLES; i++)
		h->any |= session->rs.table[i].in_kernel;
	sw_str_fini(&line);
	sw_assigned_fini(&list);
	return ret;
}

static int save_words(struct sw_service *s, const struct sw_module_words *in_rules,
		      struct sw_err *err)
{
	struct sw_module_words words = { 0 };
	struct sw_str value = { 0 };
	int ret = sw_service_words(&s->words, in_rules, &s->log, &words, err);

	if (ret > 0) {
		sw_str_add(&value, "");
		sw_module_words_print(&words, &value);
		ret = value.oom ? sw_err_nomem(err) :
		      sw_config_set_modules(s->files.prefix, s->files.config, value.s, err);
		if (!ret)
			sw_service_say(s, "%s: %s_MODULES=\"%s\"", s->files.config, s->files.prefix,
				       value.s);
	}
	sw_str_fini(&value);
	sw_module_words_fini(&words);
	return ret;
}

int sw_service_save(struct sw_service *s)
{
	struct head h = { .s = s };
	struct sw_str text = { 0 };
	struct sw_err err;
	bool unreadable = false;
	int ret, status = 0;

	sw_err_init(&err);
	ret = sw_load_save(s->program, s->family, s->config.save_counter, write_head, &h, &text,
			   &unreadable, &err);
	if (!ret && !h.any) {
		sw_service_say(s, "Firewall is not configured: there is nothing to save.");
		status = SW_SERVICE_NO_RULES;
	} else if (!ret && unreadable) {
		ret = sw_err_set(&err, SW_ERESOURCE, EINVAL,
				 "there are rules that another tool wrote and nobody "
				 "can read as iptables rules; %s stays as it is",
				 s->files.rules);
	} else if (!ret) {
		ret = sw_service_replace_rules(&s->files, text.s, text.len, &err);
		if (!ret)
			sw_service_say(s, "Firewall rules are saved to %s.", s->files.rules);
		if (!ret)
			ret = save_words(s, &h.in_rules, &err);
	}
	if (ret)
		status = sw_service_fail(s, &err);
	sw_str_fini(&text);
	sw_module_words_fini(&h.in_rules);
	return status;
}
