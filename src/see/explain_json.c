/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What statewall explain says, as JSON: docs/json.md has the schema. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "see/explain_local.h"
#include "sight/packet_json.h"
#include "sight/rule_json.h"

static const char *const kinds[] = {
	[SW_STEP_HOOK] = "hook", [SW_STEP_CHAIN] = "chain", [SW_STEP_RULE] = "rule",
	[SW_STEP_MISSED] = "missed", [SW_STEP_POLICY] = "policy", [SW_STEP_KNOWN] = "not-asked",
	[SW_STEP_TRANSLATED] = "translated",
};

/* ---- rules ----------------------------------------------------------------------------------- */

/* Numbers all rules, chain behind chain. */
static size_t *number_rules(const struct sw_ruleset *rs)
{
	size_t n = 0;

	for (int t = 0; t < SW_NTABLES; t++)
		for (size_t i = 0; i < rs->table[t].nchain; i++) {
			rs->table[t].chain[i]->mark = n;
			n += rs->table[t].chain[i]->nrule;
		}
	return calloc(n + 1, sizeof(size_t));
}

/* Where the rule's piece is to begin; NULL: no memory. */
static size_t *place_of(struct sw_explain *e, const struct sw_chain *c, size_t number)
{
	const struct sw_ruleset *rs = e->journey.walk.rs;
	struct sw_explain_rules *k = &e->known[rs->family == SW_IP6];

	if (!k->at)
		k->at = number_rules(rs);
	return k->at ? &k->at[c->mark + number - 1] : NULL;
}

static void put_members(struct sw_explain *e, const struct sw_chain *c, size_t number)
{
	uint8_t family = e->journey.walk.rs->family;
	struct sw_str *text = &e->known[family == SW_IP6].text;
	size_t *at = place_of(e, c, number);
	struct sw_rule_json of = { .family = family, .chain = c->name,
				   .number = (uint32_t)number, .counters = true,
				   .form = !e->o->rules };
	int ret = at ? 0 : -ENOMEM;

	if (at && !*at) {
		*at = text->len + 1;
		ret = sw_rule_json_members(text, &of, c->rule[number - 1], e->err);
		sw_str_addc(text, '\0');
	}
	if (ret < 0 || text->oom)
		e->failed = ret < 0 ? ret : -ENOMEM;
	else
		sw_json_members(&e->json, text->s + *at - 1);
}

void sw_explain_json_fini(struct sw_explain *e)
{
	for (int i = 0; i < 2; i++) {
		sw_str_fini(&e->known[i].text);
		free(e->known[i].at);
	}
}

/* ---- steps ----------------------------------------------------------------------------------- */

static void put_rule(struct sw_explain *e, const struct sw_walk_step *s)
{
	struct sw_str missed = { 0 };

	put_members(e, s->chain, s->number);
	if (s->kind == SW_STEP_MISSED) {
		sw_explain_missed(&missed, s);
		sw_json_text(&e->json, "missed", missed.len ? missed.s : "");
		sw_str_fini(&missed);
		return;
	}
	sw_json_bool(&e->json, "matches", !s->may);
	sw_json_text(&e->json, "then", sw_explain_end_word(s->end));
	if (s->changed[0])
		sw_json_text(&e->json, "changed", s->changed);
	if (s->why[0])
		sw_json_text(&e->json, "depends", s->why);
}

static void put_policy(struct sw_explain *e, const struct sw_chain *c)
{
	sw_json_text(&e->json, "policy", sw_verdict_word(c->policy));
}

void sw_explain_json_step(void *explain, const struct sw_walk_step *s)
{
	struct sw_explain *e = explain;

	if (!sw_explain_tells(e))
		return;
	sw_json_object_flat(&e->json, NULL);
	sw_json_text(&e->json, "step", kinds[s->kind]);
	if (s->table) {
		sw_json_text(&e->json, "table", s->table->builtin->name);
		sw_json_text(&e->json, "chain", s->chain->name);
	} else {
		sw_json_text(&e->json, "changed", s->changed);
	}
	sw_json_bool(&e->json, "certain", s->sure);
	if (s->rule)
		put_rule(e, s);
	if (s->kind == SW_STEP_POLICY) {
		put_policy(e, s->chain);
		sw_json_text(&e->json, "then", sw_explain_end_word(s->end));
	}
	sw_json_close(&e->json);
}

void sw_explain_json_turn(void *explain, enum sw_turn turn, const struct sw_packet *p, int error)
{
	static const char *const turns[] = {
		[SW_TURN_GIVEN] = "given", [SW_TURN_INPUT] = "input",
		[SW_TURN_FORWARD] = "forward", [SW_TURN_OUTPUT] = "output",
		[SW_TURN_BOTH] = "unknown", [SW_TURN_NO_ROUTE] = "none",
		[SW_TURN_NO_HOPS] = "no-hops", [SW_TURN_NOT_FOR_ONE] = "not-for-one",
	};
	struct sw_explain *e = explain;

	sw_json_object_flat(&e->json, NULL);
	sw_json_text(&e->json, "step", "route");
	sw_json_text(&e->json, "to", turns[turn]);
	if (p->out.known && p->out.name[0])
		sw_json_text(&e->json, "out", p->out.name);
	if (error)
		sw_json_text(&e->json, "error", strerror(-error));
	sw_json_close(&e->json);
}

/* ---- a packet -------------------------------------------------------------------------------- */

void sw_explain_json_begin(struct sw_explain *e, const struct sw_packet *p, size_t number)
{
	sw_json_object(&e->json, NULL);
	if (number)
		sw_json_number(&e->json, "number", number);
	sw_json_text(&e->json, "family", p->family == SW_IP6 ? "ipv6" : "ipv4");
	sw_packet_json(&e->json, "packet", p);
	sw_json_list(&e->json, "steps");
}

static void put_decider(struct sw_explain *e, enum sw_end end)
{
	const struct sw_decider *by = &e->journey.fate.by[end];

	if (!(e->journey.fate.may & 1u << end))
		return;
	sw_json_object_flat(&e->json, NULL);
	sw_json_text(&e->json, "end", sw_explain_end_word(end));
	if (by->chain) {
		sw_json_text(&e->json, "table", by->table->builtin->name);
		sw_json_text(&e->json, "chain", by->chain->name);
		if (by->number)
			put_members(e, by->chain, by->number);
		else
			put_policy(e, by->chain);
	}
	sw_json_close(&e->json);
}

void sw_explain_json_end(struct sw_explain *e)
{
	const struct sw_str *why = &e->journey.fate.why;
	const char *beside = sw_explain_beside(&e->journey);

	sw_json_close(&e->json);
	if (e->told > SW_EXPLAIN_STEPS)
		sw_json_number(&e->json, "steps_left_out", e->told - SW_EXPLAIN_STEPS);
	sw_json_list(&e->json, "ends");
	for (int end = SW_ACCEPTED; end <= SW_UNKNOWN_END; end++)
		put_decider(e, end);
	sw_json_close(&e->json);
	if (e->journey.fate.may & 1u << SW_ACCEPTED)
		sw_packet_json(&e->json, "becomes", &e->journey.last);
	sw_json_list_flat(&e->json, "depends");
	for (size_t at = 0; at < why->len; at += strlen(why->s + at) + 1)
		sw_json_text(&e->json, NULL, why->s + at);
	if (beside)
		sw_json_text(&e->json, NULL, beside);
	sw_json_close(&e->json);
	sw_json_text(&e->json, "verdict", sw_explain_verdict(&e->journey));
	sw_json_close(&e->json);
}
