/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall service: the verbs of the init script of RHEL, with its files and exit statuses, for
 * one family or both. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/doer.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "rule/rule.h"
#include "service/modules_local.h"
#include "service/programs.h"
#include "service/service_local.h"
#include "service/service_opts.h"

/* What is said holds names of files and words of them. */
void sw_service_say(const struct sw_service *s, const char *fmt, ...)
{
	SW_FREE char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	va_end(ap);
	printf("%s: ", s->program);
	if (text)
		sw_terminal_write(text, strlen(text));
	putchar('\n');
}

int sw_service_fail(const struct sw_service *s, const struct sw_err *err)
{
	return sw_report_plain(s->program, err);
}

/* ---- start of the program -------------------------------------------------------------------- */

static int usage(FILE *out, int status)
{
	fprintf(out, "Usage: statewall service [--family ipv4|ipv6] [--config-dir DIR] [--run-dir "
		     "DIR]\n       [--confirm SECONDS] VERB\n\n");
	for (const struct sw_service_verb *v = sw_service_verbs; v->v.name; v++)
		if (v->v.help)
			fprintf(out, "  %-14s %s\n", v->v.name, v->v.help);
	fprintf(out, "\n--confirm: the rules come back as they were, unless \"statewall confirm\" "
		     "keeps the change in time.\n");
	fprintf(out, "Without --family it is done for IPv4 and IPv6. force-reload is restart, "
		     "condrestart is try-restart.\n"
		     "Files: " SW_RULE_FILES_CONFIG "/iptables, ip6tables, iptables-config, "
		     "ip6tables-config; a rule file that is not\nthere: " SW_RULE_FILES_DEBIAN
		     "/rules.v4, rules.v6.\n");
	return status;
}

/* A file beside the rules that cannot be read is no reason to leave the machine without them: it
 * counts as missing, and the status tells. */
static int go_on(struct sw_service *s, int ret, bool *failed, struct sw_err *err)
{
	if (!ret || ret == -ENOMEM)
		return ret;
	sw_service_fail(s, err);
	sw_err_init(err);
	*failed = true;
	return 0;
}

static int read_config(struct sw_service *s, struct sw_notes *notes, bool *failed,
		       struct sw_err *err)
{
	int ret = sw_config_init(&s->config, err);

	if (!ret)
		ret = sw_config_read(&s->config, s->files.prefix, s->files.config, notes, err);
	return go_on(s, ret, failed, err);
}

/* Of both families. */
static int read_logs(struct sw_service *s, const struct sw_service_opts *o, bool *failed,
		     struct sw_err *err)
{
	struct sw_rule_files other;
	int ret = sw_module_log_read(&s->log, s->files.modules, err);

	ret = go_on(s, ret, failed, err);
	if (!ret)
		ret = sw_rule_files_find(&other, !s->files.ip6, o->config_dir, o->run_dir, err);
	if (!ret)
		ret = go_on(s, sw_module_log_read(&s->other, other.modules, err), failed, err);
	return ret;
}

static int prepare(struct sw_service *s, const struct sw_service_opts *o, bool *failed,
		   struct sw_err *err)
{
	struct sw_notes notes = { 0 };
	SW_FREE char *place = NULL;
	int odd = 0, ret = sw_rule_files_find(&s->files, s->family == SW_IP6, o->config_dir,
					      o->run_dir, err);

	s->program = s->files.name;
	s->config_dir = o->config_dir;
	s->run_dir = o->run_dir;
	if (!ret && s->files.debian)
		sw_service_say(s, "The rule file is %s: " SW_RULE_FILES_CONFIG " has none.",
			       s->files.rules);
	if (!ret)
		ret = read_config(s, &notes, failed, err);
	if (!ret && asprintf(&place, "%s:%u", s->files.config, s->config.modules_line) < 0)
		ret = sw_err_nomem(err);
	if (!ret)
		odd = sw_module_words_add(&s->words, s->config.modules, place, &notes);
	if (odd < 0)
		ret = sw_err_nomem(err);
	s->odd_words = odd;
	if (!ret)
		ret = read_logs(s, o, failed, err);
	sw_report_notes(s->program, &notes);
	sw_notes_fini(&notes);
	return ret;
}

static int run_family(const struct sw_service_verb *v, const struct sw_service_opts *o,
		      uint8_t family, enum sw_service_found *found)
{
	struct sw_service s = { .family = family, .both = !o->family };
	struct sw_err err;
	bool failed = false;
	int status;

	s.program = family == SW_IP6 ? "ip6tables" : "iptables";
	s.save_name = family == SW_IP6 ? "ip6tables-save" : "iptables-save";
	sw_err_init(&err);
	status = prepare(&s, o, &failed, &err) ? sw_service_fail(&s, &err) : v->run(&s);
	if (!status && failed)
		status = 1;
	*found = s.found;
	sw_module_log_fini(&s.log);
	sw_module_log_fini(&s.other);
	sw_module_words_fini(&s.words);
	sw_config_fini(&s.config);
	return status;
}

/* ---- one family or both ---------------------------------------------------------------------- */

/* The verb had nothing to work on. */
static bool is_none(int status)
{
	return status == SW_SERVICE_NO_RULES || status == SW_SERVICE_STOPPED ||
	       status == SW_SERVICE_NOT_RUNNING;
}

/* A family without a firewall is no failure beside one that has its own. */
static int both(const struct sw_service_verb *v, int v4, int v6)
{
	bool bad4 = v4 && !is_none(v4), bad6 = v6 && !is_none(v6);

	if ((bad4 && !v6) || (bad6 && !v4))
		sw_report_line("statewall service", "%s: errors for %s; done for %s.", v->v.name,
			       bad4 ? "IPv4" : "IPv6", bad4 ? "IPv6" : "IPv4");
	if (bad4 || bad6)
		return bad4 ? v4 : v6;
	return v4 && v6 ? v4 : 0;
}

/* Who filters one family only has often forgotten the other. */
static void warn_of_open(enum sw_service_found v4, enum sw_service_found v6)
{
	bool ip6 = v6 == SW_FOUND_NOTHING;

	if ((ip6 ? v4 : v6) == SW_FOUND_RULES && (ip6 || v4 == SW_FOUND_NOTHING))
		sw_report_line(ip6 ? "ip6tables" : "iptables",
			       "%s is open: no rule filters it, and every policy is ACCEPT; %s "
			       "has rules.",
			       ip6 ? "IPv6" : "IPv4", ip6 ? "IPv4" : "IPv6");
}

/* Each family is a transaction of its own: what is wrong with one file opens no other. */
static int run_both(const struct sw_service_verb *v, const struct sw_service_opts *o)
{
	enum sw_service_found found4, found6;
	int v4 = run_family(v, o, SW_IP4, &found4), v6;

	if (sw_no_ipv6())
		return v4;
	v6 = run_family(v, o, SW_IP6, &found6);
	if (v->run == sw_service_save)
		warn_of_open(found4, found6);
	return both(v, v4, v6);
}

/* One change, of whichever families. Nobody wants to take back that there are rules at all. */
static int run_watched(const struct sw_service_verb *v, const struct sw_service_opts *o)
{
	char *words[] = { (char *)v->v.name };
	struct sw_doer who = { .program = "statewall service",
			       .argc = 1,
			       .argv = words,
			       .always = v->history == SW_REMEMBERED,
			       .config_dir = o->config_dir };
	enum sw_service_found found;
	struct sw_deed deed = { 0 };
	struct sw_watch w;
	int status;

	if (v->history != SW_FORGOTTEN)
		sw_remember_begin(&deed, &who);
	deed.both = deed.from_some = true;
	sw_watch_begin(&w, &deed, who.program);
	status = o->family ? run_family(v, o, o->family, &found) : run_both(v, o);
	sw_watch_end(&w);
	sw_deed_fini(&deed);
	return status;
}

static int run(const struct sw_service_verb *v, const struct sw_service_opts *o)
{
	const char *program = o->family == SW_IP6 ? "ip6tables" : "iptables";
	int status;

	if (geteuid() || !sw_modules_may_list())
		return sw_modules_not_root(program);
	if (o->family == SW_IP6 && sw_no_ipv6()) {
		sw_report_line(program, "IPv6 is disabled.");
		return SW_SERVICE_NO_IPV6;
	}
	status = run_watched(v, o);
	return status == SW_SERVICE_NOT_RUNNING ? 1 : status;
}

static void unknown(const char *word)
{
	const char *names[16];
	size_t n = 0;

	for (const struct sw_service_verb *v = sw_service_verbs; v->v.name && n < 16; v++)
		names[n++] = v->v.name;
	sw_report_unknown("statewall service", "verb", word, names, n);
}

int sw_run_service(const struct sw_invocation *inv)
{
	struct sw_service_opts o = { 0 };
	int argc = inv->argc;

	if (!sw_service_opts(&o, &argc, inv->argv))
		return usage(stderr, SW_SERVICE_USAGE);
	if (o.help)
		return usage(stdout, 0);
	for (const struct sw_service_verb *v = sw_service_verbs; argc == 1 && v->v.name; v++)
		if (!strcmp(v->v.name, inv->argv[0]))
			return o.confirm ? sw_service_belt(v->v.name, &o) : run(v, &o);
	if (argc == 1)
		unknown(inv->argv[0]);
	return usage(stderr, SW_SERVICE_USAGE);
}
