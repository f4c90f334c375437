/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a packet goes between hooks, as the kernel's routes and switches say it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "base/cleanup.h"
#include "base/net.h"
#include "sight/journey_local.h"

/* ---- what kind of address it is -------------------------------------------------------------- */

/* 0.0.0.0/8: a route to it leads to this machine, and for rules it is a broadcast. */
static bool is_nobody(const struct sw_packet *p, const uint8_t *addr)
{
	return p->family == SW_IP4 && !addr[0];
}

int sw_journey_kind(void *arg, const struct sw_packet *p, const uint8_t *addr)
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

/* ---- where it goes --------------------------------------------------------------------------- */

void sw_journey_turn(struct sw_journey *j, enum sw_turn t, const struct sw_packet *p, int error)
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

/* What else rules of routing may ask for, as far as it is known; the kernel takes ports of these
 * protocols alone. */
static void ask_more(const struct sw_packet *p, struct sw_route_ask *ask)
{
	bool ports = sw_packet_has_ports(p) == 1 &&
		     (p->proto == IPPROTO_TCP || p->proto == IPPROTO_UDP);

	ask->proto = ports ? p->proto : 0;
	ask->sport = ports && sw_header_known(&p->th, 0, 2) ? p->th.v : NULL;
	ask->dport = ports && sw_header_known(&p->th, 2, 2) ? p->th.v + 2 : NULL;
	ask->has_uid = p->uid_known;
	ask->uid = p->uid;
}

/* IPv4 asks the interface that it came in by, IPv6 the whole machine. The route does not always
 * say so: not of IPv6, nor where it was asked without that interface. */
static bool forwards(const struct sw_packet *p)
{
	bool by_device = p->family == SW_IP4 && p->in.known;
	char path[64 + SW_IF_MAX];
	SW_FILE FILE *f = NULL;

	snprintf(path, sizeof(path), "/proc/sys/net/ipv%c/conf/%s/forwarding",
		 p->family == SW_IP6 ? '6' : '4', by_device ? p->in.name : "all");
	f = fopen(path, "re");
	return !f || fgetc(f) != '0';
}

static bool may_leave(const struct sw_packet *p)
{
	const uint8_t *src = sw_packet_addr(p, false);

	/* of IPv6: link-local and multicast */
	return p->family != SW_IP6 || !src ||
	       !((src[0] == 0xfe && (src[1] & 0xc0) == 0x80) || src[0] == 0xff);
}

int sw_journey_no_way(struct sw_journey *j, const struct sw_packet *p, int error)
{
	j->no_route = true;
	sw_journey_turn(j, SW_TURN_NO_ROUTE, p, error);
	return 1;
}

int sw_journey_route_in(struct sw_journey *j, struct sw_packet *p, struct sw_err *err)
{
	struct sw_route_ask ask = { .family = p->family, .dst = sw_packet_addr(p, true),
				    .src = sw_packet_addr(p, false),
				    .in = p->in.known ? p->in.name : NULL,
				    .mark = p->mark & p->mark_known };
	struct sw_route route;
	int ret;

	if (!ask.dst || j->no_routes) {
		sw_journey_turn(j, SW_TURN_BOTH, p, 0);
		return 0;
	}
	/* what went out by lo has been routed then */
	if (ask.in && !strcmp(ask.in, "lo") && sw_journey_kind(j, p, ask.dst) == RTN_LOCAL) {
		p->way = SW_WAY_INPUT;
		sw_journey_turn(j, SW_TURN_INPUT, p, 0);
		return 0;
	}
	ask_more(p, &ask);
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
		return sw_journey_no_way(j, p, ret);
	}
	p->way = is_local(route.type) ? SW_WAY_INPUT : SW_WAY_FORWARD;
	if (p->way == SW_WAY_FORWARD && (!forwards(p) || !may_leave(p)))
		return sw_journey_no_way(j, p, may_leave(p) ? -EHOSTUNREACH : -EINVAL);
	if (p->way == SW_WAY_FORWARD && !p->out.known)
		set_device(&p->out, route.out);
	sw_journey_turn(j, turn_of(p->way), p, 0);
	return 0;
}

int sw_journey_route_out(struct sw_journey *j, struct sw_packet *p)
{
	struct sw_route_ask ask = { .family = p->family, .dst = sw_packet_addr(p, true),
				    .src = sw_packet_addr(p, false),
				    .mark = p->mark & p->mark_known };
	struct sw_route route;
	int ret;

	if (!ask.dst || j->no_routes || p->out.known)
		return 0;
	ask_more(p, &ask);
	if (ask.src && sw_journey_kind(j, p, ask.src) != RTN_LOCAL)
		ask.src = NULL;
	ret = sw_route_get(&j->router, &ask, &route, NULL);
	if (ret)
		return ret;
	set_device(&p->out, is_local(route.type) && route.type == RTN_LOCAL ? "lo" : route.out);
	if (route.has_src && !sw_packet_addr(p, false))
		sw_packet_set_addr(p, false, route.src);
	return 0;
}

/* Is it made here? Where no word says it: if its source is an address of this machine, and no
 * interface is named that it came in by. */
bool sw_journey_made_here(struct sw_journey *j, const struct sw_packet *p)
{
	const uint8_t *src = sw_packet_addr(p, false);

	if (p->way != SW_WAY_UNKNOWN)
		return p->way == SW_WAY_OUTPUT;
	if (p->in.known)
		return false;
	if (p->uid_known || p->gid_known)
		return true;
	return src && !is_nobody(p, src) ? sw_journey_kind(j, p, src) == RTN_LOCAL : p->out.known;
}
