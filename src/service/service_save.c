/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall service save: the rule file, and the module words of the config file. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "service/assigned.h"
#include "service/programs.h"
#include "service/service_local.h"
#include "session/list.h"

struct head {
	struct sw_service *s;
	struct sw_mod *mod;
	struct sw_module_words in_rules;
	bool any;
};

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
		ret = sw_assigned_words(&list, h->mod, &h->in_rules, err);
	if (!ret)
		module_line(session, h, &line);
	if (!ret && line.len)
		fprintf(session->out, SW_MODULE_LINE "%s\n", line.s);
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
	int ret = sw_module_words_to_save(&s->words, in_rules, &s->log, &words, err);

	if (ret > 0 && s->odd_words) {
		ret = sw_err_set(err, SW_EOTHER, EINVAL,
				 "%s_MODULES holds words that were left out; %s stays as it is",
				 s->files.prefix, s->files.config);
	} else if (ret > 0) {
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

static int read_rules(struct head *h, struct sw_answer *answer, struct sw_err *err)
{
	struct sw_service *s = h->s;
	struct sw_ask ask = { .program = s->program, .family = s->family, .foreign = true };
	struct sw_save save = { .program = s->save_name, .counters = s->config.save_counter,
				.head = write_head, .arg = h };
	int ret;

	h->mod = sw_mod_kernel(err);
	if (!h->mod)
		return -ENOMEM;
	ret = sw_session_with(&ask, sw_save_run, &save, answer, err);
	sw_mod_close(h->mod);
	if (!ret && answer->text.len &&
	    sw_service_has_wish(answer->text.s, answer->text.len, false))
		s->found = SW_FOUND_RULES;
	else if (!ret && !answer->foreign)
		s->found = SW_FOUND_NOTHING;
	return ret;
}

int sw_service_save(struct sw_service *s)
{
	struct head h = { .s = s };
	struct sw_answer now = { 0 };
	struct sw_err err;
	int ret, status = 0;

	sw_err_init(&err);
	ret = read_rules(&h, &now, &err);
	if (!ret && !h.any) {
		sw_service_say(s, "Firewall is not configured: there is nothing to save.");
		status = SW_SERVICE_NO_RULES;
	} else if (!ret && now.unreadable) {
		ret = sw_err_set(&err, SW_ERESOURCE, EINVAL,
				 "there are rules that another tool wrote and nobody "
				 "can read as iptables rules; %s stays as it is",
				 s->files.rules);
	} else if (!ret) {
		ret = sw_rule_files_replace(&s->files, now.text.s, now.text.len, &err);
		if (!ret)
			sw_service_say(s, "Firewall rules are saved to %s.", s->files.rules);
		if (!ret)
			ret = save_words(s, &h.in_rules, &err);
	}
	if (ret)
		status = sw_service_fail(s, &err);
	sw_answer_fini(&now);
	sw_module_words_fini(&h.in_rules);
	return status;
}
