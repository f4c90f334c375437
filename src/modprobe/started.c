/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Remembers that the service was started: in which boot and network namespace, with which
 * tables. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "base/cleanup.h"
#include "base/file.h"
#include "base/here.h"
#include "modprobe/rule_files.h"
#include "modprobe/started.h"

/* The next line of *rest, "" when there is none, into buf. */
static void take_line(char **rest, char *buf, size_t size)
{
	const char *line = *rest ? strsep(rest, "\n") : "";

	snprintf(buf, size, "%s", line);
}

bool sw_started_read(const struct sw_rule_files *f, struct sw_started *then)
{
	char key[SW_HERE_MAX], there[SW_HERE_MAX + 1], *rest;
	SW_FREE char *text = NULL;
	struct sw_err none;
	size_t len;

	sw_err_init(&none);
	if (!sw_here_key(key) || sw_file_read(f->started, &text, &len, &none))
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
	char key[SW_HERE_MAX], text[SW_HERE_MAX + sizeof(*now) + 4];
	int ret;

	if (!now)
		return sw_file_remove(f->started, err);
	if (!sw_here_key(key))
		return sw_here_unknown(err);
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
