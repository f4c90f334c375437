/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose rules statewall explain asks: those of the kernel, or of a file. */
#include <stdlib.h>
#include <string.h>

#include "cli/input.h"
#include "cli/report.h"
#include "see/explain_local.h"
#include "session/file_family.h"
#include "session/session.h"
#include "session/whole.h"
#include "xt/plugin.h"

static int report_file(struct sw_restore *r, struct sw_err *err)
{
	struct sw_report_text text = { .program = SW_EXPLAIN, .restore = true, .details = true };

	if (sw_savefile_seek(&r->file, err->where.line)) {
		text.line = r->file.line;
		text.line_len = r->file.line_len;
	}
	return sw_report(err, &text);
}

static const char *file_name(const struct sw_explain_source *r)
{
	return strcmp(r->o->rules, "-") ? r->o->rules : NULL;
}

int sw_explain_read_file(struct sw_explain_source *r)
{
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	ret = sw_input_read(file_name(r), &r->text, &r->len, &err);
	if (ret < 0)
		sw_report_plain(SW_EXPLAIN, &err);
	if (!ret && !sw_file_has_table(r->text, r->len))
		return sw_report_line(SW_EXPLAIN, "%s has no table: there is nothing to load",
				      r->o->rules);
	if (!ret)
		r->of = sw_file_family(file_name(r), r->text, r->len);
	return ret;
}

static int load_file(const struct sw_explain_source *r, uint8_t family, struct sw_ruleset *rs)
{
	struct sw_restore restore = {
		.o = { .program = SW_EXPLAIN, .family = family },
		.file = { .name = file_name(r), .text = r->text, .len = r->len },
	};
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	ret = sw_whole_file(&restore, rs, &err);
	if (ret)
		report_file(&restore, &err);
	sw_restore_fini(&restore);
	return ret;
}

int sw_explain_load(struct sw_explain_source *r, uint8_t family, struct sw_ruleset **out)
{
	int i = family == SW_IP6;
	struct sw_err err;
	int ret;

	*out = &r->rs[i];
	sw_err_init(&err);
	if (r->read[i] && r->family == family)
		return 0;
	r->family = family;
	if (r->read[i]) {
		ret = sw_session_init_xt(SW_EXPLAIN, family, &err);
		return ret ? sw_report_plain(SW_EXPLAIN, &err) : 0;
	}
	if (r->o->rules) {
		ret = load_file(r, family, &r->rs[i]);
	} else {
		ret = sw_whole_kernel(SW_EXPLAIN, family, &r->rs[i], &err);
		if (ret)
			sw_report_plain(SW_EXPLAIN, &err);
	}
	r->read[i] = !ret;
	return ret;
}

void sw_explain_forget(struct sw_explain_source *r)
{
	for (int i = 0; i < 2; i++)
		if (r->read[i])
			sw_ruleset_fini(&r->rs[i]);
	free(r->text);
}

bool sw_explain_of_another(const struct sw_explain_source *r, uint8_t family)
{
	uint8_t of = r->o->words.family ? r->o->words.family : r->of;

	return r->o->rules && of && of != family;
}
