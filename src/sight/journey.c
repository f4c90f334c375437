/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hook after hook, with the routes in between. */
#include <errno.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "base/cleanup.h"
#include "base/net.h"
#include "sight/journey.h"

/* ---- what kind of address it is -------------------------------------------------------------- */

/* 0.0.0.0/8: a route to it leads to this machine, and for rules it is a broadcast. */
static bool is_nobody(const struct sw_packet *p, const uint8_t *addr)
{
	return p->family == SW_IP4 && !addr[0];
}

static int kind_of(void *arg, const struct sw_packet *p, const uint8_t *addr)
{
	struct sw_journey *j = arg;
	struct sw_route_ask ask = { .family = p->family, .dst = addr };
	size_t len = p->family == SW_IP6 ? 16 : 4;
	struct sw_route route;
	unsigned slot;
	int kind;

	if (is_nobody(p, addr))
		return RTN_BROADCAST;
	for (unsigned i = 0; i < j->nknown && i < SW_ARRAY_SIZE(j->known); i++)
		if (j->known[i].family == p->family && !memcmp(j->known[i].addr, addr, len))
			return j->known[i].kind;
	kind = j->no_routes || sw_route_get(&j->router, &ask, &route, NULL) ? -1 : route.type;
	slot = j->nknown++ % SW_ARRAY_SIZE(j->known);
	j->known[slot].family = p->family;
	memcpy(j->known[slot].addr, addr, len);
	j->known[slot].kind = kind;
	return kind;
}

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

/* ---- where it goes --------------------------------------------------------------------------- */

static void turn(struct sw_journey *j, enum sw_turn t, const struct sw_packet *p, int error)
{
	if (j->turn)
		j->turn(j->walk.arg, t, p, error);
}

static void set_device(struct sw_device *d, const char *name)
{
	memcpy(d->name, name, strlen(name) + 1);
	d->known = true;
}

static bool is_local(uint8_t type)
{
	return type == RTN_LOCAL || type == RTN_BROADCAST || type == RTN_MULTICAST ||
	       type == RTN_ANYCAST;
}

static enum sw_turn turn_of(enum sw_way way)
{
	return way == SW_WAY_INPUT ? SW_TURN_INPUT : way == SW_WAY_FORWARD ? SW_TURN_FORWARD :
	       SW_TURN_OUTPUT;
}

/* Of a packet that came in, behind PREROUTING. 0: its way is known, as far as it can be; 1: it has
 * none. */
static int route_in(struct sw_journey *j, struct sw_packet *p, struct sw_err *err)
{
	struct sw_route_ask ask = { .family = p->family, .dst = sw_packet_addr(p, true),
				    .src = sw_packet_addr(p, false),
				    .in = p->in.known ? p->in.name : NULL,
				    .mark = p->mark & p->mark_known };
	struct sw_route route;
	int ret;

	if (!ask.dst || j->no_routes) {
		turn(j, SW_TURN_BOTH, p, 0);
		return 0;
	}
	/* what went out by lo has been routed then */
	if (ask.in && !strcmp(ask.in, "lo") && kind_of(j, p, ask.dst) == RTN_LOCAL) {
		p->way = SW_WAY_INPUT;
		turn(j, SW_TURN_INPUT, p, 0);
		return 0;
	}
	/* its source and the interface together decide whether it may come in; without either the
	 * question is where it would go from here */
	if (!ask.src)
		ask.in = NULL;
	if (!ask.in)
		ask.src = NULL;
	ret = sw_route_get(&j->router, &ask, &route, err);
	if (ret == -ENODEV) {	/* an interface that is not there today */
		ask.in = NULL;
		ask.src = NULL;
		ret = sw_route_get(&j->router, &ask, &route, err);
	}
	if (ret) {
		if (err && sw_err_is_set(err))
			return ret;
		j->no_route = true;
		turn(j, SW_TURN_NO_ROUTE, p, ret);
		return 1;
	}
	p->way = is_local(route.type) ? SW_WAY_INPUT : SW_WAY_FORWARD;
	if (p->way == SW_WAY_FORWARD && !p->out.known)
		set_device(&p->out, route.out);
	turn(j, turn_of(p->way), p, 0);
	return 0;
}

/* Of a packet made here: by which interface, unless words say it. */
static void route_out(struct sw_journey *j, struct sw_packet *p)
{
	struct sw_route_ask ask = { .family = p->family, .dst = sw_packet_addr(p, true),
				    .mark = p->mark & p->mark_known };
	struct sw_route route;

	if (!ask.dst || j->no_routes || p->out.known ||
	    sw_route_get(&j->router, &ask, &route, NULL))
		return;
	set_device(&p->out, is_local(route.type) && route.type == RTN_LOCAL ? "lo" : route.out);
	if (route.has_src && !sw_packet_addr(p, false))
		sw_packet_set_addr(p, false, route.src);
}

/* Is it made here? Where no word says it: if its source is an address of this machine, and no
 * interface is named that it came in by. */
static bool made_here(struct sw_journey *j, const struct sw_packet *p)
{
	const uint8_t *src = sw_packet_addr(p, false);

	if (p->way != SW_WAY_UNKNOWN)
		return p->way == SW_WAY_OUTPUT;
	if (p->in.known)
		return false;
	if (p->uid_known || p->gid_known)
		return true;
	return src && !is_nobody(p, src) ? kind_of(j, p, src) == RTN_LOCAL : p->out.known;
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
		turn(j, many ? SW_TURN_NOT_FOR_ONE : SW_TURN_NO_HOPS, &p, 0);
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

static int come_in(struct sw_journey *j, struct sw_packet *p, struct sw_err *err)
{
	enum sw_way said = p->way == SW_WAY_ROUTED ? SW_WAY_UNKNOWN : p->way;
	bool sure = true;
	int ret = hook(j, SW_HOOK_PREROUTING, p, &sure, err);

	if (ret <= 0)
		return ret;
	p->way = said;
	if (said == SW_WAY_UNKNOWN) {
		ret = route_in(j, p, err);
		if (ret)
			return ret < 0 ? ret : 0;
	} else {
		turn(j, SW_TURN_GIVEN, p, 0);
		if (said == SW_WAY_FORWARD)
			route_out(j, p);
	}
	return p->way == SW_WAY_UNKNOWN ? both_ways(j, p, err) : go_on(j, *p, sure, err);
}

static bool other_route(const struct sw_packet *a, const struct sw_packet *b)
{
	const uint8_t *to = sw_packet_addr(a, true), *now = sw_packet_addr(b, true);

	return !to != !now || (now && memcmp(to, now, a->family == SW_IP6 ? 16 : 4)) ||
	       a->mark != b->mark || a->mark_known != b->mark_known;
}

/* What is changed in OUTPUT may leave by another interface than was thought at its begin. */
static int go_out(struct sw_journey *j, struct sw_packet *p, struct sw_err *err)
{
	struct sw_packet before;
	bool sure = true, said = p->out.known;
	int ret;

	p->way = SW_WAY_OUTPUT;
	route_out(j, p);
	turn(j, SW_TURN_OUTPUT, p, 0);
	before = *p;
	ret = hook(j, SW_HOOK_OUTPUT, p, &sure, err);
	if (ret <= 0)
		return ret;
	if (!said || other_route(&before, p)) {
		p->out.known = false;
		route_out(j, p);
	}
	ret = hook(j, SW_HOOK_POSTROUTING, p, &sure, err);
	if (ret > 0)
		arrive(j, p);
	return ret < 0 ? ret : 0;
}

int sw_journey_run(struct sw_journey *j, const struct sw_packet *packet, struct sw_err *err)
{
	struct sw_packet p = *packet;

	j->walk.kind = kind_of;
	j->walk.known = known;
	j->walk.way_arg = j;
	j->walk.steps = 0;
	find_flow(j, &p);
	return made_here(j, &p) ? go_out(j, &p, err) : come_in(j, &p, err);
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
