/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes of payloads that need not be compared.
 *
 * Most of them nobody looks at: not the kernel when a packet comes, not the plugin when it prints.
 * Plugins fill them differently when a default is spelled out, so they must not make two rules
 * different (same.c), nor a rule and what its save text makes (echo.c). Such a row is here because
 * tests/roundtrip/plugins or tests/unit/test_xt_echo.c found it, and because the kernel's match or
 * target was read: where the kernel looks at a byte that the plugin does not print (esp's "!"
 * before all SPIs), rules stay different.
 *
 * The others count, but every value of them is printed and read alike: what was proven of the text
 * of one payload holds for all that differ in them (proven.c). */
#include <stddef.h>
#include <string.h>
#include "base/cleanup.h"
#include "xt/xt_local.h"
#include <linux/netfilter/xt_CT.h>
#include <linux/netfilter/xt_connlimit.h>
#include <linux/netfilter/xt_connmark.h>
#include <linux/netfilter/xt_conntrack.h>
#include <linux/netfilter/xt_hashlimit.h>
#include <linux/netfilter/xt_HMARK.h>
#include <linux/netfilter/xt_iprange.h>
#include <linux/netfilter/xt_ipvs.h>
#include <linux/netfilter/xt_mac.h>
#include <linux/netfilter/xt_mark.h>
#include <linux/netfilter/xt_multiport.h>
#include <linux/netfilter/xt_policy.h>
#include <linux/netfilter/xt_rateest.h>
#include <linux/netfilter/xt_recent.h>
#include <linux/netfilter/xt_time.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv4/ipt_ECN.h>
#include <linux/netfilter_ipv4/ipt_LOG.h>
#include <linux/netfilter_ipv6/ip6t_frag.h>
#include <linux/netfilter_ipv6/ip6t_rt.h>

/* ---- conditions ------------------------------------------------------------------------------ */

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
	return !(((const struct xt_hashlimit_mtinfo3 *)payload)->cfg.mode &
		 XT_HASHLIMIT_RATE_MATCH);
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

	return !(flags & XT_RATEEST_MATCH_BPS) ||
	       !(flags & (XT_RATEEST_MATCH_DELTA | XT_RATEEST_MATCH_ABS));
}

static bool rateest_has_no_pps2(const void *payload)
{
	uint16_t flags = rateest_flags(payload);

	return !(flags & XT_RATEEST_MATCH_PPS) ||
	       !(flags & (XT_RATEEST_MATCH_DELTA | XT_RATEEST_MATCH_ABS));
}

/* ---- the table ------------------------------------------------------------------------------- */

#define WHO(n, t, r, type) .name = n, .target = t, .rev = r, .size = sizeof(type)
#define FIELD(type, member) .at = offsetof(type, member), .len = sizeof(((type *)0)->member)
/* An address has room for IPv6; an IPv4 rule has its first 4 bytes. */
#define TAIL4(type, member) \
	.at = offsetof(type, member) + 4, .len = sizeof(union nf_inet_addr) - 4, .family = SW_IP4
#define CONNTRACK(member) { WHO("conntrack", false, 3, struct xt_conntrack_mtinfo3), \
	TAIL4(struct xt_conntrack_mtinfo3, member) }
#define POLICY4(member)                                                                      \
	{                                                                                    \
		WHO("policy", false, 0, struct xt_policy_info),                              \
			TAIL4(struct xt_policy_info, pol[0].member),                         \
			.times = XT_POLICY_MAX_ELEM, .stride = sizeof(struct xt_policy_elem) \
	}
#define POLICY(member)                                                               \
	{                                                                            \
		WHO("policy", false, 0, struct xt_policy_info),                      \
			FIELD(struct xt_policy_info, member), .when = policy_is_none \
	}
#define RATEEST(member) { WHO("rateest", false, 0, struct xt_rateest_match_info), \
	FIELD(struct xt_rateest_match_info, member), .when = rateest_has_no_##member }

#define LOW_BYTE_OF_32 (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 0 : 3)
/* All from one member up to another one. */
#define PLAIN(type, from, to) \
	.at = offsetof(type, from), .len = offsetof(type, to) - offsetof(type, from), .plain = true

/* Rows of one extension stand together; a plain one alone. */
static const struct sw_xt_bytes rows[] = {
	{ WHO("connlimit", false, 1, struct xt_connlimit_info),
	  TAIL4(struct xt_connlimit_info, mask) },
	CONNTRACK(origsrc_addr),
	CONNTRACK(origsrc_mask),
	CONNTRACK(origdst_addr),
	CONNTRACK(origdst_mask),
	CONNTRACK(replsrc_addr),
	CONNTRACK(replsrc_mask),
	CONNTRACK(repldst_addr),
	CONNTRACK(repldst_mask),
	/* The kernel tests the range of IDs, of segments left, without asking whether it was
	 * given. */
	{ WHO("frag", false, 0, struct ip6t_frag), FIELD(struct ip6t_frag, flags),
	  .bits = IP6T_FRAG_IDS, .family = SW_IP6 },
	{ WHO("rt", false, 0, struct ip6t_rt), .at = offsetof(struct ip6t_rt, flags), .len = 1,
	  .bits = IP6T_RT_SGS, .family = SW_IP6 },
	{ WHO("hashlimit", false, 3, struct xt_hashlimit_mtinfo3),
	  FIELD(struct xt_hashlimit_mtinfo3, cfg.interval), .when = hashlimit_has_no_interval },
	{ WHO("icmp", false, 0, struct ipt_icmp), FIELD(struct ipt_icmp, code), .family = SW_IP4,
	  .when = icmp_is_any },
	{ WHO("ipvs", false, 0, struct xt_ipvs_mtinfo), TAIL4(struct xt_ipvs_mtinfo, vaddr) },
	{ WHO("ipvs", false, 0, struct xt_ipvs_mtinfo), TAIL4(struct xt_ipvs_mtinfo, vmask) },
	POLICY4(saddr),
	POLICY4(smask),
	POLICY4(daddr),
	POLICY4(dmask),
	POLICY(pol),
	POLICY(len),
	{ WHO("iprange", false, 1, struct xt_iprange_mtinfo),
	  PLAIN(struct xt_iprange_mtinfo, src_min, flags) },
	{ WHO("mac", false, 0, struct xt_mac_info), PLAIN(struct xt_mac_info, srcaddr, invert) },
	{ WHO("mark", false, 1, struct xt_mark_mtinfo1),
	  PLAIN(struct xt_mark_mtinfo1, mark, mask) },
	{ WHO("multiport", false, 1, struct xt_multiport_v1),
	  PLAIN(struct xt_multiport_v1, ports, pflags) },
	RATEEST(bps1),
	RATEEST(pps1),
	RATEEST(bps2),
	RATEEST(pps2),
	/* A name shorter than DEFAULT leaves some of that behind. */
	{ WHO("recent", false, 1, struct xt_recent_mtinfo_v1),
	  FIELD(struct xt_recent_mtinfo_v1, name), .behind_text = true },
	{ WHO("recent", false, 1, struct xt_recent_mtinfo_v1),
	  TAIL4(struct xt_recent_mtinfo_v1, mask) },
	/* There is no day 0, neither of the month nor of the week. */
	{ WHO("time", false, 0, struct xt_time_info),
	  .at = offsetof(struct xt_time_info, monthdays_match) + LOW_BYTE_OF_32, .len = 1,
	  .bits = 1 },
	{ WHO("time", false, 0, struct xt_time_info), FIELD(struct xt_time_info, weekdays_match),
	  .bits = 1 },
	{ WHO("CONNMARK", true, 2, struct xt_connmark_tginfo2),
	  FIELD(struct xt_connmark_tginfo2, nfmask), .when = connmark_sets },
	{ WHO("CONNMARK", true, 2, struct xt_connmark_tginfo2),
	  FIELD(struct xt_connmark_tginfo2, shift_dir), .when = connmark_shifts_not },
	{ WHO("CT", true, 2, struct xt_ct_target_info_v1), FIELD(struct xt_ct_target_info_v1, zone),
	  .when = ct_takes_mark },
	{ WHO("CT", true, 2, struct xt_ct_target_info_v1),
	  .at = offsetof(struct xt_ct_target_info_v1, flags), .len = 2,
	  .bits = XT_CT_ZONE_DIR_ORIG | XT_CT_ZONE_DIR_REPL, .when = ct_has_no_direction },
	{ WHO("ECN", true, 0, struct ipt_ECN_info), FIELD(struct ipt_ECN_info, ip_ect),
	  .family = SW_IP4, .when = ecn_leaves_ip },
	{ WHO("HMARK", true, 0, struct xt_hmark_info), TAIL4(struct xt_hmark_info, src_mask) },
	{ WHO("HMARK", true, 0, struct xt_hmark_info), TAIL4(struct xt_hmark_info, dst_mask) },
	{ WHO("LOG", true, 0, struct ipt_log_info), FIELD(struct ipt_log_info, prefix),
	  .plain = true },
};

/* The largest payload with a row has 312 bytes. */
_Static_assert(sizeof(struct xt_policy_info) <= SW_XT_SEEN_ROOM &&
	       sizeof(struct xt_hashlimit_mtinfo3) <= SW_XT_SEEN_ROOM, "room");

/* ---- blanking -------------------------------------------------------------------------------- */

/* What an alias prints of the payload is not known to be plain. */
static bool is_row_of(const struct sw_xt_bytes *b, const struct sw_plugin *p)
{
	return b->target == p->target && b->rev == p->rev && p->size >= b->size &&
	       !(b->plain && p->alias) && !strcmp(b->name, p->kernel_name);
}

const struct sw_xt_bytes *sw_xt_bytes(const struct sw_plugin *p)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(rows); i++)
		if (is_row_of(&rows[i], p))
			return &rows[i];
	return NULL;
}

static void blank(uint8_t *copy, const struct sw_xt_bytes *b, const void *payload)
{
	size_t skip = b->behind_text ? strnlen((const char *)payload + b->at, b->len) : 0;

	if ((b->family && b->family != sw_xt_family()) || (b->when && !b->when(payload)))
		return;
	for (size_t n = 0; n < (b->times ? b->times : 1u); n++)
		for (size_t i = skip; i < b->len; i++)
			copy[b->at + n * b->stride + i] &= b->bits ? ~b->bits : 0;
}

const uint8_t *sw_xt_seen(const struct sw_plugin *p, const struct sw_ext *x,
			  uint8_t room[SW_XT_SEEN_ROOM])
{
	const struct sw_xt_bytes *b = p->bytes;

	if (!b || b->plain || x->size < b->size || x->size > SW_XT_SEEN_ROOM)
		return x->data;
	memcpy(room, x->data, x->size);
	for (; b < rows + SW_ARRAY_SIZE(rows) && is_row_of(b, p); b++)
		blank(room, b, x->data);
	return room;
}
