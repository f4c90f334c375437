/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The shell's save and load: a whole family's rules to a file and back; the kernel's, or those of
 * the candidate. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "change/draft.h"
#include "cli/both.h"
#include "cli/help.h"
#include "cli/input.h"
#include "cli/invocation.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "session/list.h"
#include "shell/shell_local.h"

/* Of the candidate, where one is open: its session keeps no text. */
static int save_draft(struct sw_memory *m, struct sw_save *save, struct sw_answer *answer,
		      struct sw_err *err)
{
	int ret = sw_memory_save(m, save, err);

	if (!ret && m->s.text.len)
		sw_str_addn(&answer->text, m->s.text.s, m->s.text.len);
	return !ret && answer->text.oom ? sw_err_nomem(err) : ret;
}

/* One family's rules as iptables-save prints them. */
static int read_family(struct sw_shell *sh, uint8_t family, struct sw_answer *answer,
		       struct sw_err *err)
{
	struct sw_save save = { .program = family == SW_IP6 ? "ip6tables-save" : "iptables-save" };
	struct sw_ask ask = { .program = save.program, .family = family };
	int ret = sh->draft ?
		save_draft(&sh->draft->of[sw_draft_number(family)], &save, answer, err) :
		sw_session_with(&ask, sw_save_run, &save, answer, err);

	if (!ret && answer->unreadable)
		ret = sw_err_set(err, SW_ERESOURCE, EINVAL,
				 "there are rules that cannot be saved: -S shows them");
	return ret;
}

/* The same, for a file. */
static int read_rules(struct sw_shell *sh, struct sw_answer *answer, struct sw_err *err)
{
	return read_family(sh, sh->family, answer, err);
}

static int print_rules(struct sw_shell *sh, uint8_t family, struct sw_err *err)
{
	struct sw_answer answer = { 0 };
	int ret = read_family(sh, family, &answer, err);

	/* What there is is shown, also when it is not all. */
	if (!sw_terminal_write(answer.text.s, answer.text.len) && !ret)
		ret = sw_err_set(err, SW_EOTHER, errno, "cannot write output: %s",
				 strerror(errno));
	sw_answer_fini(&answer);
	return ret;
}

static int cannot(struct sw_err *err, const char *path)
{
	return sw_err_set(err, SW_EOTHER, errno ? errno : EIO, "cannot write %s: %s", path,
			  strerror(errno ? errno : EIO));
}

/* A device or a pipe is written as it is. A pipe that nobody reads must not make us wait. */
static int write_device(struct sw_shell *sh, const char *name, struct sw_err *err)
{
	int fd = open(name, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), ret;
	struct sw_answer answer = { 0 };
	SW_FILE FILE *out = NULL;

	if (fd < 0 && errno == ENXIO)
		return sw_err_set(err, SW_EOTHER, ENXIO, "cannot write %s: nobody reads it", name);
	if (fd < 0)
		return cannot(err, name);
	if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK) || !(out = fdopen(fd, "w"))) {
		cannot(err, name);
		close(fd);
		return -EIO;
	}
	ret = read_rules(sh, &answer, err);
	if (!sw_terminal_write_file(out, &answer.text) && !ret)
		ret = cannot(err, name);
	sw_answer_fini(&answer);
	return ret;
}

/* A new file takes the old one's place when it is complete. */
static int write_file(struct sw_shell *sh, const char *name, struct sw_err *err)
{
	struct sw_answer answer = { 0 };
	int ret = read_rules(sh, &answer, err);

	if (!ret)
		ret = sw_file_replace(name, answer.text.len ? answer.text.s : "", answer.text.len,
				      0600, err);
	sw_answer_fini(&answer);
	return ret;
}

static int save_file(struct sw_shell *sh, const char *name, struct sw_err *err)
{
	struct stat st;
	bool is_device = !stat(name, &st) && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);

	return is_device ? write_device(sh, name, err) : write_file(sh, name, err);
}

static int print_both(struct sw_shell *sh, struct sw_err *err)
{
	int ret = print_rules(sh, SW_IP4, err);

	return ret ? ret : print_rules(sh, SW_IP6, err);
}

/* A save file has one family. */
static int need_one(const struct sw_shell *sh, const char *word)
{
	return sh->family != SW_BOTH ? 0 :
		sw_shell_say(sh, SW_EPARAM, "a file has the rules of one family: family ip, or "
			     "family ip6, and then %s", word);
}

int sw_shell_save(struct sw_shell *sh, const struct sw_words *w)
{
	struct sw_err err;
	int ret;

	if (w->n > 2)
		return sw_shell_say(sh, SW_EPARAM, "save takes one file");
	if (w->n == 2 && need_one(sh, "save"))
		return SW_EPARAM;
	sw_err_init(&err);
	if (w->n == 2)
		ret = save_file(sh, w->word[1], &err);
	else
		ret = sh->family == SW_BOTH ? print_both(sh, &err) :
					      print_rules(sh, sh->family, &err);
	return ret ? sw_shell_say(sh, err.code, "%s", err.msg) : 0;
}

/* ---- load ------------------------------------------------------------------------------------ */

static int report(struct sw_restore *r, struct sw_err *err)
{
	struct sw_report_text text = { .program = r->o.program, .restore = true };

	if (sw_savefile_seek(&r->file, err->where.line)) {
		text.line = r->file.line;
		text.line_len = r->file.line_len;
	}
	return sw_report(err, &text);
}

/* Into the candidate: all of it, or nothing. */
static int load_draft(struct sw_shell *sh, const char *program, const char *name)
{
	struct sw_restore r = { .o = { .program = program, .family = sh->family,
				       .told = sw_help_told },
				.file.name = name };
	SW_FREE char *text = NULL;
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	ret = sw_input_read(name, &text, &r.file.len, &err);
	r.file.text = text;
	if (!ret)
		ret = sw_memory_load(&sh->draft->of[sw_draft_number(sh->family)], &r, &err);
	if (ret < 0)
		ret = report(&r, &err);
	sw_restore_fini(&r);
	return ret;
}

static int load_kernel(struct sw_shell *sh, const char *program, char *name)
{
	char end[] = "--", *argv[] = { end, name, NULL };
	struct sw_invocation inv = { .program = program, .family = sh->family,
				     .argc = 2, .argv = argv };

	return sw_run_restore(&inv);
}

int sw_shell_load(struct sw_shell *sh, const struct sw_words *w)
{
	const char *program = sh->family == SW_IP6 ? "ip6tables-restore" : "iptables-restore";
	int status;

	if (w->n != 2)
		return sw_shell_say(sh, SW_EPARAM, "load takes a file");
	if (need_one(sh, "load"))
		return SW_EPARAM;
	status = sh->draft ? load_draft(sh, program, w->word[1]) :
			     load_kernel(sh, program, w->word[1]);
	if (status && !sh->interactive)
		sw_shell_say(sh, status, "%s was not loaded", w->word[1]);
	return status;
}

/* A word of the shell that is a program of statewall's: its words, its status. */
static int run_program(const char *name, int (*run)(const struct sw_invocation *),
		       const struct sw_words *w)
{
	struct sw_invocation inv = { .program = name, .argc = w->n - 1, .argv = w->word + 1 };

	return run(&inv);
}

int sw_shell_history(struct sw_shell *sh, const struct sw_words *w)
{
	return run_program("statewall history", sw_run_history, w);
}

int sw_shell_undo(struct sw_shell *sh, const struct sw_words *w)
{
	return run_program("statewall undo", sw_run_undo, w);
}
