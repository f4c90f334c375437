/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Carries owner, mode and extended attributes over to a new file, and writes an old one in
 * place. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "base/file.h"
#include "base/file_local.h"

#define ACL "system.posix_acl_access"

int sw_file_write(int fd, const char *text, size_t len)
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

/* ---- extended attributes --------------------------------------------------------------------- */

/* Signatures of the old text are none of the new one; what the file system keeps for itself is not
 * ours. */
static bool is_kept(const char *name)
{
	static const char *const families[] = { "user.", "security.", "system." };
	static const char *const not[] = { "security.ima", "security.evm", "security.capability" };

	for (size_t i = 0; i < SW_ARRAY_SIZE(not); i++)
		if (!strcmp(name, not[i]))
			return false;
	for (size_t i = 0; i < SW_ARRAY_SIZE(families); i++)
		if (!strncmp(name, families[i], strlen(families[i])))
			return true;
	return false;
}

/* A label that the new file has by itself need not be set, which may not be allowed. */
static int keep_attribute(int fd, const char *old, const char *name)
{
	ssize_t n = getxattr(old, name, NULL, 0), got;
	SW_FREE char *value = malloc(n > 0 ? n : 1), *now = malloc(n > 0 ? n : 1);

	if (n < 0)
		return errno == ENODATA || errno == ENOTSUP ? 0 : 1;
	if (!value || !now || getxattr(old, name, value, n) != n)
		return 1;
	got = fgetxattr(fd, name, now, n);
	if (got == n && !memcmp(now, value, n))
		return 0;
	return fsetxattr(fd, name, value, n, 0) ? 1 : 0;
}

/* The folder's default list would give the new file readers that the old one had not. */
static int drop_list(int fd, const char *old)
{
	if (getxattr(old, ACL, NULL, 0) >= 0 || !fremovexattr(fd, ACL))
		return 0;
	return errno == ENODATA || errno == ENOTSUP ? 0 : 1;
}

static int keep_attributes(int fd, const char *old)
{
	ssize_t n = listxattr(old, NULL, 0);
	SW_FREE char *names = malloc(n > 0 ? n : 1);
	int ret = 0;

	if (n < 0)
		return errno == ENOTSUP || errno == ENOSYS ? 0 : 1;
	if (!names || (n = listxattr(old, names, n)) < 0)
		return 1;
	for (const char *p = names; p < names + n && !ret; p += strlen(p) + 1)
		if (is_kept(p))
			ret = keep_attribute(fd, old, p);
	return ret ? ret : drop_list(fd, old);
}

/* The mode comes last: the owner's change takes bits of it away, and it is the mask of a list. */
int sw_file_keep(int fd, const char *old, const struct stat *st)
{
	struct stat now;

	if (fstat(fd, &now))
		return 1;
	if ((now.st_uid != st->st_uid || now.st_gid != st->st_gid) &&
	    fchown(fd, st->st_uid, st->st_gid))
		return 1;
	if (keep_attributes(fd, old))
		return 1;
	return fchmod(fd, st->st_mode & 0777) ? 1 : 0;
}

/* ---- in place -------------------------------------------------------------------------------- */

static int put(int fd, const char *text, size_t len)
{
	int ret = lseek(fd, 0, SEEK_SET) ? -errno : sw_file_write(fd, text, len);

	if (!ret && (ftruncate(fd, len) || fsync(fd)))
		ret = -errno;
	return ret;
}

static int read_old(int fd, char *old, size_t len)
{
	size_t n = 0;

	while (n < len) {
		ssize_t got = pread(fd, old + n, len - n, n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got ? -errno : -EIO;
		n += got;
	}
	return 0;
}

/* Room for the longer text comes first: a full disk then costs nothing. */
int sw_file_overwrite(const char *path, const char *text, size_t len)
{
	SW_FD int fd = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	SW_FREE char *old = NULL;
	struct stat st;
	int ret = 0;

	if (fd < 0 || fstat(fd, &st))
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	old = malloc(st.st_size + 1);
	if (!old)
		return -ENOMEM;
	ret = read_old(fd, old, st.st_size);
	if (ret)
		return ret;
	if (len > (size_t)st.st_size)
		ret = -posix_fallocate(fd, 0, len);
	if (!ret)
		ret = put(fd, text, len);
	if (ret)
		put(fd, old, st.st_size);
	return ret;
}
