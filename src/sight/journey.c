/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hook after hook. */
#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/net.h"
#include "sight/journey_local.h"

/* ---- its connection -------------------------------------------------------------------------- */

/* false: not all of it is known, or conntrack knows it by something else. */
static bool tuple_of(const struct sw_packet *p, struct sw_tuple *t)
{
	const uint8_t *src = sw_packet_addr(p, false), *dst = sw_packet_addr(p, true);
	size_t len = p->family == SW_IP6 ? 16 : 4;
	int ports = sw_packet_has_ports(p);

	memset(t, 0, sizeof(*t));
	if (!src || !dst || ports < 0 || p->later_fragment)
		return false;
	t->family = p->family;
	t->proto = p->proto;
	memcpy(t->src, src, len);
	memcpy(t->dst, dst, len);
	if (ports) {
		memcpy(t->sport, p->th.v, 2);
		memcpy(t->dport, p->th.v + 2, 2);
		return sw_header_known(&p->th, 0, 4);
	}
	if (p->proto != (p->family == SW_IP6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP))
		return true;
	t->type = p->th.v[0];
	t->code = p->th.v[1];
	memcpy(t->id, p->th.v + 4, 2);
	return sw_header_known(&p->th, 0, 2) && sw_header_known(&p->th, 4, 2);
}

static bool has_nat_rules(const struct sw_ruleset *rs)
{
	const struct sw_table *t = sw_ruleset_table((struct sw_ruleset *)rs, "nat");

	for (size_t i = 0; i < t->nchain; i++)
		if (t->chain[i]->nrule)
			return true;
	return false;
}

/* As its connection is translated. Where that is not known, and table nat has rules, it may be
 * anything. */
static void known(void *arg, enum sw_hook hook, struct sw_packet *p, struct sw_str *changed)
{
	struct sw_journey *j = arg;
	bool dst = hook == SW_HOOK_PREROUTING || hook == SW_HOOK_OUTPUT;
	const struct sw_tuple *o = &j->flow.other;

	if (!j->has_flow) {
		if (has_nat_rules(j->walk.rs))
			sw_act_translate(p, dst, NULL, NULL, changed);
		return;
	}
	if (!j->flow.translated)
		return;
	sw_act_translate(p, dst, dst ? o->src : o->dst,
			 sw_packet_has_ports(p) != 1 ? NULL : dst ? o->sport : o->dport, changed);
}

static void find_flow(struct sw_journey *j, struct sw_packet *p)
{
	unsigned begun = SW_STATE_ESTABLISHED | SW_STATE_RELATED;
	struct sw_tuple tuple;

	j->has_flow = false;
	if (j->no_routes || p->states & ~begun || !tuple_of(p, &tuple))
		return;
	j->has_flow = sw_flow_get(&j->flows, &tuple, &j->flow);
	if (!j->has_flow || p->ctmark_known)
		return;
	p->ctmark = j->flow.mark;
	p->ctmark_known = UINT32_MAX;
}

/* ---- hooks ----------------------------------------------------------------------------------- */

static int hook(struct sw_journey *j, enum sw_hook h, struct sw_packet *p, bool *sure,
		struct sw_err *err)
{
	return sw_walk_hook(&j->walk, h, p, sure, &j->fate, err);
}

static void arrive(struct sw_journey *j, const struct sw_packet *p)
{
	if (j->fate.may & 1u << SW_ACCEPTED)
		sw_packet_join(&j->last, p);
	else
		j->last = *p;
	j->fate.may |= 1u << SW_ACCEPTED;
}

/* What is forwarded has a hop less before table mangle sees it in FORWARD. false: it has none
 * left. Where nobody says its TTL, it has; but not where a rule has written one that is not
 * known. */
static bool hop(struct sw_journey *j, struct sw_packet *p, bool *sure)
{
	size_t at = p->family == SW_IP6 ? 7 : 8;

	if (!sw_header_known(&p->nh, at, 1)) {
		if (p->hops_changed) {
			j->no_route = true;
			*sure = false;
			sw_fate_depends(&j->fate, "its TTL, which a rule has changed");
		}
		return true;
	}
	return p->nh.v[at] > 1 && p->nh.v[at]--;
}

/* From where routing has sent it to its end. Returns 0 or an error. */
static int go_on(struct sw_journey *j, struct sw_packet p, bool sure, struct sw_err *err)
{
	bool many = sw_header_known(&p.ll, 0, 1) && p.ll.v[0] & 1;
	int ret;

	if (p.way == SW_WAY_FORWARD && (many || !hop(j, &p, &sure))) {
		j->no_route = true;
		sw_journey_turn(j, many ? SW_TURN_NOT_FOR_ONE : SW_TURN_NO_HOPS, &p, 0);
		return 0;
	}
	ret = hook(j, p.way == SW_WAY_INPUT ? SW_HOOK_INPUT : SW_HOOK_FORWARD, &p, &sure, err);

	if (ret > 0 && p.way == SW_WAY_FORWARD)
		ret = hook(j, SW_HOOK_POSTROUTING, &p, &sure, err);
	if (ret > 0)
		arrive(j, &p);
	return ret < 0 ? ret : 0;
}

static int both_ways(struct sw_journey *j, struct sw_packet *p, struct sw_err *err)
{
	int ret;

	sw_fate_depends(&j->fate, "where it goes (-d, --hook)");
	p->way = SW_WAY_INPUT;
	ret = go_on(j, *p, false, err);
	p->way = SW_WAY_FORWARD;
	return ret ? ret : go_on(j, *p, false, err);
}

static int come_in(struct sw_journey *j, struct sw_packet *p, bool sure, struct sw_err *err)
{
	enum sw_way said = p->way == SW_WAY_ROUTED ? SW_WAY_UNKNOWN : p->way;
	int ret = hook(j, SW_HOOK_PREROUTING, p, &sure, err);

	if (ret <= 0)
		return ret;
	p->way = said;
	if (said == SW_WAY_UNKNOWN) {
		ret = sw_journey_route_in(j, p, err);
		if (ret)
			return ret < 0 ? ret : 0;
	} else {
		sw_journey_turn(j, SW_TURN_GIVEN, p, 0);
		if (said == SW_WAY_FORWARD)
			(void)sw_journey_route_out(j, p);
	}
	return p->way == SW_WAY_UNKNOWN ? both_ways(j, p, err) : go_on(j, *p, sure, err);
}

static bool other_route(const struct sw_packet *a, const struct sw_packet *b)
{
	const uint8_t *to = sw_packet_addr(a, true), *now = sw_packet_addr(b, true);

	return !to != !now || (now && memcmp(to, now, a->family == SW_IP6 ? 16 : 4)) ||
	       a->mark != b->mark || a->mark_known != b->mark_known;
}

/* What is changed in OUTPUT may leave by another interface than was thought at its begin, or not at
 * all. */
static int route_again(struct sw_journey *j, struct sw_packet *p, const struct sw_packet *before,
		       bool said)
{
	bool sure = p->mark_known == before->mark_known || p->mark_known == UINT32_MAX;
	int error;

	if (said && !other_route(before, p))
		return 0;
	p->out.known = false;
	error = sw_journey_route_out(j, p);
	return error && sure && other_route(before, p) ? sw_journey_no_way(j, p, error) : 0;
}

/* What leaves by lo is here again at once, with its mark and its connection. */
static int come_back(struct sw_journey *j, struct sw_packet *p, bool sure, struct sw_err *err)
{
	p->in = p->out;
	p->out = (struct sw_device){ 0 };
	p->way = SW_WAY_UNKNOWN;
	return come_in(j, p, sure, err);
}

static int go_out(struct sw_journey *j, struct sw_packet *p, struct sw_err *err)
{
	struct sw_packet before;
	bool sure = true, said = p->out.known, way_said = p->way == SW_WAY_OUTPUT;
	int ret;

	p->way = SW_WAY_OUTPUT;
	ret = sw_journey_route_out(j, p);
	if (ret && !way_said)
		return sw_journey_no_way(j, p, ret), 0;
	sw_journey_turn(j, SW_TURN_OUTPUT, p, 0);
	before = *p;
	ret = hook(j, SW_HOOK_OUTPUT, p, &sure, err);
	if (ret <= 0)
		return ret;
	if (route_again(j, p, &before, said))
		return 0;
	ret = hook(j, SW_HOOK_POSTROUTING, p, &sure, err);
	if (ret > 0 && !way_said && p->out.known && !strcmp(p->out.name, "lo"))
		return come_back(j, p, sure, err);
	if (ret > 0)
		arrive(j, p);
	return ret < 0 ? ret : 0;
}

int sw_journey_run(struct sw_journey *j, const struct sw_packet *packet, struct sw_err *err)
{
	struct sw_packet p = *packet;

	j->walk.kind = sw_journey_kind;
	j->walk.known = known;
	j->walk.way_arg = j;
	j->walk.steps = 0;
	find_flow(j, &p);
	return sw_journey_made_here(j, &p) ? go_out(j, &p, err) : come_in(j, &p, true, err);
}

void sw_journey_reset(struct sw_journey *j)
{
	sw_fate_fini(&j->fate);
	j->no_route = false;
}

void sw_journey_fini(struct sw_journey *j)
{
	sw_fate_fini(&j->fate);
	sw_walk_fini(&j->walk);
	sw_route_close(&j->router);
	sw_flow_close(&j->flows);
}
