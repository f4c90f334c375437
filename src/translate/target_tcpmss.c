/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -j TCPMSS: carried as xt; with --clamp-mss-to-pmtu in a user chain, where packets have a route
 * only.
 *
 * The target reads the mtu of the packet's route and does not ask whether there is one: in
 * PREROUTING there is none. The kernel checks that when such a rule is loaded into a builtin chain.
 * Of a user chain the target is not told what jumps there, but nf_tables knows, whichever comes
 * last, the rule or the jump: it refuses "rt tcpmss" wherever jumps lead from PREROUTING or INPUT.
 * The value is never 0.
 *
 * The outgoing interface is asked before it. A kernel that does not follow jumps would load the
 * rule, and a packet in PREROUTING may have what looks like a route (a tunnel's metadata) and is
 * none. */
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_TCPMSS.h>
#include "translate/ids.h"
#include "translate/registry.h"

#define NAME "TCPMSS"
#define SIZE XT_ALIGN(sizeof(struct xt_tcpmss_info))

/* What must not be 0 before the target is asked; first the one, then the other. */
static const struct sw_sel asked[] = { SW_SEL_META(NFT_META_OIF, 4), SW_SEL_RT(NFT_RT_TCPMSS, 2) };

static void put_if(struct sw_prog *p, struct sw_sel sel)
{
	struct sw_test *t = sw_prog_if(p, SW_TEST_CMP);

	t->sel = sel;
	t->rel = SW_NE;
	t->len = sel.len;	/* of zeros */
}

static bool is_if(const struct sw_stmt *s, struct sw_sel sel)
{
	return s->kind == SW_STMT_IF && sw_test_is_cmp(s->test, sel) && s->test->rel == SW_NE &&
	       sw_bytes_zero(s->test->val, sel.len);
}

static int encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p, size_t n)
{
	const struct xt_tcpmss_info *x = t->data;

	if (ctx->hooks || x->mss != XT_TCPMSS_CLAMP_PMTU)
		return 0;
	for (size_t i = 0; i < n; i++)
		put_if(p, asked[i]);
	sw_prog_stmt(p, SW_STMT_XT)->xt = t;
	return 1;
}

static int decode(const struct sw_prog *p, void *data, size_t n)
{
	const struct sw_ext *xt;

	if (p->nstmt != n + 1 || p->has_verdict || p->stmt[n].kind != SW_STMT_XT)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (!is_if(&p->stmt[i], asked[i]))
			return -1;
	xt = p->stmt[n].xt;
	if (strcmp(xt->name, NAME) || xt->rev || xt->size != SIZE)
		return -1;
	memcpy(data, xt->data, SIZE);
	return 0;
}

static int tcpmss_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
			 struct sw_hint *hint, struct sw_err *err)
{
	return encode(t, ctx, p, 2);
}

static int tcpmss_decode(const struct sw_prog *p, const struct sw_ctx *ctx,
			 const struct sw_hint *hint, void *data)
{
	return decode(p, data, 2);
}

const struct sw_target_ops sw_target_tcpmss = {
	.id = SW_ID_TCPMSS_T, .name = NAME, .size = SIZE, .families = SW_FAM46, .always = true,
	.encode = tcpmss_encode, .decode = tcpmss_decode,
};

/* As it was written before: the interface only. Behind the other in the table, so it is only
 * read. */
static int out_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
		      struct sw_hint *hint, struct sw_err *err)
{
	return encode(t, ctx, p, 1);
}

static int out_decode(const struct sw_prog *p, const struct sw_ctx *ctx, const struct sw_hint *hint,
		      void *data)
{
	return decode(p, data, 1);
}

const struct sw_target_ops sw_target_tcpmss_out = {
	.id = SW_ID_TCPMSS_OUT, .name = NAME, .size = SIZE, .families = SW_FAM46, .always = true,
	.encode = out_encode, .decode = out_decode,
};
