/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The shell's save and load: a whole family's rules to a file and back. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "cli/personality.h"
#include "cli/report.h"
#include "cli/save.h"
#include "cli/shell.h"

/* The session writes to stdout at its end: that is out for the time of the call. */
static int print_rules(struct sw_shell *sh, FILE *out, struct sw_err *err)
{
	struct sw_save save = { .program =
					sh->family == SW_IP6 ? "ip6tables-save" : "iptables-save" };
	struct sw_session s = { 0 };
	FILE *usual = stdout;
	int ret = sw_session_init_xt(save.program, sh->family, err);

	if (!ret)
		ret = sw_session_open(&s, save.program, sh->family, err);
	stdout = out;
	if (!ret)
		ret = sw_session_run(&s, sw_save_run, &save, err);
	stdout = usual;
	if (!ret && s.unreadable)
		ret = sw_err_set(err, SW_ERESOURCE, EINVAL,
				 "there are rules that cannot be saved: -S shows them");
	sw_session_close(&s);
	return ret;
}

static int cannot(struct sw_err *err, const char *path)
{
	return sw_err_set(err, SW_EOTHER, errno ? errno : EIO, "cannot write %s: %s", path,
			  strerror(errno ? errno : EIO));
}

/* temp is next to path. */
static int fill_file(struct sw_shell *sh, int fd, const char *temp, const char *path,
		     struct sw_err *err)
{
	SW_FILE FILE *out = fdopen(fd, "w");
	struct stat st;
	int ret;

	if (!out) {
		close(fd);
		return cannot(err, path);
	}
	if (!stat(path, &st))
		fchmod(fd, st.st_mode & 07777);
	ret = print_rules(sh, out, err);
	if (!ret && (fflush(out) || ferror(out) || fsync(fd) || rename(temp, path)))
		ret = cannot(err, path);
	return ret;
}

/* A new file takes the old one's place when it is complete. What is no regular file (a device, a
 * pipe) is written as it is. */
static int save_file(struct sw_shell *sh, const char *name, struct sw_err *err)
{
	SW_FREE char *real = realpath(name, NULL), *temp = NULL;
	const char *path = real ? real : name;
	struct stat st;
	int fd, ret;

	if (!stat(path, &st) && !S_ISREG(st.st_mode)) {
		SW_FILE FILE *out = fopen(path, "we");

		ret = out ? print_rules(sh, out, err) : cannot(err, name);
		if (!ret && fflush(out))
			ret = cannot(err, name);
		return ret;
	}
	if (asprintf(&temp, "%s.XXXXXX", path) < 0) {
		temp = NULL;
		return sw_err_nomem(err);
	}
	fd = mkostemp(temp, O_CLOEXEC);
	if (fd < 0)
		return cannot(err, name);
	ret = fill_file(sh, fd, temp, path, err);
	if (ret)
		unlink(temp);
	return ret;
}

int sw_shell_save(struct sw_shell *sh, const struct sw_words *w)
{
	struct sw_err err;
	int ret;

	if (w->n > 2)
		return sw_shell_say(sh, SW_EPARAM, "save takes one file");
	sw_err_init(&err);
	ret = w->n < 2 ? print_rules(sh, stdout, &err) : save_file(sh, w->word[1], &err);
	return ret ? sw_shell_say(sh, err.code, "%s", err.msg) : 0;
}

int sw_shell_load(struct sw_shell *sh, const struct sw_words *w)
{
	char end[] = "--", *argv[] = { end, NULL, NULL };
	struct sw_invocation inv = { .argc = 2, .argv = argv };
	int status;

	if (w->n != 2)
		return sw_shell_say(sh, SW_EPARAM, "load takes a file");
	argv[1] = w->word[1];
	inv.program = sh->family == SW_IP6 ? "ip6tables-restore" : "iptables-restore";
	inv.who = sw_personality_find(inv.program);
	status = sw_run_restore(&inv);
	if (status && !sh->interactive)
		sw_shell_say(sh, status, "%s was not loaded", w->word[1]);
	return status;
}
