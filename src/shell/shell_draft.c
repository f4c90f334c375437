/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The shell's candidate: begin, show, diff, check, commit, abandon, and commands that change it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "change/draft.h"
#include "cli/both.h"
#include "cli/diff_print.h"
#include "cli/doer.h"
#include "cli/report.h"
#include "cli/seatbelt.h"
#include "cli/terminal.h"
#include "session/whole.h"
#include "shell/shell_local.h"
#include "xt/plugin.h"

#define NAME "statewall shell"

static int fault(const struct sw_shell *sh, const struct sw_err *err)
{
	/* What a kernel refuses begins with a blank. */
	int status = sw_shell_say(sh, err->code, "%s", err->msg + (err->msg[0] == ' '));

	if (err->hint[0])
		sw_shell_say(sh, 0, "%s", err->hint);
	return status;
}

static void give_up(struct sw_shell *sh)
{
	sw_draft_free(sh->draft);
	sh->draft = NULL;
}

/* 0, or the status: it was said. */
static int need(const struct sw_shell *sh, const struct sw_words *w, int most)
{
	if (w->n > most)
		return sw_shell_say(sh, SW_EPARAM, "%s takes no such word: %s", w->word[0],
				    w->word[most]);
	if (!sh->draft)
		return sw_shell_say(sh, SW_EOTHER, "no candidate is open: begin opens one");
	return 0;
}

/* ---- begin and abandon ----------------------------------------------------------------------- */

int sw_shell_begin(struct sw_shell *sh, const struct sw_words *w)
{
	struct sw_err err;

	if (w->n > 1)
		return sw_shell_say(sh, SW_EPARAM, "begin takes no word");
	if (sh->draft)
		return sw_shell_say(sh, SW_EOTHER, "a candidate is open already: commit it, or "
				    "abandon it");
	sw_err_init(&err);
	return sw_draft_begin(NAME, &sh->draft, &err) ? fault(sh, &err) : 0;
}

int sw_shell_abandon(struct sw_shell *sh, const struct sw_words *w)
{
	int status = need(sh, w, 1);

	if (!status)
		give_up(sh);
	return status;
}

static bool is_changed(struct sw_shell *sh)
{
	struct sw_err none;

	sw_err_init(&none);
	return sw_draft_differs(sh->draft, &none) != 0;
}

bool sw_shell_leave(struct sw_shell *sh)
{
	if (!sh->draft || sh->leaving || !sh->interactive || !is_changed(sh))
		return true;
	sw_shell_say(sh, 0, "The candidate is not committed: commit or abandon it. Once more, and "
		     "it is lost.");
	sh->leaving = true;
	return false;
}

void sw_shell_draft_end(struct sw_shell *sh)
{
	if (sh->draft && is_changed(sh)) {
		sw_shell_say(sh, 0, "The candidate was not committed: it is abandoned.");
		sh->status = sh->status ? sh->status : 1;
	}
	give_up(sh);
}

/* ---- commands -------------------------------------------------------------------------------- */

int sw_shell_draft_run(struct sw_shell *sh, struct sw_cmd *const *cmd, size_t n, size_t *failed,
		       int *status, struct sw_err *err)
{
	bool lists = cmd[0]->letter == 'L' || cmd[0]->letter == 'S';
	int ret = sw_draft_run(sh->draft, cmd, n, failed, err);

	for (size_t i = 0; i < n && !ret; i++) {
		struct sw_memory *m = &sh->draft->of[sw_draft_number(cmd[i]->family)];

		if (n > 1 && lists)
			sw_both_head(cmd[i], i);
		ret = sw_terminal_emit(&m->s.text, err);
		if (m->s.unreadable)
			*status = SW_ERESOURCE;
	}
	return ret;
}

/* ---- show and diff --------------------------------------------------------------------------- */

static int show_all(struct sw_shell *sh, struct sw_err *err)
{
	static const char *const programs[] = { "iptables-save", "ip6tables-save" };
	int ret = 0;

	for (int i = 0; i < 2 && !ret; i++) {
		struct sw_save save = { .program = programs[i] };

		ret = sw_memory_save(&sh->draft->of[i], &save, err);
		if (!ret)
			ret = sw_terminal_emit(&sh->draft->of[i].s.text, err);
	}
	return ret;
}

int sw_shell_show(struct sw_shell *sh, const struct sw_words *w)
{
	int status = need(sh, w, 1);
	struct sw_err err;

	sw_err_init(&err);
	return status || !show_all(sh, &err) ? status : fault(sh, &err);
}

static int print_diff(struct sw_draft *d, int i, struct sw_str *out, struct sw_err *err)
{
	struct sw_ruleset *to = &d->of[i].s.rs;
	struct sw_diff_ask ask = { .same = sw_xt_rule_same, .hash = sw_xt_rule_hash };
	struct sw_diff diff = { 0 };
	struct sw_diff_view v = { .from = "begin", .to = "candidate", .family = to->family,
				  .rs_from = &d->begun[i], .rs_to = to, .diff = &diff,
				  .color = sw_terminal_colors(), .context = 3 };
	int ret = sw_session_init_xt(d->program, to->family, err);

	for (int t = 0; t < SW_NTABLES; t++)
		ask.table[t] = true;
	if (!ret)
		ret = sw_diff_rulesets(&d->begun[i], to, &ask, &diff, err);
	if (!ret)
		ret = sw_diff_print_unified(out, &v, err);
	sw_diff_fini(&diff);
	return ret;
}

int sw_shell_diff(struct sw_shell *sh, const struct sw_words *w)
{
	int status = need(sh, w, 1), ret;
	struct sw_str out = { 0 };
	struct sw_err err;

	if (status)
		return status;
	sw_err_init(&err);
	ret = print_diff(sh->draft, 0, &out, &err);
	if (!ret)
		ret = print_diff(sh->draft, 1, &out, &err);
	if (!ret && out.oom)
		ret = sw_err_nomem(&err);
	if (!ret)
		ret = sw_terminal_colors() ? sw_terminal_emit_colored(&out, &err) :
				      sw_terminal_emit(&out, &err);
	sw_str_fini(&out);
	return ret ? fault(sh, &err) : 0;
}

/* ---- check and commit ------------------------------------------------------------------------ */

static void tell_lost(const struct sw_way *way)
{
	for (int i = 0; i < 2; i++) {
		const char *line = way->merge[i].lost.len ? way->merge[i].lost.s : "";

		for (size_t n; *line; line += n + (line[n] == '\n')) {
			n = strcspn(line, "\n");
			sw_report_line(NULL, "  %.*s", (int)n, line);
		}
	}
}

/* What stands against it; the candidate stays open. */
static int refuse(const struct sw_shell *sh, const struct sw_draft_commit *o, struct sw_err *err)
{
	const char *line;
	size_t len;
	int status = err->code;

	if (err->sys == ECANCELED && !o->way.odd) {
		sw_shell_say(sh, 0, "%s. Nothing is changed; these rules have no place:",
			     err->msg);
		tell_lost(&o->way);
		return status;
	}
	fault(sh, err);
	if (sw_way_line(&o->way, err, &line, &len))
		sw_report_line(NULL, "  %s: %.*s", err->where.file, (int)len, line);
	return status;
}

static void tell_moved(const struct sw_shell *sh, const struct sw_draft_commit *o)
{
	if (o->moved)
		sw_shell_say(sh, 0, "Others have changed rules since begin: what they did stays.");
}

int sw_shell_check(struct sw_shell *sh, const struct sw_words *w)
{
	struct sw_draft_commit o = { .check_only = true };
	struct sw_change c = { .program = NAME };
	int status = need(sh, w, 1);
	struct sw_err err;

	if (status)
		return status;
	sw_err_init(&err);
	if (sw_draft_commit(sh->draft, &c, &o, &err)) {
		status = refuse(sh, &o, &err);
	} else if (sw_whole_loops(&sh->draft->of[0].s.rs, &err) ||
		   sw_whole_loops(&sh->draft->of[1].s.rs, &err)) {
		status = fault(sh, &err);
	} else {
		tell_moved(sh, &o);
		puts("The kernel would take it.");
	}
	sw_draft_commit_fini(&o);
	return status;
}

/* A change that was taken back is a candidate still. */
static int finish(struct sw_shell *sh, const struct sw_change *c)
{
	int status = c->seconds ? sw_seatbelt_ask(c) : 0;

	if (status == SW_SEATBELT_BACK || status == SW_SEATBELT_LOST)
		sw_shell_say(sh, 0, "The candidate is still open.");
	else
		give_up(sh);
	return status;
}

static int commit(struct sw_shell *sh, struct sw_change *c)
{
	struct sw_draft_commit o = { 0 };
	struct sw_err err;
	int status = 0;

	sw_err_init(&err);
	if (sw_draft_commit(sh->draft, c, &o, &err))
		status = refuse(sh, &o, &err);
	else
		tell_moved(sh, &o);
	sw_draft_commit_fini(&o);
	if (c->made) {
		int ended = finish(sh, c);

		status = status ? status : ended;
	}
	return status;
}

int sw_shell_commit(struct sw_shell *sh, const struct sw_words *w)
{
	struct sw_change c = { .program = NAME, .dir = sh->run_dir };
	bool confirms = w->n > 1 && !strcmp(w->word[1], "confirm");
	int status = need(sh, w, confirms ? 3 : 1);

	if (status)
		return status;
	if (confirms && w->n < 3)
		return sw_shell_say(sh, SW_EPARAM, "commit confirm takes a number of seconds");
	if (confirms)
		c.seconds = sw_seatbelt_seconds(NAME, w->word[2]);
	if (confirms && !c.seconds)
		return SW_EPARAM;
	sw_remember_begin(&c.deed, &(struct sw_doer){ .program = NAME, .argc = w->n,
						      .argv = w->word });
	c.deed.both = true;
	status = commit(sh, &c);
	sw_deed_fini(&c.deed);
	return status;
}
