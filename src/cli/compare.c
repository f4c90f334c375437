/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall diff: a save file against what is loaded, two save files, the service's files. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/beside.h"
#include "cli/compare.h"
#include "cli/compare_options.h"
#include "cli/input.h"
#include "cli/invocation.h"
#include "cli/report.h"
#include "cli/report_json.h"
#include "cli/saved.h"
#include "cli/terminal.h"
#include "modprobe/rule_files.h"
#include "session/file_family.h"
#include "session/texts.h"
#include "session/whole.h"
#include "xt/plugin.h"

#define NAME SW_COMPARE_NAME
#define TROUBLE SW_COMPARE_TROUBLE

/* One side of a comparison. */
struct side {
	const char *name;	/* borrowed, as it is shown */
	const char *path;	/* borrowed; NULL: standard input */
	char       *text;	/* owned; NULL: the kernel */
	size_t      len;
	struct sw_ruleset rs;
};

/* ---- sides ----------------------------------------------------------------------------------- */

static void side_fini(struct side *s)
{
	free(s->text);
	sw_ruleset_fini(&s->rs);
}

/* 0, or TROUBLE: it was said. */
static int read_text(struct side *s, const char *word)
{
	struct sw_err err;
	int ret;

	s->path = strcmp(word, "-") ? word : NULL;
	s->name = s->path ? word : "stdin";
	sw_err_init(&err);
	ret = sw_input_read(s->path, &s->text, &s->len, &err);
	if (ret < 0)
		sw_report_line(NAME, "%s: %s", s->name, err.msg);
	return ret ? TROUBLE : 0;
}

static int report(struct sw_restore *r, struct sw_err *err)
{
	struct sw_report_text text = { .program = NAME, .restore = true, .details = true };

	if (sw_savefile_seek(&r->file, err->where.line)) {
		text.line = r->file.line;
		text.line_len = r->file.line_len;
	}
	if (!err->where.line && r->file.name)
		sw_err_hint(err, "the file is %s", r->file.name);
	sw_report(err, &text);
	return TROUBLE;
}

static int load_file(struct side *s, const struct sw_compare_options *o, uint8_t family)
{
	struct sw_restore r = {
		.o = { .program = NAME, .family = family, .counters = o->counters },
		.file = { .name = s->path, .text = s->text, .len = s->len },
	};
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	ret = sw_whole_file(&r, &s->rs, &err);
	if (ret)
		ret = report(&r, &err);
	sw_restore_fini(&r);
	return ret;
}

static int load_kernel(struct side *s, uint8_t family)
{
	struct sw_err err;

	s->name = "kernel";
	sw_err_init(&err);
	if (!sw_whole_kernel(NAME, family, &s->rs, &err))
		return 0;
	sw_report_plain(NAME, &err);
	return TROUBLE;
}

/* ---- one comparison -------------------------------------------------------------------------- */

static bool has_rules(const struct sw_table *t)
{
	for (size_t i = 0; i < t->nchain; i++)
		if (!t->chain[i]->builtin || t->chain[i]->nrule ||
		    sw_diff_policy(t->chain[i]) != SW_ACCEPT)
			return true;
	return t->foreign.len;
}

/* What a file does not name, it does not touch. */
static void choose_tables(const struct sw_compare_options *o, struct sw_diff_ask *ask,
			  const struct side *from, const struct side *to, bool all)
{
	for (int i = 0; i < SW_NTABLES; i++) {
		const char *name = sw_builtin_tables[i].name;

		ask->table[i] = all || sw_text_names_table(to->text, name);
		if (!ask->table[i] && !o->loads && has_rules(&from->rs.table[i]))
			sw_report_remark(NAME, "table %s is not compared: it has rules in %s, and "
					 "%s does not name it", name, from->name, to->name);
	}
}

static void tell_dormant(const struct side *kernel, uint8_t family)
{
	struct sw_answer answer = { 0 };

	for (int i = 0; i < SW_NTABLES; i++)
		answer.dormant[i] = kernel->rs.table[i].dormant;
	sw_beside_dormant(&answer, family, NULL);
}

/* The second member is the head that it had before there were other documents. */
static void begin_json(struct sw_compare_options *o)
{
	o->json = (struct sw_json){ .out = &o->out };
	o->view.json = &o->json;
	sw_json_document(&o->json, "diff");
	sw_json_number(&o->json, "statewall-diff", 1);
	sw_json_list(&o->json, "families");
}

static void end_json(struct sw_compare_options *o)
{
	if (!o->json.out)
		begin_json(o);
	sw_json_close(&o->json);
	sw_json_bool(&o->json, "equal", !o->differs);
	sw_json_close(&o->json);
}

static int print(struct sw_compare_options *o, struct sw_err *err)
{
	static int (*const printers[])(struct sw_str *, const struct sw_diff_view *,
				       struct sw_err *) = {
		[SW_COMPARE_UNIFIED] = sw_diff_print_unified,
		[SW_COMPARE_SIDE] = sw_diff_print_side,
		[SW_COMPARE_JSON] = sw_diff_print_json,
	};

	if (o->quiet)
		return 0;
	if (o->form == SW_COMPARE_JSON && !o->json.out)
		begin_json(o);
	return printers[o->form](&o->out, &o->view, err);
}

/* words: the new side is a file of the service's, and has these: what they make is not compared,
 * and tables that it does not name are empty in it. Else NULL. 0, or TROUBLE. */
static int compare(struct sw_compare_options *o, struct side *from, struct side *to,
		   uint8_t family, const struct sw_module_words *words)
{
	struct sw_diff_ask ask = { .same = sw_xt_rule_same, .hash = sw_xt_rule_hash,
				   .counters = o->counters };
	struct sw_diff diff = { 0 };
	struct sw_err err;
	int ret = from->text ? load_file(from, o, family) : 0;

	if (!ret)
		ret = load_file(to, o, family);
	if (!ret && !from->text)
		ret = load_kernel(from, family);
	if (ret)
		return ret;
	if (words)
		sw_saved_drop(&from->rs, words);
	choose_tables(o, &ask, from, to, words != NULL);
	if (!from->text)
		tell_dormant(from, family);
	sw_err_init(&err);
	ret = sw_diff_rulesets(&from->rs, &to->rs, &ask, &diff, &err);
	o->view.from = from->name;
	o->view.to = to->name;
	o->view.family = family;
	o->view.rs_from = &from->rs;
	o->view.rs_to = &to->rs;
	o->view.diff = &diff;
	o->differs |= diff.differs;
	if (!ret)
		ret = print(o, &err);
	if (ret)
		sw_report_plain(NAME, &err);
	sw_diff_fini(&diff);
	return ret ? TROUBLE : 0;
}

/* ---- which sides ----------------------------------------------------------------------------- */

/* Of one file, or of two that say the same, or one of which says nothing. 0: they differ. */
static uint8_t family_of(const struct sw_compare_options *o, const struct side *from,
			 const struct side *to)
{
	uint8_t a = from->text ? sw_file_family(from->path, from->text, from->len) : 0;
	uint8_t b = sw_file_family(to->path, to->text, to->len);

	if (o->family)
		return o->family;
	if (a && b && a != b)
		return 0;
	return a ? a : b ? b : SW_IP4;
}

static int diff_files(struct sw_compare_options *o)
{
	struct side from = { 0 }, to = { 0 };
	uint8_t family = 0;
	int ret = o->nfile == 2 ? read_text(&from, o->file[0]) : 0;

	if (!ret)
		ret = read_text(&to, o->file[o->nfile - 1]);
	if (!ret)
		family = family_of(o, &from, &to);
	if (!ret && !family)
		ret = sw_report_line(NAME, "%s and %s are of two families; -4 or -6 says which "
				     "one is meant", from.name, to.name) + 1;
	if (!ret)
		ret = compare(o, &from, &to, family, NULL);
	side_fini(&from);
	side_fini(&to);
	return ret;
}

/* Behind the next start all tables are as the file has them, or empty. found: there is a file. */
static int diff_saved_of(struct sw_compare_options *o, uint8_t family, bool *found)
{
	struct side from = { 0 }, to = { 0 };
	struct sw_module_words words = { 0 };
	struct sw_rule_files files = { 0 };
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	if (sw_rule_files_find(&files, family == SW_IP6, o->config_dir, NULL, &err))
		return sw_report_plain(NAME, &err) + 1;
	if (access(files.rules, F_OK) && errno == ENOENT) {
		sw_report_remark(NAME, "there is no %s: %s is not compared", files.rules,
				 family == SW_IP6 ? "IPv6" : "IPv4");
		return 0;
	}
	*found = true;
	ret = read_text(&to, files.rules);
	if (!ret && sw_saved_words(&files, &words, &err))
		ret = sw_report_plain(NAME, &err) + 1;
	if (!ret) {
		sw_saved_forget(to.text, &words);
		ret = compare(o, &from, &to, family, &words);
	}
	sw_module_words_fini(&words);
	side_fini(&from);
	side_fini(&to);
	return ret;
}

static int diff_saved(struct sw_compare_options *o)
{
	bool found = false;
	int ret = o->family == SW_IP6 ? 0 : diff_saved_of(o, SW_IP4, &found);

	if (!ret && o->family != SW_IP4)
		ret = diff_saved_of(o, SW_IP6, &found);
	return !ret && !found ? TROUBLE : ret;
}

/* ---- the program ----------------------------------------------------------------------------- */

static int emit(struct sw_compare_options *o)
{
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	if (o->form == SW_COMPARE_JSON && !o->quiet)
		end_json(o);
	if (o->out.oom)
		ret = sw_err_nomem(&err);
	else if (o->view.color)
		ret = sw_terminal_emit_colored(&o->out, &err);
	else
		ret = sw_terminal_emit(&o->out, &err);
	if (ret && err.sys != EPIPE)
		sw_report_plain(NAME, &err);
	return ret ? TROUBLE : o->differs;
}

static int compare_loaded(struct sw_compare_options *o, const struct sw_compared *with)
{
	struct side from = { 0 };
	struct side to = { .name = with->file ? with->file : "stdin", .path = with->file,
			   .text = strndup(with->text, with->len), .len = with->len };
	int ret = to.text ? 0 : sw_report_line(NAME, "out of memory") + 1;

	if (!ret)
		ret = compare(o, &from, &to, with->family, NULL);
	side_fini(&from);
	side_fini(&to);
	return ret;
}

int sw_compare_loaded(const struct sw_compared *with, size_t n, bool counters, bool json)
{
	struct sw_compare_options o = {
		.form = json ? SW_COMPARE_JSON : SW_COMPARE_UNIFIED, .counters = counters,
		.loads = true,
		.view = { .context = 3, .counters = counters,
			  .color = !json && sw_terminal_colors() },
	};
	int ret = 0;

	for (size_t i = 0; i < n && !ret; i++)
		ret = compare_loaded(&o, &with[i]);
	if (!ret)
		ret = emit(&o) == TROUBLE ? TROUBLE : 0;
	sw_str_fini(&o.out);
	return ret;
}

int sw_run_diff(const struct sw_invocation *inv)
{
	struct sw_compare_options o = { 0 };
	int ret;

	sw_report_json_if(inv->argc, inv->argv);
	ret = sw_compare_options(&o, inv);
	if (ret)
		return ret - 1;
	ret = o.nfile ? diff_files(&o) : diff_saved(&o);
	if (!ret)
		ret = emit(&o);
	sw_str_fini(&o.out);
	return ret;
}
