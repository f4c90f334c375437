/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -j TTL and -j HL: set the hop count, or add to it and subtract from it through a constant map. */
#include <stdio.h>
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter_ipv4/ipt_TTL.h>
#include <linux/netfilter_ipv6/ip6t_HL.h>
#include "translate/ids.h"
#include "translate/registry.h"

#define IP_CHECK 10	/* offset of IPv4's header checksum */
#define INTEGER 4	/* nft(8)'s number of the type "integer": for its listing only */

/* Both payloads are { mode, value } with the same numbers. */
_Static_assert(IPT_TTL_SET == (int)IP6T_HL_SET && IPT_TTL_INC == (int)IP6T_HL_INC &&
		       IPT_TTL_DEC == (int)IP6T_HL_DEC &&
		       sizeof(struct ipt_TTL_info) == sizeof(struct ip6t_HL_info),
	       "one layout");

/* The byte to write; IPv4's is written together with its neighbour, the protocol, because the
 * checksum goes by 16 bits. */
static struct sw_sel place(uint8_t family, bool word)
{
	return family == SW_IP6 ? SW_SEL_NH(7, 1) : word ? SW_SEL_NH(8, 2) : SW_SEL_NH(8, 1);
}

static struct sw_stmt *put_write(struct sw_prog *p, struct sw_sel at, uint8_t family)
{
	struct sw_stmt *s = sw_prog_stmt(p, SW_STMT_SET);

	s->set.dst = at;
	s->set.len = at.len;
	if (family == SW_IP4) {
		s->set.csum = NFT_PAYLOAD_CSUM_INET;
		s->set.csum_off = IP_CHECK;
	}
	return s;
}

static void encode_set(struct sw_prog *p, uint8_t family, uint8_t ttl)
{
	struct sw_stmt *s = put_write(p, place(family, true), family);

	s->set.val[0] = ttl;
	if (family == SW_IP6)
		return;
	s->set.src = s->set.dst;
	s->set.masked = true;
	s->set.mask[1] = 0xff;
}

/* Every value of a byte to its sum or difference, which ends at 255 and at 0. */
static int fill_map(struct sw_set *set, int step, struct sw_err *err)
{
	int rc = 0;

	set->key_len = set->data_len = 1;
	set->field_len[0] = 1;
	set->key_type = INTEGER;
	for (int i = 0; !rc && i < 256; i++) {
		int sum = i + step;
		uint8_t from = i, to = sum < 0 ? 0 : sum > 255 ? 255 : sum;

		rc = sw_set_add(set, &from, NULL, &to, err);
	}
	return rc;
}

static int encode_step(struct sw_prog *p, uint8_t family, const struct ipt_TTL_info *x,
		       struct sw_err *err)
{
	bool inc = x->mode == IPT_TTL_INC;
	struct sw_stmt *s;
	char name[16];

	snprintf(name, sizeof(name), "sw.%s.%u", inc ? "add" : "sub", x->ttl);
	s = put_write(p, place(family, false), family);
	s->set.src = s->set.dst;
	s->set.map = sw_prog_text(p, name);
	return fill_map(sw_prog_set(p, name), inc ? x->ttl : -x->ttl, err);
}

static int ttl_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
		      struct sw_hint *hint, struct sw_err *err)
{
	const struct ipt_TTL_info *x = t->data;
	int rc = sw_require_table(ctx, t->name, "mangle", err);

	if (rc)
		return rc;
	if (x->mode > IPT_TTL_MAXMODE)
		return 0;
	if (x->mode == IPT_TTL_SET) {
		encode_set(p, ctx->family, x->ttl);
		return 1;
	}
	if (!x->ttl)
		return sw_require_fails(err, t->name, "cannot add or subtract 0");
	rc = encode_step(p, ctx->family, x, err);
	return rc ? rc : 1;
}

static bool decode_map(const char *name, struct ipt_TTL_info *x)
{
	unsigned step;
	char end;

	if (sscanf(name, "sw.add.%3u%c", &step, &end) == 1)
		x->mode = IPT_TTL_INC;
	else if (sscanf(name, "sw.sub.%3u%c", &step, &end) == 1)
		x->mode = IPT_TTL_DEC;
	else
		return false;
	x->ttl = step;
	return step > 0 && step < 256;
}

static int ttl_decode(const struct sw_prog *p, const struct sw_ctx *ctx, const struct sw_hint *hint,
		      void *data)
{
	const struct sw_stmt *s = sw_stmt_only(p, SW_STMT_SET);
	struct sw_sel whole = place(ctx->family, true), byte = place(ctx->family, false);
	struct ipt_TTL_info *x = data;

	if (!s)
		return -1;
	if (s->set.map)
		return sw_sel_equal(&s->set.dst, &byte) && sw_sel_equal(&s->set.src, &byte) &&
		       !s->set.masked && decode_map(s->set.map, x) ? 0 : -1;
	x->mode = IPT_TTL_SET;
	x->ttl = s->set.val[0];
	if (!sw_sel_equal(&s->set.dst, &whole))
		return -1;
	if (ctx->family == SW_IP6)
		return s->set.src.src == SW_SRC_NONE ? 0 : -1;
	return sw_sel_equal(&s->set.src, &whole) && s->set.masked && s->set.mask[0] == 0 &&
	       s->set.mask[1] == 0xff && s->set.val[1] == 0 ? 0 : -1;
}

const struct sw_target_ops sw_target_ttl = {
	.id = SW_ID_TTL_T, .name = "TTL", .size = XT_ALIGN(sizeof(struct ipt_TTL_info)),
	.families = SW_FAM4, .encode = ttl_encode, .decode = ttl_decode,
};
const struct sw_target_ops sw_target_hl = {
	.id = SW_ID_HL_T, .name = "HL", .size = XT_ALIGN(sizeof(struct ip6t_HL_info)),
	.families = SW_FAM6, .encode = ttl_encode, .decode = ttl_decode,
};
