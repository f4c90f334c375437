/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes of payloads that nobody looks at: not the kernel when a packet comes, not the plugin when it prints.
 * Plugins fill them differently when a default is spelled out, so they must not make two rules different.
 *
 * A row is here because tests/roundtrip/plugins found it, and because the kernel's match or target was read: where
 * the kernel looks at a byte that the plugin does not print (esp's "!" before all SPIs), rules stay different. */
#include <stddef.h>
#include <string.h>
#include "base/cleanup.h"
#include "xt/internal.h"
#include <linux/netfilter/xt_CT.h>
#include <linux/netfilter/xt_connlimit.h>
#include <linux/netfilter/xt_connmark.h>
#include <linux/netfilter/xt_conntrack.h>
#include <linux/netfilter/xt_hashlimit.h>
#include <linux/netfilter/xt_HMARK.h>
#include <linux/netfilter/xt_ipvs.h>
#include <linux/netfilter/xt_policy.h>
#include <linux/netfilter/xt_rateest.h>
#include <linux/netfilter/xt_recent.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv4/ipt_ECN.h>
#include <linux/netfilter_ipv6/ip6t_frag.h>
#include <linux/netfilter_ipv6/ip6t_rt.h>

struct sw_xt_unseen {
	const char *name;	/* in the kernel */
	bool        target;
	uint8_t     rev, family;	/* family 0: both */
	uint16_t    size;	/* of the struct */
	uint16_t    at, len;
	uint8_t     bits;	/* those of each byte; 0: all */
	uint8_t     times;	/* in so many elements of an array, stride bytes each; 0: no array */
	uint16_t    stride;
	bool      (*when)(const void *payload);	/* NULL: always */
};

/* ---- conditions ------------------------------------------------------------------------------- */

/* Type 255 is any type, with any code. */
static bool icmp_is_any(const void *payload)
{
	return ((const struct ipt_icmp *)payload)->type == 0xff;
}

static bool ecn_leaves_ip(const void *payload)
{
	return !(((const struct ipt_ECN_info *)payload)->operation & IPT_ECN_OP_SET_IP);
}

static bool connmark_sets(const void *payload)
{
	return ((const struct xt_connmark_tginfo2 *)payload)->mode == XT_CONNMARK_SET;
}

static bool connmark_shifts_not(const void *payload)
{
	return !((const struct xt_connmark_tginfo2 *)payload)->shift_bits;
}

/* The zone is the packet's mark. */
static bool ct_takes_mark(const void *payload)
{
	return ((const struct xt_ct_target_info_v1 *)payload)->flags & XT_CT_ZONE_MARK;
}

/* Both directions are what none is; and zone 0 is the zone of each direction that has none. */
static bool ct_has_no_direction(const void *payload)
{
	const struct xt_ct_target_info_v1 *info = payload;
	uint16_t both = XT_CT_ZONE_DIR_ORIG | XT_CT_ZONE_DIR_REPL;

	return (info->flags & both) == both || (!info->zone && !(info->flags & XT_CT_ZONE_MARK));
}

static bool hashlimit_has_no_interval(const void *payload)
{
	return !(((const struct xt_hashlimit_mtinfo3 *)payload)->cfg.mode & XT_HASHLIMIT_RATE_MATCH);
}

static bool policy_is_none(const void *payload)
{
	return ((const struct xt_policy_info *)payload)->flags & XT_POLICY_MATCH_NONE;
}

static uint16_t rateest_flags(const void *payload)
{
	return ((const struct xt_rateest_match_info *)payload)->flags;
}

/* A number of its own is compared with, or subtracted from a rate. */
static bool rateest_has_no_bps1(const void *payload)
{
	uint16_t flags = rateest_flags(payload);

	return !(flags & XT_RATEEST_MATCH_BPS) || !(flags & XT_RATEEST_MATCH_DELTA);
}

static bool rateest_has_no_pps1(const void *payload)
{
	uint16_t flags = rateest_flags(payload);

	return !(flags & XT_RATEEST_MATCH_PPS) || !(flags & XT_RATEEST_MATCH_DELTA);
}

static bool rateest_has_no_bps2(const void *payload)
{
	uint16_t flags = rateest_flags(payload);

	return !(flags & XT_RATEEST_MATCH_BPS) || !(flags & (XT_RATEEST_MATCH_DELTA | XT_RATEEST_MATCH_ABS));
}

static bool rateest_has_no_pps2(const void *payload)
{
	uint16_t flags = rateest_flags(payload);

	return !(flags & XT_RATEEST_MATCH_PPS) || !(flags & (XT_RATEEST_MATCH_DELTA | XT_RATEEST_MATCH_ABS));
}

/* ---- the table -------------------------------------------------------------------------------- */

#define WHO(n, t, r, type) .name = n, .target = t, .rev = r, .size = sizeof(type)
#define FIELD(type, member) .at = offsetof(type, member), .len = sizeof(((type *)0)->member)
/* An address has room for IPv6; an IPv4 rule has its first 4 bytes. */
#define TAIL4(type, member) .at = offsetof(type, member) + 4, .len = sizeof(union nf_inet_addr) - 4, .family = SW_IP4
#define CONNTRACK(member) { WHO("conntrack", false, 3, struct xt_conntrack_mtinfo3), \
	TAIL4(struct xt_conntrack_mtinfo3, member) }
#define POLICY4(member) { WHO("policy", false, 0, struct xt_policy_info), TAIL4(struct xt_policy_info, pol[0].member), \
	.times = XT_POLICY_MAX_ELEM, .stride = sizeof(struct xt_policy_elem) }
#define POLICY(member) { WHO("policy", false, 0, struct xt_policy_info), FIELD(struct xt_policy_info, member), \
	.when = policy_is_none }
#define RATEEST(member) { WHO("rateest", false, 0, struct xt_rateest_match_info), \
	FIELD(struct xt_rateest_match_info, member), .when = rateest_has_no_##member }

/* Rows of one extension stand together. */
static const struct sw_xt_unseen rows[] = {
	{ WHO("connlimit", false, 1, struct xt_connlimit_info), TAIL4(struct xt_connlimit_info, mask) },
	CONNTRACK(origsrc_addr), CONNTRACK(origsrc_mask), CONNTRACK(origdst_addr), CONNTRACK(origdst_mask),
	CONNTRACK(replsrc_addr), CONNTRACK(replsrc_mask), CONNTRACK(repldst_addr), CONNTRACK(repldst_mask),
	/* The kernel tests the range of IDs, of segments left, without asking whether it was given. */
	{ WHO("frag", false, 0, struct ip6t_frag), FIELD(struct ip6t_frag, flags), .bits = IP6T_FRAG_IDS, .family = SW_IP6 },
	{ WHO("rt", false, 0, struct ip6t_rt), .at = offsetof(struct ip6t_rt, flags), .len = 1, .bits = IP6T_RT_SGS,
	  .family = SW_IP6 },
	{ WHO("hashlimit", false, 3, struct xt_hashlimit_mtinfo3), FIELD(struct xt_hashlimit_mtinfo3, cfg.interval),
	  .when = hashlimit_has_no_interval },
	{ WHO("icmp", false, 0, struct ipt_icmp), FIELD(struct ipt_icmp, code), .family = SW_IP4, .when = icmp_is_any },
	{ WHO("ipvs", false, 0, struct xt_ipvs_mtinfo), TAIL4(struct xt_ipvs_mtinfo, vaddr) },
	{ WHO("ipvs", false, 0, struct xt_ipvs_mtinfo), TAIL4(struct xt_ipvs_mtinfo, vmask) },
	POLICY4(saddr), POLICY4(smask), POLICY4(daddr), POLICY4(dmask), POLICY(pol), POLICY(len),
	RATEEST(bps1), RATEEST(pps1), RATEEST(bps2), RATEEST(pps2),
	{ WHO("recent", false, 1, struct xt_recent_mtinfo_v1), TAIL4(struct xt_recent_mtinfo_v1, mask) },
	{ WHO("CONNMARK", true, 2, struct xt_connmark_tginfo2), FIELD(struct xt_connmark_tginfo2, nfmask),
	  .when = connmark_sets },
	{ WHO("CONNMARK", true, 2, struct xt_connmark_tginfo2), FIELD(struct xt_connmark_tginfo2, shift_dir),
	  .when = connmark_shifts_not },
	{ WHO("CT", true, 2, struct xt_ct_target_info_v1), FIELD(struct xt_ct_target_info_v1, zone), .when = ct_takes_mark },
	{ WHO("CT", true, 2, struct xt_ct_target_info_v1), .at = offsetof(struct xt_ct_target_info_v1, flags), .len = 2,
	  .bits = XT_CT_ZONE_DIR_ORIG | XT_CT_ZONE_DIR_REPL, .when = ct_has_no_direction },
	{ WHO("ECN", true, 0, struct ipt_ECN_info), FIELD(struct ipt_ECN_info, ip_ect), .family = SW_IP4,
	  .when = ecn_leaves_ip },
	{ WHO("HMARK", true, 0, struct xt_hmark_info), TAIL4(struct xt_hmark_info, src_mask) },
	{ WHO("HMARK", true, 0, struct xt_hmark_info), TAIL4(struct xt_hmark_info, dst_mask) },
};

#define ROOM 512	/* the largest payload with a row has 312 bytes */
_Static_assert(sizeof(struct xt_policy_info) <= ROOM && sizeof(struct xt_hashlimit_mtinfo3) <= ROOM, "room");

/* ---- comparing -------------------------------------------------------------------------------- */

static bool is_row_of(const struct sw_xt_unseen *u, const struct sw_plugin *p)
{
	return u->target == p->target && u->rev == p->rev && p->size >= u->size && !strcmp(u->name, p->kernel_name);
}

const struct sw_xt_unseen *sw_xt_unseen(const struct sw_plugin *p)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(rows); i++)
		if (is_row_of(&rows[i], p))
			return &rows[i];
	return NULL;
}

static void blank(uint8_t *copy, const struct sw_xt_unseen *u, const void *payload)
{
	if ((u->family && u->family != sw_xt_family()) || (u->when && !u->when(payload)))
		return;
	for (int n = 0; n < (u->times ? u->times : 1); n++)
		for (int i = 0; i < u->len; i++)
			copy[u->at + n * u->stride + i] &= u->bits ? ~u->bits : 0;
}

static void copy_seen(uint8_t *copy, const struct sw_plugin *p, const struct sw_ext *x)
{
	memcpy(copy, x->data, x->size);
	for (const struct sw_xt_unseen *u = p->unseen; u < rows + SW_ARRAY_SIZE(rows) && is_row_of(u, p); u++)
		blank(copy, u, x->data);
}

bool sw_xt_seen_equal(const struct sw_plugin *p, const struct sw_ext *a, const struct sw_ext *b)
{
	uint8_t seen[2][ROOM];

	if (!p->unseen || a->size != b->size || a->size < p->unseen->size || a->size > ROOM)
		return false;
	copy_seen(seen[0], p, a);
	copy_seen(seen[1], p, b);
	return !memcmp(seen[0], seen[1], a->user_size);
}
