/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Remembers that the service was started: in which boot and network namespace, with which
 * tables. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "base/file.h"
#include "modprobe/rule_files.h"
#include "modprobe/started.h"

#define KEY_MAX  96
#define BOOT_ID  "/proc/sys/kernel/random/boot_id"

/* Another namespace has rules of its own, and is started or not by itself. The inode of one that is
 * gone is soon another's; the cookie is not, as long as the machine runs. Before Linux 5.14 there
 * is the inode only. */
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

/* The next line of *rest, "" when there is none, into buf. */
static void take_line(char **rest, char *buf, size_t size)
{
	const char *line = *rest ? strsep(rest, "\n") : "";

	snprintf(buf, size, "%s", line);
}

bool sw_started_read(const struct sw_rule_files *f, struct sw_started *then)
{
	char key[KEY_MAX], there[KEY_MAX + 1], *rest;
	SW_FREE char *text = NULL;
	struct sw_err none;
	size_t len;

	sw_err_init(&none);
	if (!make_key(key) || sw_file_read(f->started, &text, &len, &none))
		return false;
	rest = text;
	take_line(&rest, there, sizeof(there));
	if (strcmp(key, there))
		return false;
	if (then) {
		take_line(&rest, then->tables, sizeof(then->tables));
		take_line(&rest, then->print, sizeof(then->print));
	}
	return true;
}

int sw_started_write(const struct sw_rule_files *f, const struct sw_started *now,
			   struct sw_err *err)
{
	char key[KEY_MAX], text[KEY_MAX + sizeof(*now) + 4];
	int ret;

	if (!now)
		return sw_file_remove(f->started, err);
	if (!make_key(key))
		return sw_err_set(err, SW_EOTHER, errno, "cannot read %s: %s", BOOT_ID,
				  strerror(errno));
	snprintf(text, sizeof(text), "%s\n%s\n%s\n", key, now->tables, now->print);
	ret = sw_file_folder(f->started, err);
	return ret ? ret : sw_file_replace(f->started, text, strlen(text), 0644, err);
}

/* The part of a save's line that counts, from *p on: neither comment (but for a rule that nobody
 * can read) nor counters, which stand before a rule and behind a chain. */
static size_t part_of(const char **p, size_t len)
{
	const char *line = *p, *last = *line == ':' ? memrchr(line, '[', len) : NULL;

	if (*line == '#' && strncmp(line, "# rule ", 7))
		return 0;
	if (*line == '[')
		*p += strcspn(line, "-\n");
	return last ? (size_t)(last - line) : len - (size_t)(*p - line);
}

/* FNV-1a. */
void sw_started_print(const char *save, char *print)
{
	uint64_t hash = 14695981039346656037ull;
	size_t len, n;

	for (const char *line = save, *p; *line; line += len, line += *line == '\n') {
		p = line;
		len = strcspn(line, "\n");
		n = part_of(&p, len);
		for (size_t i = 0; i <= n && n; i++)
			hash = (hash ^ (unsigned char)(i < n ? p[i] : '\n')) * 1099511628211ull;
	}
	snprintf(print, SW_PRINT_MAX, "%016" PRIx64, hash);
}
