/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m dccp: ports and types, with the L4 guard behind them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_dccp.h>
#include "translate/ids.h"
#include "translate/registry.h"
#include "translate/span.h"

#define DCCP_HEADER 12
#define SEL_SPORT SW_SEL_TH(0, 2)
#define SEL_DPORT SW_SEL_TH(2, 2)
#define SEL_TYPE  SW_SEL_TH(8, 1)	/* three reserved bits, four of the type, one of X */
#define TYPE_MASK 0x1e
#define TYPES 16
#define SET_PREFIX "sw.dccp"
#define TYPE_PROTO 12	/* nft(8)'s number of a type of one byte, for its listing only */
#define KNOWN (XT_DCCP_SRC_PORTS | XT_DCCP_DEST_PORTS | XT_DCCP_TYPE)

static bool encode_ports(struct sw_prog *p, const struct xt_dccp_info *x, uint16_t flag,
			 struct sw_sel sel, const __u16 *pts)
{
	if (!(x->flags & flag))
		return true;
	if (pts[0] > pts[1])
		return false;
	sw_span_put(p, sel, (struct sw_span){ pts[0], pts[1], x->invflags & flag });
	return true;
}

/* All bytes that have one of the types: eight times, for what is reserved. */
static int fill(struct sw_set *s, uint16_t mask, struct sw_err *err)
{
	int rc = 0;

	s->key_len = s->field_len[0] = 1;
	s->key_type = TYPE_PROTO;
	s->interval = true;
	for (unsigned n = 0; n < 256 && !rc; n++) {
		uint8_t from = n, to;

		if (!(mask >> (n % 32 / 2) & 1))
			continue;
		while (n < 255 && mask >> ((n + 1) % 32 / 2) & 1)
			n++;
		to = n;
		rc = sw_set_add(s, &from, &to, NULL, err);
	}
	return rc;
}

static int encode_types(struct sw_prog *p, const struct xt_dccp_info *x, struct sw_err *err)
{
	enum sw_rel rel = x->invflags & XT_DCCP_TYPE ? SW_NE : SW_EQ;
	const uint8_t mask = TYPE_MASK, one = __builtin_ctz(x->typemask) << 1;
	char name[sizeof(SET_PREFIX) + 8];

	if (!(x->typemask & (x->typemask - 1))) {
		sw_prog_cmp_mask(p, SEL_TYPE, &mask, rel, &one, 1);
		return 0;
	}
	snprintf(name, sizeof(name), SET_PREFIX ".%x", x->typemask);
	sw_prog_lookup(p, SEL_TYPE, rel, name);
	return fill(sw_prog_set(p, name), x->typemask, err);
}

static int dccp_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
		       struct sw_hint *hint, struct sw_err *err)
{
	static const uint8_t protos[] = { IPPROTO_DCCP, 0 };
	const struct xt_dccp_info *x = m->data;
	int rc = sw_require_proto(ctx, "dccp", protos, err);

	if (rc)
		return rc;
	if ((x->flags & ~KNOWN) || (x->invflags & ~x->flags) ||
	    (x->flags & XT_DCCP_TYPE && (!x->typemask || ctx->crowded)) ||
	    !encode_ports(p, x, XT_DCCP_SRC_PORTS, SEL_SPORT, x->spts) ||
	    !encode_ports(p, x, XT_DCCP_DEST_PORTS, SEL_DPORT, x->dpts))
		return 0;
	if (x->flags & XT_DCCP_TYPE)
		rc = encode_types(p, x, err);
	sw_prog_guard(p, DCCP_HEADER);
	return rc ? rc : 1;
}

static size_t decode_ports(const struct sw_test *t, size_t n, struct xt_dccp_info *x, uint16_t flag,
			   struct sw_sel sel, __u16 *pts)
{
	struct sw_span s;

	if (!n || !sw_span_get(t, sel, &s))
		return 0;
	pts[0] = s.from;
	pts[1] = s.to;
	x->flags |= flag;
	x->invflags |= s.inv ? flag : 0;
	return 1;
}

static size_t decode_types(const struct sw_test *t, size_t n, struct xt_dccp_info *x)
{
	unsigned long mask = 0;
	char *end;

	if (!n || t->rel > SW_NE)
		return 0;
	if (sw_test_is(t, SW_TEST_CMP, SEL_TYPE) && t->masked && t->mask[0] == TYPE_MASK &&
	    !(t->val[0] & ~TYPE_MASK)) {
		mask = 1u << (t->val[0] >> 1);
	} else if (sw_test_is(t, SW_TEST_LOOKUP, SEL_TYPE) && !t->sel2.src &&
		   !strncmp(t->set, SET_PREFIX ".", sizeof(SET_PREFIX))) {
		mask = strtoul(t->set + sizeof(SET_PREFIX), &end, 16);
		mask = *end ? 0 : mask;
	}
	if (!mask || mask >> TYPES)
		return 0;
	x->typemask = mask;
	x->flags |= XT_DCCP_TYPE;
	x->invflags |= t->rel == SW_NE ? XT_DCCP_TYPE : 0;
	return 1;
}

static int dccp_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
		       const struct sw_hint *hint, void *data)
{
	struct xt_dccp_info *x = data;
	size_t i = 0;

	if (ctx->ip->proto != IPPROTO_DCCP)
		return -1;
	i += decode_ports(t + i, n - i, x, XT_DCCP_SRC_PORTS, SEL_SPORT, x->spts);
	i += decode_ports(t + i, n - i, x, XT_DCCP_DEST_PORTS, SEL_DPORT, x->dpts);
	i += decode_types(t + i, n - i, x);
	if (i < n && t[i].kind == SW_TEST_GUARD) {
		if (t[i].len != DCCP_HEADER)	/* multiport's */
			return -1;
		i++;
	}
	return i || hint ? (int)i : -1;
}

const struct sw_match_ops sw_match_dccp = {
	.id = SW_ID_DCCP, .name = "dccp", .size = XT_ALIGN(sizeof(struct xt_dccp_info)),
	.families = SW_FAM46, .encode = dccp_encode, .decode = dccp_decode,
};
