/* SPDX-License-Identifier: GPL-2.0-or-later */
/* iptables-restore and ip6tables-restore: a save file in one transaction, all of it or nothing. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "cli/help.h"
#include "cli/invocation.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "session/restore.h"
#include "words/version.h"

struct options {
	struct sw_restore r;
	bool test, done;	/* done: help or version was printed */
};

static void set_option(struct options *o, struct sw_scan *scan)
{
	struct sw_restore *r = &o->r;

	switch (scan->opt->letter) {
	case 'c':
		r->counters = true;
		break;
	case 'v':
		r->verbose++;
		break;
	case 't':
		o->test = true;
		break;
	case 'n':
		r->noflush = true;
		break;
	case 'T':
		r->only = scan->arg;
		break;
	case 'w':
	case 'W':
		if (!scan->arg)
			sw_scan_may_word(scan);
		break;
	case 'V':
		printf("%s %s\n", r->program, SW_COMPAT_VERSION);
		o->done = true;
		break;
	case 'h':
		sw_help_table(r->program, sw_opts_restore, " [file]");
		o->done = true;
		break;
	}
}

/* The file may stand anywhere among the options. */
static int read_options(struct options *o, int argc, char **argv)
{
	struct sw_scan scan = { .table = sw_opts_restore, .argc = argc, .argv = argv };
	enum sw_scan_result got;
	struct sw_restore *r = &o->r;
	int files = 0;

	while (!o->done) {
		got = sw_scan_next(&scan);
		if (got == SW_SCAN_FOREIGN && scan.opt)
			got = sw_scan_take(&scan);
		if (got == SW_SCAN_END && scan.next >= argc)
			break;
		if (got == SW_SCAN_END || got == SW_SCAN_WORD) {
			r->file.name = got == SW_SCAN_WORD ? scan.arg : argv[scan.next++];
			files++;
		} else if (got == SW_SCAN_OPTION) {
			set_option(o, &scan);
		} else {
			sw_help_bad_option(r->program, &scan, got);
			return sw_report_line(NULL, "Try `%s -h' for more information.",
					      r->program);
		}
	}
	return files > 1 ? sw_report_line(NULL, "Unknown arguments found on commandline") : 0;
}

/* The whole of f; *text is the caller's. One byte more than its size is asked for, so that a
 * regular file needs no second buffer. */
static int slurp(FILE *f, size_t guess, char **text, size_t *len, struct sw_err *err)
{
	size_t cap = guess + 1, n = 0;
	SW_FREE char *buf = malloc(cap + 1);

	while (buf) {
		n += fread(buf + n, 1, cap - n, f);
		if (n < cap)
			break;
		cap *= 2;
		char *more = realloc(buf, cap + 1);

		if (!more)
			return sw_err_nomem(err);
		buf = more;
	}
	if (!buf)
		return sw_err_nomem(err);
	if (ferror(f))
		return sw_err_set(err, SW_EOTHER, errno, "cannot read the rules: %s",
				  strerror(errno));
	buf[n] = '\0';
	if (memchr(buf, '\0', n))
		return sw_err_set(err, SW_EPARAM, EINVAL,
				  "the rules hold a NUL byte: this is no save file");
	*len = n;
	*text = SW_TAKE(buf);
	return 0;
}

/* *text is the caller's. */
static int read_input(const char *name, char **text, size_t *len, struct sw_err *err)
{
	SW_FILE FILE *f = NULL;
	size_t guess = 65535;
	struct stat st;

	if (!name)
		return slurp(stdin, guess, text, len, err);
	f = fopen(name, "re");
	if (!f)
		return sw_report_line(NULL, "Can't open %s: %s", name, strerror(errno));
	if (!fstat(fileno(f), &st) && S_ISREG(st.st_mode) && st.st_size > 0)
		guess = st.st_size;
	return slurp(f, guess, text, len, err);
}

static int load(struct options *o, struct sw_err *err)
{
	struct sw_ask ask = { .program = o->r.program, .family = o->r.family,
			      .check_only = o->test };
	struct sw_answer answer = { 0 };
	int ret = sw_restore_scan(&o->r, err);

	if (!ret)
		ret = sw_session_with(&ask, sw_restore_run, &o->r, &answer, err);
	if (!ret)
		ret = sw_terminal_emit(&answer.text, err);
	sw_answer_fini(&answer);
	return ret;
}

static int report(struct sw_restore *r, const struct sw_invocation *inv, struct sw_err *err)
{
	struct sw_report_text text = {
		.program = r->program, .restore = true, .details = r->verbose > 0,
		.argc = inv->argc, .argv = inv->argv,
	};

	if (sw_savefile_seek(&r->file, err->where.line)) {
		text.line = r->file.line;
		text.line_len = r->file.line_len;
	}
	return sw_report(err, &text);
}

int sw_run_restore(const struct sw_invocation *inv)
{
	struct options o = { .r = { .program = inv->program, .family = inv->family,
				    .told = sw_help_told } };
	SW_FREE char *text = NULL;
	struct sw_err err;
	int ret;

	if (read_options(&o, inv->argc, inv->argv))
		return 1;
	if (o.done)
		return 0;
	sw_err_init(&err);
	ret = read_input(o.r.file.name, &text, &o.r.file.len, &err);
	o.r.file.text = text;
	if (!ret)
		ret = load(&o, &err);
	if (ret < 0)
		ret = report(&o.r, inv, &err);
	sw_restore_fini(&o.r);
	return ret;
}
