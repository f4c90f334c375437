/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall confirm and revert: what becomes of a change that waits; and its keeper. */
#include <signal.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "change/keeper.h"
#include "cli/invocation.h"
#include "cli/program_options.h"
#include "cli/doer.h"
#include "cli/report.h"
#include "cli/seatbelt.h"

#define CONFIRM "statewall confirm"
#define REVERT  "statewall revert"
#define TRIES   600	/* seconds */

struct options {
	const char *program, *run_dir;
	const char *keep;	/* the keeper of the change of that id, */
	bool        alone;	/* that nobody waits for */
};

const struct sw_option sw_opts_confirm[] = {
	{ 'R', "run-dir", SW_ARG_NEED, SW_OF_LONG, .value = "dir",
	  .help = "of the change that waits" },
	{ 'h', "help", SW_ARG_NONE, 0, .help = "print this help" },
	{ 'k', "keep", SW_ARG_NEED, SW_OF_LONG | SW_OF_ALIAS, .value = "id" },
	{ 'a', "alone", SW_ARG_NONE, SW_OF_LONG | SW_OF_ALIAS },
	{ 0 },
};

static bool usage(const struct options *o)
{
	bool confirm = !strcmp(o->program, CONFIRM);

	printf("Usage: %s [--run-dir dir]\n\n%s\n\nExit status: 0 %s, 1 no change waits, or an "
	       "error, 2 wrong words%s.\n", o->program,
	       confirm ? "Keeps the change that waits to be confirmed." :
	       "Takes back the change that waits to be confirmed, now. What others have changed "
	       "since stays.",
	       confirm ? "kept" : "taken back",
	       confirm ? "" : ",\n5 taken back, and something of others was lost with it");
	return false;
}

static bool set_option(void *arg, struct sw_scan *scan)
{
	struct options *o = arg;

	if (scan->opt->letter == 'h')
		return usage(o);
	if (scan->opt->letter == 'a')
		o->alone = true;
	else
		*(scan->opt->letter == 'R' ? &o->run_dir : &o->keep) = scan->arg;
	return true;
}

static const struct sw_program_options program_options = {
	.table = sw_opts_confirm,
	.option = set_option,
};

int sw_run_confirm(const struct sw_invocation *inv)
{
	struct options o = { .program = CONFIRM };
	struct sw_deed deed;
	struct sw_err err;
	int ret = sw_program_options(&program_options, inv, &o);

	if (ret)
		return ret == 1 ? 0 : 2;
	sw_err_init(&err);
	sw_remember_begin(&deed, &(struct sw_doer){ .program = CONFIRM, .always = true });
	ret = sw_change_confirm(o.run_dir, NULL, &deed, &err);
	sw_deed_fini(&deed);
	if (ret < 0)
		return sw_report_plain(CONFIRM, &err);
	if (!ret)
		return sw_report_line(CONFIRM, "There is nothing to confirm.");
	puts("The change is kept.");
	return 0;
}

/* ---- revert ---------------------------------------------------------------------------------- */

static void log_back(const struct sw_str *lost)
{
	const char *line = lost->len ? lost->s : "";

	syslog(LOG_WARNING, "a change of the firewall was not confirmed, and is taken back");
	for (size_t n; *line; line += n + (line[n] == '\n')) {
		n = strcspn(line, "\n");
		syslog(LOG_WARNING, "lost with it: %.*s", (int)n, line);
	}
}

/* What the caller of "apply" had open is not ours, and no signal of its terminal's, nor one that
 * goes to all that a user runs; a unit is systemd's to end. The process that was started ends, so
 * that its child is nobody's. true: that is us. */
static bool let_go(const struct options *o)
{
	signal(SIGHUP, SIG_IGN);
	if (o->alone) {
		signal(SIGINT, SIG_IGN);
		signal(SIGTERM, SIG_IGN);
	}
	if (close_range(3, ~0u, 0))
		for (int fd = 3; fd < 1024; fd++)
			close(fd);
	return chdir("/") || !o->alone || !fork();
}

/* Nobody reads what it prints. A kernel that refuses may take it in a second: the old rules are
 * worth many tries. */
static int keep(const struct options *o)
{
	struct sw_str lost = { 0 };
	struct sw_err err;
	SW_SPOT(place);
	int ret;

	sw_err_init(&err);
	ret = sw_spot_find(&place, o->run_dir, &err);
	if (!ret)
		ret = sw_keeper_appear(&place, o->keep, &err);
	for (int i = 0; i < TRIES && !ret && sw_keeper_wait(&place, o->keep); i++) {
		sw_err_init(&err);
		ret = sw_change_revert(REVERT, o->run_dir, o->keep, true, &lost, &err);
		if (ret > 0)
			log_back(&lost);
		if (ret >= 0)
			break;
		if (ret == -EAGAIN) {
			i--;
			ret = 0;
			continue;
		}
		if (!i)
			syslog(LOG_ERR, "cannot take a change of the firewall back: %s", err.msg);
		ret = 0;
		sleep(1);
	}
	sw_str_fini(&lost);
	return ret < 0;
}

int sw_run_revert(const struct sw_invocation *inv)
{
	struct options o = { .program = REVERT };
	int ret = sw_program_options(&program_options, inv, &o);

	if (ret)
		return ret == 1 ? 0 : 2;
	if (!o.keep) {
		ret = sw_seatbelt_revert(REVERT, o.run_dir, NULL);
		return ret == SW_SEATBELT_BACK ? 0 : ret;
	}
	if (!let_go(&o))
		return 0;
	openlog("statewall", LOG_PID, LOG_DAEMON);
	return keep(&o);
}
