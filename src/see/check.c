/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall check: what is wrong with a ruleset, with the lines to write. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/here.h"
#include "cli/report.h"
#include "cli/report_json.h"
#include "cli/terminal.h"
#include "see/check_local.h"
#include "see/see.h"
#include "service/check_helpers.h"
#include "service/programs.h"
#include "session/whole.h"
#include "sight/inspect.h"
#include "sight/silent.h"

/* One run. */
struct check {
	struct sw_check_options o;
	struct sw_findings   out;
	struct sw_listening *listening;	/* owned */
	struct sw_ruleset    rs[2];	/* [1]: IPv6 */
	struct sw_inspect    seen[2];
	bool                 read[2];	/* it was looked at */
	struct sw_silent     silent;
	char                 silent_path[512];
	/* Of one family: what is about helpers, until its rules are known. */
	struct sw_findings   helpers;
	uint8_t              family;
	struct sw_err       *err;
	int                  failed;
};

/* ---- helpers --------------------------------------------------------------------------------- */

static void take_helper(void *arg, const struct sw_check_told *x)
{
	struct check *c = arg;
	struct sw_finding f = { .kind = x->kind, .family = c->family, .number = x->number,
				.table = *x->chain ? "filter" : NULL, .later = true,
				.reason = strdup(x->reason), .lines = strdup(x->lines) };

	strncpy(f.chain, x->chain, sizeof(f.chain) - 1);
	if (!c->failed)
		c->failed = sw_findings_add(&c->helpers, &f, c->err);
}

/* Now that rules are known: their texts, and what their comments excuse. Those about no rule come
 * first, as ever: what they say to write changes no numbers. */
static int add_helpers(struct check *c, struct sw_ruleset *rs, struct sw_err *err)
{
	struct sw_str text = { 0 };
	int ret = 0;

	for (size_t i = 0; i < c->helpers.n && !ret; i++) {
		struct sw_finding *f = &c->helpers.f[i], mine = *f;
		struct sw_chain *chain = f->number ? sw_table_chain(sw_ruleset_table(rs, "filter"),
								    f->chain) : NULL;
		struct sw_rule *r = chain && f->number <= chain->nrule ?
				    chain->rule[f->number - 1] : NULL;

		if (r && sw_finding_excused(r, f->kind, false))
			continue;
		f->reason = f->lines = NULL;
		if (r && !sw_finding_rule_text(&text, c->family, f->chain, r, err))
			mine.rule = sw_str_take(&text);
		ret = sw_findings_add(&c->out, &mine, err);
	}
	sw_str_fini(&text);
	sw_findings_fini(&c->helpers);
	return ret;
}

/* ---- one family ------------------------------------------------------------------------------ */

static int report_file(struct sw_restore *r, struct sw_err *err)
{
	struct sw_report_text text = { .program = SW_CHECK_NAME, .restore = true, .details = true };

	if (sw_savefile_seek(&r->file, err->where.line)) {
		text.line = r->file.line;
		text.line_len = r->file.line_len;
	}
	sw_report(err, &text);
	return 1;
}

/* 1: it was said why not. */
static int read_file(struct check *c, int i, struct sw_err *err)
{
	struct sw_restore r = {
		.o = { .program = SW_CHECK_NAME, .family = c->family },
		.file = { .name = c->o.files.name[i], .text = c->o.files.text[i],
			  .len = c->o.files.len[i] },
	};
	int ret = sw_whole_file(&r, &c->rs[i], err);

	if (!ret)
		ret = sw_whole_loops(&c->rs[i], err);
	if (ret)
		ret = report_file(&r, err);
	sw_restore_fini(&r);
	return ret;
}

static int read_kernel(struct check *c, int i, struct sw_err *err)
{
	int ret = sw_check_helpers(c->family, &c->o.service, take_helper, c, err);

	if (!ret)
		ret = c->failed;
	return ret ? ret : sw_whole_kernel(SW_CHECK_NAME, c->family, &c->rs[i], err);
}

/* 0, or the exit status, and why was said. */
static int look_at_family(struct check *c, int i)
{
	struct sw_inspect *x = &c->seen[i];
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	c->family = i ? SW_IP6 : SW_IP4;
	c->err = &err;
	*x = (struct sw_inspect){ .listening = c->listening, .ports = c->o.ports, .out = &c->out };
	ret = c->o.nfile ? read_file(c, i, &err) : read_kernel(c, i, &err);
	if (!ret)
		ret = sw_inspect_ruleset(x, &c->rs[i], &err);
	if (!ret)
		ret = add_helpers(c, &c->rs[i], &err);
	if (!ret && c->o.unused)
		ret = sw_silent_look(&c->silent, &c->rs[i], &c->out, &err);
	if (!ret)
		ret = sw_check_ssh(&c->rs[i], &c->out, &err);
	if (ret < 0)
		sw_report_plain(SW_CHECK_NAME, &err);
	c->read[i] = !ret;
	return ret ? SW_CHECK_TROUBLE : 0;
}

static int compare_families(struct check *c, struct sw_err *err)
{
	int ret = 0;

	for (int i = 0; i < 2 && !ret && c->read[0] && c->read[1]; i++)
		ret = sw_inspect_against(&c->seen[i], &c->rs[i], &c->seen[!i].open, err);
	return ret;
}

/* ---- all of it ------------------------------------------------------------------------------- */

static bool is_wanted(const struct check *c, int i)
{
	uint8_t family = c->o.service.family;

	if (family && (family == SW_IP6) != i)
		return false;
	if (c->o.nfile)
		return c->o.files.text[i] != NULL;
	return !i || family || !sw_no_ipv6();
}

static int prepare(struct check *c, struct sw_err *err)
{
	char here[SW_HERE_MAX];
	int ret = c->o.nfile ? 0 : sw_listening_read(NULL, &c->listening, err);

	if (ret || !c->o.unused)
		return ret;
	if (!sw_here_name(here))
		return sw_here_unknown(err);
	if ((size_t)snprintf(c->silent_path, sizeof(c->silent_path), "%s/counters.%s",
			     c->o.state_dir ? c->o.state_dir : SW_SILENT_DIR, here) >=
	    sizeof(c->silent_path))
		return sw_err_set(err, SW_EPARAM, ENAMETOOLONG, "%s: the name is too long",
				  c->o.state_dir);
	return sw_silent_open(&c->silent, c->silent_path, time(NULL), c->o.days, err);
}

static int finish(struct check *c, struct sw_err *err)
{
	int ret = compare_families(c, err);

	if (!ret && c->o.unused)
		ret = sw_silent_save(&c->silent, c->silent_path, err);
	if (!ret && c->o.unused && c->silent.first)
		sw_report_remark(SW_CHECK_NAME, "counters are remembered from now on: silent "
				 "rules can be told next time");
	sw_findings_settle(&c->out, sw_check_wants, &c->o);
	return ret;
}

/* Where something could not be looked at, nobody can say that there are no warnings, and a document
 * would not be whole. */
static int print(struct check *c, bool whole, struct sw_err *err)
{
	struct sw_str text = { 0 };
	int ret;

	if (!whole && (c->o.json || !c->out.n))
		return 0;
	ret = sw_check_print(&text, &c->o, &c->out, c->rs, err);
	if (!ret)
		ret = sw_terminal_emit(&text, err);
	sw_str_fini(&text);
	return ret;
}

static int run(struct check *c)
{
	struct sw_err err;
	int status = 0, ret;

	sw_err_init(&err);
	ret = prepare(c, &err);
	for (int i = 0; i < 2 && !ret; i++)
		if (is_wanted(c, i))
			status |= look_at_family(c, i);
	if (!ret)
		ret = finish(c, &err);
	if (!ret)
		ret = print(c, !status, &err);
	if (ret) {
		sw_report_plain(SW_CHECK_NAME, &err);
		return SW_CHECK_TROUBLE;
	}
	return status ? status : c->out.n > 0;
}

int sw_run_check(const struct sw_invocation *inv)
{
	struct check c = { 0 };
	int ret;

	sw_report_json_if(inv->argc, inv->argv);
	ret = sw_check_options(&c.o, inv);
	sw_ruleset_init(&c.rs[0], SW_IP4);
	sw_ruleset_init(&c.rs[1], SW_IP6);
	if (ret)
		ret--;
	else if (!c.o.nfile && !sw_modules_may_list())
		ret = sw_modules_not_root(SW_CHECK_NAME);
	else
		ret = run(&c);
	for (int i = 0; i < 2; i++)
		sw_ruleset_fini(&c.rs[i]);
	sw_findings_fini(&c.out);
	sw_findings_fini(&c.helpers);
	sw_silent_fini(&c.silent);
	sw_apply_files_fini(&c.o.files);
	free(c.listening);
	return ret;
}
