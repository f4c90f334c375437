/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads texts of rules into one transaction, and saves the rules into a text. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "cli/report.h"
#include "service/assigned.h"
#include "service/texts.h"
#include "session/command.h"
#include "session/list.h"
#include "session/restore.h"
#include "session/saveline.h"
#include "words/version.h"
#include "xt/plugin.h"

struct run {
	struct sw_load   *l;
	struct sw_restore r[SW_LOAD_TEXTS];
	int               at;	/* the text at hand; -1: none */
};

/* ---- texts ---------------------------------------------------------------------------------- */

static const char *next_line(const char *p)
{
	const char *nl = strchr(p, '\n');

	return nl ? nl + 1 : p + strlen(p);
}

bool sw_load_names_table(const char *text, const char *table)
{
	const char *next, *name;

	for (const char *p = text; *p; p = next) {
		size_t n;

		next = next_line(p);
		n = sw_line_end(p, next - p);
		if (sw_line_kind(p, n) != SW_LINE_TABLE)
			continue;
		n = sw_line_table(p, n, &name);
		if (n == strlen(table) && !memcmp(name, table, n))
			return true;
	}
	return false;
}

void sw_load_clear_rest(const char *text, struct sw_str *out)
{
	for (int i = 0; i < SW_NTABLES; i++)
		if (!text || !sw_load_names_table(text, sw_builtin_tables[i].name))
			sw_str_addf(out, "*%s\nCOMMIT\n", sw_builtin_tables[i].name);
}

/* The lines stay where they are, so that messages count right. */
void sw_load_forget_marked(char *text, const struct sw_module_words *words)
{
	char module[SW_MODULE_MAX];
	char *next;

	for (char *p = text; *p; p = next) {
		next = (char *)next_line(p);
		if (!sw_helper_line_module(p, next - p, module))
			continue;
		for (size_t i = 0; i < words->n; i++)
			for (const struct sw_helper *h = sw_helpers; h->name; h++)
				if (!strcmp(h->module, module) &&
				    sw_module_words_assign(words, &words->w[i], h))
					*p = '#';
	}
}

/* ---- loading -------------------------------------------------------------------------------- */

static bool is_unmarked(const struct sw_load *l, const struct sw_assigned *a)
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
static int delete_marked(struct sw_session *s, const struct sw_load *l,
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
		ret = sw_command_run(s, &cmd, true, err);
	}
	return ret;
}

static int unmark(struct sw_session *s, const struct sw_load *l, struct sw_err *err)
{
	struct sw_assigned_list list = { 0 };
	int ret;

	if (!l->unmark && !l->unmark_all)
		return 0;
	for (int i = 0; i < SW_LOAD_TEXTS; i++)
		if (l->text[i].text && !l->text[i].add &&
		    sw_load_names_table(l->text[i].text, "raw"))
			return 0;
	ret = sw_assigned_read(s, &list, err);
	if (!ret)
		ret = delete_marked(s, l, &list, err);
	sw_assigned_fini(&list);
	return ret;
}

static void free_restore(struct sw_restore *r)
{
	free(r->want);
	free(r->buf);
	sw_words_fini(&r->words);
}

/* The table's text, as it is now, into *text. */
static int read_raw(struct sw_session *s, char **text, size_t *len, struct sw_err *err)
{
	FILE *theirs = s->out, *f = open_memstream(text, len);
	int ret;

	if (!f)
		return sw_err_nomem(err);
	s->out = f;
	ret = sw_list_save(s, sw_ruleset_table(&s->rs, "raw"), true, err);
	s->out = theirs;
	return fclose(f) && !ret ? sw_err_nomem(err) : ret;
}

/* What was read and what is written is one transaction: nobody's rule is lost in between. A table
 * with a rule that cannot be read stays, and only the marked rules go. */
static int remake_raw(struct sw_session *s, struct run *run, struct sw_err *err)
{
	struct sw_restore r = { .program = run->l->program, .family = run->l->family,
				.counters = true, .file = "table raw" };
	SW_FREE char *text = NULL;
	int ret = sw_session_need(s, sw_ruleset_table(&s->rs, "raw"), "", SW_NEEDS_TABLES, err);

	if (ret || !sw_ruleset_table(&s->rs, "raw")->in_kernel)
		return ret;
	ret = read_raw(s, &text, &r.len, err);
	if (ret || s->unreadable)
		return ret ? ret : unmark(s, run->l, err);
	sw_load_forget_marked(text, run->l->unmark);
	r.text = text;
	ret = sw_restore_scan(&r, err);
	if (!ret)
		ret = sw_restore_run(s, &r, err);
	free_restore(&r);
	return ret;
}

static int work(struct sw_session *s, void *arg, struct sw_err *err)
{
	struct run *run = arg;
	int ret;

	run->at = -1;
	ret = run->l->remake_raw ? remake_raw(s, run, err) : unmark(s, run->l, err);
	for (int i = 0; i < SW_LOAD_TEXTS && !ret; i++) {
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

	for (int i = 0; i < SW_LOAD_TEXTS && !ret; i++) {
		const struct sw_load_text *t = &run->l->text[i];
		struct sw_restore *r = &run->r[i];

		r->program = run->l->program;
		r->family = run->l->family;
		r->counters = run->l->counters && !t->add;
		r->noflush = t->add;
		r->file = t->name;
		r->text = t->text;
		r->len = t->len;
		if (t->text)
			ret = sw_restore_scan(r, err);
	}
	return ret;
}

static int find_line(struct sw_restore *r, void *arg)
{
	return r->where.line == *(unsigned *)arg;
}

/* A refusal of the kernel names the line, whichever text it is of. */
static int report(struct run *run, struct sw_err *err)
{
	struct sw_report_text text = { .program = run->l->program,
				       .restore = true,
				       .details = true };

	for (int i = 0; i < SW_LOAD_TEXTS && err->where.line; i++) {
		struct sw_restore *r = &run->r[i];

		if (!r->text || (err->where.file && err->where.file != r->file))
			continue;
		if (sw_restore_lines(r, find_line, &err->where.line)) {
			text.line = r->line;
			text.line_len = r->line_len;
		}
	}
	return sw_report(err, &text);
}

int sw_load_run(struct sw_load *l)
{
	struct run run = { .l = l, .at = -1 };
	struct sw_session s = { 0 };
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	ret = sw_session_init_xt(l->program, l->family, &err);
	if (!ret)
		ret = prepare(&run, &err);
	if (!ret)
		ret = sw_session_open(&s, l->program, l->family, &err);
	if (!ret)
		ret = sw_session_run(&s, work, &run, &err);
	sw_session_close(&s);
	sw_xt_fini();
	if (ret)
		ret = report(&run, &err);
	for (int i = 0; i < SW_LOAD_TEXTS; i++)
		free_restore(&run.r[i]);
	return ret;
}

/* ---- saving --------------------------------------------------------------------------------- */

struct saver {
	const char     *program;
	bool            counters, unreadable;
	sw_session_work head;
	void           *arg;
	FILE           *out;	/* our own: what a session writes goes to stdout */
	char           *text;
	size_t          len;
};

static int save_tables(struct sw_session *s, struct saver *v, struct sw_err *err)
{
	time_t now = time(NULL);
	char date[32];
	int ret = v->head ? v->head(s, v->arg, err) : 0;

	if (!ret)
		ret = sw_session_need(s, &s->rs.table[0], "", SW_NEEDS_TABLES, err);
	for (int i = 0; i < SW_NTABLES && !ret; i++) {
		if (!s->rs.table[i].in_kernel)
			continue;
		fprintf(s->out, "# Generated by %s-save %s on %s", v->program, SW_COMPAT_VERSION,
			ctime_r(&now, date));
		ret = sw_list_save(s, &s->rs.table[i], v->counters, err);
		fprintf(s->out, "# Completed on %s", ctime_r(&now, date));
	}
	return ret;
}

static int save_work(struct sw_session *s, void *arg, struct sw_err *err)
{
	struct saver *v = arg;
	FILE *theirs = s->out;
	int ret;

	if (v->out)
		fclose(v->out);
	free(v->text);
	v->text = NULL;
	v->out = open_memstream(&v->text, &v->len);
	if (!v->out)
		return sw_err_nomem(err);
	s->out = v->out;
	ret = save_tables(s, v, err);
	s->out = theirs;
	v->unreadable = s->unreadable;
	return ret;
}

int sw_load_save(const char *program, uint8_t family, bool counters, sw_session_work head,
		 void *arg, struct sw_str *out, bool *unreadable, struct sw_err *err)
{
	struct saver v = { .program = program, .counters = counters, .head = head, .arg = arg };
	struct sw_session s = { 0 };
	int ret = sw_session_init_xt(program, family, err);

	if (!ret)
		ret = sw_session_open(&s, program, family, err);
	if (!ret)
		ret = sw_session_run(&s, save_work, &v, err);
	sw_session_close(&s);
	sw_xt_fini();
	if (v.out && fclose(v.out) && !ret)
		ret = sw_err_nomem(err);
	if (!ret)
		sw_str_addn(out, v.text ? v.text : "", v.len);
	if (!ret && out->oom)
		ret = sw_err_nomem(err);
	*unreadable = v.unreadable;
	free(v.text);
	return ret;
}
