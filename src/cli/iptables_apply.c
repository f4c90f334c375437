/* SPDX-License-Identifier: GPL-2.0-or-later */
/* iptables-apply and ip6tables-apply, with the options of Debian's: a file or a program, then a
 * question, then a line of input that answers it. */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "cli/apply_files.h"
#include "cli/help.h"
#include "cli/invocation.h"
#include "cli/program_options.h"
#include "cli/doer.h"
#include "cli/report.h"
#include "cli/seatbelt.h"
#include "rule/rule.h"
#include "session/list.h"
#include "xt/compat.h"

#define BACK 255	/* exit status: it was taken back */
#define LOOK 500	/* milliseconds between two looks at what others do to the change */

struct options {
	const char *program, *timeout, *write, *word;
	uint8_t     family;
	bool        command;	/* the word is a program, no file of rules */
	bool        writes;
};

const struct sw_option sw_opts_iptables_apply[] = {
	{ 't', "timeout", SW_ARG_NEED, 0, .value = "seconds",
	  .help = "until the rules of before come back (10 if not given)" },
	{ 'w', "write", SW_ARG_NEED, 0, .value = "file",
	  .help = "save the rules to this file when they are kept" },
	{ 'c', "command", SW_ARG_NONE, 0, .help = "run a program instead of loading a file" },
	{ 'h', "help", SW_ARG_NONE, 0, .help = "print this help" },
	{ 'V', "version", SW_ARG_NONE, 0, .help = "print the version" },
	{ 0 },
};

/* The files that Debian's has where none is named. */
static const char *usual(const struct options *o, bool command)
{
	static const char *const names[2][2] = {
		{ "/etc/network/iptables.up.rules", "/etc/network/ip6tables.up.rules" },
		{ "/etc/network/iptables.up.run", "/etc/network/ip6tables.up.run" },
	};

	return names[command][o->family == SW_IP6];
}

static bool usage(const struct options *o)
{
	sw_help_table(o->program, sw_opts_iptables_apply, " [file | -c [program]]");
	printf("\nLoads the rules of a file (%s),\nor runs a program (%s), and asks whether new "
	       "connections work.\nWithout a y in time the rules of before come back.\n"
	       "Exit status: 0 kept, 1 an error, 255 taken back.\n",
	       usual(o, false), usual(o, true));
	return false;
}

static bool set_option(void *arg, struct sw_scan *scan)
{
	struct options *o = arg;

	switch (scan->opt->letter) {
	case 't':
		o->timeout = scan->arg;
		break;
	case 'w':
		o->writes = true;
		o->write = scan->arg;
		break;
	case 'c':
		o->command = true;
		break;
	case 'V':
		printf("%s %s\n", o->program, sw_compat_version());
		return false;
	default:
		return usage(o);
	}
	return true;
}

static bool set_word(void *arg, char *word)
{
	struct options *o = arg;

	if (o->word)
		return false;
	o->word = word;
	return true;
}

static const struct sw_program_options program_options = {
	.table = sw_opts_iptables_apply,
	.option = set_option,
	.word = set_word,
};

/* ---- the question ---------------------------------------------------------------------------- */

/* Is there input, as long as the change waits? Others may end it meanwhile. */
static bool has_input(const struct sw_change *c)
{
	struct pollfd in = { STDIN_FILENO, POLLIN, 0 };
	uint64_t deadline = 0, now;
	enum sw_ending how;
	struct sw_err none;

	do {
		sw_err_init(&none);
		now = sw_pending_now();
		if (sw_change_waits(c->dir, c->id, &deadline, &how, NULL, &none) <= 0 ||
		    deadline <= now)
			return false;
	} while (poll(&in, 1, deadline - now < LOOK ? (int)(deadline - now) : LOOK) <= 0);
	return true;
}

/* Does a line come in time, and does it begin with y? */
static bool says_yes(const struct sw_change *c)
{
	char answer[64];

	printf("Can you establish NEW connections to the machine? (y/N) ");
	fflush(stdout);
	return has_input(c) && read(STDIN_FILENO, answer, sizeof(answer)) > 0 &&
	       (*answer == 'y' || *answer == 'Y');
}

/* What others have made of it meanwhile counts more than the answer. */
static int ask(const struct sw_change *c)
{
	bool yes = says_yes(c);
	struct sw_err err;
	int ret = 0;

	sw_err_init(&err);
	putchar('\n');
	if (yes)
		ret = sw_change_confirm(c->dir, c->id, &c->deed, &err);
	if (ret < 0)
		return sw_report_plain(c->program, &err);
	if (ret > 0)
		return 0;
	ret = sw_seatbelt_revert(c->program, c->dir, c->id);
	return ret == SW_SEATBELT_BACK || ret == SW_SEATBELT_LOST ? BACK : ret;
}

/* ---- the change ------------------------------------------------------------------------------ */

static int load(struct sw_change *c, const struct options *o, const char *name)
{
	struct sw_texts t = { .o = { .program = o->program, .family = o->family } };
	struct sw_report_text text = { .program = o->program, .restore = true };
	struct sw_apply_files files = { 0 };
	struct sw_err err;
	int ret, i = o->family == SW_IP6;

	sw_err_init(&err);
	ret = sw_apply_files_add(&files, name, o->family, &err);
	if (!ret) {
		t.text[0] = (struct sw_text){ name, files.text[i], files.len[i] };
		ret = sw_texts_scan(&t, &err);
	}
	if (!ret)
		ret = sw_change_load(c, &t, false, NULL, &err);
	if (ret < 0) {
		sw_texts_line(&t, &err.where, &text.line, &text.line_len);
		ret = err.where.line ? sw_report(&err, &text) :
				       sw_report_plain(o->program, &err);
	}
	sw_texts_fini(&t);
	sw_apply_files_fini(&files);
	return ret ? 1 : 0;
}

/* A program that fails may have done half of its work. 0: its change waits, or there is none
 * (!c->made). */
static int run(struct sw_change *c, const struct options *o, const char *name)
{
	char *argv[] = { (char *)name, NULL };
	struct sw_err err;
	int status, ret;

	sw_err_init(&err);
	if (sw_change_open(c, &err))
		return sw_report_plain(o->program, &err);
	status = sw_seatbelt_spawn(c, name, argv);
	ret = sw_change_close(c, &err);
	if (ret < 0)
		sw_report_plain(o->program, &err);
	if (!status && ret >= 0)
		return 0;
	if (status)
		sw_report_line(o->program, "%s failed with status %d.", name, status);
	if (c->made)
		sw_seatbelt_revert(o->program, c->dir, c->id);
	return 1;
}

static int write_rules(const struct options *o)
{
	bool six = o->family == SW_IP6;
	const char *file = *o->write ? o->write : usual(o, false);
	struct sw_ask a = { .program = o->program, .family = o->family };
	struct sw_save save = { .program = six ? "ip6tables-save" : "iptables-save" };
	struct sw_answer answer = { 0 };
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	ret = sw_session_with(&a, sw_save_run, &save, &answer, &err);
	if (!ret)
		ret = sw_file_replace(file, answer.text.len ? answer.text.s : "",
				      answer.text.len, 0600, &err);
	sw_answer_fini(&answer);
	if (!ret)
		return 0;
	sw_report_plain(o->program, &err);
	return sw_report_line(o->program, "The rules are kept, and not saved.");
}

int sw_run_iptables_apply(const struct sw_invocation *inv)
{
	struct options o = { .program = inv->program, .family = inv->family, .timeout = "10" };
	struct sw_change c = { .program = inv->program };
	int ret = sw_program_options(&program_options, inv, &o);

	if (ret)
		return ret - 1;
	c.seconds = sw_seatbelt_seconds(o.program, o.timeout);
	if (!c.seconds)
		return 1;
	sw_remember_begin(&c.deed, &(struct sw_doer){ .program = inv->program,
						      .argc = inv->argc,
						      .argv = inv->argv,
						      .family = inv->family,
						      .always = true });
	if (!o.word)
		o.word = (char *)usual(&o, o.command);
	ret = o.command ? run(&c, &o, o.word) : load(&c, &o, o.word);
	if (!ret && c.made)
		ret = ask(&c);
	sw_deed_fini(&c.deed);
	return ret || !o.writes ? ret : write_rules(&o);
}
