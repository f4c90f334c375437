/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps the folder of changes bounded. */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/vec.h"
#include "change/past.h"

struct file {
	char     name[SW_HERE_MAX + 16];
	unsigned number;	/* 0: of another namespace */
	size_t   bytes;
	struct timespec when;
};

struct files {
	struct file *file;	/* owned vector, the oldest first */
	size_t   n, cap, bytes;
	unsigned last;		/* the highest number of ours */
};

static bool is_older(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

static int by_age(const void *a, const void *b)
{
	const struct file *x = a, *y = b;

	return is_older(&x->when, &y->when) ? -1 : is_older(&y->when, &x->when);
}

/* "BOOT_ID-NAMESPACE.7": of a boot that is over? The machine's own name has no boot. */
static bool is_of_another_boot(const char *name)
{
	char key[SW_HERE_MAX];
	size_t len;

	if (!strncmp(name, "machine.", 8) || !sw_here_key(key))
		return false;
	len = strcspn(key, " ");
	return strncmp(name, key, len) || name[len] != '-';
}

static bool is_change(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && dot != name && dot[1] >= '1' && dot[1] <= '9' &&
	       strlen(name) < sizeof(((struct file *)0)->name);
}

static void look_at(const struct sw_history *h, const char *name, struct files *f)
{
	struct file x = { .number = sw_history_number(h, name) };
	struct stat st;

	if (!is_change(name) || fstatat(h->dir, name, &st, AT_SYMLINK_NOFOLLOW) ||
	    !S_ISREG(st.st_mode))
		return;
	if (is_of_another_boot(name)) {
		unlinkat(h->dir, name, 0);
		return;
	}
	strcpy(x.name, name);
	x.bytes = st.st_size;
	x.when = st.st_mtim;
	if (!SW_GROW(f->file, f->n, f->cap))
		return;
	f->file[f->n++] = x;
	f->bytes += x.bytes;
	if (x.number > f->last)
		f->last = x.number;
}

void sw_history_prune(const struct sw_history *h, unsigned keep, size_t bytes)
{
	int fd = openat(h->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct files f = { 0 };

	if (!d && fd >= 0)
		close(fd);
	for (struct dirent *e; d && (e = readdir(d));)
		look_at(h, e->d_name, &f);
	if (d)
		closedir(d);
	if (f.n)
		qsort(f.file, f.n, sizeof(*f.file), by_age);
	for (size_t i = 0, left = f.n; i < f.n; i++) {
		const struct file *x = &f.file[i];
		bool full = f.bytes + bytes > SW_HISTORY_ALL || left >= SW_HISTORY_MOST;
		bool old = x->number && f.last - x->number + 2 > keep;

		if (!full && !old)
			continue;
		unlinkat(h->dir, x->name, 0);
		f.bytes -= x->bytes;
		left--;
	}
	free(f.file);
}
