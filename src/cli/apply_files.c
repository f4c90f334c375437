/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads save files, one of each family. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/apply_files.h"
#include "cli/input.h"
#include "modprobe/rule_files.h"
#include "rule/rule.h"
#include "session/file_family.h"

int sw_apply_files_add(struct sw_apply_files *f, const char *name, uint8_t family,
		       struct sw_err *err)
{
	const char *file = strcmp(name, "-") ? name : NULL;
	SW_FREE char *text = NULL;
	size_t len;
	int ret = sw_input_read(file, &text, &len, err), i;

	if (ret < 0)
		return sw_err_hint(err, "the file is %s", name);
	if (ret)
		return ret;
	if (!sw_file_has_table(text, len))
		return sw_err_set(err, SW_EOTHER, ENODATA,
				  "%s has no table: there is nothing to load", name);
	if (!family)
		family = sw_file_family(file, text, len);
	i = family == SW_IP6;
	if (f->name[i])
		return sw_err_set(err, SW_EPARAM, EINVAL, "%s and %s are both of IPv%d",
				  f->name[i], name, i ? 6 : 4);
	f->name[i] = name;
	f->text[i] = SW_TAKE(text);
	f->len[i] = len;
	return 0;
}

int sw_apply_files_usual(struct sw_apply_files *f, const char *config_dir, struct sw_err *err)
{
	struct sw_rule_files files;
	int ret = 0;

	for (int i = 0; i < 2 && !ret; i++) {
		ret = sw_rule_files_find(&files, i, config_dir, NULL, err);
		if (ret || access(files.rules, F_OK))
			continue;
		f->owned[i] = strdup(files.rules);
		ret = f->owned[i] ? sw_apply_files_add(f, f->owned[i], i ? SW_IP6 : SW_IP4, err) :
				    sw_err_nomem(err);
	}
	if (!ret && !f->name[0] && !f->name[1])
		ret = sw_err_set(err, SW_EOTHER, ENOENT, "there is no file %s",
				 files.rules);
	return ret;
}

void sw_apply_files_fini(struct sw_apply_files *f)
{
	for (int i = 0; i < 2; i++) {
		free(f->text[i]);
		free(f->owned[i]);
	}
	*f = (struct sw_apply_files){ 0 };
}
