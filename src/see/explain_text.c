/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What statewall explain says, as text. */
#include <errno.h>
#include <string.h>

#include "see/explain_local.h"
#include "words/print_rule.h"

const char *sw_explain_end_word(enum sw_end end)
{
	static const char *const words[] = {
		[SW_GOES_ON] = "goes on", [SW_JUMPS] = "jumps", [SW_RETURNS] = "returns",
		[SW_ACCEPTED] = "accepted", [SW_DROPPED] = "dropped", [SW_REJECTED] = "rejected",
		[SW_QUEUED] = "queued", [SW_TAKEN] = "taken", [SW_UNKNOWN_END] = "unknown",
	};

	return words[end];
}

/* "-A CHAIN ..." of a rule, valid until the next call. */
static const char *rule_text(struct sw_explain *e, const struct sw_chain *c,
			     const struct sw_rule *r)
{
	FILE *out;
	int ret = 0;

	sw_str_reset(&e->rule);
	if (r->raw)
		return "no rule of iptables";
	out = sw_str_open(&e->rule);
	if (!out) {
		e->failed = -ENOMEM;
		return "";
	}
	ret = sw_print_save(out, e->journey.walk.rs->family, c->name, r, SW_SAVE_PLAIN, e->err);
	if (fclose(out) && !ret)
		ret = -ENOMEM;
	if (ret)
		e->failed = ret;
	if (e->rule.len && e->rule.s[e->rule.len - 1] == '\n')
		e->rule.s[--e->rule.len] = '\0';
	return e->rule.len ? e->rule.s : "";
}

/* ---- steps ----------------------------------------------------------------------------------- */

static void indent(struct sw_explain *e, unsigned depth)
{
	for (unsigned i = 0; i < depth; i++)
		sw_str_add(&e->out, "  ");
}

static void show_chain(struct sw_explain *e, const struct sw_walk_step *s)
{
	if (e->o->quiet)
		return;
	indent(e, s->depth);
	if (s->depth)
		sw_str_addf(&e->out, "chain %s%s\n", s->chain->name, s->sure ? "" : ", perhaps");
	else
		sw_str_addf(&e->out, "%s %s%s\n", s->table->builtin->name, s->chain->name,
			    s->sure ? "" : ", perhaps");
	e->begun = e->out.len;
}

/* A question mark before what may happen and may not. */
static void show_rule(struct sw_explain *e, const struct sw_walk_step *s)
{
	const char *text = rule_text(e, s->chain, s->rule);
	size_t skip = !strncmp(text, "-A ", 3) ? 3 + strlen(s->chain->name) : 0;

	if (skip && skip + 1 < strlen(text))
		text += skip + 1;	/* behind "-A CHAIN " */
	indent(e, s->depth);
	sw_str_addf(&e->out, "%s%5zu  %s", s->may || !s->sure ? "?" : " ", s->number, text);
	if (s->changed[0])
		sw_str_addf(&e->out, "  [%s]", s->changed);
	sw_str_addc(&e->out, '\n');
	if (!s->why[0])
		return;
	indent(e, s->depth);
	sw_str_addf(&e->out, "        %s: %s\n",
		    s->may ? "depends on" : "what it does is not known", s->why);
}

/* A chain of which no rule was met is one line. */
static void show_policy(struct sw_explain *e, const struct sw_walk_step *s)
{
	const char *policy = s->end == SW_DROPPED ? "DROP" : "ACCEPT";

	if (e->out.len && e->begun == e->out.len) {
		e->out.len--;
		sw_str_addf(&e->out, ": policy %s\n", policy);
		return;
	}
	indent(e, s->depth);
	sw_str_addf(&e->out, "%s       policy %s\n", s->sure ? " " : "?", policy);
}

static void show_missed(struct sw_explain *e, const struct sw_walk_step *s)
{
	struct sw_str text = { 0 };

	sw_explain_missed(&text, s);
	indent(e, s->depth);
	sw_str_addf(&e->out, "x%5zu  %s\n", s->number, rule_text(e, s->chain, s->rule));
	indent(e, s->depth);
	sw_str_addf(&e->out, "        missed: %s\n", text.len ? text.s : "");
	e->out.oom |= text.oom;
	sw_str_fini(&text);
}

bool sw_explain_tells(struct sw_explain *e)
{
	return e->told++ < SW_EXPLAIN_STEPS;
}

void sw_explain_step(void *explain, const struct sw_walk_step *s)
{
	struct sw_explain *e = explain;

	if (s->rule && s->rule == e->journey.walk.watch && s->kind == SW_STEP_RULE) {
		e->met |= !s->may && s->sure;
		e->may_be_met |= s->may || !s->sure;
	}
	e->missed |= s->kind == SW_STEP_MISSED;
	if ((e->o->quiet && s->kind != SW_STEP_MISSED) || !sw_explain_tells(e))
		return;
	switch (s->kind) {
	case SW_STEP_HOOK: case SW_STEP_CHAIN:
		show_chain(e, s);
		break;
	case SW_STEP_RULE:
		show_rule(e, s);
		break;
	case SW_STEP_POLICY:
		show_policy(e, s);
		break;
	case SW_STEP_MISSED:
		show_missed(e, s);
		break;
	case SW_STEP_TRANSLATED:
		sw_str_addf(&e->out, "as its connection is translated: %s\n", s->changed);
		break;
	case SW_STEP_KNOWN:
		sw_str_addf(&e->out, "%s %s is not asked: only a connection's first packet does "
			    "so\n", s->table->builtin->name, s->chain->name);
		break;
	}
}

static const char *no_route_text(int error)
{
	switch (error) {
	case -ENETUNREACH:
		return "there is no route to it";
	case -EHOSTUNREACH:
		return "there is no route to it, or this machine does not forward";
	case -EACCES:
		return "its route says: prohibited";
	case -EXDEV:
		return "nothing from that source may come in by that interface";
	default:
		return "its route says: blackhole, or an address is one that cannot be";
	}
}

void sw_explain_turn(void *explain, enum sw_turn turn, const struct sw_packet *p, int error)
{
	struct sw_explain *e = explain;

	if (e->o->quiet)
		return;
	switch (turn) {
	case SW_TURN_INPUT:
		sw_str_add(&e->out, "routes: it is for this machine\n");
		break;
	case SW_TURN_FORWARD:
		sw_str_addf(&e->out, "routes: it goes on, out %s\n",
			    p->out.known ? p->out.name : "?");
		break;
	case SW_TURN_OUTPUT:
		if (p->out.known)
			sw_str_addf(&e->out, "made here: it leaves by %s\n", p->out.name);
		else
			sw_str_add(&e->out, "made here\n");
		break;
	case SW_TURN_BOTH:
		sw_str_add(&e->out, "where it goes is not known: to this machine, and on\n");
		break;
	case SW_TURN_NO_ROUTE:
		sw_str_addf(&e->out, "routes: %s: it is dropped\n", no_route_text(error));
		break;
	case SW_TURN_NO_HOPS:
		sw_str_add(&e->out, "its TTL is used up: it is dropped\n");
		break;
	case SW_TURN_NOT_FOR_ONE:
		sw_str_add(&e->out, "its Ethernet header is for many: it is not forwarded\n");
		break;
	case SW_TURN_GIVEN:
		break;
	}
}

/* ---- begin and end --------------------------------------------------------------------------- */

void sw_explain_begin(struct sw_explain *e, const struct sw_packet *p, size_t number)
{
	if (e->o->quiet)
		return;
	if (number > 1)
		sw_str_addc(&e->out, '\n');
	if (number)
		sw_str_addf(&e->out, "packet %zu: ", number);
	sw_packet_print(&e->out, p);
	if (!e->o->capture)
		sw_packet_print_more(&e->out, p);
	sw_str_addc(&e->out, '\n');
}

const char *sw_explain_verdict(const struct sw_journey *j)
{
	unsigned may = j->fate.may | (j->no_route ? 1u << SW_DROPPED : 0);

	switch (may) {
	case 1u << SW_ACCEPTED:
		return "accepted";
	case 1u << SW_DROPPED:
		return "dropped";
	case 1u << SW_REJECTED:
		return "rejected";
	default:
		return "depends";
	}
}

static void show_decider(struct sw_explain *e, enum sw_end end)
{
	const struct sw_decider *by = &e->journey.fate.by[end];

	if (!(e->journey.fate.may & 1u << end) || !by->chain)
		return;
	sw_str_addf(&e->out, "%s by ", end == SW_UNKNOWN_END ? "perhaps ended" :
		    sw_explain_end_word(end));
	if (!by->number) {
		sw_str_addf(&e->out, "the policy of %s (%s)\n", by->chain->name,
			    by->table->builtin->name);
		return;
	}
	sw_str_addf(&e->out, "rule %zu of %s (%s): ", by->number, by->chain->name,
		    by->table->builtin->name);
	sw_str_addf(&e->out, "%s\n", rule_text(e, by->chain, by->rule));
}

static void show_watched(struct sw_explain *e)
{
	if (!e->journey.walk.watch || e->missed)
		return;
	if (e->met)
		sw_str_addf(&e->out, "rule %zu of %s is met\n", e->watch_number,
			    e->watch_chain->name);
	else if (e->may_be_met)
		sw_str_addf(&e->out, "rule %zu of %s may be met\n", e->watch_number,
			    e->watch_chain->name);
	else
		sw_str_addf(&e->out, "rule %zu of %s (%s) is never asked: the packet does not come "
			    "there\n", e->watch_number, e->watch_chain->name,
			    e->watch_table->builtin->name);
}

const char *sw_explain_beside(const struct sw_journey *j)
{
	if (strcmp(sw_explain_verdict(j), "depends"))
		return NULL;
	if (j->fate.may & 1u << SW_QUEUED)
		return "the program that reads the queue";
	if (j->fate.may & 1u << SW_TAKEN)
		return "how the connection is answered (SYNPROXY)";
	return j->fate.why.len ? NULL : "the route";
}

void sw_explain_end(struct sw_explain *e)
{
	const struct sw_str *why = &e->journey.fate.why;
	const char *verdict = sw_explain_verdict(&e->journey), *between = "";
	const char *beside = sw_explain_beside(&e->journey);

	if (e->told > SW_EXPLAIN_STEPS)
		sw_str_addf(&e->out, "... and %zu more steps\n", e->told - SW_EXPLAIN_STEPS);
	show_watched(e);
	for (int end = SW_ACCEPTED; end <= SW_UNKNOWN_END && !e->o->quiet; end++)
		show_decider(e, end);
	if (strcmp(verdict, "depends")) {
		sw_str_addf(&e->out, "%s\n", verdict);
		return;
	}
	sw_str_add(&e->out, "depends on ");
	for (size_t at = 0; at < why->len; at += strlen(why->s + at) + 1) {
		sw_str_addf(&e->out, "%s%s", between, why->s + at);
		between = "; ";
	}
	if (beside)
		sw_str_addf(&e->out, "%s%s", between, beside);
	sw_str_addc(&e->out, '\n');
}
