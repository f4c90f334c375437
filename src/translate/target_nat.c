/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -j SNAT, DNAT, MASQUERADE, REDIRECT, NETMAP: three payload layouts, one kind of range. */
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/x_tables.h>
#include "base/cleanup.h"
#include "translate/companion.h"
#include "translate/ids.h"
#include "translate/registry.h"

#define PRE  (1u << SW_HOOK_PREROUTING)
#define IN   (1u << SW_HOOK_INPUT)
#define OUT  (1u << SW_HOOK_OUTPUT)
#define POST (1u << SW_HOOK_POSTROUTING)

#define RANDOM (NF_NAT_RANGE_PROTO_RANDOM | NF_NAT_RANGE_PROTO_RANDOM_FULLY)

enum layout { MULTI_RANGE, RANGE, RANGE2 };

/* What tells the five targets apart; flags are those nft knows for it. */
struct nat_kind {
	const char *name;
	uint8_t  stmt;
	uint32_t type;
	uint32_t flags;
	unsigned hooks;
	uint8_t  rev[3];	/* by layout */
};

#define RANGE_FLAGS (NF_NAT_RANGE_MAP_IPS | NF_NAT_RANGE_PROTO_SPECIFIED | \
		     NF_NAT_RANGE_PERSISTENT | RANDOM)

static const struct nat_kind snat = {
	"SNAT", SW_STMT_NAT, NFT_NAT_SNAT, RANGE_FLAGS, POST | IN, { [RANGE] = 1 }
};
static const struct nat_kind dnat = {
	"DNAT", SW_STMT_NAT, NFT_NAT_DNAT, RANGE_FLAGS, PRE | OUT, { [RANGE2] = 2 }
};
static const struct nat_kind masquerade = {
	"MASQUERADE", SW_STMT_MASQ, 0, NF_NAT_RANGE_PROTO_SPECIFIED | RANDOM, POST
};
static const struct nat_kind redirect = {
	"REDIRECT", SW_STMT_REDIR, 0, NF_NAT_RANGE_PROTO_SPECIFIED | RANDOM, PRE | OUT
};

/* ---- the payload ----------------------------------------------------------------------------- */

/* SNAT, MASQUERADE, REDIRECT and NETMAP of IPv4 have the oldest layout, their IPv6 twins the middle
 * one, DNAT of both families the newest, which starts as the middle one does. */
static void load_range(struct nf_nat_range2 *r, const void *data, enum layout layout)
{
	const struct nf_nat_ipv4_multi_range_compat *m = data;

	memset(r, 0, sizeof(*r));
	if (layout == RANGE2)
		memcpy(r, data, sizeof(struct nf_nat_range2));
	else if (layout == RANGE)
		memcpy(r, data, sizeof(struct nf_nat_range));
	if (layout != MULTI_RANGE)
		return;
	r->flags = m->range[0].flags;
	r->min_addr.ip = m->range[0].min_ip;
	r->max_addr.ip = m->range[0].max_ip;
	r->min_proto = m->range[0].min;
	r->max_proto = m->range[0].max;
}

static void store_range(void *data, const struct nf_nat_range2 *r, enum layout layout)
{
	struct nf_nat_ipv4_multi_range_compat *m = data;

	if (layout == RANGE2)
		memcpy(data, r, sizeof(struct nf_nat_range2));
	else if (layout == RANGE)
		memcpy(data, r, sizeof(struct nf_nat_range));
	if (layout != MULTI_RANGE)
		return;
	m->rangesize = 1;
	m->range[0].flags = r->flags;
	m->range[0].min_ip = r->min_addr.ip;
	m->range[0].max_ip = r->max_addr.ip;
	m->range[0].min = r->min_proto;
	m->range[0].max = r->max_proto;
}

/* ---- the statement --------------------------------------------------------------------------- */

static void put_range(struct sw_stmt *s, const struct nf_nat_range2 *r, uint8_t family)
{
	size_t alen = family == SW_IP6 ? 16 : 4;

	/* The kernel adds the first two flags by itself where it finds addresses or ports, and
	 * shows them; nft(8) sends the second for masq and redir, which old kernels need. */
	s->nat.flags = r->flags;
	if (r->flags & NF_NAT_RANGE_MAP_IPS) {
		s->nat.has_addr = true;
		memcpy(s->nat.addr, &r->min_addr, alen);
		s->nat.has_addr_max = memcmp(&r->min_addr, &r->max_addr, alen);
		if (s->nat.has_addr_max)
			memcpy(s->nat.addr_max, &r->max_addr, alen);
	}
	if (r->flags & NF_NAT_RANGE_PROTO_SPECIFIED) {
		s->nat.has_port = true;
		memcpy(s->nat.port, &r->min_proto, 2);
		s->nat.has_port_max = memcmp(&r->min_proto, &r->max_proto, 2);
		if (s->nat.has_port_max)
			memcpy(s->nat.port_max, &r->max_proto, 2);
	}
}

static bool take_range(const struct sw_stmt *s, struct nf_nat_range2 *r)
{
	memset(r, 0, sizeof(*r));
	r->flags = s->nat.flags;
	if (s->nat.has_addr != !!(r->flags & NF_NAT_RANGE_MAP_IPS) ||
	    s->nat.has_port != !!(r->flags & NF_NAT_RANGE_PROTO_SPECIFIED))
		return false;
	memcpy(&r->min_addr, s->nat.addr, 16);
	memcpy(&r->max_addr, s->nat.has_addr_max ? s->nat.addr_max : s->nat.addr, 16);
	memcpy(&r->min_proto, s->nat.port, 2);
	memcpy(&r->max_proto, s->nat.has_port_max ? s->nat.port_max : s->nat.port, 2);
	return true;
}

static struct sw_companion companion(const char *name, uint8_t rev, enum layout layout,
				     unsigned hooks)
{
	static const uint16_t size[] = {
		[MULTI_RANGE] = sizeof(struct nf_nat_ipv4_multi_range_compat),
		[RANGE] = sizeof(struct nf_nat_range), [RANGE2] = sizeof(struct nf_nat_range2),
	};

	return (struct sw_companion){
		.name = name, .rev = rev, .size = size[layout], .hooks = hooks, .accept = true,
	};
}

static int check(const struct sw_ctx *ctx, const char *name, unsigned hooks, struct sw_err *err)
{
	int rc = sw_require_table(ctx, name, "nat", err);

	return rc ? rc : sw_require_hooks(ctx, name, hooks, err);
}

static int encode(const struct nat_kind *k, enum layout layout, const struct sw_ext *t,
		  const struct sw_ctx *ctx, struct sw_prog *p, struct sw_hint *hint,
		  struct sw_err *err)
{
	struct sw_companion c = companion(k->name, k->rev[layout], layout, k->hooks);
	struct nf_nat_range2 r;
	struct sw_stmt *s;
	int rc = check(ctx, k->name, k->hooks, err);

	if (rc)
		return rc;
	load_range(&r, t->data, layout);
	/* A shifted port range, above all. */
	if (r.flags & ~k->flags)
		return sw_companion_encode(&c, t, ctx, p, hint);
	s = sw_prog_stmt(p, k->stmt);
	s->nat.type = k->type;
	s->nat.family = k->stmt == SW_STMT_NAT ? ctx->family : 0;
	put_range(s, &r, ctx->family);
	return 1;
}

static int decode(const struct nat_kind *k, enum layout layout, const struct sw_prog *p,
		  const struct sw_ctx *ctx, const struct sw_hint *hint, void *data)
{
	struct sw_companion c = companion(k->name, k->rev[layout], layout, k->hooks);
	const struct sw_stmt *s = sw_stmt_only(p, k->stmt);
	struct nf_nat_range2 r;

	if (p->has_verdict)
		return sw_companion_decode(&c, p, 0, ctx, hint, data);
	if (!s || s->nat.type != k->type || s->nat.flags & ~k->flags ||
	    s->nat.family != (k->stmt == SW_STMT_NAT ? ctx->family : 0) || !take_range(s, &r))
		return -1;
	store_range(data, &r, layout);
	return 0;
}

/* ---- NETMAP ---------------------------------------------------------------------------------- */

/* xt rewrites the source or the destination as the hook asks, nft is told one of them: only a
 * base chain knows its hook. */
static int encode_netmap(enum layout layout, const struct sw_ext *t, const struct sw_ctx *ctx,
			 struct sw_prog *p, struct sw_hint *hint, struct sw_err *err)
{
	struct sw_companion c = companion("NETMAP", 0, layout, PRE | IN | OUT | POST);
	struct nf_nat_range2 r;
	struct sw_stmt *s;
	int rc = check(ctx, c.name, c.hooks, err);

	if (rc)
		return rc;
	load_range(&r, t->data, layout);
	if (r.flags != NF_NAT_RANGE_MAP_IPS || !ctx->hooks)
		return sw_companion_encode(&c, t, ctx, p, hint);
	s = sw_prog_stmt(p, SW_STMT_NAT);
	s->nat.type = ctx->hooks & (PRE | OUT) ? NFT_NAT_DNAT : NFT_NAT_SNAT;
	s->nat.family = ctx->family;
	put_range(s, &r, ctx->family);
	s->nat.has_addr_max = true;	/* the kernel wants both ends, even of a single address */
	memcpy(s->nat.addr_max, &r.max_addr, ctx->family == SW_IP6 ? 16 : 4);
	s->nat.flags |= NF_NAT_RANGE_NETMAP;
	return 1;
}

static int decode_netmap(enum layout layout, const struct sw_prog *p, const struct sw_ctx *ctx,
			 const struct sw_hint *hint, void *data)
{
	struct sw_companion c = companion("NETMAP", 0, layout, 0);
	const struct sw_stmt *s = sw_stmt_only(p, SW_STMT_NAT);
	struct nf_nat_range2 r;

	if (p->has_verdict)
		return sw_companion_decode(&c, p, 0, ctx, hint, data);
	if (!s || s->nat.flags != (NF_NAT_RANGE_MAP_IPS | NF_NAT_RANGE_NETMAP) ||
	    !take_range(s, &r))
		return -1;
	r.flags = NF_NAT_RANGE_MAP_IPS;
	store_range(data, &r, layout);
	return 0;
}

/* ---- one pair of functions per target and layout --------------------------------------------- */

#define NAT_FUNCTIONS(fn, kind, layout)                                                            \
	static int fn##_encode(const struct sw_ext *t, const struct sw_ctx *ctx,                   \
			       struct sw_prog *p, struct sw_hint *hint, struct sw_err *err)        \
	{                                                                                          \
		return encode(&kind, layout, t, ctx, p, hint, err);                                \
	}                                                                                          \
	static int fn##_decode(const struct sw_prog *p, const struct sw_ctx *ctx,                  \
			       const struct sw_hint *hint, void *data)                             \
	{                                                                                          \
		return decode(&kind, layout, p, ctx, hint, data);                                  \
	}

#define NETMAP_FUNCTIONS(fn, layout)                                                               \
	static int fn##_encode(const struct sw_ext *t, const struct sw_ctx *ctx,                   \
			       struct sw_prog *p, struct sw_hint *hint, struct sw_err *err)        \
	{                                                                                          \
		return encode_netmap(layout, t, ctx, p, hint, err);                                \
	}                                                                                          \
	static int fn##_decode(const struct sw_prog *p, const struct sw_ctx *ctx,                  \
			       const struct sw_hint *hint, void *data)                             \
	{                                                                                          \
		return decode_netmap(layout, p, ctx, hint, data);                                  \
	}

NAT_FUNCTIONS(snat4, snat, MULTI_RANGE)
NAT_FUNCTIONS(snat6, snat, RANGE)
NAT_FUNCTIONS(dnat, dnat, RANGE2)
NAT_FUNCTIONS(masquerade4, masquerade, MULTI_RANGE)
NAT_FUNCTIONS(masquerade6, masquerade, RANGE)
NAT_FUNCTIONS(redirect4, redirect, MULTI_RANGE)
NAT_FUNCTIONS(redirect6, redirect, RANGE)
NETMAP_FUNCTIONS(netmap4, MULTI_RANGE)
NETMAP_FUNCTIONS(netmap6, RANGE)

#define SIZE4 XT_ALIGN(sizeof(struct nf_nat_ipv4_multi_range_compat))
#define SIZE6 XT_ALIGN(sizeof(struct nf_nat_range))

const struct sw_target_ops sw_target_snat4 = {
	.id = SW_ID_SNAT, .name = "SNAT", .size = SIZE4, .families = SW_FAM4,
	.encode = snat4_encode, .decode = snat4_decode,
};
const struct sw_target_ops sw_target_snat6 = {
	.id = SW_ID_SNAT, .name = "SNAT", .rev = 1, .size = SIZE6, .families = SW_FAM6,
	.encode = snat6_encode, .decode = snat6_decode,
};
const struct sw_target_ops sw_target_dnat = {
	.id = SW_ID_DNAT, .name = "DNAT", .rev = 2, .size = XT_ALIGN(sizeof(struct nf_nat_range2)),
	.families = SW_FAM46, .encode = dnat_encode, .decode = dnat_decode,
};
const struct sw_target_ops sw_target_masquerade4 = {
	.id = SW_ID_MASQUERADE, .name = "MASQUERADE", .size = SIZE4, .families = SW_FAM4,
	.encode = masquerade4_encode, .decode = masquerade4_decode,
};
const struct sw_target_ops sw_target_masquerade6 = {
	.id = SW_ID_MASQUERADE, .name = "MASQUERADE", .size = SIZE6, .families = SW_FAM6,
	.encode = masquerade6_encode, .decode = masquerade6_decode,
};
const struct sw_target_ops sw_target_redirect4 = {
	.id = SW_ID_REDIRECT, .name = "REDIRECT", .size = SIZE4, .families = SW_FAM4,
	.encode = redirect4_encode, .decode = redirect4_decode,
};
const struct sw_target_ops sw_target_redirect6 = {
	.id = SW_ID_REDIRECT, .name = "REDIRECT", .size = SIZE6, .families = SW_FAM6,
	.encode = redirect6_encode, .decode = redirect6_decode,
};
const struct sw_target_ops sw_target_netmap4 = {
	.id = SW_ID_NETMAP, .name = "NETMAP", .size = SIZE4, .families = SW_FAM4,
	.encode = netmap4_encode, .decode = netmap4_decode,
};
const struct sw_target_ops sw_target_netmap6 = {
	.id = SW_ID_NETMAP, .name = "NETMAP", .size = SIZE6, .families = SW_FAM6,
	.encode = netmap6_encode, .decode = netmap6_decode,
};
