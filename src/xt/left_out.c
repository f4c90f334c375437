/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words that a plugin leaves out of its save text, or says wrongly, although the kernel heeds them.
 * Where the plugin's text makes the same rule, it stays. */
#include <stddef.h>
#include <string.h>
#include "base/cleanup.h"
#include "base/line.h"
#include "xt/xt_local.h"
#include <linux/netfilter/xt_cluster.h>
#include <linux/netfilter/xt_connbytes.h>
#include <linux/netfilter/xt_esp.h>
#include <linux/netfilter/xt_ipcomp.h>
#include <linux/netfilter/xt_limit.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv4/ipt_ah.h>
#include <linux/netfilter_ipv6/ip6t_ah.h>
#include <linux/netfilter_ipv6/ip6t_frag.h>
#include <linux/netfilter_ipv6/ip6t_mh.h>
#include <linux/netfilter_ipv6/ip6t_rt.h>

/* All of a field's values: the plugins say nothing, also when it is none of all of them. */
static const struct sw_xt_whole {
	const char *name;
	uint8_t     family;	/* 0: both */
	uint8_t     width;	/* bytes of each end */
	bool        always;	/* other than all is what a rule without the option has */
	uint8_t     ends, inv;	/* offsets */
	uint8_t     bit;	/* in inv: inverted */
	const char *option;
} wholes[] = {
	{ "esp", 0, 4, false, offsetof(struct xt_esp, spis), offsetof(struct xt_esp, invflags),
	  XT_ESP_INV_SPI, "--espspi 0:4294967295" },
	{ "ipcomp", 0, 4, true, offsetof(struct xt_ipcomp, spis),
	  offsetof(struct xt_ipcomp, invflags), XT_IPCOMP_INV_SPI, "--ipcompspi 0:4294967295" },
	{ "ah", SW_IP4, 4, false, offsetof(struct ipt_ah, spis), offsetof(struct ipt_ah, invflags),
	  IPT_AH_INV_SPI, "--ahspi 0:4294967295" },
	{ "ah", SW_IP6, 4, false, offsetof(struct ip6t_ah, spis),
	  offsetof(struct ip6t_ah, invflags), IP6T_AH_INV_SPI, "--ahspi 0:4294967295" },
	{ "frag", SW_IP6, 4, false, offsetof(struct ip6t_frag, ids),
	  offsetof(struct ip6t_frag, invflags), IP6T_FRAG_INV_IDS, "--fragid 0:4294967295" },
	{ "rt", SW_IP6, 4, false, offsetof(struct ip6t_rt, segsleft),
	  offsetof(struct ip6t_rt, invflags), IP6T_RT_INV_SGS, "--rt-segsleft 0:4294967295" },
	{ "mh", SW_IP6, 1, false, offsetof(struct ip6t_mh, types),
	  offsetof(struct ip6t_mh, invflags), IP6T_MH_INV_TYPE, "--mh-type 0:255" },
};

static bool is_whole(const struct sw_xt_whole *w, const uint8_t *data)
{
	static const uint8_t low[4], high[4] = { 0xff, 0xff, 0xff, 0xff };

	return !memcmp(data + w->ends, low, w->width) &&
	       !memcmp(data + w->ends + w->width, high, w->width);
}

const char *sw_xt_left_out_words(const struct sw_plugin *p, const struct sw_ext *x, bool *invert)
{
	const struct sw_xt_whole *w = p->left_out;
	const uint8_t *data = x->data;

	*invert = data[w->inv] & w->bit;
	return is_whole(w, data) && (*invert || w->always) ? w->option : NULL;
}

/* Type 255 is any type. */
static bool is_no_icmp(const struct sw_plugin *p, const struct sw_ext *x)
{
	const struct ipt_icmp *icmp = x->data;

	return p->family == SW_IP4 && !p->target && !p->rev && x->size >= sizeof(*icmp) &&
	       !strcmp(p->name, "icmp") && icmp->type == 0xff && icmp->invflags & IPT_ICMP_INV;
}

bool sw_xt_is_none(const struct sw_plugin *p, const struct sw_ext *x)
{
	const struct sw_xt_whole *w = p->left_out;
	const uint8_t *data = x->data;

	if (!w || x->size < p->size || w->always)
		return is_no_icmp(p, x);
	return is_whole(w, data) && data[w->inv] & w->bit;
}

const struct sw_xt_whole *sw_xt_left_out(const struct sw_plugin *p)
{
	for (size_t i = 0; !p->target && !p->alias && !p->rev && i < SW_ARRAY_SIZE(wholes); i++)
		if (!strcmp(p->name, wholes[i].name) &&
		    (!wholes[i].family || wholes[i].family == p->family))
			return &wholes[i];
	return NULL;
}

/* The plugin picks the unit whose number looks best, and rounds: 4838 a minute becomes 80 a
 * second. */
bool sw_xt_limit_text(struct sw_line *l, const struct sw_ext *x)
{
	static const struct { uint32_t seconds; const char *unit; } units[] = {
		{ 24 * 60 * 60, "/day" }, { 60 * 60, "/hour" }, { 60, "/min" }, { 1, "/sec" },
	};
	const struct xt_rateinfo *info = x->data;
	uint32_t avg = info->avg, whole;
	size_t i = 0;

	if (!avg)
		return false;
	for (; i + 1 < SW_ARRAY_SIZE(units); i++) {
		whole = units[i + 1].seconds * XT_LIMIT_SCALE;
		if (avg > whole || whole / avg < whole % avg)
			break;
	}
	for (bool first = true;; first = false) {
		whole = units[i].seconds * XT_LIMIT_SCALE;
		if (avg <= whole && whole / (whole / avg) == avg) {
			if (first)
				return false;
			break;
		}
		if (!i--)
			return false;
	}
	if (!l)
		return true;
	sw_line_add(l, " -m limit --limit ");
	sw_line_number(l, whole / avg);
	sw_line_add(l, units[i].unit);
	if (info->burst == 5)
		return true;
	sw_line_add(l, " --limit-burst ");
	sw_line_number(l, info->burst);
	return true;
}

/* Up to 0: the plugin takes an upper end of 0 for none. */
bool sw_xt_connbytes_text(struct sw_line *l, const struct sw_ext *x)
{
	static const char *const modes[] = { "packets", "bytes", "avgpkt" };
	static const char *const dirs[] = { "original", "reply", "both" };
	const struct xt_connbytes_info *info = x->data;

	if (info->count.from || info->count.to || info->what >= SW_ARRAY_SIZE(modes) ||
	    info->direction >= SW_ARRAY_SIZE(dirs))
		return false;
	if (!l)
		return true;
	sw_line_add(l, " -m connbytes --connbytes 0:0 --connbytes-mode ");
	sw_line_add(l, modes[info->what]);
	sw_line_add(l, " --connbytes-dir ");
	sw_line_add(l, dirs[info->direction]);
	return true;
}

/* The plugin's parser takes no mask above 32, which is node 6. */
bool sw_xt_cluster_text(struct sw_line *l, const struct sw_ext *x)
{
	const struct xt_cluster_match_info *info = x->data;
	uint32_t mask = info->node_mask;
	char seed[16];

	if (mask <= 32 || mask & (mask - 1))
		return false;
	if (!l)
		return true;
	sw_line_add(l, info->flags & XT_CLUSTER_F_INV ? " -m cluster ! --cluster-local-node " :
							" -m cluster --cluster-local-node ");
	sw_line_number(l, __builtin_ctz(mask) + 1);
	sw_line_add(l, " --cluster-total-nodes ");
	sw_line_number(l, info->total_nodes);
	snprintf(seed, sizeof(seed), "0x%08x", info->hash_seed);
	sw_line_add(l, " --cluster-hash-seed ");
	sw_line_add(l, seed);
	return true;
}
