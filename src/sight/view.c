/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Headers that a trace tells of, as what is known of a packet. */
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "sight/trail.h"

/* Headers of IPv6's own, behind which the protocol stands; where it does cannot be told from here,
 * since the kernel tells only the begin of a packet. */
static bool is_ip6_header(uint8_t proto)
{
	static const uint8_t own[] = { IPPROTO_HOPOPTS, IPPROTO_ROUTING, IPPROTO_FRAGMENT,
				       IPPROTO_AH, IPPROTO_DSTOPTS, IPPROTO_MH };

	return memchr(own, proto, sizeof(own)) != NULL;
}

static void set_device(struct sw_device *d, uint32_t index)
{
	char name[IF_NAMESIZE];

	d->known = true;
	if (index && if_indextoname(index, name))
		snprintf(d->name, sizeof(d->name), "%s", name);
	else if (index)		/* it has gone meanwhile */
		snprintf(d->name, sizeof(d->name), "if%u", index % 100000000);
}

static void set_ip4(struct sw_packet *p, const struct sw_view *v)
{
	p->later_fragment = ((v->nh[6] & 0x1f) | v->nh[7]) != 0;
	p->fragment_known = true;
	p->length = (uint32_t)(v->nh[2] << 8 | v->nh[3]);
	p->length_known = p->length != 0;
	sw_packet_set_proto(p, v->nh[9]);
}

static void set_ip6(struct sw_packet *p, const struct sw_view *v)
{
	p->later_fragment = v->nh[6] == IPPROTO_FRAGMENT && !v->nth;
	p->length = (uint32_t)(v->nh[4] << 8 | v->nh[5]) + 40;
	p->length_known = p->length != 40;
	if (!is_ip6_header(v->nh[6]))
		sw_packet_set_proto(p, v->nh[6]);
}

void sw_view_packet(const struct sw_view *v, struct sw_packet *p)
{
	sw_packet_init(p, v->family ? v->family : SW_IP4);
	sw_header_set(&p->ll, 0, v->ll, v->nll);
	sw_header_set(&p->nh, 0, v->nh, v->nnh);
	if (v->family == SW_IP4 && v->nnh >= 20)
		set_ip4(p, v);
	else if (v->family == SW_IP6 && v->nnh >= 8)
		set_ip6(p, v);
	if (!p->later_fragment)
		sw_header_set(&p->th, 0, v->th, v->nth);
	set_device(&p->in, v->iif);
	set_device(&p->out, v->oif);
	p->mark = v->mark;
	p->mark_known = UINT32_MAX;
}
