/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall service: the verbs of the init script of RHEL, with its files and exit statuses. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "modprobe/started.h"
#include "rule/rule.h"
#include "service/activate.h"
#include "service/modules_local.h"
#include "service/programs.h"
#include "service/service_local.h"
#include "service/service_opts.h"
#include "session/closed.h"

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

/* ---- verbs ----------------------------------------------------------------------------------- */

static int no_rule_file(const struct sw_service *s)
{
	sw_service_say(s, "No rule file %s.", s->files.rules);
	return SW_SERVICE_NO_RULES;
}

#define MANY_BYTES (1 << 20)

/* Remember the start with what it made, by which a later start sees that it was changed. To read
 * very many rules back takes longer than to load them: then the generation must do. */
static int remember(struct sw_service *s, struct sw_err *err)
{
	struct sw_started now;
	struct sw_err none;
	struct stat st;
	int ret = 0;

	sw_err_init(&none);
	if (stat(s->files.rules, &st) || st.st_size > MANY_BYTES ||
	    sw_service_look(s, &now, NULL, &none))
		ret = sw_service_tables(s, &now, err);
	return ret ? ret : sw_started_write(&s->files, &now, err);
}

/* A firewall that cannot be loaded is none: what is there stays, else new connections are
 * dropped. */
static int close_all(struct sw_service *s)
{
	struct sw_ask ask = { .program = s->program, .family = s->family, .plain = true };
	bool closed = false;
	struct sw_err err;

	sw_err_init(&err);
	if (sw_session_with(&ask, sw_session_shut, &closed, NULL, &err))
		return sw_service_fail(s, &err);
	if (!closed)
		return sw_report_line(s->program, "Firewall rules are not changed.");
	return sw_report_line(s->program, "No rules could be loaded: new connections to this "
			      "machine and through it are dropped (FAIL_CLOSED).");
}

static int load(struct sw_service *s, bool clear_rest, bool use_fallback)
{
	struct sw_err err;
	int status;

	if (access(s->files.rules, F_OK))
		return no_rule_file(s);
	status = sw_service_load(s, clear_rest, use_fallback);
	if (status > 1 && use_fallback && s->config.fail_closed)
		return close_all(s);
	if (status > 1)
		return sw_report_line(s->program, "Firewall rules are not changed.");
	sw_err_init(&err);
	return remember(s, &err) ? sw_service_fail(s, &err) : status;
}

/* Is none of the tables of then in now? Cuts then into words. No table's name is part of another
 * one's. */
static bool all_gone(char *then, const char *now)
{
	bool some = false;

	for (char *rest, *w = strtok_r(then, " ", &rest); w; w = strtok_r(NULL, " ", &rest)) {
		if (strstr(now, w))
			return false;
		some = true;
	}
	return some;
}

/* Are they what the file says, as after a save? */
static bool are_saved(const struct sw_service *s, const struct sw_started *now)
{
	char print[SW_PRINT_MAX];
	SW_FREE char *text = NULL;
	struct sw_err none;
	size_t len;

	sw_err_init(&none);
	if (sw_file_read(s->files.rules, &text, &len, &none))
		return false;
	sw_started_print(text, print);
	return !strcmp(print, now->print);
}

static bool is_generation(const struct sw_started *x)
{
	return !strncmp(x->print, SW_GENERATION, strlen(SW_GENERATION));
}

/* Started already: nothing is done, and who has lost rules since is told so. */
static int keep(const struct sw_service *s, const struct sw_started *then,
		const struct sw_started *now, bool any)
{
	const char *what = is_generation(then) ? "may have been changed" :
			   any		       ? "were changed" :
						 "were flushed";

	if (then->print[0] && strcmp(then->print, now->print) && !are_saved(s, now))
		sw_report_line(s->program,
			       "The rules %s since they were loaded; \"restart\" loads %s.", what,
			       s->files.rules);
	return 0;
}

/* "nft flush ruleset" takes the rules away and leaves the state file: what the kernel holds counts.
 * A restore may empty one table and mean it: only when nothing is left is it no wish for other
 * rules. */
static int do_start(struct sw_service *s)
{
	struct sw_started then, now;
	struct sw_err err;
	bool any = true;
	int ret;

	if (!sw_started_read(&s->files, &then))
		return load(s, false, true);
	sw_err_init(&err);
	ret = is_generation(&then) || !then.print[0] ? sw_service_tables(s, &now, &err) :
						       sw_service_look(s, &now, &any, &err);
	if (ret)
		return sw_service_fail(s, &err);
	if (!all_gone(then.tables, now.tables))
		return keep(s, &then, &now, any);
	sw_service_say(s, "the tables of the last start are gone; the rules are loaded again.");
	return load(s, false, true);
}

static int do_stop(struct sw_service *s)
{
	struct sw_started now;
	struct sw_err err;
	int ret, saved = 0;

	sw_err_init(&err);
	if (sw_service_tables(s, &now, &err))
		return sw_service_fail(s, &err);
	if (now.tables[0] && s->config.save_on_stop)
		saved = sw_service_save(s);
	if (now.tables[0] && sw_service_clear(s, false))
		return 1;
	if (s->config.modules_unload)
		sw_deactivate(s->program, &s->log, &s->other);
	ret = sw_module_log_write(&s->log, s->files.modules, &err);
	if (!ret)
		ret = sw_started_write(&s->files, NULL, &err);
	if (ret)
		return sw_service_fail(s, &err);
	sw_service_say(s, "Firewall stopped: no rules, every policy is ACCEPT.");
	return saved;
}

/* Stop and start in one transaction: there is no moment without rules. What was to be saved and
 * could not be would be lost: then nothing happens. */
static int do_restart(struct sw_service *s)
{
	int saved = 0;

	if (s->config.save_on_restart && !access(s->files.rules, F_OK) &&
	    sw_started_read(&s->files, NULL))
		saved = sw_service_save(s);
	if (saved && saved != SW_SERVICE_NO_RULES) {
		sw_report_line(s->program, "Firewall rules are not changed.");
		return saved;
	}
	return load(s, true, true);
}

static int do_try_restart(struct sw_service *s)
{
	return sw_started_read(&s->files, NULL) ? do_restart(s) : 0;
}

static int do_reload(struct sw_service *s)
{
	if (sw_started_read(&s->files, NULL))
		return load(s, false, false);
	sw_service_say(s, "Firewall is not running.");
	return 1;
}

static int do_panic(struct sw_service *s)
{
	if (sw_service_clear(s, true))
		return 1;
	sw_service_say(s, "Panic: no rules, every policy is DROP. \"start\" after \"stop\" loads "
			  "the rules again.");
	return 0;
}

static const struct verb {
	const char *name;
	int (*run)(struct sw_service *);
	const char *help;
} verbs[] = {
	{ "start", do_start, "load the rule file and the helpers, if not started yet" },
	{ "stop", do_stop, "remove all rules; policies become ACCEPT" },
	{ "restart", do_restart, "load the rule file anew, emptying every other table" },
	{ "force-reload", do_restart, NULL },
	{ "condrestart", do_try_restart, NULL },
	{ "try-restart", do_try_restart, "restart, if started" },
	{ "reload", do_reload,
	  "load the rule file anew, if started; nothing changes when it has errors" },
	{ "status", sw_service_status, "show the rules; 3 = stopped" },
	{ "save", sw_service_save, "write the rule file, and keep the module words in step" },
	{ "panic", do_panic, "remove all rules; policies become DROP" },
};

/* ---- start of the program -------------------------------------------------------------------- */

static int usage(FILE *out, int status)
{
	fprintf(out, "Usage: statewall service [--family ipv4|ipv6] [--config-dir DIR] [--run-dir "
		     "DIR] VERB\n\n");
	for (size_t i = 0; i < SW_ARRAY_SIZE(verbs); i++)
		if (verbs[i].help)
			fprintf(out, "  %-14s %s\n", verbs[i].name, verbs[i].help);
	fprintf(out, "\nforce-reload is restart, condrestart is try-restart. "
		     "Files: " SW_RULE_FILES_CONFIG "/iptables, iptables-config.\n");
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

static int run(const struct verb *v, const struct sw_service_opts *o)
{
	struct sw_service s = { .family = o->family ? o->family : SW_IP4 };
	struct sw_err err;
	bool failed = false;
	int status;

	s.program = s.family == SW_IP6 ? "ip6tables" : "iptables";
	s.save_name = s.family == SW_IP6 ? "ip6tables-save" : "iptables-save";
	if (geteuid() || !sw_modules_may_list())
		return sw_modules_not_root(s.program);
	if (s.family == SW_IP6 && sw_no_ipv6()) {
		sw_report_line(s.program, "IPv6 is disabled.");
		return SW_SERVICE_NO_IPV6;
	}
	sw_err_init(&err);
	status = prepare(&s, o, &failed, &err) ? sw_service_fail(&s, &err) : v->run(&s);
	if (!status && failed)
		status = 1;
	sw_module_log_fini(&s.log);
	sw_module_log_fini(&s.other);
	sw_module_words_fini(&s.words);
	sw_config_fini(&s.config);
	return status;
}

static void unknown(const char *word)
{
	const char *names[SW_ARRAY_SIZE(verbs)];

	for (size_t i = 0; i < SW_ARRAY_SIZE(verbs); i++)
		names[i] = verbs[i].name;
	sw_report_unknown("statewall service", "verb", word, names, SW_ARRAY_SIZE(verbs));
}

int sw_run_service(const struct sw_invocation *inv)
{
	struct sw_service_opts o = { 0 };
	int argc = inv->argc;

	if (!sw_service_opts(&o, &argc, inv->argv))
		return usage(stderr, SW_SERVICE_USAGE);
	if (o.help)
		return usage(stdout, 0);
	for (size_t i = 0; argc == 1 && i < SW_ARRAY_SIZE(verbs); i++)
		if (!strcmp(verbs[i].name, inv->argv[0]))
			return run(&verbs[i], &o);
	if (argc == 1)
		unknown(inv->argv[0]);
	return usage(stderr, SW_SERVICE_USAGE);
}
