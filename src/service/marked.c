/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The marked helper rules of table raw, taken out of it. */
#include <string.h>

#include "cli/saved.h"
#include "service/assigned.h"
#include "service/marked.h"
#include "session/command.h"
#include "session/list.h"

static bool is_meant(const struct sw_marked *m, const struct sw_assigned *a)
{
	return a->module[0] && (m->all || sw_saved_names(m->words, a->module));
}

/* From the last to the first, so that the numbers stay right. */
static int delete_rules(struct sw_session *s, const struct sw_marked *m,
			const struct sw_assigned_list *list, struct sw_err *err)
{
	int ret = 0;

	for (size_t i = list->n; i > 0 && !ret; i--) {
		const struct sw_assigned *a = &list->a[i - 1];
		struct sw_cmd cmd = { .letter = 'D', .family = s->rs.family, .table = "raw",
				      .number = a->number };

		if (!is_meant(m, a))
			continue;
		strcpy(cmd.chain, a->chain);
		ret = sw_command_run(s, &cmd, SW_NAMED_LATER, err);
	}
	return ret;
}

static int remove_rules(struct sw_session *s, const struct sw_marked *m, struct sw_err *err)
{
	const struct sw_text *text = m->texts->text;
	struct sw_assigned_list list = { 0 };
	int ret;

	if (!m->words && !m->all)
		return 0;
	for (int i = 0; i < SW_TEXTS_MAX; i++)
		if (text[i].text && !text[i].add && sw_text_names_table(text[i].text, "raw"))
			return 0;
	ret = sw_assigned_read(s, &list, err);
	if (!ret)
		ret = delete_rules(s, m, &list, err);
	sw_assigned_fini(&list);
	return ret;
}

/* The table's text, as it is now. */
static int save_raw(struct sw_session *s, struct sw_str *text, struct sw_err *err)
{
	FILE *f = sw_str_open(text);
	int ret;

	if (!f)
		return sw_err_nomem(err);
	ret = sw_list_save(s, f, sw_ruleset_table(&s->rs, "raw"), true, err);
	return (fclose(f) || text->oom) && !ret ? sw_err_nomem(err) : ret;
}

static int restore_raw(struct sw_session *s, const struct sw_marked *m, const struct sw_str *text,
		       struct sw_err *err)
{
	struct sw_restore r = {
		.o = { .program = m->texts->o.program, .family = s->rs.family, .counters = true },
		.file = { .name = "table raw", .text = text->s, .len = text->len },
	};
	int ret = sw_restore_scan(&r, err);

	if (!ret)
		ret = sw_restore_run(s, &r, err);
	sw_restore_fini(&r);
	return ret;
}

/* What was read and what is written is one transaction: nobody's rule is lost in between. A table
 * with a rule that cannot be read stays, and only the marked rules go. */
static int remake_raw(struct sw_session *s, const struct sw_marked *m, struct sw_err *err)
{
	struct sw_table *raw = sw_ruleset_table(&s->rs, "raw");
	struct sw_str text = { 0 };
	int ret = sw_session_need(s, raw, "", SW_READ_TABLES, err);

	if (ret || !raw->in_kernel)
		return ret;
	ret = save_raw(s, &text, err);
	if (!ret && s->unreadable) {
		ret = remove_rules(s, m, err);
	} else if (!ret) {
		sw_saved_forget(text.s, m->words);
		ret = restore_raw(s, m, &text, err);
	}
	sw_str_fini(&text);
	return ret;
}

int sw_marked_remove(struct sw_session *s, void *marked, struct sw_err *err)
{
	const struct sw_marked *m = marked;

	return m->remake_raw ? remake_raw(s, m, err) : remove_rules(s, m, err);
}
