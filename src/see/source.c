/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the kernel or files, and shows what stands there family by family. */
#include <string.h>

#include "cli/apply_files.h"
#include "cli/report.h"
#include "see/source.h"
#include "session/whole.h"

bool sw_source_take(struct sw_source *s, const struct sw_scan *scan)
{
	switch (scan->opt->letter) {
	case '4':
		s->family = SW_IP4;
		return true;
	case '6':
		s->family = SW_IP6;
		return true;
	case 't':
		s->table = scan->arg;
		return true;
	case 'f':
		if (s->nfile < 2)
			s->file[s->nfile] = scan->arg;
		s->nfile++;
		return true;
	}
	return false;
}

bool sw_source_take_chain(struct sw_source *s, char *word)
{
	if (s->chain)
		return false;
	s->chain = word;
	return true;
}

/* ---- the kernel ------------------------------------------------------------------------------ */

static int show_loaded(struct sw_ruleset *rs, void *arg, struct sw_err *err)
{
	const struct sw_source_eye *eye = arg;

	return eye->show(rs, "kernel", eye->arg, err);
}

static void begin(void *arg)
{
	const struct sw_source_eye *eye = arg;

	eye->begin(eye->arg);
}

static int show_kernel(const struct sw_source *s, const struct sw_source_eye *eye)
{
	struct sw_whole_look look = { s->program, s->family, begin, show_loaded, (void *)eye };
	struct sw_err err;

	sw_err_init(&err);
	if (!sw_whole_look(&look, &err))
		return 0;
	sw_report_plain(s->program, &err);
	return err.code;
}

/* ---- files ----------------------------------------------------------------------------------- */

static int report(const struct sw_source *s, struct sw_restore *r, struct sw_err *err)
{
	struct sw_report_text text = { .program = s->program, .restore = true, .details = true };

	if (!err->where.line)
		return sw_report_plain(s->program, err);
	if (sw_savefile_seek(&r->file, err->where.line)) {
		text.line = r->file.line;
		text.line_len = r->file.line_len;
	}
	return sw_report(err, &text);
}

/* Who wants counters, as iptables-restore -c does, is refused a file with a policy without. */
static int read_file(struct sw_restore *r, struct sw_ruleset *rs, struct sw_err *err)
{
	struct sw_restore with = *r;
	int ret;

	with.o.counters = true;
	ret = sw_whole_file(&with, rs, err);
	sw_restore_fini(&with);
	if (!ret)
		return 0;
	sw_err_init(err);
	return sw_whole_file(r, rs, err);
}

/* i: 0 is IPv4. */
static int show_file(const struct sw_source *s, const struct sw_apply_files *f, int i,
		     const struct sw_source_eye *eye)
{
	struct sw_restore r = {
		.o = { .program = s->program, .family = i ? SW_IP6 : SW_IP4 },
		.file = { .name = f->name[i], .text = f->text[i], .len = f->len[i] },
	};
	struct sw_ruleset rs;
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	sw_ruleset_init(&rs, r.o.family);
	ret = read_file(&r, &rs, &err);
	if (!ret)
		ret = eye->show(&rs, f->name[i], eye->arg, &err);
	if (ret)
		ret = report(s, &r, &err);
	sw_ruleset_fini(&rs);
	sw_restore_fini(&r);
	return ret;
}

static int show_files(const struct sw_source *s, const struct sw_source_eye *eye)
{
	struct sw_apply_files f = { 0 };
	struct sw_err err;
	int ret = 0;

	sw_err_init(&err);
	for (int i = 0; i < s->nfile && !ret; i++)
		ret = sw_apply_files_add(&f, s->file[i], s->family, &err);
	if (ret < 0)
		ret = sw_report_plain(s->program, &err);
	if (!ret)
		eye->begin(eye->arg);
	for (int i = 0; i < 2 && !ret; i++)
		if (f.text[i])
			ret = show_file(s, &f, i, eye);
	sw_apply_files_fini(&f);
	return ret;
}

int sw_source_each(const struct sw_source *s, const struct sw_source_eye *eye)
{
	if (s->nfile > 2)
		return sw_report_line(s->program, "a file of IPv4 and one of IPv6, no more") + 1;
	if (s->table && !sw_builtin_table(s->table))
		return sw_report_line(s->program, "Table `%s' does not exist", s->table);
	return s->nfile ? show_files(s, eye) : show_kernel(s, eye);
}
