/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the running kernel and modprobe.d say about modules, and why one is refused. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "base/file.h"
#include "modprobe/module.h"

static const char *root = "";

void sw_mod_set_root(const char *dir)
{
	root = dir;
}

const char *sw_mod_state_name(enum sw_mod_state state)
{
	static const char *const name[] = {
		[SW_MOD_MISSING] = "missing", [SW_MOD_UNLOADED] = "not loaded",
		[SW_MOD_LOADED] = "loaded", [SW_MOD_BUILTIN] = "built in",
	};

	return name[state];
}

void sw_mod_close(struct sw_mod *mod)
{
	if (mod)
		mod->ops->close(mod);
}

/* ---- /sys and /proc -------------------------------------------------------------------------- */

/* The first word of a file below root into buf; false: it cannot be read. */
static bool read_word(const char *path, char *buf, size_t size)
{
	char full[PATH_MAX];
	SW_FILE FILE *f = NULL;

	if (snprintf(full, sizeof(full), "%s%s", root, path) >= (int)sizeof(full))
		return false;
	f = fopen(full, "re");
	if (!f || !fgets(buf, size, f))
		return false;
	buf[strcspn(buf, " \n")] = '\0';
	return true;
}

/* A loaded module has a file initstate there, a built-in one (if it shows up at all) has not. */
enum sw_mod_state sw_mod_sys_state(const char *name)
{
	char path[PATH_MAX], word[16];
	struct stat st;

	snprintf(path, sizeof(path), "/sys/module/%s/initstate", name);
	if (read_word(path, word, sizeof(word)))
		return !strcmp(word, "live") ? SW_MOD_LOADED : SW_MOD_UNLOADED;
	if (snprintf(path, sizeof(path), "%s/sys/module/%s", root, name) < (int)sizeof(path) &&
	    !stat(path, &st))
		return SW_MOD_BUILTIN;
	return SW_MOD_MISSING;
}

/* ---- /proc/kallsyms -------------------------------------------------------------------------- */

/* The start functions that do not bear their module's name. */
static const struct { const char *module, *init; } odd_init[] = {
	{ "nf_nat_pptp", "nf_nat_helper_pptp_init" },
};

#define MAX_FOUND 64
static struct { bool looked; size_t n; char name[MAX_FOUND][SW_MODULE_MAX]; } found;

/* "ffffffff81f5f250 t nf_nat_ftp_init"; of a loaded module "[nf_nat_ftp]" follows. */
static void look_at_symbol(const char *line)
{
	const char *name = strstr(line, " nf_");
	size_t len;

	if (!name || found.n == MAX_FOUND)
		return;
	name++;
	len = strcspn(name, " \t\n");
	if (name[len] != '\n' || len >= SW_MODULE_MAX || len < 5 ||
	    strncmp(name + len - 5, "_init", 5))
		return;
	memcpy(found.name[found.n], name, len);
	found.name[found.n++][len] = '\0';
}

static void look_at_kernel(void)
{
	char path[PATH_MAX], line[512];
	SW_FILE FILE *f = NULL;

	found.looked = true;
	snprintf(path, sizeof(path), "%s/proc/kallsyms", root);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		look_at_symbol(line);
}

bool sw_mod_in_kernel(const char *name)
{
	char init[SW_MODULE_MAX + 8];

	if (!found.looked)
		look_at_kernel();
	snprintf(init, sizeof(init), "%s_init", name);
	for (size_t i = 0; i < SW_ARRAY_SIZE(odd_init); i++)
		if (!strcmp(odd_init[i].module, name))
			snprintf(init, sizeof(init), "%s", odd_init[i].init);
	for (size_t i = 0; i < found.n; i++)
		if (!strcmp(found.name[i], init))
			return true;
	return false;
}

/* ---- options --------------------------------------------------------------------------------- */

/* A list that is too long for anybody's ports becomes an empty one, which is none. Quotes may stand
 * around a value, or around all of it. */
bool sw_mod_option_ports(const char *options, char *list)
{
	bool any = false;
	size_t len;

	for (const char *p = options; *p; p += len) {
		p += strspn(p, " \t\"");
		len = strcspn(p, " \t");
		if (strncmp(p, "ports=", 6))
			continue;
		p += 6 + strspn(p + 6, "\"");
		len = strcspn(p, " \t\"");
		any = true;
		snprintf(list, SW_PORT_LIST, "%.*s", len < SW_PORT_LIST ? (int)len : 0, p);
	}
	return any;
}

static const char *const option_folders[] = {
	"/etc/modprobe.d",     "/run/modprobe.d", "/usr/local/lib/modprobe.d",
	"/usr/lib/modprobe.d", "/lib/modprobe.d",
};

struct where {
	const char *module, *list;
	char       *place;	/* of SW_PLACE_MAX bytes */
	unsigned    found;
};

/* line: "options NAME WORDS", if it is one of those. */
static bool says_ports(const char *line, const struct where *w)
{
	char name[SW_MODULE_MAX], list[SW_PORT_LIST];
	size_t n;

	line += strspn(line, " \t");
	n = strcspn(line, " \t");
	if (n != strlen("options") || memcmp(line, "options", n))
		return false;
	line += n;
	line += strspn(line, " \t");
	n = strcspn(line, " \t");
	return sw_module_name(line, n, name) && !strcmp(name, w->module) &&
	       sw_mod_option_ports(line + n, list) && !strcmp(list, w->list);
}

static void look_at_file(const char *path, struct where *w)
{
	unsigned number = 1, wrapped;
	SW_FREE char *text = NULL;
	struct sw_err none;
	size_t len;

	sw_err_init(&none);
	if (sw_file_read(path, &text, &len, &none))
		return;
	for (char *line = text, *end, *next; line; line = next, number += 1 + wrapped) {
		wrapped = 0;
		for (end = strchr(line, '\n'); end && end > line && end[-1] == '\\'; wrapped++) {
			memmove(end - 1, end + 1, strlen(end + 1) + 1);
			end = strchr(end - 1, '\n');
		}
		next = end ? end + 1 : NULL;
		if (end)
			*end = '\0';
		if (says_ports(line, w)) {
			w->found++;
			snprintf(w->place, SW_PLACE_MAX, "%s:%u", path, number);
		}
	}
}

/* A file hides those of its name in the folders behind its own. */
static bool is_hidden(const char *name, size_t folder)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < folder; i++) {
		snprintf(path, sizeof(path), "%s%s/%s", root, option_folders[i], name);
		if (!access(path, F_OK))
			return true;
	}
	return false;
}

static void look_at_folder(size_t folder, struct where *w)
{
	char path[PATH_MAX];
	struct dirent *e;
	DIR *d;

	snprintf(path, sizeof(path), "%s%s", root, option_folders[folder]);
	d = opendir(path);
	while (d && (e = readdir(d))) {
		size_t n = strlen(e->d_name);

		if (n < 5 || strcmp(e->d_name + n - 5, ".conf") || is_hidden(e->d_name, folder))
			continue;
		if (snprintf(path, sizeof(path), "%s%s/%s", root, option_folders[folder],
			     e->d_name) < PATH_MAX)
			look_at_file(path, w);
	}
	if (d)
		closedir(d);
}

bool sw_mod_ports_place(const char *module, const char *list, char *place)
{
	struct where w = { .module = module, .list = list, .place = place };

	for (size_t i = 0; i < SW_ARRAY_SIZE(option_folders); i++)
		look_at_folder(i, &w);
	return w.found == 1;
}

/* ---- refusals -------------------------------------------------------------------------------- */

int sw_mod_refused(const char *name, int sys, struct sw_err *err)
{
	char word[8];
	int ret;

	if (sys < 0)
		sys = -sys;
	if (sys == ENOSYS)
		return sw_err_set(err, SW_ERESOURCE, sys,
				  "%s: this kernel loads no modules, and it is not built in", name);
	if (sys != EPERM && sys != EACCES)
		return sw_err_set(err, SW_ERESOURCE, sys, "%s: %s", name, strerror(sys));
	if (read_word("/proc/sys/kernel/modules_disabled", word, sizeof(word)) &&
	    !strcmp(word, "1")) {
		ret = sw_err_set(err, SW_ERESOURCE, sys,
				 "%s: loading modules is switched off until the next boot "
				 "(kernel.modules_disabled)",
				 name);
		sw_err_hint(err, "at boot, before it is switched off, run: modprobe %s", name);
		return ret;
	}
	ret = sw_err_set(err, SW_ERESOURCE, sys,
			 "%s: not permitted to load modules (it takes CAP_SYS_MODULE)", name);
	sw_err_hint(err, "on the host, run: modprobe %s", name);
	return ret;
}
