/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads texts of rules into one transaction, with what becomes of marked helper rules. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/help.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "service/assigned.h"
#include "service/texts.h"
#include "session/command.h"
#include "session/list.h"
#include "session/restore.h"

struct run {
	struct sw_texts   *l;
	struct sw_restore r[SW_TEXTS_MAX];
	int               at;	/* the text at hand; -1: none */
};

/* ---- texts ----------------------------------------------------------------------------------- */

bool sw_texts_names_table(const char *text, const char *table)
{
	struct sw_savefile f = { .text = text, .len = strlen(text) };
	bool found = false;
	char *name;

	while (!found && sw_savefile_next(&f, NULL) > 0)
		if (f.kind == SW_LINE_TABLE && !sw_savefile_table(&f, &name, NULL))
			found = name && !strcmp(name, table);
	sw_savefile_fini(&f);
	return found;
}

void sw_texts_clear_rest(const char *text, struct sw_str *out)
{
	for (int i = 0; i < SW_NTABLES; i++)
		if (!text || !sw_texts_names_table(text, sw_builtin_tables[i].name))
			sw_str_addf(out, "*%s\nCOMMIT\n", sw_builtin_tables[i].name);
}

/* The lines stay where they are, so that messages count right. */
void sw_texts_forget_marked(char *text, const struct sw_module_words *words)
{
	struct sw_savefile f = { .text = text, .len = strlen(text) };
	char module[SW_MODULE_MAX];

	while (sw_savefile_next(&f, NULL) > 0) {
		if (!sw_helper_line_module(f.line, f.line_len, module))
			continue;
		for (size_t i = 0; i < words->n; i++)
			for (const struct sw_helper *h = sw_helpers; h->name; h++)
				if (!strcmp(h->module, module) &&
				    sw_module_words_assign(words, &words->w[i], h))
					text[f.line - text] = '#';
	}
	sw_savefile_fini(&f);
}

/* ---- loading --------------------------------------------------------------------------------- */

static bool is_unmarked(const struct sw_texts *l, const struct sw_assigned *a)
{
	if (!a->module[0])
		return false;
	if (l->unmark_all)
		return true;
	for (size_t i = 0; l->unmark && i < l->unmark->n; i++)
		for (const struct sw_helper *h = sw_helpers; h->name; h++)
			if (!strcmp(h->module, a->module) &&
			    sw_module_words_assign(l->unmark, &l->unmark->w[i], h))
				return true;
	return false;
}

/* From the last to the first, so that the numbers stay right. */
static int delete_marked(struct sw_session *s, const struct sw_texts *l,
			 const struct sw_assigned_list *list, struct sw_err *err)
{
	int ret = 0;

	for (size_t i = list->n; i > 0 && !ret; i--) {
		const struct sw_assigned *a = &list->a[i - 1];
		struct sw_cmd cmd = {
			.letter = 'D', .family = l->family, .table = "raw", .number = a->number
		};

		if (!is_unmarked(l, a))
			continue;
		strcpy(cmd.chain, a->chain);
		ret = sw_command_run(s, &cmd, SW_NAMED_LATER, err);
	}
	return ret;
}

static int unmark(struct sw_session *s, const struct sw_texts *l, struct sw_err *err)
{
	struct sw_assigned_list list = { 0 };
	int ret;

	if (!l->unmark && !l->unmark_all)
		return 0;
	for (int i = 0; i < SW_TEXTS_MAX; i++)
		if (l->text[i].text && !l->text[i].add &&
		    sw_texts_names_table(l->text[i].text, "raw"))
			return 0;
	ret = sw_assigned_read(s, &list, err);
	if (!ret)
		ret = delete_marked(s, l, &list, err);
	sw_assigned_fini(&list);
	return ret;
}

/* The table's text, as it is now, into *text. */
static int read_raw(struct sw_session *s, char **text, size_t *len, struct sw_err *err)
{
	FILE *f = open_memstream(text, len);
	int ret;

	if (!f)
		return sw_err_nomem(err);
	ret = sw_list_save(s, f, sw_ruleset_table(&s->rs, "raw"), true, err);
	return fclose(f) && !ret ? sw_err_nomem(err) : ret;
}

/* What was read and what is written is one transaction: nobody's rule is lost in between. A table
 * with a rule that cannot be read stays, and only the marked rules go. */
static int remake_raw(struct sw_session *s, struct run *run, struct sw_err *err)
{
	struct sw_restore r = { .o = { .program = run->l->program, .family = run->l->family,
				       .counters = true },
				.file.name = "table raw" };
	SW_FREE char *text = NULL;
	int ret = sw_session_need(s, sw_ruleset_table(&s->rs, "raw"), "", SW_READ_TABLES, err);

	if (ret || !sw_ruleset_table(&s->rs, "raw")->in_kernel)
		return ret;
	ret = read_raw(s, &text, &r.file.len, err);
	if (ret || s->unreadable)
		return ret ? ret : unmark(s, run->l, err);
	sw_texts_forget_marked(text, run->l->unmark);
	r.file.text = text;
	ret = sw_restore_scan(&r, err);
	if (!ret)
		ret = sw_restore_run(s, &r, err);
	sw_restore_fini(&r);
	return ret;
}

static int work(struct sw_session *s, void *arg, struct sw_err *err)
{
	struct run *run = arg;
	int ret;

	run->at = -1;
	ret = run->l->remake_raw ? remake_raw(s, run, err) : unmark(s, run->l, err);
	for (int i = 0; i < SW_TEXTS_MAX && !ret; i++) {
		if (!run->l->text[i].text)
			continue;
		run->at = i;
		ret = sw_restore_run(s, &run->r[i], err);
	}
	return ret;
}

static int prepare(struct run *run, struct sw_err *err)
{
	int ret = 0;

	for (int i = 0; i < SW_TEXTS_MAX && !ret; i++) {
		const struct sw_text *t = &run->l->text[i];
		struct sw_restore *r = &run->r[i];

		r->o.program = run->l->program;
		r->o.family = run->l->family;
		r->o.told = sw_help_told;
		r->o.counters = run->l->counters && !t->add;
		r->o.noflush = t->add;
		r->file.name = t->name;
		r->file.text = t->text;
		r->file.len = t->len;
		if (t->text)
			ret = sw_restore_scan(r, err);
	}
	return ret;
}

/* A refusal of the kernel names the line, whichever text it is of. */
static int report(struct run *run, struct sw_err *err)
{
	struct sw_report_text text = { .program = run->l->program,
				       .restore = true,
				       .details = true };

	for (int i = 0; i < SW_TEXTS_MAX && err->where.line; i++) {
		struct sw_restore *r = &run->r[i];

		if (!r->file.text || (err->where.file && err->where.file != r->file.name))
			continue;
		if (sw_savefile_seek(&r->file, err->where.line)) {
			text.line = r->file.line;
			text.line_len = r->file.line_len;
		}
	}
	return sw_report(err, &text);
}

static int load(struct run *run, struct sw_err *err)
{
	struct sw_ask ask = { .program = run->l->program, .family = run->l->family };
	struct sw_answer answer = { 0 };
	int ret = sw_session_with(&ask, work, run, &answer, err);

	if (!ret)
		ret = sw_terminal_emit(&answer.text, err);
	sw_answer_fini(&answer);
	return ret;
}

int sw_texts_run(struct sw_texts *l)
{
	struct run run = { .l = l, .at = -1 };
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	ret = prepare(&run, &err);
	if (!ret)
		ret = load(&run, &err);
	if (ret)
		ret = report(&run, &err);
	for (int i = 0; i < SW_TEXTS_MAX; i++)
		sw_restore_fini(&run.r[i]);
	return ret;
}
