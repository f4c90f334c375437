/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m rpfilter: would an answer to the packet's source leave through the interface it came from?
 *
 * Every form is native: xt looks at the name of the table, and none of ours is called raw or
 * mangle. */
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_rpfilter.h>
#include <linux/rtnetlink.h>
#include "translate/ids.h"
#include "translate/registry.h"
#include "translate/span.h"

/* nft(8)'s numbers of ifindex, fib_addrtype and ipv4_addr, for its listing only */
#define TYPE_PAIR  (20 << 6 | 38)
#define TYPE_THREE (TYPE_PAIR << 6 | 7)
#define SEL_SRC6 SW_SEL_NH(8, 16)
#define KNOWN (XT_RPFILTER_LOOSE | XT_RPFILTER_VALID_MARK | XT_RPFILTER_ACCEPT_LOCAL | \
	       XT_RPFILTER_INVERT)

/* The interface that the route to the source leaves by, 0 without one. A loose lookup does not know
 * the interface the packet came from, so it does not see its VRF; xt does. */
static struct sw_sel route_sel(uint8_t flags)
{
	return SW_SEL_FIB(NFT_FIB_RESULT_OIF, NFTA_FIB_F_SADDR |
			  (flags & XT_RPFILTER_LOOSE ? 0 : NFTA_FIB_F_IIF) |
			  (flags & XT_RPFILTER_VALID_MARK ? NFTA_FIB_F_MARK : 0));
}

/* A local source is local to the interface in IPv4, and to the host in IPv6. */
static struct sw_sel type_sel(uint8_t flags, uint8_t family)
{
	bool iif = family == SW_IP4 && !(flags & XT_RPFILTER_LOOSE);

	return SW_SEL_FIB(NFT_FIB_RESULT_ADDRTYPE, NFTA_FIB_F_SADDR | (iif ? NFTA_FIB_F_IIF : 0));
}

/* What decides, besides the route's interface. IPv4: fib finds a route to a network's broadcast
 * address as well, and xt does not; but it does for 0.0.0.0/8, which has the same type. */
static bool needs_set(uint8_t flags, uint8_t family)
{
	return family == SW_IP4 || (flags & XT_RPFILTER_ACCEPT_LOCAL);
}

static const char *set_name(uint8_t flags)
{
	return flags & XT_RPFILTER_ACCEPT_LOCAL ? "sw.rpfilter.local" : "sw.rpfilter";
}

/* Bytes of the registers as numbers in network order, from and to: interface, type, source. */
struct row { uint32_t oif[2], type[2], src[2]; };

static int add_row(struct sw_set *set, const struct row *r, struct sw_err *err)
{
	uint32_t from[3] = { htonl(r->oif[0]), htonl(r->type[0]), htonl(r->src[0]) };
	uint32_t to[3] = { htonl(r->oif[1]), htonl(r->type[1]), htonl(r->src[1]) };

	return sw_set_add(set, from, to, NULL, err);
}

/* "Not 0" is 1-UINT32_MAX in either byte order of the register; a type is turned once. */
static int need_set(struct sw_prog *p, uint8_t flags, uint8_t family, struct sw_err *err)
{
	const uint32_t all = UINT32_MAX, bcast = ntohl(RTN_BROADCAST), local = ntohl(RTN_LOCAL);
	const struct row four[] = {
		{ { 1, all }, { 0, bcast - 1 }, { 0, all } },
		{ { 1, all }, { bcast + 1, all }, { 0, all } },
		{ { 1, all }, { bcast, bcast }, { 0, 0x00ffffff } },
		{ { 0, 0 }, { local, local }, { 0, all } },
	};
	const struct row six[] = {
		{ { 1, all }, { 0, all }, { 0 } },
		{ { 0, 0 }, { local, local }, { 0 } },
	};
	const struct row *row = family == SW_IP4 ? four : six;
	size_t n = family == SW_IP4 ? (flags & XT_RPFILTER_ACCEPT_LOCAL ? 4 : 3) : 2;
	struct sw_set *set = sw_prog_set(p, set_name(flags));
	int rc = 0;

	set->nfield = family == SW_IP4 ? 3 : 2;
	set->key_len = 4 * set->nfield;
	memset(set->field_len, 4, set->nfield);
	set->key_type = family == SW_IP4 ? TYPE_THREE : TYPE_PAIR;
	set->interval = true;
	for (size_t i = 0; i < n && !rc; i++)
		rc = add_row(set, &row[i], err);
	return rc;
}

static void lookup_sels(struct sw_sel sel[3], uint8_t flags, uint8_t family)
{
	sel[0] = route_sel(flags);
	sel[1] = type_sel(flags, family);
	sel[2] = family == SW_IP4 ? SW_SEL_NH(12, 4) : (struct sw_sel){ .src = SW_SRC_NONE };
}

/* xt calls every packet from :: good, fib only some of ICMPv6. The inverted form can say so; the
 * plain one cannot, but no such packet is forwarded (RFC 4291, 2.5.2). */
static bool spares_unspecified(uint8_t flags, uint8_t family)
{
	return family == SW_IP6 && (flags & XT_RPFILTER_INVERT);
}

static void encode_unspecified(struct sw_prog *p, uint8_t flags, uint8_t family)
{
	static const uint8_t zero[16];

	if (spares_unspecified(flags, family))
		sw_prog_cmp(p, SEL_SRC6, SW_NE, zero, sizeof(zero));
}

static int rpfilter_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
			   struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_rpfilter_info *x = m->data;
	bool inv = x->flags & XT_RPFILTER_INVERT;
	struct sw_sel sel[3];
	int rc = sw_require_table(ctx, "rpfilter", "mangle raw", err);

	if (!rc)
		rc = sw_require_hooks(ctx, "rpfilter", 1u << SW_HOOK_PREROUTING, err);
	if (rc)
		return rc;
	if (x->flags & ~KNOWN)
		return 0;
	if (!needs_set(x->flags, ctx->family)) {
		sw_number_put(p, route_sel(x->flags), inv ? SW_EQ : SW_NE, 0);
		encode_unspecified(p, x->flags, ctx->family);
		return 1;
	}
	rc = need_set(p, x->flags, ctx->family, err);
	if (rc)
		return rc;
	lookup_sels(sel, x->flags, ctx->family);
	sw_prog_lookup3(p, sel, inv ? SW_NE : SW_EQ, set_name(x->flags));
	encode_unspecified(p, x->flags, ctx->family);
	return 1;
}

/* Is t what encode writes for flags (without INVERT)? Then whether it is inverted. */
static bool is_test(const struct sw_test *t, uint8_t flags, uint8_t family, bool *inv)
{
	struct sw_span s;
	struct sw_sel sel[3];

	if (!needs_set(flags, family)) {
		if (!sw_test_is_cmp(t, route_sel(flags)) || !sw_span_get(t, route_sel(flags), &s) ||
		    s.from)
			return false;
		*inv = !s.inv;
		return true;
	}
	lookup_sels(sel, flags, family);
	*inv = t->rel == SW_NE;
	return sw_test_is(t, SW_TEST_LOOKUP, sel[0]) && sw_sel_equal(&t->sel2, &sel[1]) &&
	       sw_sel_equal(&t->sel3, &sel[2]) && !strcmp(t->set, set_name(flags));
}

static int rpfilter_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
			   const struct sw_hint *hint, void *data)
{
	struct xt_rpfilter_info *x = data;
	bool inv;

	/* INVERT is the highest bit. */
	for (uint8_t flags = 0; n && flags < XT_RPFILTER_INVERT; flags++)
		if (is_test(t, flags, ctx->family, &inv)) {
			x->flags = flags | (inv ? XT_RPFILTER_INVERT : 0);
			if (!spares_unspecified(x->flags, ctx->family))
				return 1;
			return n > 1 && sw_test_is_cmp(&t[1], SEL_SRC6) && t[1].rel == SW_NE &&
			       sw_bytes_zero(t[1].val, 16) ? 2 : -1;
		}
	return -1;
}

const struct sw_match_ops sw_match_rpfilter = {
	.id = SW_ID_RPFILTER, .name = "rpfilter",
	.size = XT_ALIGN(sizeof(struct xt_rpfilter_info)), .families = SW_FAM46, .no_xt = true,
	.encode = rpfilter_encode, .decode = rpfilter_decode,
};
