/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of extensions: which plugin files are installed, found by one hash lookup. */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "xt/compat.h"
#include "xt/xt_local.h"

#define BUCKETS 512

static struct {
	struct sw_xt_name *bucket[BUCKETS];
	char              *path;	/* owned: the folders, each ended by NUL */
	size_t             ndir;
	bool               listed;
} names;

static const char *const prefix[3] = { "libipt_", "libip6t_", "libxt_" };

static struct sw_xt_name *find(const char *name, size_t len, uint32_t hash)
{
	struct sw_xt_name *n = names.bucket[hash % BUCKETS];

	while (n && (n->hash != hash || n->len != len || memcmp(n->name, name, len) != 0))
		n = n->next;
	return n;
}

struct sw_xt_name *sw_xt_name_add(const char *name)
{
	size_t len = strlen(name);
	uint32_t hash = sw_xt_hash(name, len);
	struct sw_xt_name *n = find(name, len, hash);

	if (n || len >= sizeof(n->name))
		return n;
	n = calloc(1, sizeof(*n));
	if (!n)
		return NULL;
	memcpy(n->name, name, len);
	n->len = len;
	n->hash = hash;
	n->next = names.bucket[hash % BUCKETS];
	names.bucket[hash % BUCKETS] = n;
	return n;
}

#ifdef SW_XTLIBDIR	/* configure asked pkg-config */
static char *plugin_dir(void)
{
	return strdup(SW_XTLIBDIR);
}
#else
/* The folder beside the loaded libxtables: where every distribution puts the plugins. */
static char *plugin_dir(void)
{
	char *path = NULL;
	const char *slash;
	Dl_info info;

	/* RTLD_NEXT: in a program without PIE, the function's own address is one in the program. */
	if (!dladdr(dlsym(RTLD_NEXT, "xtables_init_all"), &info) || !info.dli_fname)
		return NULL;
	slash = strrchr(info.dli_fname, '/');
	if (!slash)
		return NULL;
	if (asprintf(&path, "%.*s/xtables", (int)(slash - info.dli_fname), info.dli_fname) < 0)
		return NULL;
	return path;
}
#endif

const char *sw_xt_plugin_version(void)
{
	return XTABLES_VERSION;
}

char *sw_xt_plugin_folders(void)
{
	const char *env = secure_getenv("XTABLES_LIBDIR");

	return env && *env ? strdup(env) : plugin_dir();
}

/* "libxt_tcp.so" -> prefix 2, name "tcp". */
static int split_file(const char *file, char *name, size_t size)
{
	size_t len = strlen(file);

	for (int i = 0; i < 3; i++) {
		size_t p = strlen(prefix[i]);

		if (strncmp(file, prefix[i], p) != 0 || len <= p + 3 ||
		    strcmp(file + len - 3, ".so") != 0 || len - p - 3 >= size)
			continue;
		memcpy(name, file + p, len - p - 3);
		name[len - p - 3] = '\0';
		return i;
	}
	return -1;
}

static void list_folder(const char *folder, uint8_t number)
{
	char name[SW_NAME_MAX];
	struct dirent *d;
	DIR *dir = opendir(folder);

	if (!dir)
		return;
	while ((d = readdir(dir))) {
		int i = split_file(d->d_name, name, sizeof(name));
		struct sw_xt_name *n = i >= 0 ? sw_xt_name_add(name) : NULL;

		if (n && !n->file[i])
			n->file[i] = number;
	}
	closedir(dir);
}

static void list_folders(void)
{
	char *p;

	names.listed = true;
	names.path = sw_xt_plugin_folders();
	if (!names.path)
		return;
	for (p = names.path; p && names.ndir < UINT8_MAX;) {
		char *colon = strchr(p, ':');

		if (colon)
			*colon = '\0';
		list_folder(p, ++names.ndir);
		p = colon ? colon + 1 : NULL;
	}
}

struct sw_xt_name *sw_xt_name_find(const char *name)
{
	size_t len = strlen(name);
	uint32_t hash = sw_xt_hash(name, len);

	if (!names.listed)
		list_folders();
	return find(name, len, hash);
}

void sw_xt_each_name(void (*fn)(struct sw_xt_name *, void *), void *arg)
{
	if (!names.listed)
		list_folders();
	for (size_t i = 0; i < BUCKETS; i++)
		for (struct sw_xt_name *n = names.bucket[i], *next; n; n = next) {
			next = n->next;	/* fn may add names */
			fn(n, arg);
		}
}

/* The family's own file wins over libxt_ within one folder, and an earlier folder over both. */
int sw_xt_name_file(const struct sw_xt_name *n, uint8_t family)
{
	int own = family == SW_IP6 ? 1 : 0;
	uint8_t a = n->file[own], b = n->file[2];

	if (a && (!b || a <= b))
		return own;
	return b ? 2 : -1;
}

int sw_xt_name_path(const struct sw_xt_name *n, int file, char *buf, size_t size)
{
	const char *dir = names.path;

	for (uint8_t i = 1; i < n->file[file]; i++)
		dir += strlen(dir) + 1;
	if ((size_t)snprintf(buf, size, "%s/%s%s.so", dir, prefix[file], n->name) >= size)
		return -ENAMETOOLONG;
	return 0;
}
