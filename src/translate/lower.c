/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Program -> nft expressions in a netlink message; together with lift.c the only place that knows
 * registers. */
#include <string.h>
#include <libmnl/libmnl.h>
#include <libnftnl/expr.h>
#include <linux/netfilter/nf_tables_compat.h>
#include "base/cleanup.h"
#include "translate/image.h"
#include "translate/order.h"
#include "translate/said.h"

/* Objects are made once and filled again: an attribute once set stays set, so uses with different
 * attributes need objects of their own. What nearly every rule has is not even filled (image.c). */
enum pool {
	P_CT_DIR, P_FIB, P_RT, P_SOCKET, P_EXTHDR, P_NUMGEN, P_BYTEORDER, P_LIMIT, P_QUOTA, P_MATCH,
	P_MAX,
};
static const char *const pool_name[P_MAX] = {
	[P_CT_DIR] = "ct",     [P_FIB] = "fib",		    [P_RT] = "rt",
	[P_SOCKET] = "socket", [P_EXTHDR] = "exthdr",	    [P_NUMGEN] = "numgen",
	[P_LIMIT] = "limit",   [P_BYTEORDER] = "byteorder", [P_QUOTA] = "quota",
	[P_MATCH] = "match",
};
static struct nftnl_expr *pool[P_MAX];

static struct nftnl_expr *pooled(struct sw_lower *l, enum pool kind)
{
	if (!pool[kind])
		pool[kind] = nftnl_expr_alloc(pool_name[kind]);
	if (!pool[kind])
		l->oom = true;
	return pool[kind];
}

void sw_lower_fini(void)
{
	for (int i = 0; i < P_MAX; i++) {
		if (pool[i])
			nftnl_expr_free(pool[i]);
		pool[i] = NULL;
	}
	sw_image_fini();
}

void sw_lower_put(struct sw_lower *l, struct nftnl_expr *e)
{
	struct nlattr *nest;

	if (sw_lower_is_full(l))
		return;
	l->nexpr++;
	nest = mnl_attr_nest_start(l->nlh, NFTA_LIST_ELEM);
	nftnl_expr_build_payload(l->nlh, e);
	mnl_attr_nest_end(l->nlh, nest);
}

void sw_lower_put_raw(struct sw_lower *l, const void *elem, size_t len)
{
	if (sw_lower_is_full(l))
		return;
	l->nexpr++;
	mnl_attr_put(l->nlh, NFTA_LIST_ELEM | NLA_F_NESTED, len, elem);
}

static void load_payload(struct sw_lower *l, const struct sw_sel *s, uint32_t reg)
{
	static const uint32_t base[] = {
		[SW_SRC_LL] = NFT_PAYLOAD_LL_HEADER,
		[SW_SRC_NH] = NFT_PAYLOAD_NETWORK_HEADER,
		[SW_SRC_TH] = NFT_PAYLOAD_TRANSPORT_HEADER,
	};
	const union sw_field v[] = { { reg }, { base[s->src] }, { s->off }, { s->len } };

	sw_lower_image(l, SW_SHAPE_PAYLOAD, 0, v);
}

static void load_exthdr(struct sw_lower *l, const struct sw_sel *s, uint32_t reg)
{
	struct nftnl_expr *e = pooled(l, P_EXTHDR);

	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_EXTHDR_DREG, reg);
	nftnl_expr_set_u8(e, NFTNL_EXPR_EXTHDR_TYPE, s->key);
	nftnl_expr_set_u32(e, NFTNL_EXPR_EXTHDR_OFFSET, s->off);
	nftnl_expr_set_u32(e, NFTNL_EXPR_EXTHDR_LEN, s->len);
	nftnl_expr_set_u32(e, NFTNL_EXPR_EXTHDR_FLAGS, s->arg);
	nftnl_expr_set_u32(e, NFTNL_EXPR_EXTHDR_OP,
			   s->src == SW_SRC_TCPOPT ? NFT_EXTHDR_OP_TCPOPT : NFT_EXTHDR_OP_IPV6);
	sw_lower_put(l, e);
}

static void load_numgen(struct sw_lower *l, const struct sw_sel *s, uint32_t reg)
{
	struct nftnl_expr *e = pooled(l, P_NUMGEN);

	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_NG_DREG, reg);
	nftnl_expr_set_u32(e, NFTNL_EXPR_NG_MODULUS, s->arg);
	nftnl_expr_set_u32(e, NFTNL_EXPR_NG_TYPE, s->key);
	nftnl_expr_set_u32(e, NFTNL_EXPR_NG_OFFSET, 0);
	sw_lower_put(l, e);
}

/* Sources whose expression is a key, a destination register and perhaps flags. */
static void load_keyed(struct sw_lower *l, const struct sw_sel *s, uint32_t reg)
{
	static const struct { uint8_t pool; uint16_t key, dreg; } row[] = {
		[SW_SRC_CT]   = { P_CT_DIR, NFTNL_EXPR_CT_KEY, NFTNL_EXPR_CT_DREG },
		[SW_SRC_FIB]  = { P_FIB, NFTNL_EXPR_FIB_RESULT, NFTNL_EXPR_FIB_DREG },
		[SW_SRC_RT]   = { P_RT, NFTNL_EXPR_RT_KEY, NFTNL_EXPR_RT_DREG },
		[SW_SRC_SOCKET] = { P_SOCKET, NFTNL_EXPR_SOCKET_KEY, NFTNL_EXPR_SOCKET_DREG },
	};
	bool dir = s->src == SW_SRC_CT && s->dir;
	const union sw_field plain[] = { { s->key }, { reg } };
	struct nftnl_expr *e;

	if (s->src == SW_SRC_META || (s->src == SW_SRC_CT && !dir)) {
		sw_lower_image(l, s->src == SW_SRC_CT ? SW_SHAPE_CT : SW_SHAPE_META, 0, plain);
		return;
	}
	e = pooled(l, row[s->src].pool);
	if (!e)
		return;
	nftnl_expr_set_u32(e, row[s->src].key, s->key);
	nftnl_expr_set_u32(e, row[s->src].dreg, reg);
	if (dir)
		nftnl_expr_set_u8(e, NFTNL_EXPR_CT_DIR, s->dir - 1);
	if (s->src == SW_SRC_FIB)
		nftnl_expr_set_u32(e, NFTNL_EXPR_FIB_FLAGS, s->arg);
	sw_lower_put(l, e);
}

void sw_lower_load(struct sw_lower *l, const struct sw_sel *s, uint32_t reg)
{
	switch (s->src) {
	case SW_SRC_LL: case SW_SRC_NH: case SW_SRC_TH:
		load_payload(l, s, reg);
		break;
	case SW_SRC_TCPOPT: case SW_SRC_EXTHDR:
		load_exthdr(l, s, reg);
		break;
	case SW_SRC_NUMGEN:
		load_numgen(l, s, reg);
		break;
	default:
		load_keyed(l, s, reg);
	}
}

void sw_lower_bitwise(struct sw_lower *l, uint32_t reg, const uint8_t *mask, const uint8_t *xor,
		      uint8_t len)
{
	const union sw_field v[] = {
		{ reg }, { reg }, { len }, { .data = mask }, { .data = xor}
	};

	sw_lower_image(l, SW_SHAPE_BITWISE, len, v);
}

static void hton(struct sw_lower *l, uint8_t len)
{
	struct nftnl_expr *e = pooled(l, P_BYTEORDER);

	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_BYTEORDER_SREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BYTEORDER_DREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BYTEORDER_OP, NFT_BYTEORDER_HTON);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BYTEORDER_LEN, len);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BYTEORDER_SIZE, len);
	sw_lower_put(l, e);
}

static void test_cmp(struct sw_lower *l, const struct sw_test *t)
{
	static const uint8_t zero[16];
	const union sw_field v[] = { { NFT_REG_1 }, { t->rel }, { .data = t->val } };

	sw_lower_load(l, &t->sel, NFT_REG_1);
	if (t->masked)
		sw_lower_bitwise(l, NFT_REG_1, t->mask, zero, t->len);
	if (t->rel >= SW_LT && sw_sel_host_order(&t->sel))
		hton(l, t->len);
	sw_lower_image(l, SW_SHAPE_CMP, t->len, v);
}

static void test_range(struct sw_lower *l, const struct sw_test *t)
{
	const union sw_field v[] = { { NFT_REG_1 },
				     { t->rel == SW_EQ ? NFT_RANGE_EQ : NFT_RANGE_NEQ },
				     { .data = t->val },
				     { .data = t->val2 } };

	sw_lower_load(l, &t->sel, NFT_REG_1);
	if (sw_sel_host_order(&t->sel))
		hton(l, t->len);
	sw_lower_image(l, SW_SHAPE_RANGE, t->len, v);
}

/* Concatenated fields stand in neighbouring 4-byte registers; NFT_REG_1 is the first four of
 * them. */
static void test_lookup(struct sw_lower *l, const struct sw_test *t)
{
	/* Not pooled: libnftnl loses the name of the set when it is given another. */
	struct nftnl_expr *e = nftnl_expr_alloc("lookup");

	if (!e) {
		l->oom = true;
		return;
	}
	sw_lower_load(l, &t->sel, NFT_REG_1);
	if (t->sel2.src)
		sw_lower_load(l, &t->sel2, NFT_REG32_01);
	if (t->sel3.src)
		sw_lower_load(l, &t->sel3, NFT_REG32_02);
	nftnl_expr_set_u32(e, NFTNL_EXPR_LOOKUP_SREG, NFT_REG_1);
	nftnl_expr_set_str(e, NFTNL_EXPR_LOOKUP_SET, t->set);
	nftnl_expr_set_u32(e, NFTNL_EXPR_LOOKUP_FLAGS, t->rel == SW_NE ? NFT_LOOKUP_F_INV : 0);
	sw_lower_put(l, e);
	nftnl_expr_free(e);
}

static void test_key(struct sw_lower *l, const struct sw_test *t)
{
	static const uint8_t zero[16];
	struct nftnl_expr *e = nftnl_expr_alloc("lookup");

	if (!e) {
		l->oom = true;
		return;
	}
	for (size_t i = 0; i < t->key->n; i++) {
		const struct sw_key_part *part = &t->key->part[i];
		uint32_t reg = sw_register_at(sw_key_offset(t->key, i));

		sw_lower_load(l, &part->sel, reg);
		if (part->masked)
			sw_lower_bitwise(l, reg, part->mask, zero, part->sel.len);
	}
	nftnl_expr_set_u32(e, NFTNL_EXPR_LOOKUP_SREG, NFT_REG_1);
	nftnl_expr_set_str(e, NFTNL_EXPR_LOOKUP_SET, t->key->set);
	if (t->key->map)
		nftnl_expr_set_u32(e, NFTNL_EXPR_LOOKUP_DREG, NFT_REG_VERDICT);
	else if (t->key->data)
		nftnl_expr_set_u32(e, NFTNL_EXPR_LOOKUP_DREG, NFT_REG_1);
	sw_lower_put(l, e);
	nftnl_expr_free(e);
}

static void test_limit(struct sw_lower *l, const struct sw_test *t)
{
	struct nftnl_expr *e = pooled(l, P_LIMIT);

	if (!e)
		return;
	nftnl_expr_set_u64(e, NFTNL_EXPR_LIMIT_RATE, t->limit.rate);
	nftnl_expr_set_u64(e, NFTNL_EXPR_LIMIT_UNIT, t->limit.unit);
	nftnl_expr_set_u32(e, NFTNL_EXPR_LIMIT_BURST, t->limit.burst);
	nftnl_expr_set_u32(e, NFTNL_EXPR_LIMIT_TYPE, t->limit.type);
	nftnl_expr_set_u32(e, NFTNL_EXPR_LIMIT_FLAGS, t->limit.flags);
	sw_lower_put(l, e);
}

static void test_quota(struct sw_lower *l, const struct sw_test *t)
{
	struct nftnl_expr *e = pooled(l, P_QUOTA);

	if (!e)
		return;
	nftnl_expr_set_u64(e, NFTNL_EXPR_QUOTA_BYTES, t->quota.bytes);
	nftnl_expr_set_u32(e, NFTNL_EXPR_QUOTA_FLAGS, t->quota.flags);
	nftnl_expr_set_u64(e, NFTNL_EXPR_QUOTA_CONSUMED, t->quota.consumed);
	sw_lower_put(l, e);
}

/* libnftnl keeps the info pointer and frees it with the next one. */
static void test_xt(struct sw_lower *l, const struct sw_test *t)
{
	struct nftnl_expr *e = pooled(l, P_MATCH);
	void *info = e ? malloc(t->xt->size ? t->xt->size : 1) : NULL;

	if (!info) {
		l->oom = true;
		return;
	}
	if (t->xt->size)
		memcpy(info, t->xt->data, t->xt->size);
	nftnl_expr_set_str(e, NFTNL_EXPR_MT_NAME, t->xt->name);
	nftnl_expr_set_u32(e, NFTNL_EXPR_MT_REV, t->xt->rev);
	nftnl_expr_set(e, NFTNL_EXPR_MT_INFO, info, t->xt->size);
	sw_lower_put(l, e);
}

/* The exthdr expression writes 1 or 0 for "present". */
static void test_exists(struct sw_lower *l, const struct sw_test *t)
{
	struct sw_test cmp = {
		.kind = SW_TEST_CMP, .rel = t->rel, .sel = t->sel, .len = 1, .val = { 1 }
	};

	test_cmp(l, &cmp);
}

static void test_raw(struct sw_lower *l, const struct sw_test *t)
{
	sw_lower_put_raw(l, t->raw, t->rawlen);
}

void sw_lower_test(struct sw_lower *l, const struct sw_test *t)
{
	static void (*const put[])(struct sw_lower *, const struct sw_test *) = {
		[SW_TEST_CMP] = test_cmp,	[SW_TEST_RANGE] = test_range,
		[SW_TEST_LOOKUP] = test_lookup, [SW_TEST_EXISTS] = test_exists,
		[SW_TEST_LIMIT] = test_limit,	[SW_TEST_QUOTA] = test_quota,
		[SW_TEST_GUARD] = sw_lower_guard,	[SW_TEST_XT] = test_xt,
		[SW_TEST_KEY] = test_key,	[SW_TEST_RAW] = test_raw,
	};

	put[t->kind](l, t);
}

static void put_counter(struct sw_lower *l, const struct sw_prog *p)
{
	const union sw_field v[] = { { .u64 = p->packets }, { .u64 = p->bytes } };

	sw_lower_image(l, SW_SHAPE_COUNTER, 0, v);
}

static void put_verdict(struct sw_lower *l, const struct sw_prog *p)
{
	const union sw_field v[] = { { NFT_REG_VERDICT }, { p->verdict }, { .data = p->chain } };

	if (p->chain[0])
		sw_lower_image(l, SW_SHAPE_JUMP, strlen(p->chain) + 1, v);
	else
		sw_lower_image(l, SW_SHAPE_VERDICT, 0, v);
}

/* NFTA_RULE_COMPAT tells nft_compat which protocol the xt code shall be told of. */
static void put_compat(struct nlmsghdr *nlh, const struct sw_prog *p)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, NFTA_RULE_COMPAT);

	mnl_attr_put_u32(nlh, NFTA_RULE_COMPAT_PROTO, htonl(p->compat_proto));
	mnl_attr_put_u32(nlh, NFTA_RULE_COMPAT_FLAGS,
			 htonl(p->compat_inv ? NFT_RULE_COMPAT_F_INV : 0));
	mnl_attr_nest_end(nlh, nest);
}

int sw_lower(const struct sw_prog *p, const struct sw_ctx *ctx, const struct sw_userdata *ud,
	     struct nlmsghdr *nlh, struct sw_err *err)
{
	struct sw_lower l = { .nlh = nlh, .ctx = ctx, .prog = p };
	struct nlattr *nest = mnl_attr_nest_start(nlh, NFTA_RULE_EXPRESSIONS);
	uint8_t asked[SW_ORDER_MAX];

	l.start = nlh->nlmsg_len;
	sw_order(p, asked);
	for (size_t i = 0; i < p->ntest; i++)
		sw_lower_test(&l, i < SW_ORDER_MAX ? &p->test[asked[i]] : &p->test[i]);
	if (p->counter)
		put_counter(&l, p);
	for (size_t i = 0; i < p->nstmt; i++)
		sw_lower_stmt(&l, &p->stmt[i]);
	if (p->has_verdict)
		put_verdict(&l, p);
	if (sw_lower_is_full(&l)) {
		sw_err_set(err, SW_ERESOURCE, EMSGSIZE, "rule is too long");
		return sw_err_hint(
			err,
			"the kernel takes %u expressions and 64 KiB in one rule: make two of it",
			SW_LOWER_MAX_EXPR);
	}
	if (l.no_proto)		/* no match has such a guard without -p */
		return sw_err_set(err, SW_EOTHER, EINVAL,
				  "this kernel needs -p to tell later fragments apart");
	mnl_attr_nest_end(nlh, nest);
	if (p->compat)
		put_compat(nlh, p);
	if (ud && ud->len)
		mnl_attr_put(nlh, NFTA_RULE_USERDATA, ud->len, ud->data);
	return l.oom ? sw_err_nomem(err) : 0;
}
