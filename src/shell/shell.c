/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `statewall shell`: iptables lines one after the other, typed or from a script. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/both.h"
#include "cli/help.h"
#include "cli/report.h"
#include "session/session.h"
#include "shell/shell.h"
#include "shell/shell_local.h"
#include "xt/plugin.h"

int sw_shell_say(const struct sw_shell *sh, int status, const char *fmt, ...)
{
	SW_FREE char *text = NULL;
	struct sw_str safe = { 0 };
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	va_end(ap);
	sw_str_add_safe(&safe, text ? text : "out of memory");
	if (sh->interactive)
		sw_report_line("statewall", "%s", safe.len ? safe.s : "");
	else
		sw_report_line("statewall shell", "line %u: %s", sh->line, safe.len ? safe.s : "");
	sw_str_fini(&safe);
	return status;
}

static int too_many(const struct sw_shell *sh, const struct sw_words *w)
{
	return sw_shell_say(sh, SW_EPARAM, "%s takes one word at most", w->word[0]);
}

/* ---- commands -------------------------------------------------------------------------------- */

static int run_family(struct sw_shell *sh, const struct sw_words *w)
{
	static const struct { const char *word; uint8_t family; } families[] = {
		{ "ip", SW_IP4 }, { "ip4", SW_IP4 }, { "ipv4", SW_IP4 },
		{ "ip6", SW_IP6 }, { "ipv6", SW_IP6 }, { "both", SW_BOTH },
	};

	if (w->n > 2)
		return too_many(sh, w);
	if (w->n < 2) {
		puts(sw_shell_family(sh->family));
		return 0;
	}
	for (size_t i = 0; i < SW_ARRAY_SIZE(families); i++) {
		if (!strcmp(w->word[1], families[i].word)) {
			sh->family = families[i].family;
			return 0;
		}
	}
	return sw_shell_say(sh, SW_EPARAM, "no family %s: it is ip, ip6 or both", w->word[1]);
}

static int run_table(struct sw_shell *sh, const struct sw_words *w)
{
	const struct sw_builtin_table *t;

	if (w->n > 2)
		return too_many(sh, w);
	if (w->n < 2) {
		puts(sh->table->name);
		return 0;
	}
	t = sw_builtin_table(w->word[1]);
	if (!t)
		return sw_shell_say(sh, SW_EVERSION,
				    "no table %s: there are filter, nat, mangle, raw and security",
				    w->word[1]);
	sh->table = t;
	return 0;
}

static int run_help(struct sw_shell *sh, const struct sw_words *w)
{
	uint8_t family = w->n > 1 ? sw_shell_program(w->word[1]) : 0;

	if (family) {
		sw_help_command(sw_shell_name(family), family == SW_IP6 ? SW_IP6 : SW_IP4);
		return 0;
	}
	puts("Lines of iptables, with or without the word: -A INPUT -p tcp --dport 22 -j ACCEPT\n"
	     "Lines that begin with iptables or ip6tables are of that family, with both of both.\n"
	     "Besides:\n");
	for (const struct sw_shell_cmd *c = sw_shell_cmds; c->name; c++)
		printf("  %-7s %-18s %s\n", c->name, c->args, c->help);
	puts("\n-h lists the options, -m NAME -h and -j NAME -h those of an extension.\n"
	     "Tab completes. Ctrl-C gives up a line.");
	return 0;
}

static int run_quit(struct sw_shell *sh, const struct sw_words *w)
{
	sh->quit = sw_shell_leave(sh);
	return 0;
}

const struct sw_shell_cmd sw_shell_cmds[] = {
	{ "family", "[ip|ip6|both]", "the address family of lines without a program's name",
	  run_family },
	{ "table", "[TABLE]", "the table of lines without -t", run_table },
	{ "save", "[FILE]", "write the family's rules as iptables-save does", sw_shell_save },
	{ "load", "FILE", "restore them as iptables-restore does", sw_shell_load },
	{ "history", "[NUMBER]", "the changes that are remembered", sw_shell_history },
	{ "undo", "[NUMBER]", "take back the last change, or that one", sw_shell_undo },
	{ "begin", "", "open a candidate: lines change it, and no kernel hears of it",
	  sw_shell_begin },
	{ "show", "", "its rules of both families", sw_shell_show },
	{ "diff", "", "what it changes", sw_shell_diff },
	{ "check", "", "ask the kernel whether it would take it", sw_shell_check },
	{ "commit", "[confirm SECONDS]",
	  "make it the kernel's, all at once; confirm: with a way back", sw_shell_commit },
	{ "abandon", "", "give it up", sw_shell_abandon },
	{ "help", "[iptables]", "this text, or the options of iptables", run_help },
	{ "quit", "", "leave; so do exit and Ctrl-D", run_quit },
	{ 0 },
};

static const struct sw_shell_cmd *find_command(const char *word)
{
	for (const struct sw_shell_cmd *c = sw_shell_cmds; c->name; c++)
		if (!strcmp(word, c->name))
			return c;
	return !strcmp(word, "exit") ? find_command("quit") : NULL;
}

static int no_command(const struct sw_shell *sh, const char *word)
{
	const char *name[32] = { "iptables", "ip6tables", "both" }, *near;
	size_t n = 3;

	for (const struct sw_shell_cmd *c = sw_shell_cmds; c->name && n < SW_ARRAY_SIZE(name); c++)
		name[n++] = c->name;
	near = sw_str_nearest(word, name, n);
	if (!strncmp(word, "iptables-", 9) || !strncmp(word, "ip6tables-", 10))
		near = strstr(word, "-restore") ? "load FILE" : "save FILE";
	if (near)
		return sw_shell_say(sh, SW_EPARAM, "no command %s: did you mean %s?", word, near);
	return sw_shell_say(sh, SW_EPARAM, "no command %s: type help for those there are", word);
}

/* ---- the loop -------------------------------------------------------------------------------- */

static int usage(FILE *out, int status)
{
	fputs("Usage: statewall shell [--run-dir dir], or statewall shell < script\n", out);
	return status;
}

int sw_run_shell(const struct sw_invocation *inv)
{
	struct sw_shell sh = { .family = SW_IP4, .table = sw_builtin_table("filter"),
			       .interactive = isatty(STDIN_FILENO) };
	struct sw_err err;
	int ret;

	if (inv->argc == 2 && !strcmp(inv->argv[0], "--run-dir")) {
		sh.run_dir = inv->argv[1];
	} else if (inv->argc) {
		bool help = inv->argc == 1 &&
			    (!strcmp(inv->argv[0], "-h") || !strcmp(inv->argv[0], "--help"));

		return help ? usage(stdout, 0) : usage(stderr, SW_EPARAM);
	}
	sw_err_init(&err);
	if (sw_shell_read_begin(&sh, &err)) {
		sw_report_plain("statewall", &err);
		return err.code;
	}
	while (!sh.quit && ((ret = sw_shell_read(&sh, &err)) > 0 ||
			    (!ret && !sw_shell_leave(&sh)))) {
		int status = ret ? sw_shell_line(&sh) : 0;

		fflush(stdout);
		if (status)
			sh.status = status;
		if (sh.interactive)
			clearerr(stdout);	/* a listing into a closed pipe ends nothing */
		else if (status)
			break;
	}
	if (sw_err_is_set(&err))
		sh.status = sw_shell_say(&sh, err.code, "%s", err.msg);
	sw_shell_read_end(&sh);
	sw_shell_draft_end(&sh);
	free(sh.text);
	return sh.interactive ? 0 : sh.status;
}

/* Runs the command of the shell that w names, or says that there is none. */
int sw_shell_own(struct sw_shell *sh, const struct sw_words *w)
{
	const struct sw_shell_cmd *c = find_command(w->word[0]);

	if (!c || c->run != run_quit)
		sh->leaving = false;
	return c ? c->run(sh, w) : no_command(sh, w->word[0]);
}
