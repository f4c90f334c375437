/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes what a packet met: each rule with its number and words, each policy, and what became of
 * it. */
#include <string.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "netlink/holders.h"
#include "see/trace_steps.h"
#include "sight/packet_json.h"

/* ---- words ----------------------------------------------------------------------------------- */

static bool is_reject(const struct sw_trace_step *s)
{
	const struct sw_rule *r = s->place.rule;

	return r && r->jump.kind == SW_JUMP_EXT && !strcmp(r->jump.ext.name, "REJECT");
}

/* What the step did with the packet for good; NULL: it went on. */
static const char *deed(const struct sw_trace_step *s)
{
	int verdict = s->leg->verdict;

	if (verdict < 0 || (!s->leg->rule && !s->leg->policy))
		return NULL;
	switch (verdict & NF_VERDICT_MASK) {
	case NF_DROP:
		return is_reject(s) ? "rejected" : "dropped";
	case NF_ACCEPT:
		return "accepted";
	case NF_QUEUE:
		return "queued";
	default:
		return "taken over";
	}
}

static const char *last_word(enum sw_trail_end end, const char *last)
{
	switch (end) {
	case SW_END_DROPPED:
		return last && !strcmp(last, "rejected") ? last : "dropped";
	case SW_END_THROUGH:
		return "accepted";
	default:
		return "not seen again";
	}
}

static const char *family_word(uint8_t family)
{
	static const struct { uint8_t family; const char *word; } words[] = {
		{ NFPROTO_IPV4, "ip" }, { NFPROTO_IPV6, "ip6" }, { NFPROTO_INET, "inet" },
		{ NFPROTO_ARP, "arp" }, { NFPROTO_BRIDGE, "bridge" }, { NFPROTO_NETDEV, "netdev" },
	};

	for (size_t i = 0; i < SW_ARRAY_SIZE(words); i++)
		if (words[i].family == family)
			return words[i].word;
	return "?";
}

/* The flags of TCP, as tcpdump's readers know them. */
static void add_flags(struct sw_str *out, const struct sw_packet *p)
{
	static const char *const names[] = { "FIN", "SYN", "RST", "PSH", "ACK", "URG" };
	const char *blank = ", ";

	if (p->proto_known != 0xff || p->proto != IPPROTO_TCP ||
	    !sw_header_known(&p->th, 13, 1))
		return;
	for (size_t i = 0; i < SW_ARRAY_SIZE(names); i++)
		if (p->th.v[13] >> i & 1) {
			sw_str_addf(out, "%s%s", blank, names[i]);
			blank = " ";
		}
}

/* What was told last. */
struct told {
	struct sw_str shown;	/* the packet; owned */
	const char   *last;	/* deed of the last step */
	struct sw_json *j;	/* NULL: lines are written */
};

static void add_packet(struct sw_str *out, const struct sw_packet *from)
{
	struct sw_packet p = *from;

	p.mark_known = p.mark ? p.mark_known : 0;	/* nobody wants to read of mark 0 */
	sw_packet_print(out, &p);
}

/* Does the packet look otherwise than it was told last? */
static bool has_changed(struct told *l, const struct sw_packet *p)
{
	struct sw_str now = { 0 };
	bool changed;

	add_packet(&now, p);
	changed = now.len && l->shown.len && strcmp(l->shown.s, now.s) != 0;
	sw_str_fini(&l->shown);
	l->shown = now;
	return changed;
}

/* ---- lines ----------------------------------------------------------------------------------- */


static void add_place(struct sw_str *out, const struct sw_trace_step *s)
{
	struct sw_str name = { 0 };
	char number[24] = "";

	if (s->place.table)
		sw_str_addf(&name, "%s ", s->place.table->name);
	else
		sw_str_addf(&name, "%s %s ", family_word(s->leg->family), s->table);
	sw_str_add_safe(&name, s->chain);
	if (s->place.n == 1)
		snprintf(number, sizeof(number), "%zu", s->place.number[0]);
	sw_str_addf(out, "  %-23s %5s  ", name.oom ? "" : name.s, number);
	sw_str_fini(&name);
}

static void add_one_of(struct sw_str *out, const struct sw_rule_place *p)
{
	sw_str_add(out, "one of the rules");
	for (size_t i = 0; i < p->n; i++)
		sw_str_addf(out, "%s %zu", i ? "," : "", p->number[i]);
	sw_str_add(out, p->more ? " and more, which are in one map" : ", which are in one map");
}

static void add_text(struct sw_str *out, const struct sw_trace_step *s)
{
	const struct sw_leg *leg = s->leg;

	if (leg->policy)
		sw_str_addf(out, "policy %s", leg->verdict == NF_DROP ? "DROP" : "ACCEPT");
	else if (!leg->rule)
		sw_str_add(out, "end of the chain");
	else if (s->place.n > 1)
		add_one_of(out, &s->place);
	else if (s->place.n)
		sw_str_add(out, s->text.len ? s->text.s : "every packet");
	else if (s->place.map)
		sw_str_addf(out, "an element of %s that is no rule", s->place.map);
	else
		sw_str_addf(out, "rule handle %" PRIu64, leg->rule);
}

static int add_step(const struct sw_trace_told *t, const struct sw_trace_step *s, void *arg,
		    struct sw_err *err)
{
	struct told *l = arg;
	const char *what = deed(s);

	(void)err;
	if (has_changed(l, &s->packet))
		sw_str_addf(t->out, "  now %s\n", l->shown.s);
	add_place(t->out, s);
	add_text(t->out, s);
	if (what && !s->leg->policy)
		sw_str_addf(t->out, "  %s", what);
	sw_str_addc(t->out, '\n');
	l->last = what;
	return 0;
}

static void add_head(const struct sw_trace_told *t, struct told *l)
{
	struct sw_packet p;
	char when[16] = "";
	struct tm tm;

	if (localtime_r(&t->j->begin.tv_sec, &tm))
		strftime(when, sizeof(when), "%T", &tm);
	sw_str_addf(t->out, "%s.%06ld  ", when, t->j->begin.tv_nsec / 1000);
	if (!t->j->nview) {
		sw_str_add(t->out, "a packet\n");
		return;
	}
	sw_view_packet(&t->j->view[0], &p);
	add_packet(&l->shown, &p);
	sw_str_add(t->out, l->shown.len ? l->shown.s : "");
	add_flags(t->out, &p);
	if (p.length_known)
		sw_str_addf(t->out, ", %u bytes", p.length);
	sw_str_addc(t->out, '\n');
}

int sw_trace_text(const struct sw_trace_told *t, struct sw_err *err)
{
	struct told l = { 0 };
	int rc;

	add_head(t, &l);
	rc = sw_trace_steps(t, add_step, &l, err);
	if (t->j->cut)
		sw_str_add(t->out, "  ... and more steps than are kept\n");
	if (t->j->lost)
		sw_str_add(t->out, "  events were lost meanwhile: steps may be missing\n");
	sw_str_addf(t->out, "  %s\n\n", last_word(t->j->end, l.last));
	sw_str_fini(&l.shown);
	if (!rc && t->out->oom)
		rc = sw_err_nomem(err);
	return rc;
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static int put_members(const struct sw_trace_told *t, struct sw_json *j,
		       const struct sw_trace_step *s, struct sw_err *err)
{
	struct sw_str members = { 0 };
	int rc = sw_places_json(t->places, s->leg->family == NFPROTO_IPV6 ? SW_IP6 : SW_IP4,
				s->chain, &s->place, &members, err);

	if (!rc)
		sw_json_members(j, members.s);
	sw_str_fini(&members);
	return rc;
}

static int put_rule(const struct sw_trace_told *t, struct sw_json *j,
		    const struct sw_trace_step *s, struct sw_err *err)
{
	if (s->leg->policy) {
		sw_json_text(j, "policy", s->leg->verdict == NF_DROP ? "DROP" : "ACCEPT");
		return 0;
	}
	if (!s->leg->rule)
		return 0;
	sw_json_number(j, "handle", s->leg->rule);
	if (s->place.map)
		sw_json_text(j, "map", s->place.map);
	if (s->place.n == 1)
		return put_members(t, j, s, err);
	if (s->place.n) {
		sw_json_list(j, "one_of");
		for (size_t i = 0; i < s->place.n; i++)
			sw_json_number(j, NULL, s->place.number[i]);
		sw_json_close(j);
		if (s->place.more)
			sw_json_bool(j, "more", true);
	}
	return 0;
}

static int put_step(const struct sw_trace_told *t, const struct sw_trace_step *s, void *arg,
		    struct sw_err *err)
{
	struct told *m = arg;
	const char *what = deed(s);
	int rc;

	sw_json_object(m->j, NULL);
	sw_json_text(m->j, "family", sw_holder_family_json(s->leg->family));
	sw_json_text(m->j, "table", s->place.table ? s->place.table->name : s->table);
	sw_json_bool(m->j, "ours", s->place.table != NULL);
	sw_json_text(m->j, "chain", s->chain);
	rc = put_rule(t, m->j, s, err);
	if (what)
		sw_json_text(m->j, "then", what);
	if (has_changed(m, &s->packet))
		sw_packet_json(m->j, "packet", &s->packet);
	sw_json_close(m->j);
	m->last = what;
	return rc;
}

int sw_trace_json(const struct sw_trace_told *t, struct sw_err *err)
{
	struct sw_json j = { .out = t->out };
	struct told m = { .j = &j };
	struct sw_str when = { 0 };
	struct sw_packet p;
	char day[32] = "";
	struct tm tm;
	int rc;

	if (gmtime_r(&t->j->begin.tv_sec, &tm))
		strftime(day, sizeof(day), "%FT%T", &tm);
	sw_str_addf(&when, "%s.%06ldZ", day, t->j->begin.tv_nsec / 1000);
	sw_json_document_line(&j, "trace");
	sw_json_text(&j, "time", when.oom ? "" : when.s);
	sw_str_fini(&when);
	sw_json_number(&j, "id", t->j->id);
	if (t->j->nview) {
		sw_view_packet(&t->j->view[0], &p);
		sw_json_text(&j, "family", p.family == SW_IP6 ? "ipv6" : "ipv4");
		sw_packet_json(&j, "packet", &p);
		add_packet(&m.shown, &p);
	}
	sw_json_list(&j, "steps");
	rc = sw_trace_steps(t, put_step, &m, err);
	sw_str_fini(&m.shown);
	sw_json_close(&j);
	sw_json_bool(&j, "incomplete", t->j->lost || t->j->cut);
	sw_json_text(&j, "verdict", last_word(t->j->end, m.last));
	sw_json_close(&j);
	return !rc && t->out->oom ? sw_err_nomem(err) : rc;
}
