/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hook after hook, with the routes in between. */
#include <errno.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "base/cleanup.h"
#include "base/net.h"
#include "sight/journey.h"

/* ---- what kind of address it is -------------------------------------------------------------- */

static int kind_of(void *arg, const struct sw_packet *p, const uint8_t *addr)
{
	struct sw_journey *j = arg;
	struct sw_route_ask ask = { .family = p->family, .dst = addr };
	size_t len = p->family == SW_IP6 ? 16 : 4;
	struct sw_route route;
	unsigned slot;
	int kind;

	for (unsigned i = 0; i < j->nknown && i < SW_ARRAY_SIZE(j->known); i++)
		if (!memcmp(j->known[i].addr, addr, len))
			return j->known[i].kind;
	kind = j->no_routes || sw_route_get(&j->router, &ask, &route, NULL) ? -1 : route.type;
	slot = j->nknown++ % SW_ARRAY_SIZE(j->known);
	memcpy(j->known[slot].addr, addr, len);
	j->known[slot].kind = kind;
	return kind;
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
	return src ? kind_of(j, p, src) == RTN_LOCAL : p->out.known;
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

/* From where routing has sent it to its end. Returns 0 or an error. */
static int go_on(struct sw_journey *j, struct sw_packet p, bool sure, struct sw_err *err)
{
	int ret = hook(j, p.way == SW_WAY_INPUT ? SW_HOOK_INPUT : SW_HOOK_FORWARD, &p, &sure, err);

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
	enum sw_way said = p->way;
	bool sure = true;
	int ret = hook(j, SW_HOOK_PREROUTING, p, &sure, err);

	if (ret <= 0)
		return ret;
	if (said == SW_WAY_ROUTED) {
		arrive(j, p);
		return 0;
	}
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

/* What is changed in OUTPUT may leave by another interface than was thought at its begin. */
static int go_out(struct sw_journey *j, struct sw_packet *p, struct sw_err *err)
{
	bool sure = true, said = p->out.known;
	int ret;

	p->way = SW_WAY_OUTPUT;
	route_out(j, p);
	turn(j, SW_TURN_OUTPUT, p, 0);
	ret = hook(j, SW_HOOK_OUTPUT, p, &sure, err);
	if (ret <= 0)
		return ret;
	if (!said) {
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
	j->walk.kind_arg = j;
	j->walk.steps = 0;
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
}
