/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m addrtype: what kind of address the routing table says it is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_addrtype.h>
#include "translate/ids.h"
#include "translate/registry.h"
#include "translate/span.h"

#define SET_PREFIX "sw.addrtype"
#define TYPE_FIB_ADDR 38	/* nft(8)'s number of fib_addrtype, for its listing only */
#define LIMITS (XT_ADDRTYPE_LIMIT_IFACE_IN | XT_ADDRTYPE_LIMIT_IFACE_OUT)
#define KNOWN  (XT_ADDRTYPE_INVERT_SOURCE | XT_ADDRTYPE_INVERT_DEST | LIMITS)

/* One set per mask, shared by all rules: "sw.addrtype.2.3" holds RTN_LOCAL and RTN_BROADCAST. */
static int lookup_types(struct sw_prog *p, struct sw_sel sel, uint16_t mask, bool inv,
			struct sw_err *err)
{
	char name[sizeof(SET_PREFIX) + 16 * 3] = SET_PREFIX;
	size_t len = strlen(name);
	struct sw_set *set;

	for (int i = 0; i < 16; i++)
		if (mask & 1u << i)
			len += snprintf(name + len, sizeof(name) - len, ".%d", i);
	set = sw_prog_set(p, name);
	set->key_len = set->field_len[0] = 4;
	set->key_type = TYPE_FIB_ADDR;
	for (uint32_t i = 0; i < 16; i++) {
		int rc = mask & 1u << i ? sw_set_add(set, &i, NULL, NULL, err) : 0;

		if (rc)
			return rc;
	}
	sw_prog_lookup(p, sel, inv ? SW_NE : SW_EQ, name);
	return 0;
}

static int encode_types(struct sw_prog *p, struct sw_sel sel, uint16_t mask, bool inv,
			struct sw_err *err)
{
	if (!mask)
		return 0;
	if (mask & (mask - 1))
		return lookup_types(p, sel, mask, inv, err);
	sw_number_put(p, sel, inv ? SW_NE : SW_EQ, __builtin_ctz(mask));
	return 0;
}

static struct sw_sel type_sel(bool dst, uint32_t limit)
{
	uint32_t flags = dst ? NFTA_FIB_F_DADDR : NFTA_FIB_F_SADDR;

	if (limit & XT_ADDRTYPE_LIMIT_IFACE_IN)
		flags |= NFTA_FIB_F_IIF;
	if (limit & XT_ADDRTYPE_LIMIT_IFACE_OUT)
		flags |= NFTA_FIB_F_OIF;
	return SW_SEL_FIB(NFT_FIB_RESULT_ADDRTYPE, flags);
}

/* IPv6: xt and fib agree on LOCAL only, and there only without a device. */
static bool says_fib(const struct xt_addrtype_info_v1 *x, uint8_t family)
{
	if ((!x->source && !x->dest) || (x->flags & ~KNOWN) || (x->flags & LIMITS) == LIMITS)
		return false;
	return family == SW_IP4 ||
	       (!(x->flags & LIMITS) && !((x->source | x->dest) & ~XT_ADDRTYPE_LOCAL));
}

static int addrtype_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
			   struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_addrtype_info_v1 *x = m->data;
	int rc = 0;

	if (x->flags & XT_ADDRTYPE_LIMIT_IFACE_IN)
		rc = sw_require_hooks(ctx, "addrtype --limit-iface-in", 1u << SW_HOOK_PREROUTING |
				    1u << SW_HOOK_INPUT | 1u << SW_HOOK_FORWARD, err);
	if (!rc && (x->flags & XT_ADDRTYPE_LIMIT_IFACE_OUT))
		rc = sw_require_hooks(ctx, "addrtype --limit-iface-out", 1u << SW_HOOK_FORWARD |
				    1u << SW_HOOK_OUTPUT | 1u << SW_HOOK_POSTROUTING, err);
	if (rc)
		return rc;
	if (!says_fib(x, ctx->family))
		return 0;
	rc = encode_types(p, type_sel(false, x->flags), x->source,
			  x->flags & XT_ADDRTYPE_INVERT_SOURCE, err);
	if (!rc)
		rc = encode_types(p, type_sel(true, x->flags), x->dest,
				  x->flags & XT_ADDRTYPE_INVERT_DEST, err);
	return rc ? rc : 1;
}

/* The set's name says its elements. 0: it is not one of ours. */
static uint16_t mask_of_set(const char *name)
{
	const char *s = name + strlen(SET_PREFIX);
	uint16_t mask = 0;

	if (strncmp(name, SET_PREFIX, strlen(SET_PREFIX)))
		return 0;
	while (*s == '.' && s[1] >= '0' && s[1] <= '9') {
		char *end;
		unsigned long n = strtoul(s + 1, &end, 10);

		if (n > 15)
			return 0;
		mask |= 1u << n;
		s = end;
	}
	return *s ? 0 : mask;
}

static uint16_t decode_types(const struct sw_test *t, bool dst, uint32_t *limit)
{
	static const uint32_t limits[] = {
		0, XT_ADDRTYPE_LIMIT_IFACE_IN, XT_ADDRTYPE_LIMIT_IFACE_OUT,
	};
	struct sw_span s;

	if (t->rel > SW_NE)
		return 0;
	for (int i = 0; i < 3; i++) {
		struct sw_sel sel = type_sel(dst, limits[i]);

		*limit = limits[i];
		if (sw_test_is_cmp(t, sel) && sw_span_get(t, sel, &s))
			return s.from < 16 ? 1u << s.from : 0;
		if (sw_test_is(t, SW_TEST_LOOKUP, sel) && !t->sel2.src)
			return mask_of_set(t->set);
	}
	return 0;
}

static int addrtype_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
			   const struct sw_hint *hint, void *data)
{
	struct xt_addrtype_info_v1 *x = data;
	uint32_t limit = 0;
	size_t i = 0;

	if (i < n && (x->source = decode_types(&t[i], false, &limit))) {
		x->flags = limit | (t[i].rel == SW_NE ? XT_ADDRTYPE_INVERT_SOURCE : 0);
		i++;
	}
	if (i < n && (x->dest = decode_types(&t[i], true, &limit))) {
		if (i && limit != (x->flags & LIMITS)) {	/* another match begins */
			x->dest = 0;
			return i;
		}
		x->flags |= limit | (t[i].rel == SW_NE ? XT_ADDRTYPE_INVERT_DEST : 0);
		i++;
	}
	return i ? (int)i : -1;
}

const struct sw_match_ops sw_match_addrtype = {
	.id = SW_ID_ADDRTYPE, .name = "addrtype", .rev = 1,
	.size = XT_ALIGN(sizeof(struct xt_addrtype_info_v1)), .families = SW_FAM46,
	.encode = addrtype_encode, .decode = addrtype_decode,
};
