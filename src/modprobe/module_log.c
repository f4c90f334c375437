/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What happened to modules since boot, in a file below /run. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "base/file.h"
#include "modprobe/module_log.h"

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
