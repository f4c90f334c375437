/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m helper: the conntrack helper whose expectation this connection is. */
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_helper.h>
#include "translate/ids.h"
#include "translate/registry.h"

#define NAME_LEN 16	/* NF_CT_HELPER_NAME_LEN of the kernel */
#define SEL_HELPER SW_SEL_CT(NFT_CT_HELPER, NAME_LEN)

/* xt is content when the helper's name is the beginning of the given one: "ftp-2121" and
 * "snmp_trap" match helpers ftp and snmp too. Only a plain word is the same in both. */
static bool is_plain(const char *name, size_t n)
{
	return n && n < NAME_LEN && !memchr(name, '-', n) && !memchr(name, '_', n);
}

static int helper_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
			 struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_helper_info *x = m->data;
	size_t n = strnlen(x->name, sizeof(x->name));
	char name[NAME_LEN] = "";

	/* "!" is true for everything unrelated, of which nft can read no helper. */
	if (x->invert || !is_plain(x->name, n))
		return 0;
	memcpy(name, x->name, n);
	sw_prog_cmp(p, SEL_HELPER, SW_EQ, name, NAME_LEN);
	return 1;
}

static int helper_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
			 const struct sw_hint *hint, void *data)
{
	struct xt_helper_info *x = data;

	if (!n || !sw_test_is_cmp(t, SEL_HELPER) || t->rel != SW_EQ)
		return -1;
	memcpy(x->name, t->val, NAME_LEN);
	return 1;
}

const struct sw_match_ops sw_match_helper = {
	.id = SW_ID_HELPER, .name = "helper", .size = XT_ALIGN(sizeof(struct xt_helper_info)),
	.families = SW_FAM46,
	.encode = helper_encode, .decode = helper_decode,
};
