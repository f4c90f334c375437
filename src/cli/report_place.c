/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the words of errors in a line, and draws a mark under each. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/report_place.h"

int sw_report_word(const struct sw_err *err, int argc, char **argv)
{
	int found = -1;

	if (err->where.word >= 0)
		return err->where.word < argc ? err->where.word : -1;
	if (!err->arg[0])
		return -1;
	for (int i = 0; i < argc; i++)
		if (!strcmp(argv[i], err->arg)) {
			found = i;
			if (err->where.word != SW_LAST_WORD)
				break;
		}
	if (found >= 0)
		return found;
	for (int i = 0; i < argc; i++)
		if (!strncmp(argv[i], err->arg, strlen(err->arg)))
			return i;
	return -1;
}

/* ---- words of a save file -------------------------------------------------------------------- */

bool sw_report_split(struct sw_report_words *w, const struct sw_report_text *t)
{
	struct sw_err none;
	char *end;

	sw_err_init(&none);
	*w = (struct sw_report_words){ .copy = strndup(t->line, t->line_len) };
	if (!w->copy)
		return false;
	end = w->copy[0] == '[' ? strchr(w->copy, ']') : NULL;
	w->text = end ? end + 1 : w->copy;
	if (!sw_words_split(&w->words, w->text, &none))
		return true;
	sw_report_words_fini(w);
	return false;
}

void sw_report_words_fini(struct sw_report_words *w)
{
	sw_words_fini(&w->words);
	free(w->copy);
	*w = (struct sw_report_words){ 0 };
}

/* ---- marks ----------------------------------------------------------------------------------- */

/* The line as text, and a character for each of its bytes: '^' under what is marked. */
struct shown { struct sw_str text, marks; };

static void mark(struct shown *s, size_t at, size_t width)
{
	for (; s->marks.len < s->text.len && !s->marks.oom;)
		sw_str_addc(&s->marks, ' ');
	for (size_t i = at; i < at + width && i < s->marks.len; i++)
		s->marks.s[i] = '^';
}

/* A word of len bytes at that place: of a list, the part that the error names. */
static void mark_word(struct shown *s, const struct sw_err *err, const char *word, size_t at,
		      size_t len)
{
	const char *part = err->arg[0] && len == strlen(word) ? strstr(word, err->arg) : NULL;

	if (part)
		mark(s, at + (part - word), strlen(err->arg));
	else
		mark(s, at, len);
}

static void show_words(struct shown *s, const struct sw_report_text *t, const struct sw_err *err,
		       size_t n)
{
	for (int i = 0; i < t->argc; i++) {
		size_t start;

		sw_str_addc(&s->text, ' ');
		start = s->text.len;
		sw_str_add_quoted(&s->text, t->argv[i]);
		for (size_t k = 0; k < n; k++)
			if (sw_report_word(&err[k], t->argc, t->argv) == i)
				mark_word(s, &err[k], t->argv[i], start, s->text.len - start);
	}
}

static void mark_anywhere(struct shown *s, const struct sw_err *err)
{
	const char *hit = err->arg[0] && s->text.s ? strstr(s->text.s, err->arg) : NULL;

	if (hit)
		mark(s, hit - s->text.s, strlen(err->arg));
}

static void show_line(struct shown *s, const struct sw_report_text *t, const struct sw_err *err,
		      size_t n)
{
	struct sw_report_words w;
	bool known = sw_report_split(&w, t);

	sw_str_addn(&s->text, t->line, t->line_len);
	for (size_t k = 0; k < n; k++) {
		int i = known ? sw_report_word(&err[k], w.words.n, w.words.word) : -1;

		if (i >= 0)
			mark_word(s, &err[k], w.words.word[i], w.words.word[i] - w.copy,
				  strlen(w.words.word[i]));
		else
			mark_anywhere(s, &err[k]);
	}
	sw_report_words_fini(&w);
}

/* ---- on a terminal --------------------------------------------------------------------------- */

/* Columns that n bytes take there, as sw_str_add_safe() shows them. */
static size_t columns(const char *s, size_t n)
{
	char *part = strndup(s, n);
	struct sw_str safe = { 0 };
	size_t c = 0;

	if (part)
		sw_str_add_safe(&safe, part);
	for (size_t i = 0; i < safe.len; i++)
		c += (safe.s[i] & 0xc0) != 0x80;
	sw_str_fini(&safe);
	free(part);
	return c;
}

static void add_times(struct sw_str *out, char c, size_t n)
{
	while (n-- > 0)
		sw_str_addc(out, c);
}

static void add_marks(struct sw_str *out, const struct shown *s, size_t indent)
{
	const char *text = s->text.s, *marks = s->marks.s;
	size_t at = 0, run, end = s->marks.len;

	while (end && marks[end - 1] == ' ')
		end--;
	if (!end || s->marks.oom)
		return;
	add_times(out, ' ', indent);
	for (; at < end; at += run) {
		run = strspn(marks + at, marks[at] == '^' ? "^" : " ");
		if (run > end - at)
			run = end - at;
		add_times(out, marks[at], columns(text + at, run));
	}
	sw_str_addc(out, '\n');
}

void sw_report_place(struct sw_str *out, const struct sw_report_text *t, const struct sw_err *err,
		     size_t n)
{
	struct shown s = { 0 };
	struct sw_str head = { 0 };

	if (t->restore && t->line) {
		sw_str_addf(&head, "  %s:%u: ", err->where.file ? err->where.file : "stdin",
			    err->where.line);
		show_line(&s, t, err, n);
	} else if (!t->restore) {
		sw_str_addf(&head, "  %s", t->program);
		show_words(&s, t, err, n);
	}
	if (s.text.s && head.s && !s.text.oom && !head.oom) {
		sw_str_add(out, head.s);
		sw_str_add_safe(out, s.text.s);
		sw_str_addc(out, '\n');
		add_marks(out, &s, columns(head.s, head.len));
	}
	sw_str_fini(&s.text);
	sw_str_fini(&s.marks);
	sw_str_fini(&head);
}
