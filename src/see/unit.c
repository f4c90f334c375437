/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks for unit files, and for the links that "systemctl enable" makes. */
#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "modprobe/rule_files.h"
#include "see/unit_local.h"

/* In systemd's order: a file in one hides those of the same name behind it. */
static const char *const folders[] = {
	SW_SYSCONFDIR "/systemd/system", "/etc/systemd/system",		  "/run/systemd/system",
	"/run/systemd/generator",	 "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
	"/lib/systemd/system",
};

const char *sw_unit_word(enum sw_unit state)
{
	static const char *const words[] = {
		[SW_UNIT_NONE] = "not installed",
		[SW_UNIT_DISABLED] = "not enabled",
		[SW_UNIT_ENABLED] = "enabled",
		[SW_UNIT_MASKED] = "masked",
	};

	return words[state];
}

static bool ends_with(const char *name, const char *end)
{
	size_t len = strlen(name), n = strlen(end);

	return len > n && !strcmp(name + len - n, end);
}

/* Is there a DIR/ANY.wants/NAME, or .requires? A link that leads nowhere is one, as for systemd. */
static bool is_wanted(const char *folder, const char *name)
{
	char path[PATH_MAX], to[8];
	DIR *d = opendir(folder);
	struct dirent *e;
	bool found = false;

	while (d && !found && (e = readdir(d))) {
		if (!ends_with(e->d_name, ".wants") && !ends_with(e->d_name, ".requires"))
			continue;
		found = snprintf(path, sizeof(path), "%s/%s/%s", folder, e->d_name, name) <
				(int)sizeof(path) &&
			readlink(path, to, sizeof(to)) > 0;
	}
	if (d)
		closedir(d);
	return found;
}

/* The first file of that name; a link to /dev/null, masks the unit. */
static enum sw_unit look_for(const char *name)
{
	char path[PATH_MAX], to[16] = "";

	for (size_t i = 0; i < SW_ARRAY_SIZE(folders); i++) {
		ssize_t n;

		snprintf(path, sizeof(path), "%s/%s", folders[i], name);
		n = readlink(path, to, sizeof(to) - 1);
		to[n > 0 ? n : 0] = '\0';
		if (!strcmp(to, "/dev/null"))
			return SW_UNIT_MASKED;
		if (n > 0 || !access(path, F_OK))
			return SW_UNIT_DISABLED;
	}
	return SW_UNIT_NONE;
}

enum sw_unit sw_unit_state(const char *name)
{
	enum sw_unit state = look_for(name);

	for (size_t i = 0; state == SW_UNIT_DISABLED && i < SW_ARRAY_SIZE(folders); i++)
		if (is_wanted(folders[i], name))
			state = SW_UNIT_ENABLED;
	return state;
}
