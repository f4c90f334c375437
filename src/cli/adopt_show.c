/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tells which rules go from one iptables to another. */
#include <stdio.h>
#include <string.h>

#include "adopt/twice.h"
#include "base/cleanup.h"
#include "cli/adopt_show.h"
#include "cli/diff_print.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "session/whole.h"
#include "xt/plugin.h"

static const uint8_t families[] = { SW_IP4, SW_IP6 };

static void list(const char *text)
{
	SW_FREE char *copy = strdup(text ? text : "");

	if (!copy)
		return;
	for (char *rest, *line = strtok_r(copy, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		sw_report_line(NULL, "  %s", line);
}

void sw_adopt_show_list(const struct sw_move *m)
{
	list(m->list.s);
}

/* ---- how many -------------------------------------------------------------------------------- */

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static int tell_size(struct sw_str *out, const char *who, char *const text[2], struct sw_err *err)
{
	sw_str_addf(out, "%s:", who);
	for (int i = 0; i < 2; i++) {
		struct sw_text_size size = { 0 };
		int ret = sw_text_measure(text[i], &size, err);

		if (!ret)
			sw_str_addf(out, "%s IPv%d %zu rule%s, %zu chain%s%s%s%s", i ? ";" : "",
				    i ? 6 : 4, size.rules, plural(size.rules), size.chains,
				    plural(size.chains), size.tables.len ? " (" : "",
				    size.tables.len ? size.tables.s : "",
				    size.tables.len ? ")" : "");
		sw_str_fini(&size.tables);
		if (ret)
			return ret;
	}
	sw_str_add(out, ".\n");
	return 0;
}

/* all: each of them. */
static void tell_twice(struct sw_str *out, char *const text[2], bool all)
{
	struct sw_str lines = { 0 };
	size_t n = sw_twice_list(text[0], &lines) + sw_twice_list(text[1], &lines);

	if (n)
		sw_str_addf(out, "While both sides have the rules, some hundredths of a second, "
			    "%zu act%s twice on what passes%s\n", n, n == 1 ? "s" : "",
			    all ? ":" : " (--dry-run lists them).");
	if (all)
		sw_str_add(out, lines.len ? lines.s : "");
	sw_str_fini(&lines);
}

/* ip6tables-nft-restore of 1.8.9 loads the counters of policies, and not those of rules. */
static int tell_counters(struct sw_str *out, const struct sw_move *m, struct sw_err *err)
{
	struct sw_text_size ours = { 0 }, theirs = { 0 };
	int ret = 0;

	for (int i = 0; i < 2 && !ret; i++) {
		ours.packets = theirs.packets = 0;
		ret = sw_text_measure(m->ours[i], &ours, err);
		if (!ret)
			ret = sw_text_measure(m->theirs[i], &theirs, err);
		if (!ret && theirs.packets < ours.packets)
			sw_str_addf(out, "The rules of IPv%d begin to count anew: this %s does not "
				    "load their counters.\n", i ? 6 : 4, m->other.name);
	}
	sw_str_fini(&ours.tables);
	sw_str_fini(&theirs.tables);
	return ret;
}

/* ---- what would be done ---------------------------------------------------------------------- */

static int load(struct sw_move *m, int i, const char *text, struct sw_ruleset *rs,
		struct sw_err *err)
{
	struct sw_restore r = {
		.o = { .program = m->program, .family = families[i] },
		.file = { .name = "a save", .text = text, .len = strlen(text) },
	};
	int ret = sw_whole_file(&r, rs, err);

	sw_restore_fini(&r);
	return ret;
}

/* Of the tables that go over. */
static int tell_diff(struct sw_str *out, struct sw_move *m, bool adopt, int i, struct sw_err *err)
{
	struct sw_diff_ask ask = { .same = sw_xt_rule_same, .hash = sw_xt_rule_hash };
	struct sw_ruleset from, to;
	struct sw_diff diff = { 0 };
	struct sw_diff_view view = {
		.from = adopt ? "statewall" : m->other.name, .family = families[i],
		.to = adopt ? m->other.name : "statewall", .rs_from = &from, .rs_to = &to,
		.diff = &diff, .context = 3,
	};
	int ret;

	sw_ruleset_init(&from, families[i]);
	sw_ruleset_init(&to, families[i]);
	memcpy(ask.table, m->take[i], sizeof(ask.table));
	ret = load(m, i, adopt ? m->ours[i] : m->theirs[i], &from, err);
	if (!ret)
		ret = load(m, i, adopt ? m->theirs[i] : m->ours[i], &to, err);
	if (!ret)
		ret = sw_diff_rulesets(&from, &to, &ask, &diff, err);
	if (!ret)
		ret = sw_diff_print_unified(out, &view, err);
	sw_diff_fini(&diff);
	sw_ruleset_fini(&from);
	sw_ruleset_fini(&to);
	return ret;
}

static int emit(struct sw_move *m, struct sw_str *out, int ret, struct sw_err *err)
{
	if (!ret && out->oom)
		ret = sw_err_nomem(err);
	if (!ret)
		ret = sw_terminal_emit(out, err);
	sw_str_fini(out);
	return ret ? sw_report_plain(m->program, err) : 0;
}

int sw_adopt_show_plan(struct sw_move *m, bool adopt)
{
	char *const *from = adopt ? m->theirs : m->ours;
	struct sw_str out = { 0 };
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	ret = tell_size(&out, adopt ? m->other.name : "statewall", from, &err);
	for (int i = 0; i < 2 && !ret; i++)
		ret = tell_diff(&out, m, adopt, i, &err);
	tell_twice(&out, from, true);
	sw_str_addf(&out, "%s would take it, and %s would be taken out. Nothing was changed.\n",
		    adopt ? "The kernel" : m->other.name, adopt ? "theirs" : "ours");
	return emit(m, &out, ret, &err);
}

/* ---- what was done --------------------------------------------------------------------------- */

static void tell_next(struct sw_str *out, const struct sw_move *m, bool adopt)
{
	if (adopt && m->other.kind == SW_OTHER_LEGACY)
		sw_str_add(out, "The tables of iptables-legacy stay, empty, as long as their "
			   "modules are loaded.\n");
	if (adopt)
		sw_str_addf(out, "Who calls %s still writes to it: let the names of iptables lead "
			    "to statewall\n(update-alternatives --config iptables). \"statewall "
			    "service save\" keeps the rules.\n", m->other.name);
	else
		sw_str_addf(out, "Let the names of iptables lead to %s (update-alternatives "
			    "--config iptables), and\ndisable iptables-statewall.service, if it "
			    "is enabled.\n", m->other.name);
}

int sw_adopt_show_done(struct sw_move *m, bool adopt)
{
	struct sw_str out = { 0 };
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	sw_str_addf(&out, "From %s to ", adopt ? m->other.name : "statewall");
	ret = tell_size(&out, adopt ? "statewall" : m->other.name, adopt ? m->theirs : m->ours,
			&err);
	if (!ret && !adopt)
		ret = tell_counters(&out, m, &err);
	if (m->late.len)
		sw_str_addf(&out, "What came meanwhile went over too:\n%s", m->late.s);
	if (m->words.len)
		sw_str_addf(&out, "In other words, as far as they are known here:\n%s", m->words.s);
	tell_twice(&out, adopt ? m->theirs : m->ours, false);
	tell_next(&out, m, adopt);
	return emit(m, &out, ret, &err);
}
