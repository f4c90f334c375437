/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -j TCPMSS: carried as xt; with --clamp-mss-to-pmtu in a user chain, for packets with a way out only.
 *
 * The target reads the mtu of the packet's route and does not ask whether there is one: in PREROUTING
 * there is none. The kernel checks that when such a rule is loaded into a builtin chain. Of a user chain
 * it is not told what jumps there, so the packet is asked: an outgoing interface is known in FORWARD,
 * OUTPUT and POSTROUTING, which are the chains that xt allows. */
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_TCPMSS.h>
#include "translate/ids.h"
#include "translate/registry.h"

#define NAME "TCPMSS"
#define SIZE XT_ALIGN(sizeof(struct xt_tcpmss_info))
#define SEL_OUT SW_SEL_META(NFT_META_OIF, 4)

static void put_if_out(struct sw_prog *p)
{
	struct sw_test *t = sw_prog_if(p, SW_TEST_CMP);

	t->sel = SEL_OUT;
	t->rel = SW_NE;
	t->len = 4;	/* of zeros: no interface */
}

static bool is_if_out(const struct sw_stmt *s)
{
	return s->kind == SW_STMT_IF && sw_test_is_cmp(s->test, SEL_OUT) && s->test->rel == SW_NE &&
	       sw_bytes_zero(s->test->val, 4);
}

static int tcpmss_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
			 struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_tcpmss_info *x = t->data;

	if (ctx->hooks || x->mss != XT_TCPMSS_CLAMP_PMTU)
		return 0;
	put_if_out(p);
	sw_prog_stmt(p, SW_STMT_XT)->xt = t;
	return 1;
}

static int tcpmss_decode(const struct sw_prog *p, const struct sw_ctx *ctx,
			 const struct sw_hint *hint, void *data)
{
	const struct sw_ext *xt;

	if (p->nstmt != 2 || p->has_verdict || !is_if_out(&p->stmt[0]) ||
	    p->stmt[1].kind != SW_STMT_XT)
		return -1;
	xt = p->stmt[1].xt;
	if (strcmp(xt->name, NAME) || xt->rev || xt->size != SIZE)
		return -1;
	memcpy(data, xt->data, SIZE);
	return 0;
}

const struct sw_target_ops sw_target_tcpmss = {
	.id = SW_ID_TCPMSS_T, .name = NAME, .size = SIZE, .families = SW_FAM46, .always = true,
	.encode = tcpmss_encode, .decode = tcpmss_decode,
};
