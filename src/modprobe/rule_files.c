/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of the files of the service, and what a save does with the rules. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "base/file.h"
#include "modprobe/rule_files.h"

/* ---- names of files -------------------------------------------------------------------------- */

static int join(char *out, const char *dir, const char *name, const char *suffix,
		struct sw_err *err)
{
	if (snprintf(out, PATH_MAX, "%s/%s%s", dir, name, suffix) < PATH_MAX)
		return 0;
	return sw_err_set(err, SW_EPARAM, ENAMETOOLONG, "the name of a folder is too long");
}

/* Debian's folder is called iptables and has rules.v4 and rules.v6. */
static bool is_debian(const char *dir, const char *debian, const char *plain)
{
	size_t len = strlen(dir);

	if (!access(debian, F_OK))
		return true;
	if (!access(plain, F_OK))
		return false;
	while (len && dir[len - 1] == '/')
		len--;
	return len >= 9 && !memcmp(dir + len - 9, "/iptables", 9);
}

/* Where nobody has named a folder: the family's own file is looked for in both, then the other
 * family's, so that a first save goes where that one is. */
static const char *const own_file[] = {
	SW_RULE_FILES_CONFIG "/iptables",
	SW_RULE_FILES_CONFIG "/ip6tables",
};
static const char *const debian_file[] = {
	SW_RULE_FILES_DEBIAN "/rules.v4",
	SW_RULE_FILES_DEBIAN "/rules.v6",
};

static bool in_debian(bool ip6)
{
	for (int i = 0; i < 2; i++) {
		if (!access(own_file[ip6 ^ i], F_OK))
			return false;
		if (!access(debian_file[ip6 ^ i], F_OK))
			return true;
	}
	return false;
}

int sw_rule_files_find(struct sw_rule_files *f, bool ip6, const char *config_dir,
		     const char *run_dir, struct sw_err *err)
{
	const char *dir = config_dir ? config_dir : SW_RULE_FILES_CONFIG;
	const char *run = run_dir ? run_dir : SW_RULE_FILES_RUN;
	char debian[PATH_MAX];
	int ret;

	f->ip6 = ip6;
	f->name = ip6 ? "ip6tables" : "iptables";
	f->prefix = ip6 ? "IP6TABLES" : "IPTABLES";
	ret = join(debian, dir, ip6 ? "rules.v6" : "rules.v4", "", err);
	if (!ret)
		ret = join(f->rules, dir, f->name, "", err);
	if (!ret)
		ret = join(f->config, dir, f->name, "-config", err);
	if (!ret)
		ret = join(f->started, run, f->name, ".started", err);
	if (!ret)
		ret = join(f->modules, run, f->name, ".modules", err);
	if (ret)
		return ret;
	f->debian = !config_dir && in_debian(ip6);
	if (f->debian)
		strcpy(f->rules, debian_file[ip6]);
	else if (is_debian(dir, debian, f->rules))
		strcpy(f->rules, debian);
	if (snprintf(f->fallback, PATH_MAX, "%s.fallback", f->rules) >= PATH_MAX ||
	    snprintf(f->saved, PATH_MAX, "%s.save", f->rules) >= PATH_MAX)
		return sw_err_set(err, SW_EPARAM, ENAMETOOLONG, "the name of a folder is too long");
	return 0;
}

/* ---- replacing ------------------------------------------------------------------------------- */

/* The copy must have no more readers than the service gives a rule file: whoever made it wider did
 * not know what it would hold. */
static void narrow(const char *saved)
{
	struct stat st;

	if (!stat(saved, &st) && S_ISREG(st.st_mode) && st.st_mode & 0077)
		chmod(saved, 0600);
}

int sw_rule_files_replace(const struct sw_rule_files *f, const char *text, size_t len,
			  struct sw_err *err)
{
	SW_FREE char *old = NULL;
	struct sw_err local;
	size_t old_len = 0;
	int ret;

	if (!len)
		return sw_err_set(err, SW_EOTHER, ENODATA,
				  "there are no rules to save; %s stays as it is", f->rules);
	sw_err_init(&local);
	ret = sw_file_read(f->rules, &old, &old_len, &local);
	if (ret && ret != -ENOENT) {
		*err = local;
		return ret;
	}
	if (!ret) {
		narrow(f->saved);
		ret = sw_file_replace(f->saved, old, old_len, 0600, err);
	} else {
		ret = 0;
	}
	return ret ? ret : sw_file_replace(f->rules, text, len, 0600, err);
}
