/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m length: bytes of the packet from the network header on. */
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_length.h>
#include "translate/ids.h"
#include "translate/registry.h"

#define SEL_LENGTH SW_SEL_META(NFT_META_LEN, 4)

/* A register for a single length is compared as it is; for a range it is turned to big endian. */
static int length_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
			 struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_length_info *x = m->data;
	uint32_t one = x->min, from = htonl(x->min), to = htonl(x->max);
	enum sw_rel rel = x->invert ? SW_NE : SW_EQ;

	if (x->min == x->max)
		sw_prog_cmp(p, SEL_LENGTH, rel, &one, 4);
	else
		sw_prog_range(p, SEL_LENGTH, rel, &from, &to, 4);
	return 1;
}

static int length_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
			 const struct sw_hint *hint, void *data)
{
	struct xt_length_info *x = data;
	uint32_t from, to;

	if (!n || t->rel > SW_NE || t->len != 4)
		return -1;
	if (sw_test_is_cmp(t, SEL_LENGTH)) {
		memcpy(&from, t->val, 4);
		to = from;
	} else if (sw_test_is(t, SW_TEST_RANGE, SEL_LENGTH)) {
		memcpy(&from, t->val, 4);
		memcpy(&to, t->val2, 4);
		from = ntohl(from);
		to = ntohl(to);
	} else {
		return -1;
	}
	if (from > UINT16_MAX || to > UINT16_MAX)
		return -1;
	x->min = from;
	x->max = to;
	x->invert = t->rel == SW_NE;
	return 1;
}

const struct sw_match_ops sw_match_length = {
	.id = SW_ID_LENGTH, .name = "length", .size = XT_ALIGN(sizeof(struct xt_length_info)),
	.families = SW_FAM46,
	.encode = length_encode, .decode = length_decode,
};
