/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files of the service, and what happened to modules. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "base/file.h"
#include "modprobe/rule_files.h"

/* ---- names of files ------------------------------------------------------------------------- */

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

int sw_service_files(struct sw_service_files *f, bool ip6, const char *config_dir,
		     const char *run_dir, struct sw_err *err)
{
	const char *dir = config_dir ? config_dir : SW_SERVICE_CONFIG;
	const char *run = run_dir ? run_dir : SW_SERVICE_RUN;
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
	if (is_debian(dir, debian, f->rules))
		strcpy(f->rules, debian);
	if (snprintf(f->fallback, PATH_MAX, "%s.fallback", f->rules) >= PATH_MAX ||
	    snprintf(f->saved, PATH_MAX, "%s.save", f->rules) >= PATH_MAX)
		return sw_err_set(err, SW_EPARAM, ENAMETOOLONG, "the name of a folder is too long");
	return 0;
}

/* ---- IPv6 ------------------------------------------------------------------------------------- */

bool sw_service_no_ipv6(void)
{
	SW_FILE FILE *f = fopen("/sys/module/ipv6/parameters/disable", "re");

	if (f && fgetc(f) == '1')
		return true;
	return access("/proc/sys/net/ipv6", F_OK) != 0;
}

/* ---- what happened to modules --------------------------------------------------------------- */

int sw_module_log_mark(struct sw_module_log *log, const char *module, enum sw_module_mark mark,
		       struct sw_err *err)
{
	size_t i;

	for (i = 0; i < log->n && strcmp(log->m[i].name, module); i++)
		;
	if (i == log->n) {
		void *more = reallocarray(log->m, log->n + 1, sizeof(*log->m));

		if (!more)
			return sw_err_nomem(err);
		log->m = more;
		memset(&log->m[i], 0, sizeof(log->m[i]));
		snprintf(log->m[i].name, sizeof(log->m[i].name), "%s", module);
		log->n++;
	}
	if (mark == SW_MODULE_LOADED) {
		log->m[i].loaded = true;
		return 0;
	}
	log->m[i].wanted = mark == SW_MODULE_WANTED;
	log->m[i].dropped = mark == SW_MODULE_DROPPED;
	return 0;
}

bool sw_module_log_has(const struct sw_module_log *log, const char *module,
		       enum sw_module_mark mark)
{
	for (size_t i = 0; i < log->n; i++)
		if (!strcmp(log->m[i].name, module))
			return mark == SW_MODULE_LOADED ? log->m[i].loaded :
			       mark == SW_MODULE_WANTED ? log->m[i].wanted : log->m[i].dropped;
	return false;
}

void sw_module_log_unload(struct sw_module_log *log, const char *module)
{
	for (size_t i = 0; i < log->n; i++)
		if (!strcmp(log->m[i].name, module))
			log->m[i].loaded = false;
}

int sw_module_log_read(struct sw_module_log *log, const char *file, struct sw_err *err)
{
	SW_FREE char *text = NULL;
	char name[SW_MODULE_MAX], *rest, *line;
	struct sw_err local;
	size_t len = 0;
	int ret;

	sw_err_init(&local);
	ret = sw_file_read(file, &text, &len, &local);
	if (ret && ret != -ENOENT)
		*err = local;
	if (ret)
		return ret == -ENOENT ? 0 : ret;
	for (rest = text; !ret && (line = strsep(&rest, "\n"));)
		if (line[0] && strchr("+=-", line[0]) &&
		    sw_module_name(line + 1, strlen(line + 1), name))
			ret = sw_module_log_mark(log, name, (enum sw_module_mark)line[0], err);
	return ret;
}

int sw_module_log_write(const struct sw_module_log *log, const char *file, struct sw_err *err)
{
	struct sw_str out = { 0 };
	int ret;

	for (size_t i = 0; i < log->n; i++) {
		if (log->m[i].loaded)
			sw_str_addf(&out, "+%s\n", log->m[i].name);
		if (log->m[i].wanted || log->m[i].dropped)
			sw_str_addf(&out, "%c%s\n", log->m[i].wanted ? '=' : '-', log->m[i].name);
	}
	ret = out.oom ? sw_err_nomem(err) : sw_file_folder(file, err);
	if (!ret && !out.len && access(file, F_OK))
		return 0;
	if (!ret)
		ret = sw_file_replace(file, out.len ? out.s : "", out.len, 0644, err);
	sw_str_fini(&out);
	return ret;
}

void sw_module_log_fini(struct sw_module_log *log)
{
	free(log->m);
	*log = (struct sw_module_log){ 0 };
}
