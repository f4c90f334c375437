/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The expressions that nearly every rule has: encoded once by libnftnl, then copied with other
 * values put in. With an object of libnftnl made and encoded for each, a restore takes 66 % more
 * user instructions (callgrind, tests/bench/generate.py mixed 10000). */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <libmnl/libmnl.h>
#include <libnftnl/expr.h>
#include "base/attr.h"
#include "base/cleanup.h"
#include "translate/image.h"

/* of a chain's name with NUL; a value that a test compares has up to 16 bytes */
#define MAX_LEN SW_CHAIN_MAX
#define MAX_FIELD 5

/* How a field stands in the message: a number, or something in a nest of its own. */
enum form { U32, U64, DATA, CODE, CHAIN };

static const struct {
	const char *name;
	struct { uint16_t nftnl, nla; uint8_t form; } field[MAX_FIELD];
	uint8_t n;
} shapes[SW_NSHAPE] = {
	[SW_SHAPE_PAYLOAD] = { "payload", {
		{ NFTNL_EXPR_PAYLOAD_DREG, NFTA_PAYLOAD_DREG, U32 },
		{ NFTNL_EXPR_PAYLOAD_BASE, NFTA_PAYLOAD_BASE, U32 },
		{ NFTNL_EXPR_PAYLOAD_OFFSET, NFTA_PAYLOAD_OFFSET, U32 },
		{ NFTNL_EXPR_PAYLOAD_LEN, NFTA_PAYLOAD_LEN, U32 } }, 4 },
	[SW_SHAPE_META] = { "meta", {
		{ NFTNL_EXPR_META_KEY, NFTA_META_KEY, U32 },
		{ NFTNL_EXPR_META_DREG, NFTA_META_DREG, U32 } }, 2 },
	[SW_SHAPE_CT] = { "ct", {
		{ NFTNL_EXPR_CT_KEY, NFTA_CT_KEY, U32 },
		{ NFTNL_EXPR_CT_DREG, NFTA_CT_DREG, U32 } }, 2 },
	[SW_SHAPE_BITWISE] = { "bitwise", {
		{ NFTNL_EXPR_BITWISE_SREG, NFTA_BITWISE_SREG, U32 },
		{ NFTNL_EXPR_BITWISE_DREG, NFTA_BITWISE_DREG, U32 },
		{ NFTNL_EXPR_BITWISE_LEN, NFTA_BITWISE_LEN, U32 },
		{ NFTNL_EXPR_BITWISE_MASK, NFTA_BITWISE_MASK, DATA },
		{ NFTNL_EXPR_BITWISE_XOR, NFTA_BITWISE_XOR, DATA } }, 5 },
	[SW_SHAPE_CMP] = { "cmp", {
		{ NFTNL_EXPR_CMP_SREG, NFTA_CMP_SREG, U32 },
		{ NFTNL_EXPR_CMP_OP, NFTA_CMP_OP, U32 },
		{ NFTNL_EXPR_CMP_DATA, NFTA_CMP_DATA, DATA } }, 3 },
	[SW_SHAPE_RANGE] = { "range", {
		{ NFTNL_EXPR_RANGE_SREG, NFTA_RANGE_SREG, U32 },
		{ NFTNL_EXPR_RANGE_OP, NFTA_RANGE_OP, U32 },
		{ NFTNL_EXPR_RANGE_FROM_DATA, NFTA_RANGE_FROM_DATA, DATA },
		{ NFTNL_EXPR_RANGE_TO_DATA, NFTA_RANGE_TO_DATA, DATA } }, 4 },
	[SW_SHAPE_COUNTER] = { "counter", {
		{ NFTNL_EXPR_CTR_PACKETS, NFTA_COUNTER_PACKETS, U64 },
		{ NFTNL_EXPR_CTR_BYTES, NFTA_COUNTER_BYTES, U64 } }, 2 },
	[SW_SHAPE_VERDICT] = { "immediate", {
		{ NFTNL_EXPR_IMM_DREG, NFTA_IMMEDIATE_DREG, U32 },
		{ NFTNL_EXPR_IMM_VERDICT, NFTA_IMMEDIATE_DATA, CODE } }, 2 },
	[SW_SHAPE_JUMP] = { "immediate", {
		{ NFTNL_EXPR_IMM_DREG, NFTA_IMMEDIATE_DREG, U32 },
		{ NFTNL_EXPR_IMM_VERDICT, NFTA_IMMEDIATE_DATA, CODE },
		{ NFTNL_EXPR_IMM_CHAIN, NFTA_IMMEDIATE_DATA, CHAIN } }, 3 },
};

struct image {
	uint16_t size;		/* 0: not made yet */
	uint16_t at[MAX_FIELD];	/* where the values stand */
	char     bytes[180];
};
static struct image *images[SW_NSHAPE][MAX_LEN + 1];	/* owned */

void sw_image_fini(void)
{
	for (int kind = 0; kind < SW_NSHAPE; kind++)
		for (int len = 0; len <= MAX_LEN; len++) {
			free(images[kind][len]);
			images[kind][len] = NULL;
		}
}

static void fill(struct nftnl_expr *e, enum sw_shape kind, uint8_t len)
{
	static const char zero[MAX_LEN];
	char name[MAX_LEN] = "";

	if (len)
		memset(name, 'x', len - 1);
	for (int i = 0; i < shapes[kind].n; i++) {
		uint16_t type = shapes[kind].field[i].nftnl;

		switch (shapes[kind].field[i].form) {
		case U64:
			nftnl_expr_set_u64(e, type, 0);
			break;
		case DATA:
			nftnl_expr_set(e, type, zero, len);
			break;
		case CODE:	/* or libnftnl would not free the chain's name */
			nftnl_expr_set_u32(e, type, NFT_JUMP);
			break;
		case CHAIN:
			nftnl_expr_set_str(e, type, name);
			break;
		default:
			nftnl_expr_set_u32(e, type, 0);
		}
	}
}

/* The attribute that holds the value of a field in a nest; NULL: libnftnl has written something
 * else. */
static const struct nlattr *inner(const struct nlattr *nest, enum form form)
{
	const struct nlattr *data[NFTA_DATA_MAX + 1], *verdict[NFTA_VERDICT_MAX + 1];

	if (form == U32 || form == U64 || !nest)
		return nest;
	sw_attr_parse_nested(nest, data, NFTA_DATA_MAX);
	if (form == DATA || !data[NFTA_DATA_VERDICT])
		return form == DATA ? data[NFTA_DATA_VALUE] : NULL;
	sw_attr_parse_nested(data[NFTA_DATA_VERDICT], verdict, NFTA_VERDICT_MAX);
	return verdict[form == CODE ? NFTA_VERDICT_CODE : NFTA_VERDICT_CHAIN];
}

static bool find(struct image *im, enum sw_shape kind, int i)
{
	const struct nlattr *tb[NFTA_EXPR_MAX + 1], *field[32], *a;

	sw_attr_parse_nested((const void *)im->bytes, tb, NFTA_EXPR_MAX);
	if (!tb[NFTA_EXPR_DATA])
		return false;
	sw_attr_parse_nested(tb[NFTA_EXPR_DATA], field, SW_ARRAY_SIZE(field) - 1);
	a = inner(field[shapes[kind].field[i].nla], shapes[kind].field[i].form);
	if (!a)
		return false;
	im->at[i] = (const char *)sw_attr_data(a) - im->bytes;
	return true;
}

static struct image *make(enum sw_shape kind, uint8_t len)
{
	/* All zero: libmnl 1.0.4 leaves the padding as it is. */
	_Alignas(struct nlmsghdr) char buf[512] = "";
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct nftnl_expr *e = nftnl_expr_alloc(shapes[kind].name);
	struct image *im = e ? calloc(1, sizeof(*im)) : NULL;
	struct nlattr *nest;
	bool found = true;

	if (im) {
		fill(e, kind, len);
		nest = mnl_attr_nest_start(nlh, NFTA_LIST_ELEM);
		nftnl_expr_build_payload(nlh, e);
		mnl_attr_nest_end(nlh, nest);
		im->size = nlh->nlmsg_len - MNL_NLMSG_HDRLEN;
		found = im->size <= sizeof(im->bytes);
		if (found)
			memcpy(im->bytes, buf + MNL_NLMSG_HDRLEN, im->size);
		for (int i = 0; i < shapes[kind].n && found; i++)
			found = find(im, kind, i);
	}
	if (e)
		nftnl_expr_free(e);
	if (found)
		return im;
	free(im);
	return NULL;
}

void sw_lower_image(struct sw_lower *l, enum sw_shape kind, uint8_t len, const union sw_field *v)
{
	struct image **im = &images[kind][len];
	char *to;

	assert(len <= MAX_LEN);
	if (sw_lower_is_full(l))
		return;
	if (!*im)
		*im = make(kind, len);
	if (!*im) {
		l->oom = true;
		return;
	}
	l->nexpr++;
	to = (char *)l->nlh + NLMSG_ALIGN(l->nlh->nlmsg_len);
	memcpy(to, (*im)->bytes, (*im)->size);
	l->nlh->nlmsg_len = NLMSG_ALIGN(l->nlh->nlmsg_len) + (*im)->size;
	for (int i = 0; i < shapes[kind].n; i++) {
		char *at = to + (*im)->at[i];
		uint32_t be32 = htobe32(v[i].u32);
		uint64_t be64;

		switch (shapes[kind].field[i].form) {
		case U64:
			be64 = htobe64(v[i].u64);
			memcpy(at, &be64, sizeof(be64));
			break;
		case DATA: case CHAIN:
			memcpy(at, v[i].data, len);
			break;
		default:
			memcpy(at, &be32, sizeof(be32));
		}
	}
}
