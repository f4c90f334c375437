/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables and chains as members of JSON; rules are rule_json.c's. */
#include <string.h>

#include "base/cleanup.h"
#include "sight/rule_json.h"
#include "sight/ruleset_json.h"

static void add_chain_head(struct sw_json *j, const struct sw_chain *c)
{
	sw_json_text(j, "chain", c->name);
	if (!c->builtin)
		return;
	sw_json_text(j, "hook", sw_hook_words[c->builtin->hook]);
	sw_json_int(j, "priority", c->builtin->prio);
	sw_json_text(j, "policy", c->policy == SW_DROP ? "DROP" : "ACCEPT");
	sw_json_number(j, "packets", c->packets);
	sw_json_number(j, "bytes", c->bytes);
}

static int add_chain(struct sw_json *j, const struct sw_ruleset_json *of, uint8_t family,
		     struct sw_chain *c, struct sw_err *err)
{
	struct sw_rule_json rule = { .family = family, .chain = c->name, .counters = true,
				     .form = of->kernel };
	int ret = 0, odd = 0;

	sw_json_object(j, NULL);
	add_chain_head(j, c);
	sw_json_list(j, "rules");
	for (size_t i = 0; i < c->nrule && ret >= 0; i++) {
		rule.number = i + 1;
		ret = sw_rule_json(j, NULL, &rule, c->rule[i], err);
		odd |= ret > 0;
	}
	sw_json_close(j);
	sw_json_close(j);
	return ret < 0 ? ret : odd;
}

/* Lines about chains that no words of iptables make. */
static void add_foreign(struct sw_json *j, const struct sw_str *lines)
{
	sw_json_list(j, "foreign");
	for (const char *p = lines->s; *p; p += strcspn(p, "\n"), p += *p == '\n')
		sw_json_textn(j, NULL, p, strcspn(p, "\n"));
	sw_json_close(j);
}

static int add_table(struct sw_json *j, const struct sw_ruleset_json *of, uint8_t family,
		     struct sw_table *t, struct sw_err *err)
{
	SW_FREE struct sw_chain **chain = NULL;
	size_t n = 0;
	int ret = sw_table_sorted(t, &chain, &n, err), odd = t->foreign.len > 0;

	sw_json_object(j, NULL);
	sw_json_text(j, "table", t->builtin->name);
	if (t->dormant)
		sw_json_bool(j, "dormant", true);
	if (t->foreign.len)
		add_foreign(j, &t->foreign);
	sw_json_list(j, "chains");
	for (size_t i = 0; i < n && ret >= 0; i++) {
		if (of->chain && strcmp(of->chain, chain[i]->name))
			continue;
		ret = add_chain(j, of, family, chain[i], err);
		odd |= ret > 0;
	}
	sw_json_close(j);
	sw_json_close(j);
	return ret < 0 ? ret : odd;
}

int sw_ruleset_json(struct sw_json *j, const struct sw_ruleset_json *of, struct sw_ruleset *rs,
		    struct sw_err *err)
{
	int ret = 0, odd = 0;

	sw_json_object(j, NULL);
	sw_json_text(j, "family", rs->family == SW_IP6 ? "ipv6" : "ipv4");
	sw_json_text(j, "from", of->from);
	sw_json_list(j, "tables");
	for (int i = 0; i < SW_NTABLES && ret >= 0; i++) {
		if (!of->table[i])
			continue;
		ret = add_table(j, of, rs->family, &rs->table[i], err);
		odd |= ret > 0;
	}
	sw_json_close(j);
	sw_json_close(j);
	return ret < 0 ? ret : j->out->oom ? sw_err_nomem(err) : odd;
}
