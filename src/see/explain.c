/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall explain: what the rules do to a packet, and which of them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/report.h"
#include "cli/report_json.h"
#include "cli/terminal.h"
#include "see/absent.h"
#include "see/explain_local.h"
#include "see/see.h"
#include "sight/capture.h"

enum { ACCEPTED = 0, REFUSED = 1, WRONG_WORDS = 2, DEPENDS = 3, TROUBLE = 4 };

/* ---- one packet ------------------------------------------------------------------------------ */

static int status_of(const struct sw_journey *j)
{
	const char *verdict = sw_explain_verdict(j);

	return !strcmp(verdict, "accepted") ? ACCEPTED : !strcmp(verdict, "depends") ? DEPENDS :
	       REFUSED;
}

static int explain(struct sw_explain *e, struct sw_explain_source *rules,
		   const struct sw_packet *p, size_t number)
{
	struct sw_ruleset *rs;
	struct sw_err err;
	int ret = sw_explain_load(rules, p->family, &rs);

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
	if (!sw_header_known(&p->ll, 6, 6) && sw_header_known(&said->ll, 6, 6))
		sw_header_set(&p->ll, 6, said->ll.v + 6, 6);
}

/* The worst of all: what depends is worse than what is refused, and that than what is accepted. */
static int worse(int a, int b)
{
	return a > b ? a : b;
}

static int explain_capture(struct sw_explain *e, struct sw_explain_source *rules,
			   const struct sw_packet *said, FILE *in)
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
		if (got == 2 || sw_explain_of_another(rules, p.family))
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

static int open_capture(struct sw_explain *e, struct sw_explain_source *rules,
			const struct sw_packet *said)
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

static int run(struct sw_explain *e, struct sw_explain_source *rules, const struct sw_packet *p)
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

/* What is asked, and of which rules. 0, or the exit status, and why was said. */
static int prepare(struct sw_explain *e, struct sw_explain_source *rules, struct sw_packet *p)
{
	struct sw_packet_words words = e->o->words;
	struct sw_err err;

	sw_err_init(&err);
	if (e->o->rules && sw_explain_read_file(rules))
		return TROUBLE;
	words.otherwise = rules->of;
	if (sw_packet_of_words(p, &words, &err) || sw_packet_fits(p, &err)) {
		sw_report_plain(SW_EXPLAIN, &err);
		return WRONG_WORDS;
	}
	if (!e->o->capture && sw_explain_of_another(rules, p->family)) {
		sw_report_line(SW_EXPLAIN, "%s is of IPv%c, and the packet of IPv%c", e->o->rules,
			       rules->of == SW_IP6 ? '6' : '4', p->family == SW_IP6 ? '6' : '4');
		return WRONG_WORDS;
	}
	e->journey.no_routes = e->o->rules != NULL;
	e->journey.walk.arg = e;
	e->journey.walk.tell = e->o->json ? sw_explain_json_step : sw_explain_step;
	e->journey.turn = e->o->json ? sw_explain_json_turn : sw_explain_turn;
	if (e->o->rules)
		return 0;
	if (!e->o->json && !e->o->quiet)
		sw_remark_absent(SW_EXPLAIN, p);
	e->journey.walk.beside = sw_explain_others;
	return sw_holders_of_kernel(&e->holders, &err) ?
	       sw_report_plain(SW_EXPLAIN, &err), TROUBLE : 0;
}

int sw_run_explain(const struct sw_invocation *inv)
{
	struct sw_explain_options o = { 0 };
	struct sw_explain e = { .o = &o };
	struct sw_explain_source rules = { .o = &o };
	struct sw_packet p;
	int ret;

	sw_report_json_if(inv->argc, inv->argv);
	ret = sw_explain_options(inv, &o);
	if (ret)
		return ret - 1;
	ret = prepare(&e, &rules, &p);
	if (!ret)
		ret = run(&e, &rules, &p);
	sw_journey_fini(&e.journey);
	sw_holders_fini(&e.holders);
	sw_str_fini(&e.out);
	sw_str_fini(&e.rule);
	sw_explain_json_fini(&e);
	sw_explain_forget(&rules);
	return ret;
}
