/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -j CONNSECMARK: the security mark of a packet to its connection and back, where there is none
 * yet. */
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_CONNSECMARK.h>
#include "translate/ids.h"
#include "translate/registry.h"

#define SEL_PACKET SW_SEL_META(NFT_META_SECMARK, 4)
#define SEL_CONN   SW_SEL_CT(NFT_CT_SECMARK, 4)

/* from is copied if it is there and the other is not. */
static void put_if(struct sw_prog *p, struct sw_sel sel, enum sw_rel rel)
{
	struct sw_test *t = sw_prog_if(p, SW_TEST_CMP);

	t->sel = sel;
	t->rel = rel;
	t->len = 4;	/* of zeros */
}

static bool is_if(const struct sw_stmt *s, struct sw_sel sel, enum sw_rel rel)
{
	return s->kind == SW_STMT_IF && sw_test_is_cmp(s->test, sel) && s->test->rel == rel &&
	       sw_bytes_zero(s->test->val, 4);
}

static bool is_copy(const struct sw_stmt *s, struct sw_sel from, struct sw_sel to)
{
	return s->kind == SW_STMT_SET && sw_sel_equal(&s->set.src, &from) &&
	       sw_sel_equal(&s->set.dst, &to) && !s->set.masked && !s->set.map;
}

static int connsecmark_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
			      struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_connsecmark_target_info *x = t->data;
	bool save = x->mode == CONNSECMARK_SAVE;
	struct sw_sel from = save ? SEL_PACKET : SEL_CONN, to = save ? SEL_CONN : SEL_PACKET;
	int rc = sw_require_table(ctx, "CONNSECMARK", "mangle security", err);
	struct sw_stmt *s;

	if (rc)
		return rc;
	if (!save && x->mode != CONNSECMARK_RESTORE)
		return 0;
	put_if(p, from, SW_NE);
	put_if(p, to, SW_EQ);
	s = sw_prog_stmt(p, SW_STMT_SET);
	s->set.src = from;
	s->set.dst = to;
	s->set.len = 4;
	return 1;
}

static int connsecmark_decode(const struct sw_prog *p, const struct sw_ctx *ctx,
			      const struct sw_hint *hint, void *data)
{
	struct xt_connsecmark_target_info *x = data;
	struct sw_sel from = SEL_PACKET, to = SEL_CONN, other;

	if (p->nstmt != 3 || p->has_verdict)
		return -1;
	x->mode = CONNSECMARK_SAVE;
	if (!is_if(&p->stmt[0], from, SW_NE)) {
		other = from;
		from = to;
		to = other;
		x->mode = CONNSECMARK_RESTORE;
	}
	return is_if(&p->stmt[0], from, SW_NE) && is_if(&p->stmt[1], to, SW_EQ) &&
	       is_copy(&p->stmt[2], from, to) ? 0 : -1;
}

const struct sw_target_ops sw_target_connsecmark = {
	.id = SW_ID_CONNSECMARK_N, .name = "CONNSECMARK",
	.size = XT_ALIGN(sizeof(struct xt_connsecmark_target_info)),
	.families = SW_FAM46, .encode = connsecmark_encode, .decode = connsecmark_decode,
};
