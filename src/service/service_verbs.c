/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verbs of "statewall service", each for one family. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "cli/report.h"
#include "modprobe/started.h"
#include "service/activate.h"
#include "service/programs.h"
#include "service/service_local.h"
#include "session/closed.h"

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

/* A link that leads nowhere is a rule file that cannot be read, and told: whoever made it wants a
 * firewall. */
static bool is_there(const char *file)
{
	struct stat st;

	return !lstat(file, &st);
}

static int load(struct sw_service *s, bool clear_rest, bool use_fallback)
{
	struct sw_err err;
	int status;

	if (!is_there(s->files.rules))
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
	return SW_SERVICE_NOT_RUNNING;
}

static int do_panic(struct sw_service *s)
{
	if (sw_service_clear(s, true))
		return 1;
	sw_service_say(s, "Panic: no rules, every policy is DROP. \"start\" after \"stop\" loads "
			  "the rules again.");
	return 0;
}

const struct sw_service_verb sw_service_verbs[] = {
	{ { "start", NULL, "load the rule file and the helpers, if not started yet" },
	  do_start },
	{ { "stop", NULL, "remove all rules; policies become ACCEPT" },
	  do_stop, SW_BY_HAND },
	{ { "restart", NULL, "load the rule file anew, emptying every other table" },
	  do_restart, SW_REMEMBERED },
	{ { "force-reload" }, do_restart, SW_REMEMBERED },
	{ { "condrestart" }, do_try_restart, SW_REMEMBERED },
	{ { "try-restart", NULL, "restart, if started" },
	  do_try_restart, SW_REMEMBERED },
	{ { "reload", NULL,
	    "load the rule file anew, if started; nothing changes when it has errors" },
	  do_reload, SW_REMEMBERED },
	{ { "status", NULL, "show the rules; 3 = stopped" },
	  sw_service_status },
	{ { "save", NULL, "write the rule file, and keep the module words in step" },
	  sw_service_save },
	{ { "panic", NULL, "remove all rules; policies become DROP" },
	  do_panic, SW_BY_HAND },
	{ { NULL }, NULL },
};

const struct sw_verb *sw_service_verb(size_t i)
{
	return i < SW_ARRAY_SIZE(sw_service_verbs) - 1 ? &sw_service_verbs[i].v : NULL;
}
