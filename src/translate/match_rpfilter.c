/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m rpfilter: would an answer to the packet's source leave through the interface it came from? */
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_rpfilter.h>
#include <linux/rtnetlink.h>
#include "translate/ids.h"
#include "translate/registry.h"
#include "translate/span.h"

/* Interface and type of address, for --accept-local: a route is there, or the source is local. */
#define SET "sw.rpfilter"
#define TYPE_IFINDEX 20		/* nft(8)'s numbers of ifindex and fib_addrtype, for its listing only */
#define TYPE_FIB_ADDR 38

/* The interface that the route to the source leaves by, 0 without one. A loose lookup names none to
 * leave by; so it sees the VRF of a packet no more, as xt does. Carrying the loose form instead is no
 * choice: xt looks at the name of the table, and no table of ours is called raw or mangle. */
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

static int accept_local(struct sw_prog *p, struct sw_err *err)
{
	uint32_t local[2] = { 0, RTN_LOCAL };
	/* "Not 0" is this range of bytes in either byte order. */
	uint32_t from[2] = { htonl(1), 0 }, to[2] = { UINT32_MAX, UINT32_MAX };
	struct sw_set *set = sw_prog_set(p, SET);
	int rc;

	set->key_len = sizeof(local);
	set->nfield = 2;
	set->field_len[0] = set->field_len[1] = 4;
	set->interval = true;
	set->key_type = TYPE_IFINDEX << 6 | TYPE_FIB_ADDR;
	rc = sw_set_add(set, local, local, NULL, err);
	return rc ? rc : sw_set_add(set, from, to, NULL, err);
}

static int rpfilter_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
			   struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_rpfilter_info *x = m->data;
	bool inv = x->flags & XT_RPFILTER_INVERT;
	int rc = sw_check_table(ctx, "rpfilter", "mangle raw", err);

	if (!rc)
		rc = sw_check_hooks(ctx, "rpfilter", 1u << SW_HOOK_PREROUTING, err);
	if (rc)
		return rc;
	if (x->flags & ~(XT_RPFILTER_LOOSE | XT_RPFILTER_VALID_MARK | XT_RPFILTER_ACCEPT_LOCAL |
			 XT_RPFILTER_INVERT))
		return 0;
	if (!(x->flags & XT_RPFILTER_ACCEPT_LOCAL)) {
		sw_number_put(p, route_sel(x->flags), inv ? SW_EQ : SW_NE, 0);
		return 1;
	}
	rc = accept_local(p, err);
	if (rc)
		return rc;
	sw_prog_lookup2(p, route_sel(x->flags), type_sel(x->flags, ctx->family), inv ? SW_NE : SW_EQ, SET);
	return 1;
}

static bool is_lookup(const struct sw_test *t, uint8_t flags, uint8_t family)
{
	struct sw_sel type = type_sel(flags, family);

	return sw_test_is(t, SW_TEST_LOOKUP, route_sel(flags)) && sw_sel_equal(&t->sel2, &type) &&
	       !strcmp(t->set, SET);
}

static int rpfilter_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
			   const struct sw_hint *hint, void *data)
{
	struct xt_rpfilter_info *x = data;
	struct sw_span s;

	for (uint8_t flags = 0; n && flags <= (XT_RPFILTER_LOOSE | XT_RPFILTER_VALID_MARK); flags++) {
		if (is_lookup(t, flags, ctx->family)) {
			x->flags = flags | XT_RPFILTER_ACCEPT_LOCAL |
				   (t->rel == SW_NE ? XT_RPFILTER_INVERT : 0);
			return 1;
		}
		if (!sw_test_is_cmp(t, route_sel(flags)) || !sw_span_get(t, route_sel(flags), &s) || s.from)
			continue;
		x->flags = flags | (s.inv ? 0 : XT_RPFILTER_INVERT);
		return 1;
	}
	return -1;
}

const struct sw_match_ops sw_match_rpfilter = {
	.id = SW_ID_RPFILTER, .name = "rpfilter",
	.size = XT_ALIGN(sizeof(struct xt_rpfilter_info)), .families = SW_FAM46,
	.merge = SW_MERGE_SAME, .encode = rpfilter_encode, .decode = rpfilter_decode,
};
