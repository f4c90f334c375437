/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints errors: first what iptables would say, then where, why, and what to type instead. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "cli/fault.h"
#include "cli/report.h"
#include "xt/compat.h"

/* classic alone: "iptables: sentence". classic and usage: the sentence stands for itself ("Bad
 * argument `x'"), or there is none. Neither: the banner, with the version. A kernel refusal
 * begins with a blank; in a save file it names its line. */
static void print_first_line(const struct sw_err *err, const struct sw_report_text *t)
{
	unsigned line = t->restore ? err->where.line : 0;

	if (err->classic && err->usage) {
		if (err->msg[0])
			fprintf(stderr, "%s\n", err->msg);
	} else if (err->classic && line) {
		fprintf(stderr, "%s: line %u failed%s%s\n", t->program, line,
			err->msg[0] ? ": " : "", err->msg);
	} else if (err->classic) {
		fprintf(stderr, "%s: %s%s\n", t->program, err->msg,
			err->sys == EINVAL && !t->restore ? " Run `dmesg' for more information."
							  : "");
	} else if (line && err->msg[0] == ' ') {
		fprintf(stderr, "%s %s: \nline %u:%s\n", t->program, sw_compat_version(), line,
			err->msg);
	} else {
		fprintf(stderr, "%s %s: %s\n", t->program, sw_compat_version(), err->msg);
	}
}

static void print_classic(const struct sw_err *err, const struct sw_report_text *t)
{
	print_first_line(err, t);
	/* iptables ends the line behind a message that has ended it. */
	for (unsigned i = err->feeds; i > 0; i--)
		fputc('\n', stderr);
	if (err->code == SW_EPARAM && (err->usage || !err->classic)) {
		if (t->restore && err->where.line)
			fprintf(stderr, "Error occurred at line: %u\n", err->where.line);
		fprintf(stderr, "Try `%s -h' or '%s --help' for more information.\n",
			t->program, t->program);
	} else if (err->code == SW_EVERSION) {
		fprintf(stderr, "Perhaps %s or your kernel needs to be upgraded.\n", t->program);
	}
}

/* The line as text, and where in it the word at fault begins; npos when it is not found. */
struct shown { struct sw_str text; size_t at, width; };

static void show_words(struct shown *s, const struct sw_err *err, const struct sw_report_text *t)
{
	for (int i = 0; i < t->argc; i++) {
		size_t start;

		sw_str_addc(&s->text, ' ');
		start = s->text.len;
		sw_str_add_quoted(&s->text, t->argv[i]);
		if (!s->width && err->arg[0] && (i == err->where.word || err->where.word < 0) &&
		    !strncmp(t->argv[i], err->arg, strlen(err->arg))) {
			s->at = start;
			s->width = s->text.len - start;
		}
	}
}

static void show_line(struct shown *s, const struct sw_err *err, const struct sw_report_text *t)
{
	char *hit;

	sw_str_addn(&s->text, t->line, t->line_len);
	if (!err->arg[0] || !s->text.s)
		return;
	hit = strstr(s->text.s, err->arg);
	if (hit) {
		s->at = hit - s->text.s;
		s->width = strlen(err->arg);
	}
}

/* Columns that n bytes take on a terminal, as sw_str_add_safe() shows them. */
static size_t columns(const char *s, size_t n)
{
	SW_FREE char *part = strndup(s, n);
	struct sw_str safe = { 0 };
	size_t c = 0;

	if (part)
		sw_str_add_safe(&safe, part);
	for (size_t i = 0; i < safe.len; i++)
		c += (safe.s[i] & 0xc0) != 0x80;
	sw_str_fini(&safe);
	return c;
}

static void print_caret(const struct shown *s, size_t indent)
{
	if (!s->width || !s->text.s)
		return;
	fprintf(stderr, "%*s", (int)(indent + columns(s->text.s, s->at)), "");
	for (size_t n = columns(s->text.s + s->at, s->width); n > 0; n--)
		fputc('^', stderr);
	fputc('\n', stderr);
}

static void print_place(const struct sw_err *err, const struct sw_report_text *t)
{
	struct shown s = { 0 };
	struct sw_str head = { 0 }, safe = { 0 };

	if (t->restore && t->line) {
		sw_str_addf(&head, "  %s:%u: ", err->where.file ? err->where.file : "stdin",
			    err->where.line);
		show_line(&s, err, t);
	} else if (!t->restore) {
		sw_str_addf(&head, "  %s", t->program);
		show_words(&s, err, t);
	}
	if (s.text.s && head.s && !s.text.oom && !head.oom) {
		sw_str_add_safe(&safe, s.text.s);
		fprintf(stderr, "%s%s\n", head.s, safe.s ? safe.s : "");
		print_caret(&s, columns(head.s, head.len));
	}
	sw_str_fini(&s.text);
	sw_str_fini(&head);
	sw_str_fini(&safe);
}

static void print_hints(const struct sw_err *err)
{
	const char *p = err->hint;

	while (*p) {
		size_t len = strcspn(p, "\n");
		char line[sizeof(err->hint)];
		struct sw_str safe = { 0 };

		memcpy(line, p, len);
		line[len] = '\0';
		sw_str_add_safe(&safe, line);
		fprintf(stderr, "  hint: %s\n", safe.s ? safe.s : "");
		sw_str_fini(&safe);
		p += len + (p[len] == '\n');
	}
}

int sw_report(struct sw_err *err, const struct sw_report_text *t)
{
	/* "| head" has seen enough: iptables dies of SIGPIPE without a word. */
	if (err->sys == EPIPE)
		return SW_EOTHER;
	fflush(stdout);
	print_classic(err, t);
	if (t->details || isatty(STDERR_FILENO)) {
		sw_fault_explain(err, t);
		print_place(err, t);
		print_hints(err);
	} else if (err->lacks || sw_fault_must_explain(err, t)) {
		print_hints(err);
	}
	return err->code ? (int)err->code : SW_EOTHER;
}

int sw_report_plain(const char *program, const struct sw_err *err)
{
	sw_report_line(program, "%s", err->msg);
	print_hints(err);
	return 1;
}

int sw_report_line(const char *program, const char *fmt, ...)
{
	va_list ap;

	fflush(stdout);
	if (program)
		fprintf(stderr, "%s: ", program);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return 1;
}

void sw_report_notes(const char *program, const struct sw_notes *notes)
{
	for (size_t i = 0; i < notes->n; i++)
		sw_report_line(program, "%s", notes->line[i]);
}

void sw_report_unknown(const char *program, const char *what, const char *word,
		       const char *const *names, size_t n)
{
	const char *near = sw_str_nearest(word, names, n);
	struct sw_str shown = { 0 };

	sw_str_add_safe(&shown, word);
	if (near)
		sw_report_line(program, "no such %s: %s; did you mean %s?", what,
			       shown.len ? shown.s : "", near);
	else
		sw_report_line(program, "no such %s: %s", what, shown.len ? shown.s : "");
	sw_str_fini(&shown);
}

bool sw_report_verbose(int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		const char *w = argv[i];

		if (!strcmp(w, "--verbose"))
			return true;
		if (w[0] == '-' && w[1] && w[1] != '-' && w[strspn(w + 1, "nvx") + 1] == '\0' &&
		    strchr(w, 'v'))
			return true;
	}
	return false;
}
