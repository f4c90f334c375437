/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads whole files, replaces them atomically, and removes them. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "base/file.h"
#include "base/file_local.h"

#define MAX_SIZE (256u << 20)

/* For another writer: so many naps in a second, so many for one that does nothing, and in all. */
enum { NAPS = 20, PATIENCE = 5 * NAPS, LIMIT = 60 * NAPS };

static int failed(const char *what, const char *path, int sys, struct sw_err *err)
{
	return sw_err_set(err, SW_EOTHER, sys, "%s %s: %s", what, path, strerror(sys));
}

/* For what is there and is no regular file. */
static int no_file(const char *what, const char *path, mode_t mode, struct sw_err *err)
{
	if (S_ISDIR(mode))
		return failed(what, path, EISDIR, err);
	return sw_err_set(err, SW_EOTHER, EINVAL, "%s %s: %s", what, path,
			  S_ISLNK(mode) ? "a link to what is not there" : "not a regular file");
}

/* O_NONBLOCK: a fifo must not make us wait. */
int sw_file_read(const char *path, char **text, size_t *len, struct sw_err *err)
{
	SW_FD int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	SW_FREE char *buf = NULL;
	struct stat st;
	size_t n = 0;
	ssize_t got;

	if (fd < 0 || fstat(fd, &st))
		return failed("cannot read", path, errno, err);
	if (!S_ISREG(st.st_mode))
		return no_file("cannot read", path, st.st_mode, err);
	if (st.st_size > MAX_SIZE)
		return failed("cannot read", path, EFBIG, err);
	buf = malloc(st.st_size + 1);
	if (!buf)
		return sw_err_nomem(err);
	while (n < (size_t)st.st_size) {
		got = read(fd, buf + n, st.st_size - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return failed("cannot read", path, errno, err);
		if (!got)
			break;
		n += got;
	}
	buf[n] = '\0';
	*text = SW_TAKE(buf);
	*len = n;
	return 0;
}

static const char *folder_of(const char *path, char *folder)
{
	char *slash;

	snprintf(folder, PATH_MAX, "%s", path);
	slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = '\0';
	return slash ? folder : ".";
}

/* A rename that is not on disk yet is undone by a power cut. Not every file system can sync a
 * folder. */
static void sync_folder(const char *path)
{
	char folder[PATH_MAX];
	SW_FD int fd = open(folder_of(path, folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		fsync(fd);
}

/* 0; 1 = this file system knows no locks, as some of the network do; or negative. */
static int lock(int fd)
{
	while (flock(fd, LOCK_EX | LOCK_NB)) {
		if (errno == ENOLCK || errno == EOPNOTSUPP || errno == ENOSYS)
			return 1;
		if (errno != EINTR)
			return -errno;
	}
	return 0;
}

static bool is_at(int fd, const char *path)
{
	struct stat here, there;

	return !fstat(fd, &here) && !lstat(path, &there) && here.st_ino == there.st_ino &&
	       here.st_dev == there.st_dev;
}

/* Somebody else's temporary file, as it was at the last look. */
struct other {
	struct stat st;
	unsigned    looks;	/* as which it stood there that often */
};

static void nap(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 1000000000L / NAPS }, NULL);
}

/* Has nobody written there for so long that its owner must be dead? */
static bool is_dead(int fd, struct other *o)
{
	struct stat st;

	if (fstat(fd, &st))
		return false;
	if (st.st_ino != o->st.st_ino || st.st_size != o->st.st_size ||
	    st.st_ctim.tv_sec != o->st.st_ctim.tv_sec ||
	    st.st_ctim.tv_nsec != o->st.st_ctim.tv_nsec)
		*o = (struct other){ .st = st };
	return o->looks++ >= PATIENCE;
}

/* When the lock comes to us, tmp was renamed, or its owner is dead: then it goes. The lock alone is
 * not believed: a crash may leave a file that anybody may read, and so lock. */
static int remove_dead(const char *tmp, struct other *o)
{
	SW_FD int fd = open(tmp, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	int ret;

	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return -EINVAL;
	ret = lock(fd);
	if (ret < 0 && ret != -EWOULDBLOCK)
		return ret;
	if (!is_at(fd, tmp))
		return 0;
	if (ret && !is_dead(fd, o)) {
		nap();
		return 0;
	}
	return unlink(tmp) && errno != ENOENT ? -errno : 0;
}

/* The descriptor of an empty tmp, locked where that can be, or negative. tmp has the same name each
 * time, so that what a crash left behind is found, and does not pile up. Whoever has it locked is
 * at work on it. Never written again: somebody may have it open who may not read the new text. */
static int open_temporary(const char *tmp)
{
	struct other o = { 0 };

	for (unsigned i = 0; i < LIMIT; i++) {
		SW_FD int fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		int ret = fd < 0 ? -errno : lock(fd);

		if (fd >= 0 && ret >= 0 && is_at(fd, tmp)) {
			ret = fd;
			fd = -1;
			return ret;
		}
		if (ret == -EEXIST)
			ret = remove_dead(tmp, &o);
		if (ret < 0 && ret != -EWOULDBLOCK)
			return ret;
	}
	return -ETIMEDOUT;
}

/* sys: why there is no tmp. What somebody has put in its place is named, or nobody would find
 * it. */
static int no_temporary(const char *tmp, const char *path, int sys, struct sw_err *err)
{
	struct stat st;
	int ret;

	if (lstat(tmp, &st) || S_ISREG(st.st_mode))
		return failed("cannot write", path, sys, err);
	ret = S_ISDIR(st.st_mode) ? failed("cannot write", tmp, EISDIR, err)
				  : sw_err_set(err, SW_EOTHER, EINVAL,
					       "cannot write %s: not a regular file", tmp);
	sw_err_hint(err, "what %s is to hold is written there first: move it away", path);
	return ret;
}

/* What stands at target: 1 and *st; 0 = nothing. A device or a pipe is never replaced. */
static int look(const char *path, const char *target, struct stat *st, struct sw_err *err)
{
	if (lstat(target, st))
		return errno == ENOENT ? 0 : failed("cannot write", path, errno, err);
	return S_ISREG(st->st_mode) ? 1 : no_file("cannot write", path, st->st_mode, err);
}

/* 1: the new file cannot have what the old one (NULL: there is none) has. */
static int fill(int fd, const char *text, size_t len, const char *old, const struct stat *st)
{
	int ret = sw_file_write(fd, text, len);

	if (!ret && old)
		ret = sw_file_keep(fd, old, st);
	else if (!ret && fchmod(fd, st->st_mode))
		ret = -errno;
	if (!ret && fsync(fd))
		ret = -errno;
	return ret;
}

/* A file that was mounted on its name takes no other in its place, and neither does one that would
 * lose its owner or label: it is written where it is. */
static int put_there(int fd, const char *tmp, const char *target, const char *text, size_t len,
			const char *old, const struct stat *st)
{
	int ret = fill(fd, text, len, old, st);
	bool mine = is_at(fd, tmp);

	if (ret >= 0 && !mine)
		ret = -EBUSY;	/* we were so slow that another one took us for dead */
	else if (!ret && rename(tmp, target))
		ret = errno == EBUSY && old ? 1 : -errno;
	else if (!ret)
		return 0;
	if (ret > 0)
		ret = sw_file_overwrite(old, text, len);
	if (mine)
		unlink(tmp);
	return ret;
}

int sw_file_replace(const char *path, const char *text, size_t len, mode_t mode, struct sw_err *err)
{
	SW_FREE char *real = realpath(path, NULL);
	const char *target = real ? real : path;
	char folder[PATH_MAX], tmp[PATH_MAX];
	struct stat st = { 0 };
	SW_FD int fd = -1;
	int ret = look(path, target, &st, err);

	if (ret < 0)
		return ret;
	if (!ret)
		st.st_mode = mode;
	if (snprintf(tmp, sizeof(tmp), "%s/.statewall.new", folder_of(target, folder)) >=
	    (int)sizeof(tmp))
		return failed("cannot write", path, ENAMETOOLONG, err);
	fd = open_temporary(tmp);
	if (fd < 0)
		return no_temporary(tmp, path, -fd, err);
	ret = put_there(fd, tmp, target, text, len, ret ? target : NULL, &st);
	if (ret)
		return failed("cannot write", path, -ret, err);
	sync_folder(target);
	return 0;
}

/* Without its link, what it led to would soon be a file of its own there. */
int sw_file_remove(const char *path, struct sw_err *err)
{
	struct stat st;

	if (lstat(path, &st))
		return errno == ENOENT ? 0 : failed("cannot remove", path, errno, err);
	if (S_ISLNK(st.st_mode))
		return sw_file_replace(path, "", 0, 0600, err);
	if (!S_ISREG(st.st_mode))
		return no_file("cannot remove", path, st.st_mode, err);
	return unlink(path) && errno != ENOENT ? failed("cannot remove", path, errno, err) : 0;
}

int sw_file_folder(const char *path, struct sw_err *err)
{
	char folder[PATH_MAX];

	if (!*folder_of(path, folder) || !mkdir(folder, 0755) || errno == EEXIST)
		return 0;
	return failed("cannot make", folder, errno, err);
}
