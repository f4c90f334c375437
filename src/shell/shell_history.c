/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines typed into the shell, kept in a file that only their author can read. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "shell/shell_local.h"
#include "shell/shell_rl.h"

#define KEEP 1000	/* lines */

static FILE *file;	/* open for appending; NULL: no history file */

/* Whoever became root by sudo or su must not leave files of root, or root's lines, in the home of
 * the user he was: then, and only then, the home is not root's, or the tool says so. */
static bool is_elevated(const char *home)
{
	static const char *const marks[] = { "SUDO_USER", "SUDO_UID", "DOAS_USER", "PKEXEC_UID" };
	struct stat st;

	if (getuid() != geteuid() || getgid() != getegid())
		return true;
	for (size_t i = 0; i < SW_ARRAY_SIZE(marks); i++)
		if (!geteuid() && getenv(marks[i]))
			return true;
	return stat(home, &st) || st.st_uid != geteuid();
}

/* The caller frees; NULL: there is no place for it. */
static char *find_path(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	char *path = NULL;

	if (state && *state == '/') {
		if (is_elevated(state) || asprintf(&path, "%s/statewall", state) < 0)
			return NULL;
		mkdir(path, 0700);
		free(path);
		return asprintf(&path, "%s/statewall/history", state) < 0 ? NULL : path;
	}
	if (!home || *home != '/' || is_elevated(home))
		return NULL;
	return asprintf(&path, "%s/.statewall_history", home) < 0 ? NULL : path;
}

/* A regular file of ours; no link is followed. */
static FILE *open_private(const char *path)
{
	int fd =
		open(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	struct stat st;
	FILE *f;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_uid != geteuid() || fchmod(fd, 0600)) {
		close(fd);
		return NULL;
	}
	f = fdopen(fd, "a+");
	if (!f)
		close(fd);
	return f;
}

static unsigned read_lines(FILE *f)
{
	SW_FREE char *line = NULL;
	size_t cap = 0;
	unsigned lines = 0;
	ssize_t n;

	rewind(f);
	while ((n = getline(&line, &cap, f)) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (*line)
			sw_rl.add_history(line);
		lines++;
	}
	return lines;
}

/* The file is shortened by a new one in its place. */
static void rewrite(const char *path)
{
	HIST_ENTRY **list = sw_rl.history_list();
	struct sw_str text = { 0 };
	struct sw_err none;

	sw_err_init(&none);
	for (; list && *list; list++)
		sw_str_addf(&text, "%s\n", (*list)->line);
	if (text.len && !text.oom)
		sw_file_replace(path, text.s, text.len, 0600, &none);
	sw_str_fini(&text);
}

void sw_shell_history_open(void)
{
	SW_FREE char *path = find_path();

	sw_rl.using_history();
	sw_rl.stifle_history(KEEP);
	file = path ? open_private(path) : NULL;
	if (!file || read_lines(file) <= 2 * KEEP)
		return;
	rewrite(path);
	fclose(file);
	file = open_private(path);
}

/* Each line is written at once: a shell that is killed loses none, and two shells share a file. */
void sw_shell_history_add(const char *line)
{
	HIST_ENTRY *last = *sw_rl.history_length ? sw_rl.history_get(*sw_rl.history_base +
								     *sw_rl.history_length - 1)
						 : NULL;

	if (*line == ' ' || (last && !strcmp(last->line, line)))
		return;
	sw_rl.add_history(line);
	if (!file)
		return;
	fprintf(file, "%s\n", line);
	if (fflush(file))
		clearerr(file);
}

void sw_shell_history_close(void)
{
	if (file)
		fclose(file);
	file = NULL;
	sw_rl.clear_history();
}
