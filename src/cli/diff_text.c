/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules, chains, remarks and places of a difference as text, and its colours. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/diff_print_local.h"
#include "words/print_rule.h"
#include "xt/plugin.h"

/* ---- rules ----------------------------------------------------------------------------------- */

static int print(FILE *f, const struct sw_diff_view *v, const struct sw_diff_chain *chain,
		 const struct sw_rule *r, struct sw_err *err)
{
	/* The rule is of a ruleset in memory; what is completed is a note of which plugin prints
	 * it. */
	int ret = sw_print_unreadable(f, (struct sw_rule *)r, err);

	if (!ret && !sw_xt_is_true(r)) {
		fprintf(f, "# rule handle %" PRIu64 ": no iptables words make this rule\n",
			sw_seat_handle(&r->seat));
		return 0;
	}
	if (!ret)
		ret = sw_print_save(f, v->family, sw_diff_chain_name(chain), r,
				    v->counters ? SW_SAVE_FRONT : SW_SAVE_PLAIN, err);
	return ret < 0 ? ret : 0;
}

int sw_diff_rule_text(struct sw_str *out, const struct sw_diff_view *v,
		      const struct sw_diff_chain *chain, const struct sw_rule *r,
		      struct sw_err *err)
{
	struct sw_str text = { 0 };
	FILE *f = sw_str_open(&text);
	int ret = f ? print(f, v, chain, r, err) : -1;

	if (f && fclose(f))
		ret = -1;
	if (ret || text.oom)
		ret = sw_err_nomem(err);
	else if (text.len && memchr(text.s, '\n', text.len - 1))
		sw_str_addf(out, "# rule handle %" PRIu64
			    ": not an iptables rule (a line break in its text)",
			    sw_seat_handle(&r->seat));
	else if (text.len)
		sw_str_addn(out, text.s, text.len - 1);
	sw_str_fini(&text);
	return ret;
}

static void head_text(struct sw_str *out, const struct sw_diff_view *v, const struct sw_chain *c,
		      const char *name)
{
	bool builtin = !c || c->builtin;

	sw_str_addf(out, ":%s %s", name, builtin ? sw_verdict_word(sw_diff_policy(c)) : "-");
	if (v->counters && builtin)
		sw_str_addf(out, " [%" PRIu64 ":%" PRIu64 "]", c ? c->packets : 0,
			    c ? c->bytes : 0);
}

int sw_diff_side_text(struct sw_str *out, const struct sw_diff_view *v,
		      const struct sw_diff_row *r, bool to, struct sw_err *err)
{
	const struct sw_rule *rule = to ? r->to : r->from;

	if (r->note)
		sw_str_add(out, r->note);
	else if (r->head)
		head_text(out, v, to ? r->chain->to : r->chain->from, sw_diff_chain_name(r->chain));
	else if (rule)
		return sw_diff_rule_text(out, v, r->chain, rule, err);
	return 0;
}

/* The payload of the match is the text, as long as a NUL does not end it. */
static void comment_text(struct sw_str *out, const struct sw_rule *r)
{
	for (size_t i = 0; i < r->nmatch; i++) {
		const struct sw_ext *e = &r->match[i];
		struct sw_str text = { 0 };

		if (strcmp(e->name, "comment"))
			continue;
		sw_str_addn(&text, e->data, strnlen(e->data, e->size));
		if (out->len)
			sw_str_addc(out, ' ');
		sw_str_add_quoted(out, text.len ? text.s : "");
		out->oom |= text.oom;
		sw_str_fini(&text);
	}
}

/* ---- remarks --------------------------------------------------------------------------------- */

static void remark_comment(struct sw_str *out, const struct sw_rule *r, const struct sw_rule *now)
{
	struct sw_str was = { 0 }, is = { 0 };

	comment_text(&was, r);
	comment_text(&is, now);
	sw_str_add(out, out->len ? ", " : "");
	if (!was.len)
		sw_str_add(out, "had no comment");
	else if (is.len && !strcmp(was.s, is.s))
		sw_str_add(out, "its comment stood elsewhere");
	else
		sw_str_addf(out, "comment was %s", was.s);
	out->oom |= was.oom | is.oom;
	sw_str_fini(&was);
	sw_str_fini(&is);
}

void sw_diff_remark(struct sw_str *out, const struct sw_diff_row *r)
{
	const struct sw_chain *chain = r->head ? r->chain->from : NULL;

	if (r->mark == SW_MARK_LEFT)
		sw_str_addf(out, "moved to %" PRIu32, r->number);
	if (r->mark == SW_MARK_CAME)
		sw_str_addf(out, "moved from %" PRIu32, r->number);
	if (r->mark == SW_MARK_LEFT || (r->mark != SW_MARK_CAME && r->mark != SW_MARK_OTHERWISE))
		return;
	if (r->comment)
		remark_comment(out, r->from, r->to);
	if (r->counters)
		sw_str_addf(out, "%scounters were [%" PRIu64 ":%" PRIu64 "]", out->len ? ", " : "",
			    r->head ? (chain ? chain->packets : 0) : r->from->packets,
			    r->head ? (chain ? chain->bytes : 0) : r->from->bytes);
}

static void add_range(struct sw_str *out, char sign, uint32_t first, uint32_t n)
{
	/* Of no rules, the place is behind the one before. */
	sw_str_addf(out, "%c%" PRIu32 ",%" PRIu32, sign, n ? first : first - 1, n);
}

/* ---- colours --------------------------------------------------------------------------------- */

static void color(struct sw_str *out, const struct sw_diff_view *v, const char *code)
{
	if (v->color)
		sw_str_addf(out, "\033[%sm", code);
}

void sw_diff_color(struct sw_str *out, const struct sw_diff_view *v, enum sw_diff_mark mark)
{
	switch (mark) {
	case SW_MARK_SAME:
		break;
	case SW_MARK_REMOVED:
		color(out, v, "31");	/* red */
		break;
	case SW_MARK_ADDED:
		color(out, v, "32");	/* green */
		break;
	case SW_MARK_LEFT:
	case SW_MARK_CAME:
		color(out, v, "35");	/* magenta */
		break;
	case SW_MARK_OTHERWISE:
		color(out, v, "33");	/* yellow */
		break;
	}
}

void sw_diff_color_title(struct sw_str *out, const struct sw_diff_view *v)
{
	color(out, v, "1");
}

void sw_diff_color_end(struct sw_str *out, const struct sw_diff_view *v)
{
	color(out, v, "0");
}

void sw_diff_add(struct sw_str *out, const struct sw_diff_view *v, const struct sw_str *text)
{
	out->oom |= text->oom;
	if (!text->len)
		return;
	if (v->color)
		sw_str_add_safe(out, text->s);
	else
		sw_str_addn(out, text->s, text->len);
}

/* ---- a line of its own ----------------------------------------------------------------------- */

void sw_diff_add_place(struct sw_str *out, const struct sw_diff_view *v,
		       const struct sw_diff_place *p)
{
	struct sw_str text = { 0 };

	sw_str_addf(&text, "@@ %s", p->table->builtin->name);
	if (p->chain)
		sw_str_addf(&text, " %s", sw_diff_chain_name(p->chain));
	if (p->rules) {
		sw_str_addc(&text, ' ');
		add_range(&text, '-', p->from, p->nfrom);
		sw_str_addc(&text, ' ');
		add_range(&text, '+', p->to, p->nto);
	}
	sw_str_add(&text, " @@");
	color(out, v, "36");	/* cyan */
	sw_diff_add(out, v, &text);
	sw_diff_color_end(out, v);
	sw_str_addc(out, '\n');
	sw_str_fini(&text);
}
