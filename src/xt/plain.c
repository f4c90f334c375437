/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Save text of the few extensions that large rulesets are full of, without their plugins: these
 * format each word with printf, which was a third of a save's instructions. Every text is that of
 * the plugin (tests/unit/test_xt_plain.c compares them); what is not plain here is left to the
 * plugin. */
#include <string.h>
#include "base/cleanup.h"
#include "base/line.h"
#include "xt/xt_local.h"
#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/xt_cluster.h>
#include <linux/netfilter/xt_comment.h>
#include <linux/netfilter/xt_connbytes.h>
#include <linux/netfilter/xt_conntrack.h>
#include <linux/netfilter/xt_limit.h>
#include <linux/netfilter/xt_statistic.h>
#include <linux/netfilter/xt_tcpudp.h>

/* What libxtables writes without quotes (xtables_save_string). */
static bool is_bare(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-';
}

static bool comment_text(struct sw_line *l, const struct sw_ext *x)
{
	const struct xt_comment_info *info = x->data;
	const char *s = info->comment;
	size_t len = strnlen(s, sizeof(info->comment)), i = 0;
	bool bare;

	if (len == sizeof(info->comment))
		return false;
	if (!l)
		return true;
	while (i < len && is_bare(s[i]))
		i++;
	bare = len && i == len;
	sw_line_add(l, bare ? " -m comment --comment " : " -m comment --comment \"");
	if (!strpbrk(s + i, "\"\\'")) {
		sw_line_addn(l, s, len);
	} else for (i = 0; i < len; i++) {
		if (strchr("\"\\'", s[i]))
			sw_line_addc(l, '\\');
		sw_line_addc(l, s[i]);
	}
	if (!bare)
		sw_line_addc(l, '"');
	return true;
}

/* None of all ports is said, too: the plugins leave it out, and such a text loads as a rule that
 * matches all. */
static void add_ports(struct sw_line *l, const char *option, const uint16_t port[2], bool invert)
{
	if (port[0] == 0 && port[1] == 0xffff && !invert)
		return;
	if (invert)
		sw_line_add(l, " !");
	sw_line_add(l, option);
	sw_line_number(l, port[0]);
	if (port[0] == port[1])
		return;
	sw_line_addc(l, ':');
	sw_line_number(l, port[1]);
}

static void add_flags(struct sw_line *l, uint8_t flags)
{
	static const char *const names[] = { "FIN", "SYN", "RST", "PSH", "ACK", "URG" };
	char before = ' ';

	if (!flags)
		sw_line_add(l, " NONE");
	for (size_t i = 0; i < SW_ARRAY_SIZE(names); i++) {
		if (!(flags & 1u << i))
			continue;
		sw_line_addc(l, before);
		sw_line_add(l, names[i]);
		before = ',';
	}
}

static bool tcp_text(struct sw_line *l, const struct sw_ext *x)
{
	const struct xt_tcp *info = x->data;

	if (info->invflags & ~XT_TCP_INV_MASK || (info->flg_mask | info->flg_cmp) & ~0x3f)
		return false;
	if (!l)
		return true;
	sw_line_add(l, " -m tcp");
	add_ports(l, " --sport ", info->spts, info->invflags & XT_TCP_INV_SRCPT);
	add_ports(l, " --dport ", info->dpts, info->invflags & XT_TCP_INV_DSTPT);
	if (info->option || info->invflags & XT_TCP_INV_OPTION) {
		sw_line_add(l, info->invflags & XT_TCP_INV_OPTION ? " ! --tcp-option "
								  : " --tcp-option ");
		sw_line_number(l, info->option);
	}
	if (info->flg_mask || info->invflags & XT_TCP_INV_FLAGS) {
		sw_line_add(l,
			    info->invflags & XT_TCP_INV_FLAGS ? " ! --tcp-flags" : " --tcp-flags");
		add_flags(l, info->flg_mask);
		add_flags(l, info->flg_cmp);
	}
	return true;
}

static bool udp_text(struct sw_line *l, const struct sw_ext *x)
{
	const struct xt_udp *info = x->data;

	if (info->invflags & ~XT_UDP_INV_MASK)
		return false;
	if (!l)
		return true;
	sw_line_add(l, " -m udp");
	add_ports(l, " --sport ", info->spts, info->invflags & XT_UDP_INV_SRCPT);
	add_ports(l, " --dport ", info->dpts, info->invflags & XT_UDP_INV_DSTPT);
	return true;
}

/* States alone, by either name of the match. */
static bool conntrack_text(struct sw_line *l, const struct sw_ext *x)
{
	static const struct { uint16_t bit; const char *word; } states[] = {
		{ XT_CONNTRACK_STATE_INVALID, "INVALID" },
		{ XT_CONNTRACK_STATE_BIT(IP_CT_NEW), "NEW" },
		{ XT_CONNTRACK_STATE_BIT(IP_CT_RELATED), "RELATED" },
		{ XT_CONNTRACK_STATE_BIT(IP_CT_ESTABLISHED), "ESTABLISHED" },
		{ XT_CONNTRACK_STATE_UNTRACKED, "UNTRACKED" },
	};
	const struct xt_conntrack_mtinfo3 *info = x->data;
	bool alias = info->match_flags & XT_CONNTRACK_STATE_ALIAS;
	uint16_t left = info->state_mask;
	char before = ' ';

	if ((info->match_flags & ~XT_CONNTRACK_STATE_ALIAS) != XT_CONNTRACK_STATE || !left ||
	    (info->invert_flags & ~XT_CONNTRACK_STATE))
		return false;
	for (size_t i = 0; i < SW_ARRAY_SIZE(states); i++)
		left &= ~states[i].bit;
	if (left)
		return false;
	if (!l)
		return true;
	sw_line_add(l, alias ? " -m state" : " -m conntrack");
	if (info->invert_flags)
		sw_line_add(l, " !");
	sw_line_add(l, alias ? " --state" : " --ctstate");
	for (size_t i = 0; i < SW_ARRAY_SIZE(states); i++) {
		if (!(info->state_mask & states[i].bit))
			continue;
		sw_line_addc(l, before);
		sw_line_add(l, states[i].word);
		before = ',';
	}
	return true;
}

/* A probability is a count of 2^31sts, printed with 11 decimals, rounded as printf does: to the
 * nearest, and to the even one of two that are as near. */
static bool statistic_text(struct sw_line *l, const struct sw_ext *x)
{
	const struct xt_statistic_info *info = x->data;
	/* 2^11 * 5^11, so that factor can go on both sides */
	const uint64_t one = 100000000000ull;
	const uint64_t share = 1ull << (31 - 11);
	uint64_t p = info->u.random.probability, count, rest;
	char decimals[11];

	if (info->mode != XT_STATISTIC_MODE_RANDOM || p >> 31)
		return false;
	count = p * (one >> 11);
	rest = count % share;
	count /= share;
	if (rest > share / 2 || (rest == share / 2 && count % 2))
		count++;
	if (count == one)
		return false;
	if (!l)
		return true;
	for (int i = sizeof(decimals); i--; count /= 10)
		decimals[i] = '0' + count % 10;
	sw_line_add(l, " -m statistic --mode random");
	if (info->flags & XT_STATISTIC_INVERT)
		sw_line_add(l, " !");
	sw_line_add(l, " --probability 0.");
	sw_line_addn(l, decimals, sizeof(decimals));
	return true;
}

static bool dnat_text(struct sw_line *l, const struct sw_ext *x)
{
	const struct nf_nat_range2 *r = x->data;

	if (sw_xt_family() != SW_IP4 ||
	    (r->flags & ~NF_NAT_RANGE_PROTO_SPECIFIED) != NF_NAT_RANGE_MAP_IPS)
		return false;
	if (!l)
		return true;
	sw_line_add(l, " -j DNAT --to-destination ");
	sw_line_quad(l, &r->min_addr.ip);
	if (r->min_addr.ip != r->max_addr.ip) {
		sw_line_addc(l, '-');
		sw_line_quad(l, &r->max_addr.ip);
	}
	if (!(r->flags & NF_NAT_RANGE_PROTO_SPECIFIED))
		return true;
	sw_line_addc(l, ':');
	sw_line_number(l, ntohs(r->min_proto.all));
	if (r->min_proto.all != r->max_proto.all) {
		sw_line_addc(l, '-');
		sw_line_number(l, ntohs(r->max_proto.all));
	}
	return true;
}

bool sw_xt_is_numbers(const struct sw_ext *x)
{
	return x->plugin && x->plugin->plain && x->plugin->plain != comment_text;
}

sw_xt_plain_fn sw_xt_plain(const struct sw_plugin *p)
{
	static const struct {
		const char *name;
		bool target;
		uint8_t rev;
		size_t size;
		sw_xt_plain_fn fn;
	} own[] = {
		{ "comment",   false, 0, sizeof(struct xt_comment_info),   comment_text },
		{ "conntrack", false, 3, sizeof(struct xt_conntrack_mtinfo3), conntrack_text },
		{ "tcp",       false, 0, sizeof(struct xt_tcp),		   tcp_text },
		{ "udp",       false, 0, sizeof(struct xt_udp),		   udp_text },
		{ "statistic", false, 0, sizeof(struct xt_statistic_info), statistic_text },
		{ "limit",     false, 0, sizeof(struct xt_rateinfo),	   sw_xt_limit_text },
		{ "connbytes", false, 0, sizeof(struct xt_connbytes_info), sw_xt_connbytes_text },
		{ "cluster",   false, 0, sizeof(struct xt_cluster_match_info), sw_xt_cluster_text },
		{ "DNAT",      true,  2, sizeof(struct nf_nat_range2),	   dnat_text },
	};

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (p->target == own[i].target && p->rev == own[i].rev && !p->alias &&
		    p->size == XT_ALIGN(own[i].size) && !strcmp(p->name, own[i].name))
			return own[i].fn;
	return NULL;
}
