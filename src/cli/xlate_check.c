/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Payloads whose plugin translates them into words that match other packets. */
#include <string.h>

#include "base/net.h"
#include "base/cleanup.h"
#include "cli/xlate_local.h"
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/xt_addrtype.h>
#include <linux/netfilter/xt_connlabel.h>
#include <linux/netfilter/xt_conntrack.h>
#include <linux/netfilter/xt_CT.h>
#include <linux/netfilter/xt_ecn.h>
#include <linux/netfilter/xt_multiport.h>
#include <linux/netfilter/xt_tcpudp.h>
#include <linux/netfilter/xt_time.h>

/* The SNAT and DNAT bits become "ct status" alone: state bits beside them and a "!" are lost.
 * Without a conntrack entry xt looks at the state only, nft at all; an empty status mask prints
 * nothing. */
static bool conntrack_is_wrong(const void *data, uint8_t family)
{
	const struct xt_conntrack_mtinfo3 *i = data;
	const unsigned nat = XT_CONNTRACK_STATE_SNAT | XT_CONNTRACK_STATE_DNAT;
	unsigned states = i->match_flags & XT_CONNTRACK_STATE ? i->state_mask : 0;
	bool inverted = i->invert_flags & XT_CONNTRACK_STATE;
	unsigned other = i->match_flags & ~(XT_CONNTRACK_STATE | XT_CONNTRACK_STATE_ALIAS);

	if ((i->match_flags & XT_CONNTRACK_STATUS) && !i->status_mask)
		return true;
	if (states & nat)
		return inverted || (states & ~nat);
	return states && other &&
	       (inverted || (states & (XT_CONNTRACK_STATE_INVALID | XT_CONNTRACK_STATE_UNTRACKED)));
}

/* --ports loses its "!", and a range becomes its two ends. */
static bool multiport_is_wrong(const void *data, uint8_t family)
{
	const struct xt_multiport_v1 *i = data;

	if (i->flags != XT_MULTIPORT_EITHER)
		return false;
	for (unsigned k = 0; k < i->count && k < XT_MULTI_PORTS; k++)
		if (i->pflags[k])
			return true;
	return i->invert;
}

static bool is_all_ports(const __u16 ports[2])
{
	return ports[0] == 0 && ports[1] == 0xffff;
}

/* A range of all ports prints nothing, also behind "!", where it can never match. */
static bool tcp_is_wrong(const void *data, uint8_t family)
{
	const struct xt_tcp *i = data;

	return ((i->invflags & XT_TCP_INV_SRCPT) && is_all_ports(i->spts)) ||
	       ((i->invflags & XT_TCP_INV_DSTPT) && is_all_ports(i->dpts)) ||
	       ((i->invflags & XT_TCP_INV_FLAGS) && !i->flg_mask);
}

static bool udp_is_wrong(const void *data, uint8_t family)
{
	const struct xt_udp *i = data;

	return ((i->invflags & XT_UDP_INV_SRCPT) && is_all_ports(i->spts)) ||
	       ((i->invflags & XT_UDP_INV_DSTPT) && is_all_ports(i->dpts));
}

/* A time of day that passes midnight, or that follows the kernel's time zone. */
static bool time_is_wrong(const void *data, uint8_t family)
{
	const struct xt_time_info *i = data;

	return i->flags & XT_TIME_ALL_FLAGS || i->daytime_start >= i->daytime_stop;
}

/* Only the source is printed when both are given. IPv6 has its own notion of every type but LOCAL,
 * and nft no word for the last three. */
static bool addrtype_is_wrong(const void *data, uint8_t family)
{
	const struct xt_addrtype_info_v1 *i = data;
	const unsigned wordless = XT_ADDRTYPE_THROW | XT_ADDRTYPE_NAT | XT_ADDRTYPE_XRESOLVE;
	unsigned types = i->source | i->dest;

	return (i->source && i->dest) || (types & wordless) ||
	       (family == SW_IP6 && types != XT_ADDRTYPE_LOCAL);
}

/* One "!" is printed for all of its tests. */
static bool ecn_is_wrong(const void *data, uint8_t family)
{
	const struct xt_ecn_info *i = data;

	return i->invert && (i->invert & i->operation) != i->operation;
}

/* The inverted test does arithmetic on the label's number. With --set it hardly matters: the label
 * is there by then. */
static bool connlabel_is_wrong(const void *data, uint8_t family)
{
	const struct xt_connlabel_mtinfo *i = data;

	return (i->options & XT_CONNLABEL_OP_INVERT) && !(i->options & XT_CONNLABEL_OP_SET);
}

/* The set holds IPv4 addresses whatever the family. */
static bool connlimit_is_wrong(const void *data, uint8_t family)
{
	return family == SW_IP6;
}

/* The first words of every revision's payload are the meter's name. */
static bool hashlimit_is_wrong(const void *data, uint8_t family)
{
	return !sw_xlate_is_name(data);
}

/* --notrack is printed, what stands beside it is not. */
static bool ct_is_wrong(const void *data, uint8_t family)
{
	const struct xt_ct_target_info *i = data;

	return (i->flags & XT_CT_NOTRACK) && (i->zone || i->ct_events || i->exp_events ||
					      i->flags & ~(XT_CT_NOTRACK | XT_CT_NOTRACK_ALIAS));
}

/* Both families get "ip6 dscp". */
static bool tos_is_wrong(const void *data, uint8_t family)
{
	return family == SW_IP4;
}

static const struct {
	const char *name;
	size_t      size;	/* a shorter payload is of another revision, and judged wrong */
	bool      (*is_wrong)(const void *data, uint8_t family);
} rows[] = {
	{ "conntrack", sizeof(struct xt_conntrack_mtinfo3), conntrack_is_wrong },
	{ "multiport", sizeof(struct xt_multiport_v1), multiport_is_wrong },
	{ "tcp", sizeof(struct xt_tcp), tcp_is_wrong },
	{ "udp", sizeof(struct xt_udp), udp_is_wrong },
	{ "time", sizeof(struct xt_time_info), time_is_wrong },
	{ "addrtype", sizeof(struct xt_addrtype_info_v1), addrtype_is_wrong },
	{ "ecn", sizeof(struct xt_ecn_info), ecn_is_wrong },
	{ "connlabel", sizeof(struct xt_connlabel_mtinfo), connlabel_is_wrong },
	{ "connlimit", 0, connlimit_is_wrong },
	{ "hashlimit", 256, hashlimit_is_wrong },
	{ "CT", sizeof(struct xt_ct_target_info), ct_is_wrong },
	{ "TOS", 0, tos_is_wrong },
};

bool sw_xlate_is_faithful(const struct sw_ext *x, uint8_t family, const char *words)
{
	if (strstr(words, "(null)"))
		return false;
	for (size_t i = 0; i < SW_ARRAY_SIZE(rows); i++)
		if (!strcmp(rows[i].name, x->name))
			return x->size >= rows[i].size && !rows[i].is_wrong(x->data, family);
	return true;
}
