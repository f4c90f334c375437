/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The shell's input: readline on a terminal, else plain lines; Ctrl-C gives a new line. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/terminal.h"
#include "shell/shell_local.h"
#include "shell/shell_rl.h"

/* us between two calls of the hook; a signal does not wait for it */
#define KEY_WAIT 500000

static volatile sig_atomic_t interrupted;

static void on_interrupt(int sig)
{
	interrupted = 1;
}

/* SIGINT reaches the handler while a line is typed, and nothing at all while a command runs: a
 * transaction is never cut in half. */
static void listen_to_interrupt(bool yes)
{
	struct sigaction sa = { .sa_handler = yes ? on_interrupt : SIG_IGN };

	sigaction(SIGINT, &sa, NULL);
}

/* Called by readline while it waits for a key, and at once after a signal: the line is given up.
 * It is this hook that makes readline look at rl_done without a key. It looks after one more wait
 * for keys, and what comes in meanwhile is lost with the line: so that wait is none. */
static int give_up_line(void)
{
	if (interrupted) {
		sw_rl.rl_replace_line("", 0);
		*sw_rl.rl_done = 1;
		sw_rl.rl_set_keyboard_input_timeout(0);
	}
	return 0;
}

int sw_shell_read_begin(struct sw_shell *sh, struct sw_err *err)
{
	int ret = sh->interactive ? sw_rl_load(err) : 0;

	if (ret || !sh->interactive)
		return ret;
	listen_to_interrupt(false);
	*sw_rl.rl_readline_name = "statewall";
	*sw_rl.rl_event_hook = give_up_line;
	if (!isatty(STDOUT_FILENO))
		*sw_rl.rl_outstream = sw_terminal_raw_stderr();
	sw_shell_complete_begin(sh);
	sw_shell_history_open();
	return 0;
}

void sw_shell_read_end(struct sw_shell *sh)
{
	if (!sh->interactive)
		return;
	sw_shell_history_close();
	sw_shell_complete_end();
}

/* readline rings the bell through stderr, where the guard would show it as \x07. */
static char *type_line(const char *prompt)
{
	FILE *guarded = stderr;
	char *line;

	fflush(guarded);
	stderr = sw_terminal_raw_stderr();
	line = sw_rl.readline(prompt);
	stderr = guarded;
	return line;
}

static int read_typed(struct sw_shell *sh)
{
	char prompt[64];

	snprintf(prompt, sizeof(prompt), "statewall %s %s%s> ", sw_shell_family(sh->family),
		 sh->table->name, sh->draft ? " candidate" : "");
	free(sh->text);
	do {
		interrupted = 0;
		sw_rl.rl_set_keyboard_input_timeout(KEY_WAIT);
		listen_to_interrupt(true);
		sh->text = type_line(prompt);
		listen_to_interrupt(false);
		if (interrupted) {
			free(sh->text);
			sh->text = NULL;
		}
	} while (interrupted);
	if (!sh->text) {
		fputc('\n', *sw_rl.rl_outstream);
		return 0;
	}
	if (sh->text[strspn(sh->text, " \t")])
		sw_shell_history_add(sh->text);
	return 1;
}

static int read_script(struct sw_shell *sh, struct sw_err *err)
{
	ssize_t n = getline(&sh->text, &sh->cap, stdin);

	sh->line++;
	if (n < 0 && ferror(stdin))
		return sw_err_set(err, SW_EOTHER, errno, "cannot read: %s", strerror(errno));
	if (n < 0)
		return 0;
	if (memchr(sh->text, '\0', n))
		return sw_err_set(err, SW_EPARAM, EINVAL, "a NUL byte: this is no script");
	while (n && strchr("\r\n", sh->text[n - 1]))
		sh->text[--n] = '\0';
	return 1;
}

int sw_shell_read(struct sw_shell *sh, struct sw_err *err)
{
	return sh->interactive ? read_typed(sh) : read_script(sh, err);
}
