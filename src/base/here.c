/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The boot id, and the network namespace's cookie. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "base/here.h"

#define BOOT_ID  "/proc/sys/kernel/random/boot_id"

/* Another namespace has rules of its own. The inode of one that is gone is soon another's; the
 * cookie is not, as long as the machine runs. Before Linux 5.14 there is the inode only:
 * "net:[4026531840]". */
bool sw_here_namespace(char *buf, size_t size)
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

static bool write_key(char *key, const char *format)
{
	SW_FILE FILE *f = fopen(BOOT_ID, "re");
	char boot[48], here[40];

	if (!read_line(f, boot, sizeof(boot)) || !sw_here_namespace(here, sizeof(here)))
		return false;
	snprintf(key, SW_HERE_MAX, format, boot, here);
	return true;
}

bool sw_here_key(char *key)
{
	return write_key(key, "%s %s");
}

/* Process 1 is the machine's where the process ids are; the inode of those has been the same on
 * every machine since Linux 3.8. */
static bool is_machine(void)
{
	struct stat pid, net, first;

	return !stat("/proc/self/ns/pid", &pid) && pid.st_ino == 0xEFFFFFFCu &&
	       !stat("/proc/self/ns/net", &net) && !stat("/proc/1/ns/net", &first) &&
	       net.st_ino == first.st_ino && net.st_dev == first.st_dev;
}

bool sw_here_name(char *buf)
{
	if (!is_machine())
		return write_key(buf, "%s-%s");
	snprintf(buf, SW_HERE_MAX, "machine");
	return true;
}

int sw_here_unknown(struct sw_err *err)
{
	return sw_err_set(err, SW_EOTHER, errno, "cannot read %s: %s", BOOT_ID, strerror(errno));
}
