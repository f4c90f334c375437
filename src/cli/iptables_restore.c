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
#include "session/restore.h"
#include "words/version.h"
#include "xt/plugin.h"

static void set_option(struct sw_restore *r, struct sw_scan *scan)
{
	switch (scan->opt->letter) {
	case 'c':
		r->counters = true;
		break;
	case 'v':
		r->verbose++;
		break;
	case 't':
		r->test = true;
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
		r->done = true;
		break;
	case 'h':
		sw_help_table(r->program, sw_opts_restore, " [file]");
		r->done = true;
		break;
	}
}

/* The file may stand anywhere among the options. */
static int read_options(struct sw_restore *r, int argc, char **argv)
{
	struct sw_scan scan = { .table = sw_opts_restore, .argc = argc, .argv = argv };
	enum sw_scan_result got;
	int files = 0;

	while (!r->done) {
		got = sw_scan_next(&scan);
		if (got == SW_SCAN_FOREIGN && scan.opt)
			got = sw_scan_take(&scan);
		if (got == SW_SCAN_END && scan.next >= argc)
			break;
		if (got == SW_SCAN_END || got == SW_SCAN_WORD) {
			r->file = got == SW_SCAN_WORD ? scan.arg : argv[scan.next++];
			files++;
		} else if (got == SW_SCAN_OPTION) {
			set_option(r, &scan);
		} else {
			sw_help_bad_option(r->program, &scan, got);
			fprintf(stderr, "Try `%s -h' for more information.\n", r->program);
			return 1;
		}
	}
	if (files > 1) {
		fprintf(stderr, "Unknown arguments found on commandline\n");
		return 1;
	}
	return 0;
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

static int read_input(struct sw_restore *r, struct sw_err *err)
{
	SW_FILE FILE *f = NULL;
	size_t guess = 65535;
	struct stat st;

	if (!r->file)
		return slurp(stdin, guess, &r->text, &r->len, err);
	f = fopen(r->file, "re");
	if (!f) {
		fprintf(stderr, "Can't open %s: %s\n", r->file, strerror(errno));
		return 1;
	}
	if (!fstat(fileno(f), &st) && S_ISREG(st.st_mode) && st.st_size > 0)
		guess = st.st_size;
	return slurp(f, guess, &r->text, &r->len, err);
}

static int load(struct sw_restore *r, const struct sw_invocation *inv, struct sw_err *err)
{
	struct sw_session s = { 0 };
	int ret = sw_session_init_xt(inv->program, r->family, err);

	if (!ret)
		ret = sw_restore_scan(r, err);
	if (!ret)
		ret = sw_session_open(&s, inv->program, r->family, err);
	s.check_only = r->test;
	if (!ret)
		ret = sw_session_run(&s, sw_restore_run, r, err);
	sw_session_close(&s);
	sw_xt_fini();
	return ret;
}

/* The line err names, as it stands in the text. */
static int find_line(struct sw_restore *r, void *arg)
{
	return r->where.line == *(unsigned *)arg;
}

static int report(struct sw_restore *r, const struct sw_invocation *inv, struct sw_err *err)
{
	struct sw_report_text text = {
		.program = r->program, .restore = true, .details = r->verbose > 0,
		.argc = inv->argc, .argv = inv->argv,
	};

	if (err->where.line && r->text && sw_restore_lines(r, find_line, &err->where.line)) {
		text.line = r->line;
		text.line_len = r->line_len;
	}
	return sw_report(err, &text);
}

int sw_run_restore(const struct sw_invocation *inv)
{
	struct sw_restore r = { .program = inv->program, .family = inv->family };
	struct sw_err err;
	int ret;

	if (read_options(&r, inv->argc, inv->argv))
		return 1;
	if (r.done)
		return 0;
	sw_err_init(&err);
	ret = read_input(&r, &err);
	if (!ret)
		ret = load(&r, inv, &err);
	if (ret < 0)
		ret = report(&r, inv, &err);
	free(r.text);
	free(r.want);
	free(r.buf);
	sw_words_fini(&r.words);
	return ret;
}
