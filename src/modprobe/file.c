/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads whole files, and replaces them atomically. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* A rename that is not on disk yet is undone by a power cut. Not every file system can sync a
 * folder. */
static void sync_folder(const char *path)
{
	char folder[PATH_MAX];
	char *slash;
	SW_FD int fd = -1;

	snprintf(folder, sizeof(folder), "%s", path);
	slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = '\0';
	fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0)
		fsync(fd);
}

int sw_file_replace(const char *path, const char *text, size_t len, mode_t mode, struct sw_err *err)
{
	SW_FREE char *real = realpath(path, NULL);
	const char *target = real ? real : path;
	char tmp[PATH_MAX];
	SW_FD int fd = -1;
	int ret;

	if (snprintf(tmp, sizeof(tmp), "%s.XXXXXX", target) >= (int)sizeof(tmp))
		return failed("cannot write", path, ENAMETOOLONG, err);
	fd = mkostemp(tmp, O_CLOEXEC);
	if (fd < 0)
		return failed("cannot write", path, errno, err);
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
