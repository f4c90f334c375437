/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ports that table filter opens to everybody, and whether somebody listens on them. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/net.h"
#include "base/vec.h"
#include "sight/inspect_local.h"
#include "sight/packet.h"

/* Nothing but a state, a protocol, a port and where the packet goes. */
static bool is_from_everywhere(const struct sw_demand *d, uint8_t family)
{
	struct sw_sel src = sw_demand_addr(family, false), in = SW_DEMAND_IN;

	return d->exact && !d->nbits && !sw_demand_field(d, &src) && !sw_demand_field(d, &in) &&
	       sw_demand_states(d) & SW_STATE_NEW;
}

/* TCP or UDP, and not only what a service answers. 0: neither. */
static uint8_t protocol(const struct sw_demand *d, uint8_t family)
{
	struct sw_sel sel = sw_demand_proto(family);
	const struct sw_ranges *s = sw_demand_field(d, &sel);

	if (!s || !sw_ranges_is_prefix(s, 8) ||
	    (s->r[0].from[0] != IPPROTO_TCP && s->r[0].from[0] != IPPROTO_UDP))
		return 0;
	return s->r[0].from[0];
}

static int add_port(struct sw_inspection *n, const struct sw_cover_rule *r,
		    const struct sw_ranges *ports, uint8_t proto, struct sw_err *err)
{
	struct sw_port_rule *p;

	if (!SW_GROW(n->port, n->nport, n->capport))
		return sw_err_nomem(err);
	p = &n->port[n->nport++];
	*p = (struct sw_port_rule){ .chain = r->chain, .number = r->number,
				    .udp = proto == IPPROTO_UDP,
				    .ports = { .len = ports->len, .last = ports->last } };
	sw_ranges_add_all(&p->ports, ports);
	return p->ports.oom ? sw_err_nomem(err) : 0;
}

static int add_jump(struct sw_inspection *n, const struct sw_cover_rule *r, struct sw_err *err)
{
	const struct sw_chain *to = sw_table_chain(n->t, r->rule->jump.chain);

	if (!to)
		return 0;
	if (!SW_GROW(n->jump, n->njump, n->capjump))
		return sw_err_nomem(err);
	n->jump[n->njump++] = (struct sw_wide_jump){ r->chain, to };
	return 0;
}

int sw_inspect_note_ports(struct sw_inspection *n, const struct sw_cover_rule *r,
			  struct sw_err *err)
{
	enum sw_act act = sw_inspect_act(r);
	struct sw_sel sport = SW_SEL_TH(0, 2), dport = SW_DEMAND_DPORT;
	const struct sw_ranges *ports = sw_demand_field(r->demand, &dport);
	uint8_t proto = protocol(r->demand, n->family);

	if (r->cover != SW_COVER_NOT || !r->prog || !is_from_everywhere(r->demand, n->family))
		return 0;
	if (act == SW_ACT_JUMP)
		return add_jump(n, r, err);
	if (act != SW_ACT_ACCEPT || !ports || !proto || sw_demand_field(r->demand, &sport))
		return 0;
	return add_port(n, r, ports, proto, err);
}

/* ---- behind all rules ------------------------------------------------------------------------ */

/* Chains that packets from everywhere come to from INPUT. A chain's jumps come before those of
 * chains that jump to it. */
static void follow(const struct sw_inspection *n, bool *wide)
{
	for (size_t i = n->njump; i-- > 0;)
		if (wide[n->jump[i].from->mark])
			wide[n->jump[i].to->mark] = true;
}

static void add_ports(struct sw_str *s, const struct sw_port_rule *p)
{
	bool many = p->ports.n > 1 ||
		    memcmp(p->ports.r[0].from, p->ports.r[0].to, p->ports.len);

	sw_str_addf(s, "%s port%s", p->udp ? "udp" : "tcp", many ? "s" : "");
	for (size_t i = 0; i < p->ports.n; i++) {
		const struct sw_range *r = &p->ports.r[i];
		unsigned from = r->from[0] << 8 | r->from[1], to = r->to[0] << 8 | r->to[1];

		sw_str_addf(s, "%s %u", i ? "," : "", from);
		if (to != from)
			sw_str_addf(s, ":%u", to);
	}
}

static bool is_heard(const struct sw_inspection *n, const struct sw_port_rule *p)
{
	for (size_t i = 0; i < p->ports.n; i++) {
		const struct sw_range *r = &p->ports.r[i];

		if (sw_listening_on(n->x->listening, n->family, p->udp,
				    r->from[0] << 8 | r->from[1], r->to[0] << 8 | r->to[1]))
			return true;
	}
	return false;
}

static int tell(struct sw_inspection *n, const struct sw_port_rule *p, struct sw_err *err)
{
	bool heard = is_heard(n, p), found;
	struct sw_str why = { 0 };
	int ret;

	if (heard && !n->x->ports)
		return 0;
	sw_str_add(&why, "opens ");
	add_ports(&why, p);
	sw_str_add(&why, heard ? " to the world, and somebody listens there" :
				 " to the world, and nobody listens there");
	ret = sw_inspect_rule(n, heard ? "open-port" : "idle-port", p->chain, p->number,
			       sw_str_take(&why), heard ? strdup("") : NULL, &found, err);
	if (!ret && found)
		n->x->out->f[n->x->out->n - 1].later = true;
	return ret;
}

int sw_inspect_ports(struct sw_inspection *n, struct sw_err *err)
{
	SW_FREE bool *wide = calloc(n->t->nchain + 1, sizeof(*wide));
	const struct sw_chain *input = sw_table_chain(n->t, "INPUT");
	int ret = 0;

	if (!wide)
		return sw_err_nomem(err);
	if (n->x->open.input != SW_CLOSED || !input)
		return 0;
	wide[input->mark] = true;
	follow(n, wide);
	for (size_t i = 0; i < n->nport && !ret; i++)
		if (wide[n->port[i].chain->mark])
			ret = tell(n, &n->port[i], err);
	return ret;
}
