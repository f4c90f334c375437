/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The builtin chains of table filter as a whole: are they open or closed, is ESTABLISHED
 * accepted in time, and what comes by lo. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/net.h"
#include "base/vec.h"
#include "sight/inspect_local.h"
#include "sight/packet.h"

#define FEW 4	/* so many rules may stand in front of ESTABLISHED */

/* ---- one rule -------------------------------------------------------------------------------- */

static bool asks_nothing(const struct sw_demand *d)
{
	return d->exact && !d->nfield && !d->nbits && !d->guard;
}

static bool has(const struct sw_demand *d, struct sw_sel sel, const void *value, size_t n)
{
	const struct sw_ranges *s = sw_demand_field(d, &sel);
	uint8_t v[SW_RANGE_BYTES] = { 0 };

	memcpy(v, value, n);
	return !s || sw_ranges_has(s, v);
}

/* May a connection from this machine to itself pass here, whatever its protocol and port? */
static bool is_for_loopback(const struct sw_cover_rule *r, uint8_t family, enum sw_act act)
{
	static const uint8_t four[4] = { 127, 0, 0, 1 };
	struct sw_sel proto = sw_demand_proto(family), port = SW_DEMAND_DPORT,
		      in = SW_DEMAND_IN;
	const void *self = family == SW_IP6 ? (const void *)&in6addr_loopback : four;
	size_t n = family == SW_IP6 ? 16 : 4;

	if (r->chain->builtin && r->chain->builtin->hook != SW_HOOK_INPUT)
		return false;
	if (act != SW_ACT_ACCEPT && (act != SW_ACT_JUMP || !sw_demand_field(r->demand, &in)))
		return false;
	return has(r->demand, SW_DEMAND_IN, "lo", 2) &&
	       has(r->demand, sw_demand_addr(family, false), self, n) &&
	       has(r->demand, sw_demand_addr(family, true), self, n) &&
	       sw_demand_states(r->demand) & SW_STATE_NEW &&
	       !sw_demand_field(r->demand, &proto) && !sw_demand_field(r->demand, &port);
}

bool sw_inspect_comes_in(const struct sw_chain *c)
{
	return !c->builtin || c->builtin->hook == SW_HOOK_PREROUTING ||
	       c->builtin->hook == SW_HOOK_INPUT;
}

int sw_inspect_note(struct sw_inspection *n, const struct sw_cover_rule *r, bool dead,
		    struct sw_err *err)
{
	enum sw_act act = sw_inspect_act(r);
	struct sw_fact_row **row;
	int hook;

	if (!n->reached[r->chain->mark])
		return 0;
	n->denies |= sw_inspect_comes_in(r->chain) && (act == SW_ACT_DENY || !r->prog);
	if (strcmp(n->t->builtin->name, "filter"))
		return 0;
	n->loopback |= is_for_loopback(r, n->family, act);
	if (!r->chain->builtin)
		return sw_inspect_note_ports(n, r, err);
	hook = r->chain->builtin->hook;
	row = &n->row[hook];
	if (!*row)
		*row = calloc(r->chain->nrule, sizeof(**row));
	if (!*row)
		return sw_err_nomem(err);
	(*row)[r->number - 1] = (struct sw_fact_row){
		.act = r->ends && act == SW_ACT_JUMP ? SW_ACT_DENY : act, .dead = dead,
		.states = sw_demand_states(r->demand), .all = r->prog && asks_nothing(r->demand),
		.by_state = r->prog && r->demand->exact && r->demand->nfield == 1 &&
			    !r->demand->nbits && !r->demand->guard &&
			    sw_demand_states(r->demand) != SW_STATES,
	};
	return sw_inspect_note_ports(n, r, err);
}

/* ---- open or closed -------------------------------------------------------------------------- */

static enum sw_open openness(const struct sw_inspection *n, const struct sw_chain *c)
{
	const struct sw_fact_row *row = c && c->builtin ? n->row[c->builtin->hook] : NULL;

	for (size_t i = 0; c && i < c->nrule; i++)
		if (row[i].all && row[i].act != SW_ACT_OTHER && row[i].act != SW_ACT_JUMP)
			return row[i].act == SW_ACT_DENY ? SW_CLOSED :
			       n->denies ? SW_OPEN_UNKNOWN : SW_OPEN;
	if (c && c->policy == SW_DROP)
		return SW_CLOSED;
	for (size_t i = 0; c && i < c->nrule; i++)
		if (row[i].act == SW_ACT_DENY)
			return SW_OPEN_UNKNOWN;
	return n->denies ? SW_OPEN_UNKNOWN : SW_OPEN;
}

/* ---- ESTABLISHED ----------------------------------------------------------------------------- */

/* Where the rule may go and nothing changes: behind the last rule that does anything else but
 * accept what the rule accepts. From 1. */
static unsigned first_place(const struct sw_fact_row *row, unsigned number)
{
	unsigned place = 1;

	for (unsigned i = 1; i < number; i++)
		if (row[i - 1].act != SW_ACT_ACCEPT && row[i - 1].states & row[number - 1].states)
			place = i + 1;
	return place;
}

/* 1: no line can be written: the place is another one when the lines in front are carried out,
 * or the rule is not safe to copy. */
static int move_lines(const struct sw_inspection *n, struct sw_chain *c, unsigned number,
		      unsigned place, struct sw_str *out, struct sw_err *err)
{
	const struct sw_fact_row *row = n->row[c->builtin->hook];
	struct sw_str words = { 0 };
	int ret = sw_finding_rule_words(&words, n->family, c->rule[number - 1], err);

	for (unsigned i = 1; i < place && !ret; i++)
		ret = row[i - 1].dead;
	if (!ret) {
		sw_finding_command(out, n->family, "filter");
		sw_str_addf(out, " -D %s%s\n", c->name, words.s);
		sw_finding_command(out, n->family, "filter");
		sw_str_addf(out, " -I %s %u%s\n", c->name, place, words.s);
	}
	out->oom |= words.oom;
	sw_str_fini(&words);
	return ret;
}

static int look_for_established(struct sw_inspection *n, struct sw_chain *c, struct sw_err *err)
{
	const struct sw_fact_row *row = n->row[c->builtin->hook];
	struct sw_str why = { 0 }, lines = { 0 };
	unsigned number = 0, place, passed = 0;
	bool found;
	int ret;

	for (unsigned i = 0; i < c->nrule && !number; i++)
		if (row[i].act == SW_ACT_ACCEPT && row[i].by_state && !row[i].dead &&
		    row[i].states & SW_STATE_ESTABLISHED)
			number = i + 1;
	place = number ? first_place(row, number) : 0;
	for (unsigned i = place; i < number; i++)
		passed += !row[i - 1].dead;
	if (passed <= FEW)
		return 0;
	sw_str_addf(&why, "accepts ESTABLISHED behind %u rules, which nearly every packet has to "
			  "pass first; in place %u it would do the same", passed, place);
	ret = move_lines(n, c, number, place, &lines, err);
	if (ret > 0)
		sw_str_reset(&lines);
	sw_str_add(&lines, "");
	if (ret < 0) {
		sw_str_fini(&why);
		sw_str_fini(&lines);
		return ret;
	}
	ret = sw_inspect_rule(n, "established", c, number, sw_str_take(&why),
			      lines.len ? sw_str_take(&lines) : strdup(""), &found, err);
	sw_str_fini(&lines);
	if (!ret && found)
		n->x->out->f[n->x->out->n - 1].turn = SW_TURN_SPEC;
	return ret;
}

/* ---- lo -------------------------------------------------------------------------------------- */

static int tell_loopback(struct sw_inspection *n, const struct sw_chain *c, struct sw_err *err)
{
	struct sw_finding f = { .kind = "no-lo", .family = n->family, .table = "filter",
				.turn = SW_TURN_SPEC };
	struct sw_str line = { 0 };

	if (sw_finding_excused_in(c, f.kind))
		return 0;
	strcpy(f.chain, c->name);
	f.reason = strdup("drops what no rule accepts, and no rule accepts what comes by lo: "
			  "programs of this machine cannot talk to each other");
	sw_finding_command(&line, n->family, "filter");
	sw_str_addf(&line, " -I %s 1 -i lo -j ACCEPT\n", c->name);
	f.lines = sw_str_take(&line);
	return sw_findings_add(n->x->out, &f, err);
}

/* ---- all of it ------------------------------------------------------------------------------- */

int sw_inspect_filter(struct sw_inspection *n, struct sw_err *err)
{
	struct sw_chain *input = sw_table_chain(n->t, "INPUT"),
			*forward = sw_table_chain(n->t, "FORWARD");
	int ret = 0;

	n->x->open = (struct sw_openness){
		.input = openness(n, input), .forward = openness(n, forward),
		.empty = { !input || !input->nrule, !forward || !forward->nrule },
	};
	for (size_t i = 0; i < n->t->nchain && !ret; i++)
		if (n->t->chain[i]->builtin && n->t->chain[i]->nrule)
			ret = look_for_established(n, n->t->chain[i], err);
	if (!ret && n->x->open.input == SW_CLOSED && !n->loopback)
		ret = tell_loopback(n, input, err);
	return ret;
}

/* ---- two families ---------------------------------------------------------------------------- */

static int tell_open(struct sw_inspect *x, uint8_t family, const char *chain, bool empty,
		     struct sw_err *err)
{
	bool six = family == SW_IP6, input = !strcmp(chain, "INPUT");
	struct sw_finding f = { .kind = "other-family", .family = family, .table = "filter",
				.turn = SW_TURN_SPEC };
	const char *command = six ? "ip6tables" : "iptables";
	struct sw_str why = { 0 }, lines = { 0 };

	strcpy(f.chain, chain);
	sw_str_addf(&why, "lets everything pass, while %s of %s is closed", chain,
		    six ? "IPv4" : "IPv6");
	if (input && empty)
		sw_str_addf(&lines, "%s -A INPUT -i lo -j ACCEPT\n", command);
	if (empty)
		sw_str_addf(&lines, "%s -A %s -m conntrack --ctstate RELATED,ESTABLISHED "
				    "-j ACCEPT\n", command, chain);
	if (input && empty && six)	/* without it there are no neighbours */
		sw_str_addf(&lines, "%s -A INPUT -p ipv6-icmp -j ACCEPT\n", command);
	sw_str_addf(&lines, "%s -P %s DROP\n", command, chain);
	f.reason = sw_str_take(&why);
	f.lines = sw_str_take(&lines);
	return sw_findings_add(x->out, &f, err);
}

int sw_inspect_against(struct sw_inspect *x, struct sw_ruleset *rs,
		       const struct sw_openness *other, struct sw_err *err)
{
	static const char *const names[2] = { "INPUT", "FORWARD" };
	const enum sw_open mine[2] = { x->open.input, x->open.forward },
			   theirs[2] = { other->input, other->forward };
	struct sw_table *filter = sw_ruleset_table(rs, "filter");
	int ret = 0;

	for (int i = 0; i < 2 && !ret; i++) {
		const struct sw_chain *c = sw_table_chain(filter, names[i]);

		if (mine[i] == SW_OPEN && theirs[i] == SW_CLOSED &&
		    !(c && sw_finding_excused_in(c, "other-family")))
			ret = tell_open(x, rs->family, names[i], x->open.empty[i], err);
	}
	return ret;
}
