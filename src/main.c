/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the personality for its name, runs it, and makes sure that the output arrived. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "cli/report.h"
#include "cli/progress_line.h"
#include "cli/terminal.h"
#include "personality.h"
#include "xt/plugin.h"

/* A closed descriptor 0, 1 or 2 would be taken by the netlink socket, and output go there. */
static int fill_standard_fds(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", O_RDONLY) != fd)
			return -1;
	return 0;
}

static int lost(const struct sw_personality *who, int status)
{
	return who && who->lost ? who->lost : status ? status : 1;
}

/* Of a write that failed before, the reason is lost; where the personality has seen it, it has said
 * so and has an error's status. A reader that went away needs no words. */
static int close_output(const char *program, const struct sw_personality *who, int status)
{
	struct pollfd out = { .fd = STDOUT_FILENO };

	if (ferror(stdout)) {
		if (!status && !(poll(&out, 1, 0) > 0 && out.revents & POLLERR))
			sw_report_line(program, "cannot write output");
		return lost(who, status);
	}
	if (!fclose(stdout))
		return status;
	if (errno != EPIPE)	/* stdout is gone: sw_report_line would flush it */
		fprintf(stderr, "%s: cannot write output: %s\n", program, strerror(errno));
	return lost(who, status);
}

int main(int argc, char **argv)
{
	const struct sw_personality *who;
	struct sw_invocation inv;
	int status = 0;

	if (getauxval(AT_SECURE))
		return sw_report_line("statewall",
				      "it must not be installed setuid, setgid or with "
				      "file capabilities");
	if (fill_standard_fds())
		return 1;
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);	/* ulimit -f: the write says EFBIG */
	sw_terminal_guard();
	sw_progress_on_terminal();
	who = sw_personality_select(argc, argv, &inv, &status);
	if (!who)
		return close_output("statewall", NULL, status);
	status = who->run(&inv);
	sw_xt_fini();
	return close_output(inv.program, who, status);
}
