/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Differences as JSON: man/statewall-diff.8 has the schema. */
#include <inttypes.h>
#include <string.h>

#include "cli/diff_print_local.h"

struct json {
	struct sw_str *out;
	const struct sw_diff_view *v;
	struct sw_err *err;
	const char *comma;	/* before the next one of the innermost list */
};

/* Control characters and bytes that are no UTF-8 are \xNN, as on a terminal: JSON has no bytes. */
static void put_string(struct json *j, const char *text)
{
	struct sw_str safe = { 0 };

	sw_str_add_safe(&safe, text);
	sw_str_addc(j->out, '"');
	for (size_t i = 0; i < safe.len; i++) {
		if (strchr("\"\\", safe.s[i]))
			sw_str_addc(j->out, '\\');
		sw_str_addc(j->out, safe.s[i]);
	}
	sw_str_addc(j->out, '"');
	j->out->oom |= safe.oom;
	sw_str_fini(&safe);
}

static void put_member(struct json *j, const char *name, const char *text)
{
	sw_str_addf(j->out, "\"%s\": ", name);
	put_string(j, text);
}

static void put_counters(struct json *j, const uint64_t from[2], const uint64_t to[2])
{
	sw_str_addf(j->out,
		    ", \"counters\": {\"from\": [%" PRIu64 ", %" PRIu64 "], \"to\": [%" PRIu64
		    ", %" PRIu64 "]}",
		    from[0], from[1], to[0], to[1]);
}

/* ---- rules ----------------------------------------------------------------------------------- */

static int put_text(struct json *j, const struct sw_diff_chain *c, const char *name,
		    const struct sw_rule *r)
{
	struct sw_diff_view plain = *j->v;
	struct sw_str text = { 0 };
	int ret;

	plain.counters = false;
	ret = sw_diff_rule_text(&text, &plain, c, r, j->err);
	sw_str_add(j->out, ", ");
	put_member(j, name, text.len ? text.s : "");
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

static int put_change(struct json *j, const struct sw_diff_chain *c, const struct sw_diff_run *r,
		      uint32_t i)
{
	const struct sw_rule *from = r->from ? c->from->rule[r->from - 1 + i] : NULL;
	const struct sw_rule *to = r->to ? c->to->rule[r->to - 1 + i] : NULL;
	int ret;

	sw_str_addf(j->out, "%s\n      {\"change\": \"%s\"", j->comma, change_of(r));
	if (from)
		sw_str_addf(j->out, ", \"from\": %" PRIu32, r->from + i);
	if (to)
		sw_str_addf(j->out, ", \"to\": %" PRIu32, r->to + i);
	ret = put_text(j, c, "rule", to ? to : from);
	if (!ret && r->comment)
		ret = put_text(j, c, "was", from);
	if (r->counters)
		put_counters(j, (uint64_t[]){ from->packets, from->bytes },
			     (uint64_t[]){ to->packets, to->bytes });
	sw_str_addc(j->out, '}');
	j->comma = ",";
	return ret;
}

/* A rule that moved is one change, where it stands now. */
static int put_changes(struct json *j, const struct sw_diff_chain *c)
{
	int ret = 0;

	j->comma = "";
	sw_str_add(j->out, ", \"changes\": [");
	for (size_t k = 0; k < c->nrun; k++) {
		const struct sw_diff_run *r = &c->run[k];

		if (r->kind == SW_DIFF_LEFT || !sw_diff_run_differs(r))
			continue;
		for (uint32_t i = 0; i < r->n && !ret; i++)
			ret = put_change(j, c, r, i);
	}
	sw_str_addc(j->out, ']');
	return ret;
}

/* ---- chains and tables ----------------------------------------------------------------------- */

static int put_chain(struct json *j, const struct sw_diff_chain *c)
{
	bool builtin = (c->from ? c->from : c->to)->builtin;
	int ret;

	sw_str_add(j->out, "\n     {");
	put_member(j, "chain", sw_diff_chain_name(c));
	sw_str_addf(j->out, ", \"change\": \"%s\"",
		    builtin || (c->from && c->to) ? "kept" : c->from ? "removed" : "added");
	if (c->policy)
		sw_str_addf(j->out, ", \"policy\": {\"from\": \"%s\", \"to\": \"%s\"}",
			    sw_verdict_word(sw_diff_policy(c->from)),
			    sw_verdict_word(sw_diff_policy(c->to)));
	if (c->counters)
		put_counters(j, (uint64_t[]){ c->from ? c->from->packets : 0,
					      c->from ? c->from->bytes : 0 },
			     (uint64_t[]){ c->to ? c->to->packets : 0, c->to ? c->to->bytes : 0 });
	ret = put_changes(j, c);
	sw_str_addc(j->out, '}');
	return ret;
}

/* Lines about chains that no words of iptables make. */
static void put_foreign(struct json *j, const struct sw_str *lines)
{
	const char *comma = "", *p = lines->s;

	sw_str_add(j->out, "\"foreign\": [");
	while (p && *p) {
		size_t n = strcspn(p, "\n");
		char line[256];

		snprintf(line, sizeof(line), "%.*s", (int)n, p);
		sw_str_add(j->out, comma);
		put_string(j, line);
		comma = ", ";
		p += n + (p[n] == '\n');
	}
	sw_str_add(j->out, "], ");
}

static int put_table(struct json *j, const struct sw_diff_table *t, const struct sw_table *from)
{
	const char *comma = "";
	int ret = 0;

	sw_str_add(j->out, "\n    {");
	put_member(j, "table", t->builtin->name);
	sw_str_add(j->out, ", ");
	if (t->foreign)
		put_foreign(j, &from->foreign);
	sw_str_add(j->out, "\"chains\": [");
	for (size_t i = 0; i < t->nchain && !ret; i++) {
		if (!t->chain[i].differs)
			continue;
		sw_str_add(j->out, comma);
		ret = put_chain(j, &t->chain[i]);
		comma = ",";
	}
	sw_str_add(j->out, "]}");
	return ret;
}

int sw_diff_print_json(struct sw_str *out, const struct sw_diff_view *v, struct sw_err *err)
{
	struct json j = { .out = out, .v = v, .err = err };
	const char *comma = "";
	int ret = 0;

	sw_str_addf(out, "\n  {\"family\": \"%s\", ", v->family == SW_IP6 ? "ipv6" : "ipv4");
	put_member(&j, "from", v->from);
	sw_str_add(out, ", ");
	put_member(&j, "to", v->to);
	sw_str_addf(out, ", \"equal\": %s, \"compared\": [", v->diff->differs ? "false" : "true");
	for (int i = 0; i < SW_NTABLES; i++)
		if (v->diff->table[i].compared) {
			sw_str_addf(out, "%s\"%s\"", comma, sw_builtin_tables[i].name);
			comma = ", ";
		}
	sw_str_add(out, "], \"tables\": [");
	comma = "";
	for (int i = 0; i < SW_NTABLES && !ret; i++) {
		if (!v->diff->table[i].differs)
			continue;
		sw_str_add(out, comma);
		ret = put_table(&j, &v->diff->table[i], &v->rs_from->table[i]);
		comma = ",";
	}
	sw_str_add(out, "]}");
	return !ret && out->oom ? sw_err_nomem(err) : ret;
}
