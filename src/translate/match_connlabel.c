/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m connlabel: one of the 128 label bits of a connection. */
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_connlabel.h>
#include "translate/ids.h"
#include "translate/registry.h"

#define SEL_LABEL SW_SEL_CT(NFT_CT_LABELS, 16)
#define WORD_BITS (8 * sizeof(unsigned long))

/* The kernel's label bits are an array of unsigned long in host order, and so is the register. */
static void set_bit(uint8_t bits[16], unsigned bit)
{
	unsigned long word[16 / sizeof(unsigned long)] = { 0 };

	word[bit / WORD_BITS] = 1ul << bit % WORD_BITS;
	memcpy(bits, word, 16);
}

static int connlabel_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
			    struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_connlabel_mtinfo *x = m->data;
	static const uint8_t zero[16];
	uint8_t mask[16];

	/* "!" is true without a connection entry, of which nft can read no label. */
	if (x->options || x->bit > XT_CONNLABEL_MAXBIT)
		return 0;
	set_bit(mask, x->bit);
	sw_prog_cmp_mask(p, SEL_LABEL, mask, SW_NE, zero, 16);
	return 1;
}

static int connlabel_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
			    const struct sw_hint *hint, void *data)
{
	struct xt_connlabel_mtinfo *x = data;
	uint8_t mask[16];

	if (!n || !sw_test_is(t, SW_TEST_CMP, SEL_LABEL) || !t->masked || t->len != 16 ||
	    t->rel != SW_NE || !sw_bytes_zero(t->val, 16))
		return -1;
	for (unsigned bit = 0; bit <= XT_CONNLABEL_MAXBIT; bit++) {
		set_bit(mask, bit);
		if (memcmp(t->mask, mask, 16))
			continue;
		x->bit = bit;
		return 1;
	}
	return -1;
}

/* The plugin declares no byte of the payload as the user's; here all of them are. */
const struct sw_match_ops sw_match_connlabel = {
	.id = SW_ID_CONNLABEL, .name = "connlabel",
	.size = XT_ALIGN(sizeof(struct xt_connlabel_mtinfo)), .families = SW_FAM46,
	.encode = connlabel_encode, .decode = connlabel_decode,
};
