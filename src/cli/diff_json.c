/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Differences as JSON: docs/json.md and man/statewall-diff.8 have the members. */
#include <string.h>

#include "cli/diff_print_local.h"
#include "sight/rule_json.h"

static void add_counters(struct sw_json *j, const char *name, uint64_t packets, uint64_t bytes)
{
	sw_json_list_flat(j, name);
	sw_json_number(j, NULL, packets);
	sw_json_number(j, NULL, bytes);
	sw_json_close(j);
}

/* ---- rules ----------------------------------------------------------------------------------- */

static int add_text(const struct sw_diff_view *v, const struct sw_diff_chain *c, const char *name,
		    const struct sw_rule *r, struct sw_err *err)
{
	struct sw_diff_view plain = *v;
	struct sw_str text = { 0 };
	int ret;

	plain.counters = false;
	ret = sw_diff_rule_text(&text, &plain, c, r, err);
	sw_json_text(v->json, name, text.len ? text.s : "");
	sw_str_fini(&text);
	return ret;
}

static const char *change_of(const struct sw_diff_run *r)
{
	switch (r->kind) {
	case SW_DIFF_REMOVED:
		return "removed";
	case SW_DIFF_ADDED:
		return "added";
	case SW_DIFF_CAME:
		return "moved";
	default:
		return r->comment ? "comment" : "counters";
	}
}

static int add_change(const struct sw_diff_view *v, const struct sw_diff_chain *c,
		      const struct sw_diff_run *r, uint32_t i, struct sw_err *err)
{
	struct sw_rule *from = r->from ? c->from->rule[r->from - 1 + i] : NULL;
	struct sw_rule *to = r->to ? c->to->rule[r->to - 1 + i] : NULL;
	struct sw_json *j = v->json;
	int ret;

	sw_json_object_flat(j, NULL);
	sw_json_text(j, "change", change_of(r));
	if (from)
		sw_json_number(j, "from", r->from + i);
	if (to)
		sw_json_number(j, "to", r->to + i);
	ret = add_text(v, c, "text", to ? to : from, err);
	if (!ret && r->comment)
		ret = add_text(v, c, "was", from, err);
	if (r->counters) {
		sw_json_object(j, "counters");
		add_counters(j, "from", from->packets, from->bytes);
		add_counters(j, "to", to->packets, to->bytes);
		sw_json_close(j);
	}
	if (!ret)
		ret = sw_rule_json_words(j, "words", v->family, to ? to : from, err);
	sw_json_close(j);
	return ret < 0 ? ret : 0;
}

/* A rule that moved is one change, where it stands now. */
static int add_changes(const struct sw_diff_view *v, const struct sw_diff_chain *c,
		       struct sw_err *err)
{
	int ret = 0;

	sw_json_list(v->json, "changes");
	for (size_t k = 0; k < c->nrun; k++) {
		const struct sw_diff_run *r = &c->run[k];

		if (r->kind == SW_DIFF_LEFT || !sw_diff_run_differs(r))
			continue;
		for (uint32_t i = 0; i < r->n && !ret; i++)
			ret = add_change(v, c, r, i, err);
	}
	sw_json_close(v->json);
	return ret;
}

/* ---- chains and tables ----------------------------------------------------------------------- */

static void add_chain_head(struct sw_json *j, const struct sw_diff_chain *c)
{
	const struct sw_chain *a = c->from, *b = c->to;
	bool builtin = (a ? a : b)->builtin;

	sw_json_text(j, "chain", sw_diff_chain_name(c));
	sw_json_text(j, "change", builtin || (a && b) ? "kept" : a ? "removed" : "added");
	if (c->policy) {
		sw_json_object_flat(j, "policy");
		sw_json_text(j, "from", sw_verdict_word(sw_diff_policy(a)));
		sw_json_text(j, "to", sw_verdict_word(sw_diff_policy(b)));
		sw_json_close(j);
	}
	if (c->counters) {
		sw_json_object_flat(j, "counters");
		add_counters(j, "from", a ? a->packets : 0, a ? a->bytes : 0);
		add_counters(j, "to", b ? b->packets : 0, b ? b->bytes : 0);
		sw_json_close(j);
	}
}

/* Lines about chains that no words of iptables make. */
static void add_foreign(struct sw_json *j, const struct sw_str *lines)
{
	sw_json_list(j, "foreign");
	for (const char *p = lines->s; p && *p; p += strcspn(p, "\n"), p += *p == '\n')
		sw_json_textn(j, NULL, p, strcspn(p, "\n"));
	sw_json_close(j);
}

static int add_table(const struct sw_diff_view *v, const struct sw_diff_table *t,
		     const struct sw_table *from, struct sw_err *err)
{
	struct sw_json *j = v->json;
	int ret = 0;

	sw_json_object(j, NULL);
	sw_json_text(j, "table", t->builtin->name);
	if (t->foreign)
		add_foreign(j, &from->foreign);
	sw_json_list(j, "chains");
	for (size_t i = 0; i < t->nchain && !ret; i++) {
		if (!t->chain[i].differs)
			continue;
		sw_json_object(j, NULL);
		add_chain_head(j, &t->chain[i]);
		ret = add_changes(v, &t->chain[i], err);
		sw_json_close(j);
	}
	sw_json_close(j);
	sw_json_close(j);
	return ret;
}

static int add_family(const struct sw_diff_view *v, struct sw_err *err)
{
	struct sw_json *j = v->json;
	int ret = 0;

	sw_json_text(j, "family", v->family == SW_IP6 ? "ipv6" : "ipv4");
	sw_json_text(j, "from", v->from);
	sw_json_text(j, "to", v->to);
	sw_json_bool(j, "equal", !v->diff->differs);
	sw_json_list_flat(j, "compared");
	for (int i = 0; i < SW_NTABLES; i++)
		if (v->diff->table[i].compared)
			sw_json_text(j, NULL, sw_builtin_tables[i].name);
	sw_json_close(j);
	sw_json_list(j, "tables");
	for (int i = 0; i < SW_NTABLES && !ret; i++)
		if (v->diff->table[i].differs)
			ret = add_table(v, &v->diff->table[i], &v->rs_from->table[i], err);
	sw_json_close(j);
	return ret;
}

int sw_diff_print_json(struct sw_str *out, const struct sw_diff_view *v, struct sw_err *err)
{
	int ret;

	sw_json_object(v->json, NULL);
	ret = add_family(v, err);
	sw_json_close(v->json);
	return !ret && out->oom ? sw_err_nomem(err) : ret;
}
