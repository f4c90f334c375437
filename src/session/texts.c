/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts of rules, one after the other into the plan of one session. */
#include <string.h>

#include "session/texts.h"

int sw_texts_scan(struct sw_texts *t, struct sw_err *err)
{
	int ret = 0;

	for (int i = 0; i < SW_TEXTS_MAX && !ret; i++) {
		const struct sw_text *text = &t->text[i];
		struct sw_restore *r = &t->restore[i];

		if (!text->text)
			continue;
		r->o = t->o;
		if (text->add) {
			r->o.counters = text->count;
			r->o.noflush = true;
		}
		if (text->family)
			r->o.family = text->family;
		r->file.name = text->name;
		r->file.text = text->text;
		r->file.len = text->len;
		ret = sw_restore_scan(r, err);
	}
	return ret;
}

void sw_texts_want_faults(struct sw_texts *t, struct sw_faults *faults)
{
	t->o.faults = faults;
	t->first = NULL;	/* what it looked at may be gone */
	for (int i = 0; i < SW_TEXTS_MAX; i++)
		t->restore[i].o.faults = faults;
}

int sw_texts_run(struct sw_session *s, void *texts, struct sw_err *err)
{
	struct sw_texts *t = texts;
	struct sw_faults *faults = t->o.faults;
	int ret = 0;

	if (faults)
		sw_faults_reset(faults);
	if (t->first)
		ret = t->first(s, t->arg, err);
	for (int i = 0; i < SW_TEXTS_MAX && !ret; i++) {
		if (!t->text[i].text)
			continue;
		if (t->restore[i].o.family != s->rs.family)
			ret = sw_session_family(s, t->restore[i].o.family, err);
		if (!ret)
			ret = sw_restore_run(s, &t->restore[i], err);
		/* The other family's file may have bad lines, too. */
		if (ret && faults && faults->n && !faults->more) {
			sw_err_init(err);
			ret = 0;
		}
	}
	if (faults && faults->n)
		ret = sw_faults_first(faults, err);
	return ret;
}

void sw_texts_fini(struct sw_texts *t)
{
	for (int i = 0; i < SW_TEXTS_MAX; i++)
		sw_restore_fini(&t->restore[i]);
}

bool sw_texts_line(const struct sw_texts *t, const struct sw_where *where, const char **line,
		   size_t *len)
{
	for (int i = SW_TEXTS_MAX - 1; i >= 0; i--) {
		const struct sw_text *text = &t->text[i];
		struct sw_savefile f = { .text = text->text, .len = text->len };

		if (!text->text || (where->file && where->file != text->name))
			continue;
		if (!sw_savefile_seek(&f, where->line))
			continue;
		*line = f.line;
		*len = f.line_len;
		return true;
	}
	return false;
}

/* ---- one text -------------------------------------------------------------------------------- */

/* Without memory, which the words of a line would need, and which may be out. */
static bool names_table(const struct sw_savefile *f, const char *table)
{
	const char *end = f->line + f->line_len, *name = f->line + 1, *p;

	while (name < end && (*name == ' ' || *name == '\t'))
		name++;
	for (p = name; p < end && *p != ' ' && *p != '\t'; p++)
		;
	return (size_t)(p - name) == strlen(table) && !memcmp(name, table, p - name);
}

bool sw_text_names_table(const char *text, const char *table)
{
	struct sw_savefile f = { .text = text, .len = strlen(text) };
	bool found = false;

	while (!found && sw_savefile_next(&f, NULL) > 0)
		found = f.kind == SW_LINE_TABLE && names_table(&f, table);
	sw_savefile_fini(&f);
	return found;
}

void sw_text_clear_rest(const char *text, struct sw_str *out)
{
	for (int i = 0; i < SW_NTABLES; i++)
		if (!text || !sw_text_names_table(text, sw_builtin_tables[i].name))
			sw_str_addf(out, "*%s\nCOMMIT\n", sw_builtin_tables[i].name);
}
