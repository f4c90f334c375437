/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall try: one command, and the way back from whatever it does to the rules. */
#include <errno.h>
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/invocation.h"
#include "cli/doer.h"
#include "cli/report.h"
#include "cli/seatbelt.h"

#define NAME "statewall try"
#define SELF "/proc/self/exe"

static int usage(FILE *out, int status)
{
	fputs("Usage: " NAME " [--run-dir dir] SECONDS COMMAND...\n\n"
	      "Runs a command of statewall's (iptables -P INPUT DROP, service restart ...). What "
	      "it changes in the rules\nis taken back after so many seconds, unless you confirm "
	      "it.\n\n"
	      "Exit status: that of the command; or 3 its change was taken back, 5 the same, and "
	      "something of others\nwas lost with it; 1 another change waits, 2 wrong words.\n",
	      out);
	return status;
}

/* Waits for a while. true: the process has ended; or nobody can tell, and waitpid() will. */
static bool has_ended(pid_t pid, unsigned ms)
{
	SW_FD int fd = syscall(SYS_pidfd_open, pid, 0);
	struct pollfd end = { fd, POLLIN, 0 };

	return fd < 0 || poll(&end, 1, ms) > 0;
}

int sw_seatbelt_spawn(struct sw_change *c, const char *file, char **argv)
{
	unsigned half = c->seconds < 120 ? c->seconds * 500 : 60000;
	struct sw_err none;
	int status, ret;
	pid_t pid;

	fflush(NULL);
	sw_remember_no_child();
	ret = posix_spawnp(&pid, file, NULL, NULL, argv, environ);
	if (ret)
		return sw_report_line(c->program, "cannot run %s: %s", argv[0], strerror(ret));
	while (!has_ended(pid, half)) {
		sw_err_init(&none);
		sw_change_renew(c, &none);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return 1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int sw_seatbelt_run(struct sw_change *c, char **argv)
{
	struct sw_err err;
	int ret, status;

	sw_err_init(&err);
	if (sw_change_open(c, &err))
		return sw_report_plain(c->program, &err);
	status = sw_seatbelt_spawn(c, SELF, argv);
	ret = sw_change_close(c, &err);
	if (ret < 0) {
		sw_report_plain(c->program, &err);
		sw_seatbelt_ask(c);
		return status ? status : 1;
	}
	if (!ret && !c->made)
		return status;
	ret = sw_seatbelt_ask(c);
	return status ? status : ret;
}

int sw_run_try(const struct sw_invocation *inv)
{
	struct sw_change c = { .program = NAME };
	int argc = inv->argc, ret;
	char **argv = inv->argv;

	if (argc > 0 && (!strcmp(argv[0], "--help") || !strcmp(argv[0], "-h")))
		return usage(stdout, 0);
	if (argc > 1 && !strcmp(argv[0], "--run-dir")) {
		c.dir = argv[1];
		argv += 2;
		argc -= 2;
	}
	if (argc < 2)
		return usage(stderr, 2);
	c.seconds = sw_seatbelt_seconds(NAME, argv[0]);
	if (!c.seconds)
		return 2;
	sw_remember_begin(&c.deed, &(struct sw_doer){ .program = NAME,
						      .argc = inv->argc,
						      .argv = inv->argv,
						      .always = true });
	argv[0] = "statewall";
	ret = sw_seatbelt_run(&c, argv);
	sw_deed_fini(&c.deed);
	return ret;
}
