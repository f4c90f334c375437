/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's rule header that plugins look at, built from the model's fields. */
#include <stddef.h>
#include <string.h>
#include "xt/xt_local.h"
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv6/ip6_tables.h>

_Static_assert(sizeof(struct xt_entry_match) == sizeof(struct xt_entry_target), "header size");
_Static_assert(offsetof(struct xt_entry_match, data) == SW_XT_HEAD, "payload follows the header");
_Static_assert(offsetof(struct xt_entry_match, u.user.name) ==
	       offsetof(struct xt_entry_target, u.user.name), "name");
_Static_assert(offsetof(struct xt_entry_match, u.user.revision) ==
	       offsetof(struct xt_entry_target, u.user.revision), "revision");

/* The inversion bits differ in value only in what IPv6 does not have. */
static uint8_t inv_flags(const struct sw_ip *ip)
{
	static const struct { uint8_t sw, xt; } bits[] = {
		{ SW_INV_SRC,   IPT_INV_SRCIP },
		{ SW_INV_DST,   IPT_INV_DSTIP },
		{ SW_INV_IN,    IPT_INV_VIA_IN },
		{ SW_INV_OUT,   IPT_INV_VIA_OUT },
		{ SW_INV_PROTO, XT_INV_PROTO },
		{ SW_INV_FRAG,  IPT_INV_FRAG },
	};
	uint8_t inv = 0;

	if (!ip->inv)
		return 0;
	for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++)
		if (ip->inv & bits[i].sw)
			inv |= bits[i].xt;
	return inv;
}

/* A trailing '+' makes the mask end before it; else the NUL is compared too. */
static void fill_iface(char *name, unsigned char *mask, const char *from)
{
	size_t len;

	if (!from[0])
		return;
	len = strnlen(from, IFNAMSIZ - 1);
	memcpy(name, from, len);
	memset(mask, 0xff, from[len - 1] == '+' ? len - 1 : len + 1);
}

static const void *entry4(const struct sw_ip *ip)
{
	static struct ipt_entry e;

	memset(&e.ip, 0, sizeof(e.ip));
	memcpy(&e.ip.src, ip->src, 4);
	memcpy(&e.ip.smsk, ip->smask, 4);
	memcpy(&e.ip.dst, ip->dst, 4);
	memcpy(&e.ip.dmsk, ip->dmask, 4);
	fill_iface(e.ip.iniface, e.ip.iniface_mask, ip->in);
	fill_iface(e.ip.outiface, e.ip.outiface_mask, ip->out);
	e.ip.proto = ip->proto;
	e.ip.flags = (ip->frag ? IPT_F_FRAG : 0) | (ip->go ? IPT_F_GOTO : 0);
	e.ip.invflags = inv_flags(ip);
	return &e;
}

static const void *entry6(const struct sw_ip *ip)
{
	static struct ip6t_entry e;

	memset(&e.ipv6, 0, sizeof(e.ipv6));
	memcpy(&e.ipv6.src, ip->src, 16);
	memcpy(&e.ipv6.smsk, ip->smask, 16);
	memcpy(&e.ipv6.dst, ip->dst, 16);
	memcpy(&e.ipv6.dmsk, ip->dmask, 16);
	fill_iface(e.ipv6.iniface, e.ipv6.iniface_mask, ip->in);
	fill_iface(e.ipv6.outiface, e.ipv6.outiface_mask, ip->out);
	e.ipv6.proto = ip->proto;
	e.ipv6.flags = (ip->proto ? IP6T_F_PROTO : 0) | (ip->go ? IP6T_F_GOTO : 0);
	e.ipv6.invflags = inv_flags(ip) & IP6T_INV_MASK;
	return &e;
}

const void *sw_xt_entry(const struct sw_ip *ip)
{
	return sw_xt_family() == SW_IP6 ? entry6(ip) : entry4(ip);
}
