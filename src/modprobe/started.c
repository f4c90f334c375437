/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Remembers that the service was started: in which boot and network namespace, with which tables. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "modprobe/file.h"
#include "modprobe/service.h"

#define KEY_MAX  96
#define BOOT_ID  "/proc/sys/kernel/random/boot_id"

/* Another namespace has rules of its own, and is started or not by itself. The inode of one that is
 * gone is soon another's; the cookie is not, as long as the machine runs. Before Linux 5.14 there is
 * the inode only. */
static bool this_namespace(char *buf, size_t size)
{
#ifdef SO_NETNS_COOKIE
	SW_FD int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	uint64_t cookie;
	socklen_t len = sizeof(cookie);

	if (fd >= 0 && !getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &len)) {
		snprintf(buf, size, "%" PRIu64, cookie);
		return true;
	}
#endif
	ssize_t n = readlink("/proc/self/ns/net", buf, size - 1);

	buf[n > 0 ? n : 0] = '\0';
	return n > 0;
}

static bool read_line(FILE *f, char *buf, size_t size)
{
	if (!f || !fgets(buf, size, f))
		return false;
	buf[strcspn(buf, "\n")] = '\0';
	return true;
}

/* "BOOT_ID NAMESPACE" */
static bool make_key(char *key)
{
	SW_FILE FILE *f = fopen(BOOT_ID, "re");
	char boot[48], here[40];

	if (!read_line(f, boot, sizeof(boot)) || !this_namespace(here, sizeof(here)))
		return false;
	snprintf(key, KEY_MAX, "%s %s", boot, here);
	return true;
}

bool sw_service_is_started(const struct sw_service_files *f, char *tables)
{
	char key[KEY_MAX], there[KEY_MAX], names[SW_STARTED_MAX];
	SW_FILE FILE *file = fopen(f->started, "re");

	if (!make_key(key) || !read_line(file, there, sizeof(there)) || strcmp(key, there))
		return false;
	if (!read_line(file, names, sizeof(names)))
		names[0] = '\0';
	if (tables)
		strcpy(tables, names);
	return true;
}

int sw_service_set_started(const struct sw_service_files *f, const char *tables, struct sw_err *err)
{
	char key[KEY_MAX], text[KEY_MAX + SW_STARTED_MAX + 4];
	int ret;

	if (!tables) {
		if (unlink(f->started) && errno != ENOENT)
			return sw_err_set(err, SW_EOTHER, errno, "cannot remove %s: %s", f->started,
					  strerror(errno));
		return 0;
	}
	if (!make_key(key))
		return sw_err_set(err, SW_EOTHER, errno, "cannot read %s: %s", BOOT_ID,
				  strerror(errno));
	snprintf(text, sizeof(text), "%s\n%s\n", key, tables);
	ret = sw_file_folder(f->started, err);
	return ret ? ret : sw_file_replace(f->started, text, strlen(text), 0644, err);
}
