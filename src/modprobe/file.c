/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads whole files, and replaces them atomically. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "modprobe/file.h"

#define MAX_SIZE (256u << 20)

static int failed(const char *what, const char *path, int sys, struct sw_err *err)
{
	return sw_err_set(err, SW_EOTHER, sys, "%s %s: %s", what, path, strerror(sys));
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
	if (!S_ISREG(st.st_mode) || st.st_size > MAX_SIZE)
		return failed("cannot read", path,
			      S_ISREG(st.st_mode)   ? EFBIG
			      : S_ISDIR(st.st_mode) ? EISDIR
						    : EINVAL,
			      err);
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

static int write_all(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		text += n;
		len -= n;
	}
	return 0;
}

static int fill(int fd, const char *text, size_t len, mode_t mode)
{
	int ret = write_all(fd, text, len);

	if (!ret && (fchmod(fd, mode) || fsync(fd)))
		ret = -errno;
	return ret;
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

static int lock(int fd)
{
	while (flock(fd, LOCK_EX))
		if (errno != EINTR)
			return -errno;
	return 0;
}

static bool is_at(int fd, const char *path)
{
	struct stat here, there;

	return !fstat(fd, &here) && !lstat(path, &there) && here.st_ino == there.st_ino &&
	       here.st_dev == there.st_dev;
}

/* The descriptor of an empty tmp, locked, or negative. tmp has the same name each time, so that what
 * a crash left behind is found, and does not pile up. Whoever has it locked is at work on it; when
 * the lock comes to us, it was renamed, or its owner is dead: then it goes. Never written again:
 * somebody may have it open who may not read the new text. */
static int open_temporary(const char *tmp)
{
	for (;;) {
		SW_FD int fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		bool mine = fd >= 0;
		int ret;

		if (!mine && errno != EEXIST)
			return -errno;
		if (!mine)
			fd = open(tmp, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
		if (fd < 0 && errno == ENOENT)
			continue;
		ret = fd < 0 ? -errno : lock(fd);
		if (ret)
			return ret;
		if (!is_at(fd, tmp))
			continue;
		if (mine) {
			ret = fd;
			fd = -1;
			return ret;
		}
		if (unlink(tmp))
			return -errno;
	}
}

int sw_file_replace(const char *path, const char *text, size_t len, mode_t mode, struct sw_err *err)
{
	SW_FREE char *real = realpath(path, NULL);
	const char *target = real ? real : path;
	char folder[PATH_MAX], tmp[PATH_MAX];
	SW_FD int fd = -1;
	int ret;

	if (snprintf(tmp, sizeof(tmp), "%s/.statewall.new", folder_of(target, folder)) >=
	    (int)sizeof(tmp))
		return failed("cannot write", path, ENAMETOOLONG, err);
	fd = open_temporary(tmp);
	if (fd < 0)
		return failed("cannot write", path, -fd, err);
	ret = fill(fd, text, len, mode);
	if (!ret && rename(tmp, target))
		ret = -errno;
	if (ret) {
		unlink(tmp);
		return failed("cannot write", path, -ret, err);
	}
	sync_folder(target);
	return 0;
}

int sw_file_folder(const char *path, struct sw_err *err)
{
	char folder[PATH_MAX];

	if (!*folder_of(path, folder) || !mkdir(folder, 0755) || errno == EEXIST)
		return 0;
	return failed("cannot make", folder, errno, err);
}
