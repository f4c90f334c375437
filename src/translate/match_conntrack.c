/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m state and -m conntrack: both are the kernel's conntrack match, revision 3. */
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_conntrack.h>
#include "base/cleanup.h"
#include "translate/ctstate.h"
#include "translate/ids.h"
#include "translate/registry.h"

#define SEL_STATE  SW_SEL_CT(NFT_CT_STATE, 4)
#define SEL_STATUS SW_SEL_CT(NFT_CT_STATUS, 4)
#define SEL_PROTO  SW_SEL_CT(NFT_CT_PROTOCOL, 1)
#define SEL_DIR    SW_SEL_CT(NFT_CT_DIRECTION, 1)
#define SEL_EXPIRE SW_SEL_CT(NFT_CT_EXPIRATION, 4)

/* The two headers number the states differently: UNTRACKED is bit 8 in xt and bit 6 in nft.
 * Never copy a mask across. */
static const struct { uint16_t xt; uint32_t nft; } state_bits[] = {
	{ XT_CONNTRACK_STATE_INVALID,                 NF_CT_STATE_INVALID_BIT },
	{ XT_CONNTRACK_STATE_BIT(IP_CT_NEW),          NF_CT_STATE_BIT(IP_CT_NEW) },
	{ XT_CONNTRACK_STATE_BIT(IP_CT_ESTABLISHED),  NF_CT_STATE_BIT(IP_CT_ESTABLISHED) },
	{ XT_CONNTRACK_STATE_BIT(IP_CT_RELATED),      NF_CT_STATE_BIT(IP_CT_RELATED) },
	{ XT_CONNTRACK_STATE_UNTRACKED,               NF_CT_STATE_UNTRACKED_BIT },
};
/* xt calls two status bits states. */
static const struct { uint16_t xt; uint32_t nft; } nat_bits[] = {
	{ XT_CONNTRACK_STATE_SNAT, IPS_SRC_NAT },
	{ XT_CONNTRACK_STATE_DNAT, IPS_DST_NAT },
};
/* Where the four addresses and four port ranges stand; dir as in sw_sel. */
static const struct {
	uint16_t flag, port_flag;
	uint8_t  dir;
	bool     dst;
	size_t   addr, mask, low, high;
} tuple[] = {
#define F(f) offsetof(struct xt_conntrack_mtinfo3, f)
	{ XT_CONNTRACK_ORIGSRC, XT_CONNTRACK_ORIGSRC_PORT, 1, false,
	  F(origsrc_addr), F(origsrc_mask), F(origsrc_port), F(origsrc_port_high) },
	{ XT_CONNTRACK_ORIGDST, XT_CONNTRACK_ORIGDST_PORT, 1, true,
	  F(origdst_addr), F(origdst_mask), F(origdst_port), F(origdst_port_high) },
	{ XT_CONNTRACK_REPLSRC, XT_CONNTRACK_REPLSRC_PORT, 2, false,
	  F(replsrc_addr), F(replsrc_mask), F(replsrc_port), F(replsrc_port_high) },
	{ XT_CONNTRACK_REPLDST, XT_CONNTRACK_REPLDST_PORT, 2, true,
	  F(repldst_addr), F(repldst_mask), F(repldst_port), F(repldst_port_high) },
#undef F
};

static struct sw_sel addr_sel(uint8_t family, int i)
{
	static const uint32_t key[2][2] = { { NFT_CT_SRC_IP, NFT_CT_DST_IP },
					    { NFT_CT_SRC_IP6, NFT_CT_DST_IP6 } };
	bool six = family == SW_IP6;

	return SW_SEL_CTDIR(key[six][tuple[i].dst], six ? 16 : 4, tuple[i].dir);
}

static struct sw_sel port_sel(int i)
{
	return SW_SEL_CTDIR(tuple[i].dst ? NFT_CT_PROTO_DST : NFT_CT_PROTO_SRC, 2, tuple[i].dir);
}

static enum sw_rel rel(const struct xt_conntrack_mtinfo3 *x, uint16_t flag)
{
	return x->invert_flags & flag ? SW_NE : SW_EQ;
}

/* ---- encode ---------------------------------------------------------------------------------- */

/* xt skips every other test for a packet without connection entry when a state matched it. */
static bool state_goes_with_others(const struct xt_conntrack_mtinfo3 *x)
{
	uint16_t others = x->match_flags & ~(XT_CONNTRACK_STATE | XT_CONNTRACK_STATE_ALIAS);

	return !others ||
	       (!(x->invert_flags & XT_CONNTRACK_STATE) &&
		!(x->state_mask & (XT_CONNTRACK_STATE_INVALID | XT_CONNTRACK_STATE_UNTRACKED)));
}

static int encode_state(struct sw_prog *p, const struct xt_conntrack_mtinfo3 *x,
			const struct sw_ctx *ctx, struct sw_err *err)
{
	uint32_t state = 0, nat = 0, zero = 0;
	uint16_t seen = 0;
	bool inv = x->invert_flags & XT_CONNTRACK_STATE;

	for (size_t i = 0; i < SW_ARRAY_SIZE(state_bits); i++)
		if (x->state_mask & state_bits[i].xt) {
			state |= state_bits[i].nft;
			seen |= state_bits[i].xt;
		}
	for (size_t i = 0; i < SW_ARRAY_SIZE(nat_bits); i++)
		if (x->state_mask & nat_bits[i].xt) {
			nat |= nat_bits[i].nft;
			seen |= nat_bits[i].xt;
		}
	/* "! --ctstate DNAT" matches packets without entry, where ct status cannot be read. */
	if (seen != x->state_mask || (nat && inv) || !state_goes_with_others(x))
		return 0;
	if (nat && state)	/* in table raw, xt looks into the template of a CT target */
		return ctx->crowded || !strcmp(ctx->table->name, "raw")
			       ? 0 : sw_ctstate_encode(p, state, nat, err);
	if (nat)
		sw_prog_cmp_mask(p, SEL_STATUS, &nat, SW_NE, &zero, 4);
	else
		sw_prog_cmp_mask(p, SEL_STATE, &state, inv ? SW_EQ : SW_NE, &zero, 4);
	return 1;
}

/* xt compares under the mask: host bits the user left in the address (10.0.0.5/24) do not count
 * there, and in nft would make it equal to nothing. */
static bool has_host_bits(const uint8_t *addr, const uint8_t *mask, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (addr[i] & ~mask[i])
			return true;
	return false;
}

static int encode_tuple(struct sw_prog *p, const struct xt_conntrack_mtinfo3 *x, uint8_t family)
{
	static const uint8_t ones[16] = { 255, 255, 255, 255, 255, 255, 255, 255,
					  255, 255, 255, 255, 255, 255, 255, 255 };
	const uint8_t *base = (const uint8_t *)x;

	for (size_t i = 0; i < SW_ARRAY_SIZE(tuple); i++) {
		struct sw_sel s = addr_sel(family, i);

		if (!(x->match_flags & tuple[i].flag))
			continue;
		if (has_host_bits(base + tuple[i].addr, base + tuple[i].mask, s.len))
			return 0;
		if (memcmp(base + tuple[i].mask, ones, s.len))
			sw_prog_cmp_mask(p, s, base + tuple[i].mask, rel(x, tuple[i].flag),
					 base + tuple[i].addr, s.len);
		else
			sw_prog_cmp(p, s, rel(x, tuple[i].flag), base + tuple[i].addr, s.len);
	}
	for (size_t i = 0; i < SW_ARRAY_SIZE(tuple); i++) {
		uint16_t low, high;

		if (!(x->match_flags & tuple[i].port_flag))
			continue;
		memcpy(&low, base + tuple[i].low, 2);
		memcpy(&high, base + tuple[i].high, 2);
		low = htons(low);	/* host order since revision 2 */
		high = htons(high);
		sw_prog_range(p, port_sel(i), rel(x, tuple[i].port_flag), &low, &high, 2);
	}
	return 1;
}

static int encode_status(struct sw_prog *p, const struct xt_conntrack_mtinfo3 *x)
{
	uint32_t mask = x->status_mask, zero = 0;

	if (!mask)	/* NONE: nft has no form for "any entry without these bits" */
		return 0;
	sw_prog_cmp_mask(p, SEL_STATUS, &mask, rel(x, XT_CONNTRACK_STATUS) == SW_EQ ? SW_NE : SW_EQ,
			 &zero, 4);
	return 1;
}

/* Milliseconds in nft, whole seconds in xt. */
static int encode_expire(struct sw_prog *p, const struct xt_conntrack_mtinfo3 *x)
{
	uint32_t from, to;

	if (x->expires_max > (UINT32_MAX - 999) / 1000 || x->expires_min > x->expires_max)
		return 0;
	from = htonl(x->expires_min * 1000);
	to = htonl(x->expires_max * 1000 + 999);
	sw_prog_range(p, SEL_EXPIRE, rel(x, XT_CONNTRACK_EXPIRES), &from, &to, 4);
	return 1;
}

static int conntrack_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
			    struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_conntrack_mtinfo3 *x = m->data;
	uint16_t looks = x->match_flags & ~XT_CONNTRACK_STATE_ALIAS;
	uint8_t proto = x->l4proto, orig = IP_CT_DIR_ORIGINAL;
	int rc = 1;

	/* In table raw a packet carries at most the template of a CT target: xt looks into it, nft
	 * does not, except for its state. */
	if (!looks || (looks != XT_CONNTRACK_STATE && !strcmp(ctx->table->name, "raw")))
		return 0;
	if (x->match_flags & XT_CONNTRACK_STATE)
		rc = encode_state(p, x, ctx, err);
	if (rc <= 0)
		return rc;
	if (x->match_flags & XT_CONNTRACK_PROTO)
		sw_prog_cmp(p, SEL_PROTO, rel(x, XT_CONNTRACK_PROTO), &proto, 1);
	if (x->match_flags & XT_CONNTRACK_DIRECTION)
		sw_prog_cmp(p, SEL_DIR, rel(x, XT_CONNTRACK_DIRECTION), &orig, 1);
	if (!encode_tuple(p, x, ctx->family))
		return 0;
	if ((x->match_flags & XT_CONNTRACK_STATUS) && !encode_status(p, x))
		return 0;
	if ((x->match_flags & XT_CONNTRACK_EXPIRES) && !encode_expire(p, x))
		return 0;
	if (x->match_flags & XT_CONNTRACK_STATE_ALIAS) {
		hint->extra[0] = 1;
		hint->len = 1;
	}
	return 1;
}

/* ---- decode ---------------------------------------------------------------------------------- */

static void set_rel(struct xt_conntrack_mtinfo3 *x, uint16_t flag, bool inv)
{
	x->match_flags |= flag;
	if (inv)
		x->invert_flags |= flag;
}

static uint32_t mask_of(const struct sw_test *t)
{
	uint32_t m;

	memcpy(&m, t->mask, 4);
	return m;
}

static bool is_bits(const struct sw_test *t, struct sw_sel sel)
{
	return sw_test_is(t, SW_TEST_CMP, sel) && t->masked && t->len == 4 && t->rel <= SW_NE &&
	       sw_bytes_zero(t->val, 4);
}

/* false: there is a bit that no state has. */
static bool take_states(uint32_t left, struct xt_conntrack_mtinfo3 *x)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(state_bits); i++)
		if (left & state_bits[i].nft) {
			x->state_mask |= state_bits[i].xt;
			left &= ~state_bits[i].nft;
		}
	return !left;
}

static bool take_nat(uint32_t left, struct xt_conntrack_mtinfo3 *x)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(nat_bits); i++)
		if (left & nat_bits[i].nft) {
			x->state_mask |= nat_bits[i].xt;
			left &= ~nat_bits[i].nft;
		}
	return !left;
}

static bool decode_state(const struct sw_test *t, struct xt_conntrack_mtinfo3 *x)
{
	if (!is_bits(t, SEL_STATE))
		return false;
	set_rel(x, XT_CONNTRACK_STATE, t->rel == SW_EQ);
	return take_states(mask_of(t), x);
}

static bool decode_either(const struct sw_test *t, struct xt_conntrack_mtinfo3 *x)
{
	uint32_t state, status;

	if (!sw_ctstate_decode(t, &state, &status))
		return false;
	set_rel(x, XT_CONNTRACK_STATE, false);
	return take_states(state, x) && take_nat(status, x);
}

/* ct status of the NAT bits alone is how encode_state writes --ctstate SNAT,DNAT; --ctstatus has no
 * words for these bits. */
static bool decode_nat_state(const struct sw_test *t, struct xt_conntrack_mtinfo3 *x)
{
	if (!is_bits(t, SEL_STATUS) || t->rel != SW_NE || !take_nat(mask_of(t), x))
		return false;
	set_rel(x, XT_CONNTRACK_STATE, false);
	return true;
}

static bool decode_byte(const struct sw_test *t, struct sw_sel sel, uint16_t flag, uint8_t *val,
			struct xt_conntrack_mtinfo3 *x)
{
	if (!sw_test_is_cmp(t, sel) || t->rel > SW_NE)
		return false;
	*val = t->val[0];
	set_rel(x, flag, t->rel == SW_NE);
	return true;
}

static bool decode_addr(const struct sw_test *t, uint8_t family, int i,
			struct xt_conntrack_mtinfo3 *x)
{
	struct sw_sel s = addr_sel(family, i);
	uint8_t *base = (uint8_t *)x;

	if (!sw_test_is(t, SW_TEST_CMP, s) || t->len != s.len || t->rel > SW_NE)
		return false;
	memcpy(base + tuple[i].addr, t->val, s.len);
	if (t->masked)
		memcpy(base + tuple[i].mask, t->mask, s.len);
	else	/* the plugin fills the whole union for a host, 4 bytes for a net */
		memset(base + tuple[i].mask, 0xff, 16);
	set_rel(x, tuple[i].flag, t->rel == SW_NE);
	return true;
}

static bool decode_port(const struct sw_test *t, int i, struct xt_conntrack_mtinfo3 *x)
{
	uint8_t *base = (uint8_t *)x;
	uint16_t low, high;

	if (!sw_test_is(t, SW_TEST_RANGE, port_sel(i)))
		return false;
	low = t->val[0] << 8 | t->val[1];
	high = t->val2[0] << 8 | t->val2[1];
	memcpy(base + tuple[i].low, &low, 2);
	memcpy(base + tuple[i].high, &high, 2);
	set_rel(x, tuple[i].port_flag, t->rel == SW_NE);
	return true;
}

static bool decode_expire(const struct sw_test *t, struct xt_conntrack_mtinfo3 *x)
{
	uint32_t from, to;

	if (!sw_test_is(t, SW_TEST_RANGE, SEL_EXPIRE))
		return false;
	memcpy(&from, t->val, 4);
	memcpy(&to, t->val2, 4);
	x->expires_min = ntohl(from) / 1000;
	x->expires_max = ntohl(to) / 1000;
	set_rel(x, XT_CONNTRACK_EXPIRES, t->rel == SW_NE);
	return true;
}

static bool decode_status(const struct sw_test *t, struct xt_conntrack_mtinfo3 *x)
{
	if (!is_bits(t, SEL_STATUS) || mask_of(t) > UINT16_MAX)
		return false;
	x->status_mask = mask_of(t);
	set_rel(x, XT_CONNTRACK_STATUS, t->rel == SW_EQ);
	return true;
}

static int conntrack_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
			    const struct sw_hint *hint, void *data)
{
	struct xt_conntrack_mtinfo3 *x = data;
	uint8_t proto = 0, dir = 0;
	size_t i = 0;

	if (i < n && (decode_state(&t[i], x) || decode_nat_state(&t[i], x) ||
		      decode_either(&t[i], x)))
		i++;
	if (i < n && decode_byte(&t[i], SEL_PROTO, XT_CONNTRACK_PROTO, &proto, x))
		i++;
	x->l4proto = proto;
	if (i < n && decode_byte(&t[i], SEL_DIR, XT_CONNTRACK_DIRECTION, &dir, x)) {
		if (dir != IP_CT_DIR_ORIGINAL)
			x->invert_flags ^= XT_CONNTRACK_DIRECTION;
		i++;
	}
	for (size_t k = 0; k < SW_ARRAY_SIZE(tuple); k++)
		i += i < n && decode_addr(&t[i], ctx->family, k, x);
	for (size_t k = 0; k < SW_ARRAY_SIZE(tuple); k++)
		i += i < n && decode_port(&t[i], k, x);
	if (i < n && decode_status(&t[i], x))
		i++;
	if (i < n && decode_expire(&t[i], x))
		i++;
	/* -m state has no other words: whatever the hint says, the rest is conntrack's */
	if (hint && hint->len == 1 && hint->extra[0] == 1 && x->match_flags == XT_CONNTRACK_STATE)
		x->match_flags |= XT_CONNTRACK_STATE_ALIAS;
	return i ? (int)i : -1;
}

const struct sw_match_ops sw_match_conntrack = {
	.id       = SW_ID_CONNTRACK,
	.name     = "conntrack",
	.rev      = 3,
	.size     = XT_ALIGN(sizeof(struct xt_conntrack_mtinfo3)),
	.families = SW_FAM46,
	.encode   = conntrack_encode,
	.decode   = conntrack_decode,
};
