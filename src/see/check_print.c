/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The findings of "statewall check", for the reader and as JSON. */
#include <string.h>

#include "base/json.h"
#include "see/check_local.h"
#include "session/session.h"
#include "sight/rule_json.h"

#define WRITE "  write: "

static const char *program(const struct sw_finding *f)
{
	return f->family == SW_IP6 ? "ip6tables" : "iptables";
}

/* "INPUT rule 3 ": which rule or chain the sentence is about. */
static void add_place(struct sw_str *out, const struct sw_finding *f)
{
	if (!*f->chain)
		return;
	if (f->table && strcmp(f->table, "filter"))
		sw_str_addf(out, "%s ", f->table);
	if (f->turn == SW_TURN_CHAIN)
		sw_str_add(out, "chain ");
	sw_str_add_safe(out, f->chain);
	if (f->number)
		sw_str_addf(out, " rule %u", f->number);
	sw_str_addc(out, ' ');
}

/* A line is a command, or stands there as it is to be shown. */
static bool next_line(const char **at, const char **line, size_t *len)
{
	if (!**at)
		return false;
	*line = *at;
	*len = strcspn(*at, "\n");
	*at += *len + (*(*at + *len) == '\n');
	return true;
}

static void add_text(struct sw_str *out, const struct sw_finding *f)
{
	const char *at = f->lines, *line;
	size_t len;

	sw_str_addf(out, "%s: ", program(f));
	add_place(out, f);
	sw_str_addf(out, "%s [%s]\n", f->reason, f->kind);
	if (f->rule)
		sw_str_addf(out, "  rule:  %s\n", f->rule);
	while (next_line(&at, &line, &len))
		sw_str_addf(out, "%s%.*s\n", *line == ' ' ? "" : WRITE, (int)len, line);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

/* The rule that the finding is about; NULL: none. */
static struct sw_rule *rule_of(struct sw_ruleset *rs, const struct sw_finding *f)
{
	struct sw_table *t = f->table ? sw_ruleset_table(rs, f->table) : NULL;
	struct sw_chain *c = t ? sw_table_chain(t, f->chain) : NULL;

	return c && f->number && f->number <= c->nrule ? c->rule[f->number - 1] : NULL;
}

static int add_rule(struct sw_json *j, const struct sw_finding *f, struct sw_rule *r, bool kernel,
		    struct sw_err *err)
{
	struct sw_rule_json of = { .family = f->family, .chain = f->chain, .number = f->number,
				   .counters = true, .form = kernel };
	struct sw_str members = { 0 };
	int ret = sw_session_init_xt(SW_CHECK_NAME, f->family, err);

	if (!ret)
		ret = sw_rule_json_members(&members, &of, r, err);
	if (ret >= 0)
		sw_json_members(j, members.s);
	sw_str_fini(&members);
	return ret < 0 ? ret : 0;
}

static void add_lines(struct sw_json *j, const struct sw_finding *f)
{
	const char *at = f->lines, *line;
	size_t len, skip = strlen(WRITE);

	sw_json_list(j, "write");
	while (next_line(&at, &line, &len))
		if (*line != ' ')
			sw_json_textn(j, NULL, line, len);
		else if (len > skip && !strncmp(line, WRITE, skip))
			sw_json_textn(j, NULL, line + skip, len - skip);
	sw_json_close(j);
}

static int add_finding(struct sw_json *j, const struct sw_finding *f, struct sw_ruleset *rs,
		       bool kernel, struct sw_err *err)
{
	struct sw_rule *r = rule_of(rs, f);
	int ret = 0;

	sw_json_object_flat(j, NULL);
	sw_json_text(j, "kind", f->kind);
	sw_json_text(j, "family", f->family == SW_IP6 ? "ipv6" : "ipv4");
	if (f->table)
		sw_json_text(j, "table", f->table);
	if (*f->chain)
		sw_json_text(j, "chain", f->chain);
	if (r)
		ret = add_rule(j, f, r, kernel, err);
	sw_json_text(j, "reason", f->reason);
	add_lines(j, f);
	sw_json_close(j);
	return ret;
}

/* ---- all of them ----------------------------------------------------------------------------- */

static int print_json(struct sw_str *out, const struct sw_findings *list, struct sw_ruleset rs[2],
		      bool kernel, struct sw_err *err)
{
	struct sw_json j = { .out = out };
	int ret = 0;

	sw_json_document(&j, "check");
	sw_json_list(&j, "findings");
	for (size_t i = 0; i < list->n && !ret; i++)
		ret = add_finding(&j, &list->f[i], &rs[list->f[i].family == SW_IP6], kernel, err);
	sw_json_close(&j);
	sw_json_close(&j);
	return ret;
}

int sw_check_print(struct sw_str *out, const struct sw_check_options *o,
		   const struct sw_findings *list, struct sw_ruleset rs[2], struct sw_err *err)
{
	int ret = o->json ? print_json(out, list, rs, !o->nfile, err) : 0;

	for (size_t i = 0; i < list->n && !o->json; i++)
		add_text(out, &list->f[i]);
	if (!o->json && !list->n)
		sw_str_add(out, "No warnings.\n");
	return !ret && out->oom ? sw_err_nomem(err) : ret;
}
