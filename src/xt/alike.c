/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is a payload that was made of another one's save text the same to the kernel? */
#include <string.h>
#include "base/cleanup.h"
#include "xt/internal.h"
#include <linux/netfilter/xt_CT.h>
#include <linux/netfilter/xt_HMARK.h>
#include <linux/netfilter/xt_connmark.h>
#include <linux/netfilter/xt_hashlimit.h>
#include <linux/netfilter/xt_rateest.h>
#include <linux/netfilter/xt_recent.h>
#include <linux/netfilter/xt_time.h>
#include <linux/netfilter_ipv4/ipt_ECN.h>
#include <linux/netfilter_ipv6/ip6t_frag.h>
#include <linux/netfilter_ipv6/ip6t_rt.h>

static void hide_time(uint8_t *data)
{
	struct xt_time_info *t = (void *)data;

	t->monthdays_match &= ~1u;	/* there is no day 0, of the month or of the week */
	t->weekdays_match &= ~1u;
}

static void hide_icmp(uint8_t *data)
{
	if (data[0] == 0xff)		/* any type: no code is looked at */
		data[1] = data[2] = 0;
}

static void hide_hashlimit(uint8_t *data)
{
	struct xt_hashlimit_mtinfo3 *h = (void *)data;

	if (!(h->cfg.mode & XT_HASHLIMIT_RATE_MATCH))
		h->cfg.interval = 0;
}

static void hide_frag(uint8_t *data)
{
	((struct ip6t_frag *)data)->flags &= ~IP6T_FRAG_IDS;
}

static void hide_rt(uint8_t *data)
{
	((struct ip6t_rt *)data)->flags &= ~IP6T_RT_SGS;
}

static void hide_hmark(uint8_t *data)
{
	struct xt_hmark_info *h = (void *)data;

	if (sw_xt_family() == SW_IP6)
		return;
	memset((uint8_t *)&h->src_mask + 4, 0, sizeof(h->src_mask) - 4);
	memset((uint8_t *)&h->dst_mask + 4, 0, sizeof(h->dst_mask) - 4);
}

static void hide_ct(uint8_t *data)
{
	const uint16_t both = XT_CT_ZONE_DIR_ORIG | XT_CT_ZONE_DIR_REPL;
	struct xt_ct_target_info_v1 *ct = (void *)data;

	/* Both directions are what none is, and zone 0 is what a direction without a zone has. */
	if (!ct->zone || (ct->flags & both) == both)
		ct->flags &= ~both;
}

static void hide_ecn(uint8_t *data)
{
	struct ipt_ECN_info *e = (void *)data;

	if (!(e->operation & IPT_ECN_OP_SET_IP))
		e->ip_ect = 0;
}

static void hide_connmark(uint8_t *data)
{
	struct xt_connmark_tginfo2 *c = (void *)data;

	if (c->mode == XT_CONNMARK_SET)
		c->nfmask = 0;
}

/* A rate is looked at in its unit, the first one only to take the difference, the second one also alone. */
static void hide_rateest(uint8_t *data)
{
	struct xt_rateest_match_info *r = (void *)data;
	bool delta = r->flags & XT_RATEEST_MATCH_DELTA, second = delta || r->flags & XT_RATEEST_MATCH_ABS;
	bool bps = r->flags & XT_RATEEST_MATCH_BPS, pps = r->flags & XT_RATEEST_MATCH_PPS;

	if (!delta || !bps)
		r->bps1 = 0;
	if (!delta || !pps)
		r->pps1 = 0;
	if (!second || !bps)
		r->bps2 = 0;
	if (!second || !pps)
		r->pps2 = 0;
}

/* A name shorter than DEFAULT leaves some of that behind. */
static void hide_recent(uint8_t *data)
{
	struct xt_recent_mtinfo_v1 *r = (void *)data;
	size_t len = strnlen(r->name, sizeof(r->name));

	memset(r->name + len, 0, sizeof(r->name) - len);
}

/* Bits that a parser sets and the kernel does not look at. */
static const struct hidden {
	const char *name;
	uint8_t rev;
	size_t  size;
	void  (*hide)(uint8_t *data);
} hidden[] = {
	{ "time",      0, sizeof(struct xt_time_info),		hide_time },
	{ "icmp",      0, 4,					hide_icmp },
	{ "hashlimit", 3, sizeof(struct xt_hashlimit_mtinfo3),	hide_hashlimit },
	{ "frag",      0, sizeof(struct ip6t_frag),		hide_frag },
	{ "rt",	       0, sizeof(struct ip6t_rt),		hide_rt },
	{ "rateest",   0, sizeof(struct xt_rateest_match_info),	hide_rateest },
	{ "recent",    1, sizeof(struct xt_recent_mtinfo_v1),	hide_recent },
	{ "HMARK",     0, sizeof(struct xt_hmark_info),		hide_hmark },
	{ "ECN",       0, sizeof(struct ipt_ECN_info),		hide_ecn },
	{ "CONNMARK",  2, sizeof(struct xt_connmark_tginfo2),	hide_connmark },
	{ "CT",	       2, sizeof(struct xt_ct_target_info_v1),	hide_ct },
};

static void hide(const struct sw_ext *x)
{
	for (const struct hidden *h = hidden; h < hidden + SW_ARRAY_SIZE(hidden); h++)
		if (x->rev == h->rev && x->size >= h->size && !strcmp(x->name, h->name))
			h->hide(x->data);
}

/* What the plugin's init left in a payload: bytes at which x is still the same were not the user's matter.
 * (connlimit and recent begin with a mask of 16 bytes and set 4 of them again for IPv4; a plugin may
 * keep an address of its memory there.) What a default means but is not printed is in left_out.c. */
static bool differ_in_defaults(const struct sw_ext *x, const struct sw_ext *y, const char *name, bool target)
{
	struct sw_xt_rule *r = sw_xt_begin();
	const uint8_t *a = x->data, *b = y->data, *born;
	const struct xt_entry_match *e;
	bool same = true;

	if (target ? sw_xt_target(r, name, true, NULL) <= 0 : sw_xt_match(r, name, NULL) < 0)
		return false;
	e = target ? r->target.entry : r->slot[0].entry;
	born = e->data;
	if (e->u.match_size - SW_XT_HEAD != x->size)
		same = false;
	for (size_t i = 0; same && i < x->size; i++)
		same = a[i] == b[i] || a[i] == born[i];
	sw_xt_abort(r);
	return same;
}

bool sw_xt_is_alike(const struct sw_rule *one, struct sw_rule *got, const char *name, bool target, bool text_same)
{
	const struct sw_ext *x = target ? &one->jump.ext : one->match;
	struct sw_ext *y = target ? &got->jump.ext : got->match, copy = { 0 };
	bool same;

	if ((target ? got->jump.kind != SW_JUMP_EXT : got->nmatch != 1) || x->size != y->size ||
	    x->rev != y->rev || strcmp(x->name, y->name))
		return false;
	if (!x->size || !memcmp(x->data, y->data, x->size) || sw_xt_rule_same(one, got, NULL))
		return true;
	if (sw_ext_set(&copy, x->name, x->rev, x->data, x->size, x->user_size, NULL))
		return false;
	hide(&copy);
	hide(y);
	same = !memcmp(copy.data, y->data, y->size) || (text_same && differ_in_defaults(&copy, y, name, target));
	sw_ext_fini(&copy);
	return same;
}
