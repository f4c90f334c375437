/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The steps of the service on rules: load with helpers, clear. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "cli/report.h"
#include "cli/saved.h"
#include "modprobe/started.h"
#include "modprobe/sysctl.h"
#include "service/activate.h"
#include "service/assigned.h"
#include "service/service_local.h"
#include "service/transact.h"
#include "session/list.h"
#include "session/savefile.h"

/* ---- load ------------------------------------------------------------------------------------ */

/* "# statewall: module nf_conntrack_ftp nf_nat_ftp": modules that the rules of the file need. Their
 * helpers' rules are in the file; the words are only loaded. */
static int load_named(struct sw_service *s, const char *text, unsigned *failed, struct sw_err *err)
{
	struct sw_module_words words = { 0 };
	struct sw_notes notes = { 0 };
	struct sw_activate a = { .program = s->program,
				 .family = s->family,
				 .quiet = true,
				 .log = &s->log,
				 .other = &s->other };
	struct sw_savefile f = { .text = text, .len = strlen(text) };
	size_t n = strlen(SW_MODULE_LINE);
	int ret = 0, odd = 0;

	while (ret >= 0 && sw_savefile_next(&f, NULL) > 0) {
		SW_FREE char *line = NULL;

		if (strncmp(f.line, SW_MODULE_LINE, n))
			continue;
		line = strndup(f.line + n, f.line_len - n);
		ret = line ? sw_module_words_add(&words, line, s->files.rules, &notes) : -ENOMEM;
		odd += ret;
	}
	sw_report_notes(s->program, &notes);
	for (size_t i = 0; i < words.n; i++)
		words.w[i].idle |= sw_module_words_find(&s->words, words.w[i].module) != NULL;
	ret = ret < 0 ? sw_err_nomem(err) : sw_activate(&a, &words, err);
	*failed = a.failed + (odd > 0);
	sw_str_fini(&a.rules);
	sw_notes_fini(&notes);
	sw_module_words_fini(&words);
	return ret;
}

static bool has_table(const char *text)
{
	struct sw_savefile f = { .text = text, .len = strlen(text) };
	bool found = false;

	while (!found && sw_savefile_next(&f, NULL) > 0)
		found = f.kind == SW_LINE_TABLE;
	return found;
}

/* A file that says nothing was cut off or never written: to load it would leave, or make, no
 * firewall and call it one. */
static int empty(const struct sw_service *s, const char *file)
{
	sw_report_line(s->program, "%s has no table: there is nothing to load.", file);
	return 2;
}

/* Load one rule file together with the helper rules. 0, or 2: nothing has changed. */
static int load_file(struct sw_service *s, const char *file, bool clear_rest,
		     const struct sw_str *helpers)
{
	struct sw_texts l = { .o = { .program = s->program, .family = s->family,
				     .counters = s->config.save_counter },
			      .group = s->config.group };
	struct sw_marked marked = { .all = true };
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
	if (!has_table(text))
		return empty(s, file);
	sw_saved_forget(text, &s->words);
	if (clear_rest)
		sw_text_clear_rest(text, &rest);
	if (rest.len)
		l.text[0] = (struct sw_text){ "restart", rest.s, rest.len };
	l.text[1] = (struct sw_text){ file, text, len };
	if (helpers->len)
		l.text[2] = (struct sw_text){ s->files.config, helpers->s, helpers->len,
						   .add = true };
	status = rest.oom ? 1 : sw_transact(&l, &marked);
	sw_str_fini(&rest);
	return status ? 2 : 0;
}

/* The fallback is for a machine that has no rules: good ones stay. */
static bool is_in_use(struct sw_service *s)
{
	struct sw_started now;
	struct sw_err err;
	bool any = true;

	sw_err_init(&err);
	if (sw_service_look(s, &now, &any, &err))
		sw_service_fail(s, &err);
	else if (any)
		sw_report_line(s->program, "There are rules: %s is not loaded in their place.",
			       s->files.fallback);
	return any;
}

static int load_any(struct sw_service *s, bool clear_rest, bool use_fallback,
		    const struct sw_str *helpers)
{
	int status = load_file(s, s->files.rules, clear_rest, helpers);

	if (!status) {
		sw_service_say(s, "Firewall rules of %s are loaded.", s->files.rules);
		return 0;
	}
	if (!use_fallback || access(s->files.fallback, F_OK) || is_in_use(s))
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

	sw_report_notes(s->program, &notes);
	sw_notes_fini(&notes);
	return failed ? 1 : 0;
}

/* Is table nat used by the file? Then helpers need their NAT halves. */
static bool uses_nat(const char *text)
{
	return sw_text_names_table(text, "nat");
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
	return a.failed || failed || s->odd_words ? 1 : status;
}

/* ---- clear ----------------------------------------------------------------------------------- */

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
	struct sw_texts l = { .o = { .program = s->program, .family = s->family } };
	struct sw_str text = { 0 };
	int status;

	if (drop)
		panic_text(&text);
	else
		sw_text_clear_rest(NULL, &text);
	l.text[0] = (struct sw_text){ drop ? "panic" : "stop", text.s, text.len };
	status = text.oom ? 1 : sw_transact(&l, NULL);
	sw_str_fini(&text);
	return status ? 1 : 0;
}
