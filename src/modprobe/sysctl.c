/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IPTABLES_SYSCTL_LOAD_LIST: applies the lines of sysctl files that its words select. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "base/file.h"
#include "modprobe/sysctl.h"

struct apply {
	const char      *words;
	const char      *file;
	unsigned         line;
	struct sw_notes *notes;
	int              failed;
};

/* Each word selects the lines that contain it. */
static bool is_selected(const char *line, const char *words)
{
	char word[256];
	size_t n;

	for (words += strspn(words, " \t\n"); *words; words += n, words += strspn(words, " \t\n")) {
		n = strcspn(words, " \t\n");
		if (n >= sizeof(word))
			continue;
		memcpy(word, words, n);
		word[n] = '\0';
		if (strstr(line, word))
			return true;
	}
	return false;
}

/* "net.ipv4.conf.eth0/1.forwarding": with a dot first, "." separates and "/" is a dot of the name;
 * with a slash first it is the other way round, as for sysctl(8). */
static bool key_path(const char *key, char *path, size_t size)
{
	bool dots = strcspn(key, ".") < strcspn(key, "/");
	char *p;

	if (strstr(key, "..") || strstr(key, "//") || *key == '.' || *key == '/' ||
	    snprintf(path, size, "/proc/sys/%s", key) >= (int)size)
		return false;
	for (p = path + 10; dots && *p; p++)
		*p = *p == '.' ? '/' : *p == '/' ? '.' : *p;
	return !strstr(path, "/../");
}

static int write_value(const char *path, const char *value)
{
	SW_FD int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0 || write(fd, value, strlen(value)) < 0)
		return errno;
	return 0;
}

static char *trim(char *s)
{
	char *end = s + strlen(s);

	while (end > s && strchr(" \t\r", end[-1]))
		*--end = '\0';
	return s + strspn(s, " \t");
}

static void apply_line(struct apply *a, char *line)
{
	char path[PATH_MAX], *value = strchr(line, '='), *key;
	bool quiet = *line == '-';
	int sys;

	if (!value) {
		sw_notes_add(a->notes, "%s:%u: ignored: no \"key = value\"", a->file, a->line);
		return;
	}
	*value++ = '\0';
	key = trim(line + quiet);
	value = trim(value);
	sys = key_path(key, path, sizeof(path)) ? write_value(path, value) : EINVAL;
	if (!sys || quiet)
		return;
	a->failed++;
	sw_notes_add(a->notes, "%s:%u: %.80s: %s", a->file, a->line, key,
		     sys == ENOENT ? "this kernel has no such setting" : strerror(sys));
}

static void apply_file(struct apply *a, const char *file)
{
	SW_FREE char *text = NULL;
	struct sw_err none;
	char *line, *rest;
	size_t len = 0;

	sw_err_init(&none);
	if (sw_file_read(file, &text, &len, &none))
		return;
	a->file = file;
	a->line = 0;
	for (rest = text; (line = strsep(&rest, "\n"));) {
		a->line++;
		line = trim(line);
		if (*line && *line != '#' && *line != ';' && is_selected(line, a->words))
			apply_line(a, line);
	}
}

static int is_conf(const struct dirent *d)
{
	size_t len = strlen(d->d_name);

	return len > 5 && d->d_name[0] != '.' && !strcmp(d->d_name + len - 5, ".conf");
}

static void apply_folder(struct apply *a, const char *dir)
{
	struct dirent **entry = NULL;
	char path[PATH_MAX];
	int n;

	if (snprintf(path, sizeof(path), "%s/sysctl.conf", dir) < (int)sizeof(path))
		apply_file(a, path);
	if (snprintf(path, sizeof(path), "%s/sysctl.d", dir) >= (int)sizeof(path))
		return;
	n = scandir(path, &entry, is_conf, alphasort);
	for (int i = 0; i < n; i++) {
		if (snprintf(path, sizeof(path), "%s/sysctl.d/%s", dir, entry[i]->d_name) <
		    (int)sizeof(path))
			apply_file(a, path);
		free(entry[i]);
	}
	free(entry);
}

int sw_sysctl_apply(const char *words, const char *extra_dir, struct sw_notes *notes)
{
	struct apply a = { .words = words, .notes = notes };

	if (!words[strspn(words, " \t\n")])
		return 0;
	apply_folder(&a, "/etc");
	if (extra_dir)
		apply_folder(&a, extra_dir);
	return a.failed;
}
