/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall explain: what the rules do to a packet, and which of them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/input.h"
#include "cli/report.h"
#include "cli/report_json.h"
#include "cli/terminal.h"
#include "see/absent.h"
#include "see/explain_local.h"
#include "see/see.h"
#include "session/session.h"
#include "session/whole.h"
#include "sight/capture.h"
#include "xt/plugin.h"

enum { ACCEPTED = 0, REFUSED = 1, WRONG_WORDS = 2, DEPENDS = 3, TROUBLE = 4 };

/* ---- the rules ------------------------------------------------------------------------------- */

static int report_file(struct sw_restore *r, struct sw_err *err)
{
	struct sw_report_text text = { .program = SW_EXPLAIN, .restore = true, .details = true };

	if (sw_savefile_seek(&r->file, err->where.line)) {
		text.line = r->file.line;
		text.line_len = r->file.line_len;
	}
	return sw_report(err, &text);
}

static int load_file(const char *name, uint8_t family, struct sw_ruleset *rs)
{
	struct sw_restore r = { .o = { .program = SW_EXPLAIN, .family = family } };
	SW_FREE char *text = NULL;
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	ret = sw_input_read(strcmp(name, "-") ? name : NULL, &text, &r.file.len, &err);
	if (ret) {
		if (ret < 0)
			sw_report_plain(SW_EXPLAIN, &err);
		return ret;
	}
	r.file.name = strcmp(name, "-") ? name : NULL;
	r.file.text = text;
	ret = sw_whole_file(&r, rs, &err);
	if (ret)
		report_file(&r, &err);
	sw_restore_fini(&r);
	return ret;
}

/* Both families are read at need, and once. */
struct rules {
	const struct sw_explain_options *o;
	struct sw_ruleset rs[2];
	bool   read[2];
	uint8_t family;		/* that plugins are prepared for */
};

static int load(struct rules *r, uint8_t family, struct sw_ruleset **out)
{
	int i = family == SW_IP6;
	struct sw_err err;
	int ret;

	*out = &r->rs[i];
	sw_err_init(&err);
	if (r->read[i] && r->family == family)
		return 0;
	r->family = family;
	if (r->read[i]) {
		ret = sw_session_init_xt(SW_EXPLAIN, family, &err);
		return ret ? sw_report_plain(SW_EXPLAIN, &err) : 0;
	}
	if (r->o->rules) {
		ret = load_file(r->o->rules, family, &r->rs[i]);
	} else {
		ret = sw_whole_kernel(SW_EXPLAIN, family, &r->rs[i], &err);
		if (ret)
			sw_report_plain(SW_EXPLAIN, &err);
	}
	r->read[i] = !ret;
	return ret;
}

static void forget(struct rules *r)
{
	for (int i = 0; i < 2; i++)
		if (r->read[i])
			sw_ruleset_fini(&r->rs[i]);
}

/* ---- one packet ------------------------------------------------------------------------------ */

static int status_of(const struct sw_journey *j)
{
	const char *verdict = sw_explain_verdict(j);

	return !strcmp(verdict, "accepted") ? ACCEPTED : !strcmp(verdict, "depends") ? DEPENDS :
	       REFUSED;
}

static int explain(struct sw_explain *e, struct rules *rules, const struct sw_packet *p,
		   size_t number)
{
	struct sw_ruleset *rs;
	struct sw_err err;
	int ret = load(rules, p->family, &rs);

	if (ret)
		return TROUBLE;
	sw_err_init(&err);
	e->err = &err;
	e->met = e->may_be_met = e->missed = false;
	e->told = 0;
	e->journey.walk.rs = rs;
	e->journey.walk.watch = NULL;
	if (e->o->why_not && sw_explain_find(e, rs, &err))
		return sw_report_plain(SW_EXPLAIN, &err) + 1;
	sw_journey_reset(&e->journey);
	(e->o->json ? sw_explain_json_begin : sw_explain_begin)(e, p, number);
	ret = sw_journey_run(&e->journey, p, &err);
	if (!ret && !e->failed)
		(e->o->json ? sw_explain_json_end : sw_explain_end)(e);
	if (!ret && e->failed)
		ret = sw_err_is_set(&err) ? e->failed : sw_err_nomem(&err);
	if (ret) {
		sw_report_plain(SW_EXPLAIN, &err);
		return TROUBLE;
	}
	return status_of(&e->journey);
}

/* What is written so far; it may be much. */
static int emit(struct sw_explain *e)
{
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	ret = sw_terminal_emit(&e->out, &err);
	sw_str_reset(&e->out);
	return ret ? sw_report_plain(SW_EXPLAIN, &err), TROUBLE : 0;
}

/* ---- a capture ------------------------------------------------------------------------------- */

/* What a capture does not say, words may. */
static void add_words(struct sw_packet *p, const struct sw_packet *said)
{
	p->in = said->in;
	p->out = said->out;
	p->states = said->states;
	p->way = said->way;
	p->mark = said->mark;
	p->mark_known = said->mark_known;
	p->ctmark = said->ctmark;
	p->ctmark_known = said->ctmark_known;
	p->uid = said->uid;
	p->uid_known = said->uid_known;
	p->gid = said->gid;
	p->gid_known = said->gid_known;
}

/* The worst of all: what depends is worse than what is refused, and that than what is accepted. */
static int worse(int a, int b)
{
	return a > b ? a : b;
}

static int explain_capture(struct sw_explain *e, struct rules *rules, const struct sw_packet *said,
			   FILE *in)
{
	struct sw_capture c;
	struct sw_packet p;
	struct sw_err err;
	int ret, status = 0;
	bool seen = false;

	sw_err_init(&err);
	ret = sw_capture_open(&c, in, &err);
	while (!ret) {
		int got = sw_capture_next(&c, &p, &err);

		if (got <= 0) {
			ret = got;
			break;
		}
		if (got == 2)
			continue;
		add_words(&p, said);
		status = worse(status, explain(e, rules, &p, c.number));
		seen = true;
		if (status != TROUBLE && e->out.len > 1 << 20)
			status = worse(status, emit(e));
		if (status == TROUBLE || status == WRONG_WORDS)
			return status;
	}
	if (!ret && !seen)
		ret = sw_err_set(&err, SW_EPARAM, ENOENT, "there is no packet of IP in the "
				 "capture");
	if (!ret)
		return status;
	sw_report_plain(SW_EXPLAIN, &err);
	e->cut_off = seen;
	return TROUBLE;
}

static int open_capture(struct sw_explain *e, struct rules *rules, const struct sw_packet *said)
{
	bool is_stdin = !strcmp(e->o->capture, "-");
	FILE *in = is_stdin ? stdin : fopen(e->o->capture, "re");
	int ret;

	if (!in) {
		sw_report_line(SW_EXPLAIN, "cannot open %s: %s", e->o->capture, strerror(errno));
		return TROUBLE;
	}
	ret = explain_capture(e, rules, said, in);
	if (!is_stdin)
		fclose(in);
	return ret;
}

/* ---- the program ----------------------------------------------------------------------------- */

static int run(struct sw_explain *e, struct rules *rules, const struct sw_packet *p)
{
	int ret;

	if (e->o->json) {
		e->json.out = &e->out;
		sw_json_document(&e->json, "explain");
		sw_json_list(&e->json, "packets");
	}
	ret = e->o->capture ? open_capture(e, rules, p) : explain(e, rules, p, 0);
	if ((ret == TROUBLE && !e->cut_off) || ret == WRONG_WORDS)
		return ret;
	if (e->o->json) {
		sw_json_close(&e->json);
		sw_json_close(&e->json);
	}
	return worse(ret, emit(e));
}

int sw_run_explain(const struct sw_invocation *inv)
{
	struct sw_explain_options o = { 0 };
	struct sw_explain e = { .o = &o };
	struct rules rules = { .o = &o };
	struct sw_packet p;
	struct sw_err err;
	int ret;

	sw_report_json_if(inv->argc, inv->argv);
	ret = sw_explain_options(inv, &o);
	if (ret)
		return ret - 1;
	sw_err_init(&err);
	if (sw_packet_of_words(&p, &o.words, &err))
		return sw_report_plain(SW_EXPLAIN, &err) + 1;
	e.journey.no_routes = o.rules != NULL;
	e.journey.walk.arg = &e;
	if (!o.rules) {
		if (!o.json && !o.quiet)
			sw_remark_absent(SW_EXPLAIN, &p);
		e.journey.walk.beside = sw_explain_others;
		if (sw_holders_of_kernel(&e.holders, &err)) {
			sw_report_plain(SW_EXPLAIN, &err);
			return TROUBLE;
		}
	}
	e.journey.walk.tell = o.json ? sw_explain_json_step : sw_explain_step;
	e.journey.turn = o.json ? sw_explain_json_turn : sw_explain_turn;
	ret = run(&e, &rules, &p);
	sw_journey_fini(&e.journey);
	sw_holders_fini(&e.holders);
	sw_str_fini(&e.out);
	sw_str_fini(&e.rule);
	sw_explain_json_fini(&e);
	forget(&rules);
	return ret;
}
