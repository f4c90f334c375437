/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints errors: first what iptables would say, then where, why, and what to type instead. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/progress.h"
#include "base/str.h"
#include "cli/fault.h"
#include "cli/report.h"
#include "cli/report_json.h"
#include "cli/report_place.h"
#include "session/session.h"
#include "xt/compat.h"

static void end_json(void)
{
	fputs(sw_report_json_end(), stderr);
}

/* classic alone: "iptables: sentence". classic and usage: the sentence stands for itself ("Bad
 * argument `x'"), or there is none. Neither: the banner, with the version. A kernel refusal
 * begins with a blank; in a save file it names its line. */
static void add_first_line(struct sw_str *out, const struct sw_err *err,
			   const struct sw_report_text *t)
{
	unsigned line = t->restore ? err->where.line : 0;

	if (err->classic && err->usage) {
		if (err->msg[0])
			sw_str_addf(out, "%s\n", err->msg);
	} else if (err->classic && line) {
		sw_str_addf(out, "%s: line %u failed%s%s\n", t->program, line,
			    err->msg[0] ? ": " : "", err->msg);
	} else if (err->classic) {
		sw_str_addf(out, "%s: %s%s\n", t->program, err->msg,
			    err->sys == EINVAL && !t->restore ?
				    " Run `dmesg' for more information." : "");
	} else if (line && err->msg[0] == ' ') {
		sw_str_addf(out, "%s %s: \nline %u:%s\n", t->program, sw_compat_version(), line,
			    err->msg);
	} else {
		sw_str_addf(out, "%s %s: %s\n", t->program, sw_compat_version(), err->msg);
	}
}

static void add_classic(struct sw_str *out, const struct sw_err *err,
			const struct sw_report_text *t)
{
	add_first_line(out, err, t);
	/* iptables ends the line behind a message that has ended it. */
	for (unsigned i = err->feeds; i > 0; i--)
		sw_str_addc(out, '\n');
	if (err->code == SW_EPARAM && (err->usage || !err->classic)) {
		if (t->restore && err->where.line)
			sw_str_addf(out, "Error occurred at line: %u\n", err->where.line);
		sw_str_addf(out, "Try `%s -h' or '%s --help' for more information.\n",
			    t->program, t->program);
	} else if (err->code == SW_EVERSION) {
		sw_str_addf(out, "Perhaps %s or your kernel needs to be upgraded.\n",
			    t->program);
	}
}

/* The classic lines, or the begin of their JSON. */
static void print_classic(const struct sw_err *err, const struct sw_report_text *t)
{
	struct sw_str out = { 0 };
	const char *text;

	if (sw_report_json_on())
		add_first_line(&out, err, t);
	else
		add_classic(&out, err, t);
	text = out.oom ? err->msg : out.len ? out.s : "";
	if (sw_report_json_on())
		sw_report_json_begin("error", t->program, text, err->code);
	else if (out.oom)	/* what stdio does needs no memory */
		fprintf(stderr, "%s: %s\n", t->program, err->msg);
	else
		fputs(text, stderr);
	sw_str_fini(&out);
}

static void print_safe(const char *what, const char *text)
{
	struct sw_str safe = { 0 };

	sw_str_add_safe(&safe, text + strspn(text, " \n"));
	fprintf(stderr, "  %s: %s\n", what, safe.s ? safe.s : "");
	sw_str_fini(&safe);
}

static void print_hints(const struct sw_err *err)
{
	const char *p = err->hint;

	while (*p) {
		size_t len = strcspn(p, "\n");
		char line[sizeof(err->hint)];

		memcpy(line, p, len);
		line[len] = '\0';
		print_safe("hint", line);
		p += len + (p[len] == '\n');
	}
}

#define MORE 7

/* all: err and n that are behind it; NULL: it is alone. */
static void print_faults(const struct sw_report_text *t, const struct sw_err *err,
			 const struct sw_err *all, size_t n, bool behind)
{
	struct sw_str place = { 0 };

	sw_report_place(&place, t, all ? all : err, 1 + n);
	if (place.len && !place.oom)
		fputs(place.s, stderr);
	sw_str_fini(&place);
	if (behind && err->msg[0])
		print_safe("also", err->msg);
	print_hints(err);
	for (size_t i = 1; i <= n; i++) {
		if (all[i].msg[0])
			print_safe("also", all[i].msg);
		print_hints(&all[i]);
	}
}

/* The line, and all that is wrong with it; behind others, what it is that is wrong at first. */
static void print_details(struct sw_err *err, const struct sw_report_text *t, bool behind)
{
	struct sw_err *all = malloc((1 + MORE) * sizeof(*all));
	size_t n = 0;

	sw_fault_explain(err, t);
	if (all) {
		all[0] = *err;
		n = sw_fault_more(err, t, all + 1, MORE);
	}
	if (!sw_report_json_on())
		print_faults(t, err, all, n, behind);
	for (size_t i = 0; i <= n && sw_report_json_on(); i++) {
		if (i)
			all[i].where = err->where;
		sw_report_json_fault(all ? &all[i] : err, t);
	}
	free(all);
}

bool sw_report_wanted(bool details)
{
	return details || isatty(STDERR_FILENO);
}

static int report(struct sw_err *err, const struct sw_report_text *t)
{
	/* "| head" has seen enough: iptables dies of SIGPIPE without a word. */
	if (err->sys == EPIPE)
		return SW_EOTHER;
	sw_progress_end();
	fflush(stdout);
	print_classic(err, t);
	if (sw_report_wanted(t->details) || sw_report_json_on())
		print_details(err, t, false);
	else if (err->lacks || sw_fault_must_explain(err, t))
		print_hints(err);
	return err->code ? (int)err->code : SW_EOTHER;
}

int sw_report(struct sw_err *err, const struct sw_report_text *t)
{
	int status = report(err, t);

	end_json();
	return status;
}

/* ---- a save file ----------------------------------------------------------------------------- */

static bool is_same_place(const struct sw_where *a, const struct sw_where *b)
{
	return a->line == b->line && a->file == b->file;
}

static bool is_command(const struct sw_line_fault *fault)
{
	if (!fault->table || !fault->line_len || strchr(":*", fault->line[0]))
		return false;
	return fault->line[0] != '[' || memchr(fault->line, ']', fault->line_len);
}

/* The plugins that are asked are those of the line's family. */
static void meant_for(const struct sw_line_fault *fault, const char *program)
{
	struct sw_err unused;

	sw_err_init(&unused);
	sw_session_init_xt(program, fault->family, &unused);
}

static void print_fault(const struct sw_line_fault *fault, const struct sw_report_text *of)
{
	struct sw_parser parser = { .family = fault->family, .program = of->program,
				    .restore = true, .table = fault->table };
	struct sw_report_text t = *of;
	struct sw_err err = fault->err;

	t.line = fault->line;
	t.line_len = fault->line_len;
	t.parser = is_command(fault) ? &parser : NULL;
	meant_for(fault, of->program);
	print_details(&err, &t, true);
}

int sw_report_file(struct sw_err *err, const struct sw_report_text *of,
		   const struct sw_faults *faults)
{
	const struct sw_line_fault *first = faults->n ? &faults->item[0] : NULL;
	struct sw_parser parser = { .program = of->program, .restore = true };
	struct sw_report_text t = *of;
	int status;

	if (first && is_command(first) && is_same_place(&first->err.where, &err->where)) {
		parser.family = first->family;
		parser.table = first->table;
		t.parser = &parser;
		meant_for(first, of->program);
	}
	status = report(err, &t);
	for (size_t i = 0; i < faults->n; i++)
		if (!is_same_place(&faults->item[i].err.where, &err->where))
			print_fault(&faults->item[i], of);
	if (faults->more && sw_report_json_on())
		sw_report_json_more();
	else if (faults->more)
		print_safe("also", "lines behind these were not looked at");
	end_json();
	return status;
}

/* ---- others ---------------------------------------------------------------------------------- */

int sw_report_plain(const char *program, const struct sw_err *err)
{
	if (sw_report_json_on()) {
		sw_report_json_begin("error", program, err->msg, 0);
		sw_report_json_fault(err, NULL);
		end_json();
		return 1;
	}
	sw_report_line(program, "%s", err->msg);
	print_hints(err);
	return 1;
}

static void print_line(const char *kind, const char *program, const char *fmt, va_list ap)
{
	char line[1024];

	sw_progress_end();
	fflush(stdout);
	if (sw_report_json_on()) {
		vsnprintf(line, sizeof(line), fmt, ap);
		sw_report_json_begin(kind, program, line, 0);
		end_json();
		return;
	}
	if (program)
		fprintf(stderr, "%s: ", program);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
}

int sw_report_line(const char *program, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print_line("error", program, fmt, ap);
	va_end(ap);
	return 1;
}

void sw_report_remark(const char *program, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print_line("remark", program, fmt, ap);
	va_end(ap);
}

void sw_report_notes(const char *program, const struct sw_notes *notes)
{
	for (size_t i = 0; i < notes->n; i++)
		sw_report_remark(program, "%s", notes->line[i]);
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
