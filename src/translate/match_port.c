/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m tcp and -m udp: ports, flags and one option, with the L4 guard behind them. */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_tcpudp.h>
#include "base/cleanup.h"
#include "translate/ids.h"
#include "translate/registry.h"
#include "translate/translate.h"

#define TCP_HEADER 20
#define UDP_HEADER 8
#define SEL_SPORT SW_SEL_TH(0, 2)
#define SEL_DPORT SW_SEL_TH(2, 2)
#define SEL_FLAGS SW_SEL_TH(13, 1)
#define SEL_DOFF  SW_SEL_TH(12, 1)
/* FIN to URG: the plugin that prints them reads past its table for others */
#define FLAGS_NAMED 0x3f

/* Ports are in host order in the payload. The whole range needs no test, unless it is inverted:
 * then it never matches, and the range says so. */
static void encode_ports(struct sw_prog *p, struct sw_sel sel, const uint16_t *pts, bool inv)
{
	uint16_t from = htons(pts[0]), to = htons(pts[1]);
	enum sw_rel rel = inv ? SW_NE : SW_EQ;

	if (pts[0] == 0 && pts[1] == 0xffff && !inv)
		return;
	if (pts[0] == pts[1])
		sw_prog_cmp(p, sel, rel, &from, 2);
	else
		sw_prog_range(p, sel, rel, &from, &to, 2);
}

static size_t decode_ports(const struct sw_test *t, size_t n, struct sw_sel sel, uint16_t *pts,
			   bool *inv)
{
	pts[0] = 0;
	pts[1] = 0xffff;
	*inv = false;
	if (!n || t->rel > SW_NE)
		return 0;
	if (sw_test_is_cmp(t, sel))
		pts[0] = pts[1] = t->val[0] << 8 | t->val[1];
	else if (sw_test_is(t, SW_TEST_RANGE, sel)) {
		pts[0] = t->val[0] << 8 | t->val[1];
		pts[1] = t->val2[0] << 8 | t->val2[1];
	} else
		return 0;
	*inv = t->rel == SW_NE;
	return 1;
}

/* The guard is missing when a match before had a larger one. */
static size_t decode_guard(const struct sw_test *t, size_t n, uint8_t len)
{
	return n && t->kind == SW_TEST_GUARD && t->len == len;
}

#define NOP 1	/* may be the last byte, where nft looks for no option any more */

static struct sw_sel option_sel(uint8_t option)
{
	return (struct sw_sel){ .src = SW_SRC_TCPOPT, .key = option, .len = 1,
				.arg = NFT_EXTHDR_F_PRESENT };
}

/* In nft an option is missing, too, where there is no whole header: then the guard behind it fails,
 * but for a header that says to be shorter than any. */
static void encode_option(struct sw_prog *p, const struct xt_tcp *x)
{
	static const uint8_t doff = 0xf0, least = 5 << 4;
	bool inv = x->invflags & XT_TCP_INV_OPTION;
	struct sw_test *t = sw_prog_test(p, SW_TEST_EXISTS);

	t->rel = inv ? SW_NE : SW_EQ;
	t->sel = option_sel(x->option);
	if (inv)
		sw_prog_cmp_mask(p, SEL_DOFF, &doff, SW_GE, &least, 1);
}

static size_t decode_option(const struct sw_test *t, size_t n, struct xt_tcp *x)
{
	if (!n || t->kind != SW_TEST_EXISTS || t->sel.key <= NOP || t->sel.key > UINT8_MAX ||
	    !sw_test_is(t, SW_TEST_EXISTS, option_sel(t->sel.key)))
		return 0;
	x->option = t->sel.key;
	if (t->rel == SW_EQ)
		return 1;
	x->invflags |= XT_TCP_INV_OPTION;
	return n > 1 && sw_test_is(&t[1], SW_TEST_CMP, SEL_DOFF) ? 2 : 0;
}

static int tcp_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
		      struct sw_hint *hint, struct sw_err *err)
{
	static const uint8_t protos[] = { IPPROTO_TCP, 0 };
	const struct xt_tcp *x = m->data;
	int rc = sw_require_proto(ctx, "tcp", protos, err);

	if (rc)
		return rc;
	if (x->option == NOP || (!x->option && (x->invflags & XT_TCP_INV_OPTION)))
		return 0;
	encode_ports(p, SEL_SPORT, x->spts, x->invflags & XT_TCP_INV_SRCPT);
	encode_ports(p, SEL_DPORT, x->dpts, x->invflags & XT_TCP_INV_DSTPT);
	if (x->flg_mask || x->flg_cmp || (x->invflags & XT_TCP_INV_FLAGS))
		sw_prog_cmp_mask(p, SEL_FLAGS, &x->flg_mask,
				 x->invflags & XT_TCP_INV_FLAGS ? SW_NE : SW_EQ, &x->flg_cmp, 1);
	if (x->option)
		encode_option(p, x);
	sw_prog_guard(p, TCP_HEADER);
	return 1;
}

static int tcp_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
		      const struct sw_hint *hint, void *data)
{
	struct xt_tcp *x = data;
	size_t i = 0;
	bool inv;

	if (ctx->ip->proto != IPPROTO_TCP)
		return -1;
	i += decode_ports(t + i, n - i, SEL_SPORT, x->spts, &inv);
	x->invflags |= inv ? XT_TCP_INV_SRCPT : 0;
	i += decode_ports(t + i, n - i, SEL_DPORT, x->dpts, &inv);
	x->invflags |= inv ? XT_TCP_INV_DSTPT : 0;
	if (i < n && sw_test_is(&t[i], SW_TEST_CMP, SEL_FLAGS) && t[i].masked &&
	    t[i].rel <= SW_NE && !((t[i].mask[0] | t[i].val[0]) & ~FLAGS_NAMED)) {
		x->flg_mask = t[i].mask[0];
		x->flg_cmp = t[i].val[0];
		x->invflags |= t[i].rel == SW_NE ? XT_TCP_INV_FLAGS : 0;
		i++;
	}
	i += decode_option(t + i, n - i, x);
	i += decode_guard(t + i, n - i, TCP_HEADER);
	return i || hint ? (int)i : -1;
}

static int udp_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
		      struct sw_hint *hint, struct sw_err *err)
{
	static const uint8_t protos[] = { IPPROTO_UDP, 0 };
	const struct xt_udp *x = m->data;
	int rc = sw_require_proto(ctx, "udp", protos, err);

	if (rc)
		return rc;
	encode_ports(p, SEL_SPORT, x->spts, x->invflags & XT_UDP_INV_SRCPT);
	encode_ports(p, SEL_DPORT, x->dpts, x->invflags & XT_UDP_INV_DSTPT);
	sw_prog_guard(p, UDP_HEADER);
	return 1;
}

static int udp_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
		      const struct sw_hint *hint, void *data)
{
	struct xt_udp *x = data;
	size_t i = 0;
	bool inv;

	if (ctx->ip->proto != IPPROTO_UDP)
		return -1;
	i += decode_ports(t + i, n - i, SEL_SPORT, x->spts, &inv);
	x->invflags |= inv ? XT_UDP_INV_SRCPT : 0;
	i += decode_ports(t + i, n - i, SEL_DPORT, x->dpts, &inv);
	x->invflags |= inv ? XT_UDP_INV_DSTPT : 0;
	i += decode_guard(t + i, n - i, UDP_HEADER);
	return i || hint ? (int)i : -1;
}

/* "-m tcp" alone asks for nothing but the protocol, and the kernel refuses it when the rule is
 * added. With ports or flags iptables-nft has a sentence of its own, for -C and -D too. */
static bool asks_for_fields(const struct sw_ext *m, uint8_t proto)
{
	static const struct xt_tcp any_tcp = { .spts = { 0, 0xffff }, .dpts = { 0, 0xffff } };
	static const struct xt_udp any_udp = { .spts = { 0, 0xffff }, .dpts = { 0, 0xffff } };

	if (proto == IPPROTO_UDP)
		return memcmp(m->data, &any_udp, sizeof(any_udp)) != 0;
	return !((const struct xt_tcp *)m->data)->option &&
	       memcmp(m->data, &any_tcp, sizeof(any_tcp)) != 0;
}

static int wrong_proto(const char *name, uint8_t proto, struct sw_err *err)
{
	int rc = sw_err_set(err, SW_EPARAM, EINVAL, "%c%c%c match requires '-p %s'",
			    toupper(name[0]), toupper(name[1]), toupper(name[2]), name);

	sw_err_hint(err, proto ? "the rule's -p is another protocol, and -m %s is for -p %s only"
			       : "the rule has no -p: ports alone may be of any protocol; "
				 "write -p %s before -m %s", name, name);
	return rc;
}

int sw_require_ports(const struct sw_rule *r, struct sw_err *err)
{
	static const struct { const char *name; uint8_t proto; } row[] = {
		{ "tcp", IPPROTO_TCP }, { "udp", IPPROTO_UDP },
	};

	for (size_t i = 0; i < r->nmatch; i++)
		for (size_t k = 0; k < SW_ARRAY_SIZE(row); k++)
			if (r->ip.proto != row[k].proto &&
			    r->match[i].name[0] == row[k].name[0] &&
			    !strcmp(r->match[i].name, row[k].name) &&
			    asks_for_fields(&r->match[i], row[k].proto))
				return wrong_proto(row[k].name, r->ip.proto, err);
	return 0;
}

const struct sw_match_ops sw_match_tcp = {
	.id = SW_ID_TCP,
	.name = "tcp",
	.size = XT_ALIGN(sizeof(struct xt_tcp)),
	.families = SW_FAM46,
	.encode = tcp_encode,
	.decode = tcp_decode,
};
const struct sw_match_ops sw_match_udp = {
	.id = SW_ID_UDP,
	.name = "udp",
	.size = XT_ALIGN(sizeof(struct xt_udp)),
	.families = SW_FAM46,
	.encode = udp_encode,
	.decode = udp_decode,
};
