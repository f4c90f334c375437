/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rule that "--why-not" names, and why a packet misses it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/net.h"
#include "see/explain_local.h"
#include "words/parse.h"
#include "xt/plugin.h"

/* ---- which rule ------------------------------------------------------------------------------ */

static int not_there(struct sw_err *err, const char *what, const char *name)
{
	sw_err_arg(err, name, -1);
	return sw_err_set(err, SW_EPARAM, ENOENT, "--why-not: %s %s", what, name);
}

static int take(struct sw_explain *e, const struct sw_table *t, const struct sw_chain *c, size_t n)
{
	e->watch_table = t;
	e->watch_chain = c;
	e->watch_number = n;
	e->journey.walk.watch = c->rule[n - 1];
	return 0;
}

static int find_chain(const struct sw_table *t, const char *name, const struct sw_chain **out,
		      struct sw_err *err)
{
	*out = sw_table_chain(t, name);
	return *out ? 0 : not_there(err, "there is no chain", name);
}

/* "CHAIN NUMBER" */
static int find_number(struct sw_explain *e, const struct sw_table *t, const struct sw_words *w,
		       struct sw_err *err)
{
	const struct sw_chain *c;
	char *end;
	unsigned long n = w->n == 2 ? strtoul(w->word[1], &end, 10) : 0;
	int ret;

	if (w->n != 2 || *end || !n)
		return sw_err_set(err, SW_EPARAM, EINVAL, "--why-not: \"CHAIN NUMBER\" or \"-A "
				  "CHAIN ...\" is expected");
	if (sw_builtin_chain(t->builtin, w->word[0]) && !sw_table_chain(t, w->word[0]))
		return not_there(err, "there is no such rule: number", w->word[1]);
	ret = find_chain(t, w->word[0], &c, err);
	if (ret)
		return ret;
	return n <= c->nrule ? take(e, t, c, n) :
	       not_there(err, "there is no such rule: number", w->word[1]);
}

/* "-A CHAIN ...", as -C finds it. */
static int find_rule(struct sw_explain *e, const struct sw_ruleset *rs, const struct sw_words *w,
		     struct sw_err *err)
{
	struct sw_parser parser = { .family = rs->family, .program = SW_EXPLAIN,
				    .default_table = e->o->table };
	struct sw_cmd cmd = { 0 };
	const struct sw_table *t;
	const struct sw_chain *c = NULL;
	int ret = sw_parse(&parser, w->n, w->word, &cmd, err);

	if (!ret && !cmd.nrule)
		ret = sw_err_set(err, SW_EPARAM, EINVAL, "--why-not: a rule is expected");
	t = ret ? NULL : sw_ruleset_table((struct sw_ruleset *)rs, cmd.table);
	if (!ret)
		ret = find_chain(t, cmd.chain, &c, err);
	for (size_t i = 0; !ret && i < c->nrule && !e->journey.walk.watch; i++)
		if (sw_xt_rule_same(cmd.rule[0], c->rule[i], NULL))
			(void)take(e, t, c, i + 1);
	if (!ret && !e->journey.walk.watch)
		ret = not_there(err, "there is no such rule in chain", cmd.chain);
	sw_cmd_fini(&cmd);
	return ret;
}

/* A line of a script has the program before the rule. */
static const char *rule_text(const char *text, uint8_t family)
{
	const char *program = family == SW_IP6 ? "ip6tables " : "iptables ";
	size_t n = strlen(program);

	return strncmp(text, program, n) ? text : text + n;
}

int sw_explain_find(struct sw_explain *e, const struct sw_ruleset *rs, struct sw_err *err)
{
	const char *table = e->o->table ? e->o->table : "filter";
	const struct sw_table *t = sw_ruleset_table((struct sw_ruleset *)rs, table);
	SW_FREE char *line = strdup(rule_text(e->o->why_not, rs->family));
	struct sw_words w = { 0 };
	int ret;

	if (!t)
		return not_there(err, "there is no table", table);
	if (!line)
		return sw_err_nomem(err);
	ret = sw_words_split(&w, line, err);
	if (!ret)
		ret = w.n && w.word[0][0] == '-' ? find_rule(e, rs, &w, err) :
		      find_number(e, t, &w, err);
	sw_words_fini(&w);
	return ret;
}

/* ---- why ------------------------------------------------------------------------------------- */

static void put_states(struct sw_str *out, unsigned states)
{
	const char *or = "";

	for (size_t i = 0; i < SW_NSTATES; i++)
		if (states & sw_state_names[i].bit) {
			sw_str_addf(out, "%s%s", or, sw_state_names[i].name);
			or = " or ";
		}
}

static void put_value(struct sw_str *out, const struct sw_packet *p, const struct sw_sel *s,
		      const struct sw_bytes16 *b)
{
	bool addr = s->src == SW_SRC_NH && s->len == (p->family == SW_IP6 ? 16 : 4);
	bool name = s->src == SW_SRC_META &&
		    (s->key == NFT_META_IIFNAME || s->key == NFT_META_OIFNAME);
	char text[INET6_ADDRSTRLEN];
	uint64_t n = 0;

	if (addr && inet_ntop(p->family, b->v, text, sizeof(text))) {
		sw_str_add(out, text);
	} else if (name) {
		sw_str_add(out, b->v[0] ? (const char *)b->v : "none");
	} else if (s->src == SW_SRC_META && s->key == NFT_META_IIFTYPE) {
		sw_str_add(out, "none: it did not come in by Ethernet");
	} else if (s->src == SW_SRC_LL && s->len == 6) {
		for (int i = 0; i < 6; i++)
			sw_str_addf(out, "%s%02x", i ? ":" : "", b->v[i]);
	} else if (s->len <= 8) {
		bool host = sw_sel_host_order(s) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;

		for (int i = 0; i < s->len; i++)
			n = n << 8 | b->v[host ? s->len - 1 - i : i];
		sw_str_addf(out, s->src == SW_SRC_META && s->key == NFT_META_MARK ? "0x%" PRIx64 :
			    "%" PRIu64, n);
	} else {
		sw_str_add(out, "another");
	}
}

void sw_explain_missed(struct sw_str *out, const struct sw_walk_step *step)
{
	const struct sw_test *t = &step->prog->test[step->test];
	struct sw_spot at = { .early = !strcmp(step->table->builtin->name, "raw"),
			       .hook = step->chain->builtin ? step->chain->builtin->hook :
			       SW_HOOK_FORWARD };
	struct sw_bytes16 b;

	sw_ask_why(out, t);
	if (t->kind == SW_TEST_GUARD) {
		sw_str_add(out, ": it has no such header, or only a part of it");
		return;
	}
	if (t->sel.src == SW_SRC_CT && t->sel.key == NFT_CT_STATE) {
		sw_str_add(out, " is ");
		put_states(out, sw_look_states(step->packet, &at));
		return;
	}
	if (sw_look(step->packet, &at, &t->sel, &b) == SW_SEEN_NOT) {
		sw_str_add(out, ": it has none");
		return;
	}
	sw_str_add(out, " is ");
	put_value(out, step->packet, &t->sel, &b);
}
