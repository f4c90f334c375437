/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of files, and names in files: services, protocols, users, groups. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "base/cleanup.h"
#include "base/str.h"
#include "complete/complete_local.h"

#define FILES 2000	/* entries of a folder, and */
#define LINES 20000	/* lines of a file that are looked at */

/* ---- names of files -------------------------------------------------------------------------- */

/* "~/x" is in the home of whoever types; the word keeps the "~". */
static void add_folder(struct sw_str *path, const char *typed, size_t len)
{
	const char *home = getenv("HOME");

	if (home && !strncmp(typed, "~/", 2)) {
		sw_str_add(path, home);
		typed++;
		len--;
	}
	sw_str_addn(path, typed, len);
	if (!len)
		sw_str_add(path, "./");
}

static void offer_file(struct sw_request *r, const char *folder, const char *typed, size_t len,
		       const char *name, bool folders_only)
{
	struct sw_str path = { 0 }, word = { 0 };
	struct stat st;
	bool is_folder;

	sw_str_addf(&path, "%s%s", folder, name);
	is_folder = !path.oom && !stat(path.s, &st) && S_ISDIR(st.st_mode);
	sw_str_addn(&word, typed, len);
	sw_str_addf(&word, "%s%s", name, is_folder ? "/" : "");
	if (word.oom)
		r->oom = true;
	else if (is_folder)
		sw_offer_part(r, word.s, NULL);
	else if (!folders_only)
		sw_offer(r, word.s, NULL);
	sw_str_fini(&path);
	sw_str_fini(&word);
}

void sw_offer_files(struct sw_request *r, bool folders_only)
{
	const char *slash = strrchr(r->text, '/');
	size_t len = slash ? slash + 1 - r->text : 0;
	struct sw_str folder = { 0 };
	struct dirent *e;
	DIR *dir;

	r->out->files = true;
	if (r->ask->files)
		return;
	add_folder(&folder, r->text, len);
	dir = folder.oom ? NULL : opendir(folder.s);
	for (unsigned i = 0; dir && i < FILES && (e = readdir(dir)); i++)
		if (!strncmp(e->d_name, r->text + len, strlen(r->text + len)) &&
		    (e->d_name[0] != '.' || r->text[len] == '.') && strcmp(e->d_name, ".") &&
		    strcmp(e->d_name, ".."))
			offer_file(r, folder.s, r->text, len, e->d_name, folders_only);
	if (dir)
		closedir(dir);
	sw_offer_sort(r, 0);
	sw_str_fini(&folder);
}

/* ---- names in files -------------------------------------------------------------------------- */

/* Is "22/tcp" of that protocol? */
static bool is_of(const char *port, const char *proto)
{
	const char *slash = port ? strchr(port, '/') : NULL;

	return slash && !strcmp(slash + 1, proto);
}

static void offer_once(struct sw_request *r, const char *word, const char *help)
{
	for (size_t i = 0; i < r->out->n; i++)
		if (!strcmp(r->out->c[i].word + r->head, word))
			return;
	sw_offer(r, word, help);
}

static void offer_line(struct sw_request *r, char *line, const char *proto)
{
	char *rest = NULL, *name, *number, *other;

	line[strcspn(line, "#\n")] = '\0';
	name = strtok_r(line, " \t", &rest);
	number = strtok_r(NULL, " \t", &rest);
	if (!name || (proto && !is_of(number, proto)))
		return;
	offer_once(r, name, number);
	while ((other = strtok_r(NULL, " \t", &rest)))
		offer_once(r, other, number);
}

void sw_offer_services(struct sw_request *r, const char *proto)
{
	SW_FILE FILE *f = fopen("/etc/services", "re");
	SW_FREE char *line = NULL;
	size_t cap = 0;

	for (unsigned i = 0; f && i < LINES && getline(&line, &cap, f) > 0; i++)
		offer_line(r, line, proto);
}

void sw_offer_names_of(struct sw_request *r, const char *path)
{
	SW_FILE FILE *f = fopen(path, "re");
	SW_FREE char *line = NULL;
	size_t cap = 0;

	for (unsigned i = 0; f && i < LINES && getline(&line, &cap, f) > 0; i++) {
		line[strcspn(line, "#: \t\n")] = '\0';
		offer_once(r, line, NULL);
	}
}
