/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules that do nothing: no packet matches them, they stand there twice, or jump to an empty
 * chain. */
#include <stdlib.h>
#include <string.h>

#include "base/net.h"
#include "sight/inspect_local.h"
#include "xt/plugin.h"

#define SHOWN 6	/* numbers of rules in one sentence */
#define SAME  64	/* rules of one hash that are compared */

const struct sw_finding_kind sw_finding_kinds[] = {
	{ "covered", "rules that can never match: rules in front take all of their packets" },
	{ "duplicate", "rules that stand in a chain twice" },
	{ "never", "rules that ask for what excludes each other" },
	{ "empty-chain", "jumps to a chain without rules" },
	{ "unused-chain", "chains that no packet comes to" },
	{ "established", "ESTABLISHED accepted behind many other rules" },
	{ "no-lo", "a closed INPUT that does not accept what comes by lo" },
	{ "other-family", "one family open, the other one closed" },
	{ "idle-port", "ports open to the world that nobody listens on" },
	{ "open-port", "ports open to the world that somebody listens on; with --ports" },
	{ "silent", "rules that no packet has met for days; with --unused" },
	{ "ssh", "ssh shut out" },
	{ "related", "RELATED accepted too widely" },
	{ "helper", "helpers that are loaded, and assigned by no rule" },
	{ "helper-nat", "helpers without their half for NAT" },
	{ "helper-late", "connections that began before their helper was assigned" },
	{ "dormant", "tables that sleep" },
	{ "config", "what is odd in the config file" },
	{ NULL, NULL }
};

const char *sw_finding_kind_word(size_t i, const char **about)
{
	*about = sw_finding_kinds[i].about;
	return sw_finding_kinds[i].word;
}

enum sw_act sw_inspect_act(const struct sw_cover_rule *r)
{
	const struct sw_prog *p = r->prog;

	if (!p)
		return SW_ACT_OTHER;
	if (r->rule->jump.kind == SW_JUMP_CHAIN)
		return SW_ACT_JUMP;
	if (p->nstmt == 1 && p->stmt[0].kind == SW_STMT_REJECT)
		return SW_ACT_DENY;
	if (p->nstmt || !p->has_verdict)
		return SW_ACT_OTHER;
	return p->verdict == NF_ACCEPT ? SW_ACT_ACCEPT : p->verdict == NF_DROP ? SW_ACT_DENY :
								       SW_ACT_OTHER;
}

int sw_inspect_rule(struct sw_inspection *n, const char *kind, struct sw_chain *c, unsigned number,
		    char *reason, char *lines, bool *found, struct sw_err *err)
{
	struct sw_finding f = { .kind = kind, .family = n->family, .number = number,
				.table = n->t->builtin->name, .reason = reason, .lines = lines };
	struct sw_rule *r = c->rule[number - 1];
	struct sw_str text = { 0 };
	int ret;

	*found = !sw_finding_excused(r, kind, false);
	if (!*found) {
		free(reason);
		free(lines);
		return 0;
	}
	strcpy(f.chain, c->name);
	ret = sw_finding_rule_text(&text, n->family, c->name, r, err);
	if (!ret)
		f.rule = sw_str_take(&text);
	sw_str_reset(&text);
	if (!lines) {
		sw_finding_delete_line(&text, n->family, f.table, c->name, number);
		f.lines = sw_str_take(&text);
	}
	sw_str_fini(&text);
	if (ret < 0) {
		free(f.reason);
		free(f.lines);
		return ret;
	}
	return sw_findings_add(n->x->out, &f, err);
}

/* ---- rules that no packet matches ------------------------------------------------------------ */

static void add_numbers(struct sw_str *s, const unsigned *by, size_t n)
{
	for (size_t i = 0; i < n && i < SHOWN; i++)
		sw_str_addf(s, "%s%u", !i ? "" : i + 1 == n ? " and " : ", ", by[i]);
	if (n > SHOWN)
		sw_str_addf(s, " and %zu more", n - SHOWN);
}

static int tell_covered(struct sw_inspection *n, const struct sw_cover_rule *r, bool *found,
			struct sw_err *err)
{
	const char *kind = "covered";
	struct sw_str why = { 0 };

	if (r->cover == SW_COVER_NEVER) {
		kind = "never";
		sw_str_add(&why, "can never match: what it asks for excludes each other");
	} else if (r->nby == 1 && sw_xt_rule_same(r->rule, r->chain->rule[r->by[0] - 1], NULL)) {
		kind = "duplicate";
		sw_str_addf(&why, "can never match: rule %u is the same", r->by[0]);
	} else {
		sw_str_addf(&why, "can never match: rule%s ", r->nby == 1 ? "" : "s");
		add_numbers(&why, r->by, r->nby);
		sw_str_addf(&why, " take%s all of its packets", r->nby == 1 ? "s" : "");
	}
	return sw_inspect_rule(n, kind, r->chain, r->number, sw_str_take(&why), NULL, found, err);
}

/* ---- rules that stand there twice ------------------------------------------------------------ */

static int begin_chain(struct sw_inspection *n, const struct sw_chain *c, struct sw_err *err)
{
	size_t want = 16;

	while (want < c->nrule * 2)
		want *= 2;
	free(n->slot);
	free(n->next);
	free(n->hash);
	n->nslot = want;
	n->slot = calloc(want, sizeof(*n->slot));
	n->next = calloc(c->nrule + 1, sizeof(*n->next));
	n->hash = calloc(c->nrule + 1, sizeof(*n->hash));
	return n->slot && n->next && n->hash ? 0 : sw_err_nomem(err);
}

/* One that counts, logs or jumps: nothing that a second time would undo or add up. */
static bool may_stand_once(const struct sw_cover_rule *r)
{
	for (size_t i = 0; r->prog && i < r->prog->nstmt; i++)
		if (r->prog->stmt[i].kind != SW_STMT_LOG)
			return false;
	return r->prog && r->demand->exact;
}

/* The number of an earlier rule that is the same; 0: none. */
static unsigned find_same(struct sw_inspection *n, const struct sw_cover_rule *r)
{
	uint64_t hash = sw_xt_rule_hash(r->rule);
	uint32_t *slot = &n->slot[(hash ^ hash >> 32) & (n->nslot - 1)];
	unsigned looks = SAME;

	for (uint32_t at = *slot; at && looks--; at = n->next[at])
		if (n->hash[at] == hash &&
		    sw_xt_rule_same(r->rule, r->chain->rule[at - 1], NULL))
			return at;
	n->hash[r->number] = hash;
	n->next[r->number] = *slot;
	*slot = r->number;
	return 0;
}

/* ---- one rule -------------------------------------------------------------------------------- */

static int tell_rule(struct sw_inspection *n, const struct sw_cover_rule *r, bool *dead,
		     struct sw_err *err)
{
	const struct sw_chain *to = r->rule->jump.kind == SW_JUMP_CHAIN && !r->rule->ip.go ?
				    sw_table_chain(n->t, r->rule->jump.chain) : NULL;
	struct sw_str why = { 0 };
	unsigned same;

	if (r->cover != SW_COVER_NOT)
		return tell_covered(n, r, dead, err);
	if (to && !to->nrule) {
		sw_str_add(&why, "does nothing: chain ");
		sw_str_add_safe(&why, to->name);
		sw_str_add(&why, " has no rules");
		return sw_inspect_rule(n, "empty-chain", r->chain, r->number, sw_str_take(&why),
				       NULL, dead, err);
	}
	same = may_stand_once(r) ? find_same(n, r) : 0;
	if (!same)
		return 0;
	sw_str_addf(&why, "stands there a second time: rule %u is the same", same);
	return sw_inspect_rule(n, "duplicate", r->chain, r->number, sw_str_take(&why), NULL, dead,
			       err);
}

static int told(const struct sw_cover_rule *r, void *arg, struct sw_err *err)
{
	struct sw_inspection *n = arg;
	bool dead = false;
	int ret = r->number == 1 ? begin_chain(n, r->chain, err) : 0;

	if (!ret && n->reached[r->chain->mark])
		ret = tell_rule(n, r, &dead, err);
	return ret ? ret : sw_inspect_note(n, r, dead, err);
}

/* ---- the ruleset ----------------------------------------------------------------------------- */

static void inspection_fini(struct sw_inspection *n)
{
	for (int i = 0; i < SW_HOOK_MAX; i++)
		free(n->row[i]);
	for (size_t i = 0; i < n->nport; i++)
		sw_ranges_fini(&n->port[i].ports);
	free(n->port);
	free(n->jump);
	free(n->reached);
	free(n->slot);
	free(n->next);
	free(n->hash);
}

static int look_at_table(struct sw_inspection *n, struct sw_table *t, struct sw_err *err)
{
	int ret;

	n->t = t;
	for (size_t i = 0; i < t->nchain; i++)
		n->denies |= t->chain[i]->builtin && t->chain[i]->policy == SW_DROP &&
			     sw_inspect_comes_in(t->chain[i]) &&
			     strcmp(t->builtin->name, "filter");
	free(n->reached);
	n->reached = calloc(t->nchain + 1, sizeof(*n->reached));
	ret = n->reached ? sw_inspect_reach(n, err) : sw_err_nomem(err);
	return ret ? ret : sw_cover_table(n->family, t, told, n, err);
}

int sw_inspect_ruleset(struct sw_inspect *x, struct sw_ruleset *rs, struct sw_err *err)
{
	struct sw_inspection n = { .x = x, .family = rs->family };
	struct sw_table *filter = sw_ruleset_table(rs, "filter");
	int ret = 0;

	/* filter comes last: what is said of it knows what others drop */
	for (int i = 0; i < SW_NTABLES && !ret; i++)
		if (&rs->table[i] != filter)
			ret = look_at_table(&n, &rs->table[i], err);
	if (!ret)
		ret = look_at_table(&n, filter, err);
	if (!ret)
		ret = sw_inspect_filter(&n, err);
	if (!ret && x->listening)
		ret = sw_inspect_ports(&n, err);
	inspection_fini(&n);
	return ret;
}
