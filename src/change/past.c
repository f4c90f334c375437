/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The folder of the changes that are remembered: opened, locked, listed; and the files in it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/vec.h"
#include "change/past.h"

#define HEAD "statewall history 1"
#define LOCK "lock"
#define NEW  "new"	/* what a crash leaves behind is written over */

void sw_past_fini(struct sw_past *p)
{
	free(p->who);
	free(p->command);
	free(p->record[0]);
	free(p->record[1]);
	*p = (struct sw_past){ 0 };
}

/* ---- the folder ------------------------------------------------------------------------------ */

static int failed(const char *what, const char *path, struct sw_err *err)
{
	return sw_err_set(err, SW_EOTHER, errno, "cannot %s %s: %s", what, path, strerror(errno));
}

/* Who may write to it could have us put any rule in the kernel; who may read it sees rules. One
 * that is ours, and open to others, is closed. */
static int look(struct sw_history *h, struct sw_err *err)
{
	struct stat st;

	if (fstat(h->dir, &st))
		return failed("read", h->path, err);
	if (st.st_uid != geteuid() || st.st_mode & (S_IWGRP | S_IWOTH))
		return sw_err_set(err, SW_EOTHER, EPERM, "%s belongs to another user, or others "
				  "may write to it: it is not used", h->path);
	if (st.st_mode & 077 && fchmod(h->dir, 0700))
		return failed("close to others", h->path, err);
	return 0;
}

/* Only the folder itself is closed to others. */
static void make_folders(const char *path)
{
	char parent[PATH_MAX];
	char *slash;

	snprintf(parent, sizeof(parent), "%s", path);
	slash = strrchr(parent, '/');
	if (slash && slash != parent) {
		*slash = '\0';
		mkdir(parent, 0755);
	}
	mkdir(path, 0700);
}

int sw_history_open(struct sw_history *h, const char *path, bool make, struct sw_err *err)
{
	if (snprintf(h->path, sizeof(h->path), "%s", path ? path : SW_HISTORY_DIR) >=
	    (int)sizeof(h->path))
		return sw_err_set(err, SW_EPARAM, ENAMETOOLONG, "the name of a folder is too long");
	if (!sw_here_name(h->here))
		return sw_here_unknown(err);
	h->dir = open(h->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (h->dir < 0 && errno == ENOENT && make) {
		make_folders(h->path);
		h->dir = open(h->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	}
	return h->dir < 0 ? failed("open", h->path, err) : look(h, err);
}

static void unlock(struct sw_history *h)
{
	if (h->lock >= 0)
		close(h->lock);
	h->lock = -1;
}

int sw_history_lock(struct sw_history *h, unsigned ms, struct sw_err *err)
{
	int fd = openat(h->dir, LOCK, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);

	if (fd < 0)
		return failed("lock", h->path, err);
	h->lock = fd;
	for (unsigned i = 0; flock(fd, LOCK_EX | LOCK_NB); i++) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK || i * 5 >= ms) {
			failed("lock", h->path, err);
			unlock(h);
			return -EBUSY;
		}
		usleep(5000);
	}
	return 0;
}

void sw_history_close(struct sw_history *h)
{
	unlock(h);
	if (h->dir >= 0)
		close(h->dir);
	h->dir = -1;
}

/* ---- the list -------------------------------------------------------------------------------- */

unsigned sw_history_number(const struct sw_history *h, const char *name)
{
	size_t len = strlen(h->here);
	unsigned long n;
	char *end;

	if (strncmp(name, h->here, len) || name[len] != '.' || name[len + 1] < '1' ||
	    name[len + 1] > '9')
		return 0;
	n = strtoul(name + len + 1, &end, 10);
	return *end || n > INT_MAX ? 0 : n;
}

static int by_number(const void *a, const void *b)
{
	const unsigned *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

int sw_history_list(const struct sw_history *h, unsigned **number, size_t *n, struct sw_err *err)
{
	int fd = openat(h->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	SW_FREE unsigned *list = NULL;
	size_t count = 0, cap = 0;
	bool oom = false;

	if (!d && fd >= 0)
		close(fd);
	if (!d)
		return failed("read", h->path, err);
	for (struct dirent *e; (e = readdir(d)) && !oom;) {
		unsigned k = sw_history_number(h, e->d_name);

		oom = !SW_GROW(list, count, cap);
		if (k && !oom)
			list[count++] = k;
	}
	closedir(d);
	if (oom)
		return sw_err_nomem(err);
	if (count)
		qsort(list, count, sizeof(*list), by_number);
	*number = SW_TAKE(list);
	*n = count;
	return 0;
}

/* ---- a file ---------------------------------------------------------------------------------- */

/* The next line of *rest, with a NUL in place of its end; NULL: there is no whole one. */
static char *take_line(char **rest)
{
	char *line = *rest, *nl = strchr(line, '\n');

	if (!nl)
		return NULL;
	*nl = '\0';
	*rest = nl + 1;
	return line;
}

static bool take_number(const char *s, unsigned long long *number)
{
	char *end;

	*number = strtoull(s, &end, 10);
	return *s >= '0' && *s <= '9' && !*end;
}

/* So many bytes behind the line. */
static bool take_record(char **rest, const char *end, unsigned long long len, char **record)
{
	if (*record || len > (unsigned long long)(end - *rest))
		return false;
	*record = strndup(*rest, len);
	*rest += len;
	return *record != NULL;
}

/* "NAME VALUE". false: damaged. */
static bool take_field(struct sw_past *p, char *line, char **rest, const char *end)
{
	char *value = line + strcspn(line, " "), **text;
	unsigned long long n = 0;
	bool number;

	if (*value)
		*value++ = '\0';
	number = take_number(value, &n);
	text = !strcmp(line, "who") ? &p->who : !strcmp(line, "command") ? &p->command : NULL;
	if (text)
		return !*text && (*text = strdup(value));
	if (!strcmp(line, "unknown") || !strcmp(line, "mixed"))
		return *(*line == 'u' ? &p->unknown : &p->mixed) = true;
	if (!strcmp(line, "ipv4") || !strcmp(line, "ipv6"))
		return number && take_record(rest, end, n, &p->record[line[3] == '6']);
	if (!strcmp(line, "when"))
		p->when = n;
	else if (!strcmp(line, "target"))
		p->target = n;
	else
		return false;
	return number;
}

/* The last line says that it is whole. */
static bool parse(char *text, size_t len, struct sw_past *p)
{
	char *rest = text, *line = take_line(&rest);

	if (!line || strcmp(line, HEAD))
		return false;
	while ((line = take_line(&rest)) && strcmp(line, "end"))
		if (!take_field(p, line, &rest, text + len))
			return false;
	return line && p->who && p->command;
}

static void name_of(const struct sw_history *h, unsigned number, char *name, size_t size)
{
	snprintf(name, size, "%s.%u", h->here, number);
}

static int read_text(int fd, char **text, size_t *len)
{
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_uid != geteuid() ||
	    st.st_size > 2 * SW_HISTORY_FILE)
		return -EINVAL;
	*text = malloc(st.st_size + 1);
	if (!*text)
		return -ENOMEM;
	n = pread(fd, *text, st.st_size, 0);
	*len = n > 0 ? n : 0;
	(*text)[*len] = '\0';
	return memchr(*text, '\0', *len) ? -EINVAL : 0;
}

int sw_history_read(const struct sw_history *h, unsigned number, struct sw_past *p,
		    struct sw_err *err)
{
	char name[SW_HERE_MAX + 16];
	SW_FREE char *text = NULL;
	SW_FD int fd = -1;
	size_t len;
	int ret;

	*p = (struct sw_past){ 0 };
	name_of(h, number, name, sizeof(name));
	fd = openat(h->dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return 0;
	ret = fd < 0 ? -EINVAL : read_text(fd, &text, &len);
	if (ret == -ENOMEM)
		return sw_err_nomem(err);
	if (!ret && parse(text, len, p)) {
		p->number = number;
		return 1;
	}
	sw_past_fini(p);
	return sw_err_set(err, SW_EOTHER, EINVAL, "%s/%s is damaged", h->path, name);
}

/* ---- a new one ------------------------------------------------------------------------------- */

static void print(const struct sw_past *p, bool whole, struct sw_str *out)
{
	sw_str_addf(out, HEAD "\nwhen %lld\nwho %s\ncommand %s\n", (long long)p->when,
		    p->who ? p->who : "", p->command ? p->command : "");
	if (p->target)
		sw_str_addf(out, "target %u\n", p->target);
	if (p->mixed)
		sw_str_add(out, "mixed\n");
	if (p->unknown || !whole)
		sw_str_add(out, "unknown\n");
	for (int i = 0; i < 2; i++)
		if (p->record[i] && whole) {
			sw_str_addf(out, "ipv%d %zu\n", i ? 6 : 4, strlen(p->record[i]));
			sw_str_add(out, p->record[i]);
		}
	sw_str_add(out, "end\n");
}

static int write_all(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		text += n;
		len -= n;
	}
	return 0;
}

/* Not synced: after a power cut the rules are others, too. */
static int write_file(const struct sw_history *h, const char *name, const struct sw_str *text,
		      struct sw_err *err)
{
	SW_FD int fd = -1;
	int ret;

	unlinkat(h->dir, NEW, 0);
	fd = openat(h->dir, NEW, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0 && !write_all(fd, text->s, text->len) &&
	    !renameat(h->dir, NEW, h->dir, name))
		return 0;
	ret = failed("write to", h->path, err);
	unlinkat(h->dir, NEW, 0);
	return ret;
}

static int write_past(const struct sw_history *h, const struct sw_past *p, bool whole,
		      unsigned keep, struct sw_err *err)
{
	char name[SW_HERE_MAX + 16];
	struct sw_str text = { 0 };
	int ret;

	name_of(h, p->number, name, sizeof(name));
	print(p, whole, &text);
	if (text.oom)
		ret = sw_err_nomem(err);
	else if (text.len > SW_HISTORY_FILE)
		ret = sw_err_set(err, SW_EOTHER, EFBIG, "the change is too large");
	else {
		sw_history_prune(h, keep, text.len);
		ret = write_file(h, name, &text, err);
	}
	sw_str_fini(&text);
	return ret;
}

int sw_history_add(const struct sw_history *h, struct sw_past *p, unsigned keep,
		   struct sw_err *err)
{
	SW_FREE unsigned *number = NULL;
	struct sw_err why;
	size_t n = 0;
	int ret = sw_history_list(h, &number, &n, err);

	if (ret)
		return ret;
	p->number = n ? number[n - 1] + 1 : 1;
	sw_err_init(&why);
	ret = write_past(h, p, true, keep, &why);
	return ret ? write_past(h, p, false, keep, err) : 0;
}
