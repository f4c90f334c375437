/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -j CT and -j NOTRACK: no tracking, zones, and helpers by a tag; the rest in a companion chain. */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_CT.h>
#include "translate/companion.h"
#include "translate/ids.h"
#include "translate/registry.h"

#define SIZE sizeof(struct xt_ct_target_info_v1)
#define USER offsetof(struct xt_ct_target_info_v1, ct)
#define BEHIND_FLAGS (USER - offsetof(struct xt_ct_target_info_v1, zone))
#define ALL_FLAGS (XT_CT_NOTRACK | XT_CT_NOTRACK_ALIAS | ZONE_DIRS | XT_CT_ZONE_MARK)
#define ZONE_DIRS (XT_CT_ZONE_DIR_ORIG | XT_CT_ZONE_DIR_REPL)
#define SEL_STATE SW_SEL_CT(NFT_CT_STATE, 4)

static const struct sw_companion companion = {
	.name = "CT", .rev = 2, .size = USER, .proto = true,
	.hooks = 1u << SW_HOOK_PREROUTING | 1u << SW_HOOK_OUTPUT,
};

/* xt's CT does nothing when the packet has a connection, a template or the mark "untracked"; nft
 * has no word for "none of these" but the state INVALID, which here means just that. */
static void put_if_fresh(struct sw_prog *p)
{
	struct sw_test *t = sw_prog_if(p, SW_TEST_CMP);
	uint32_t state = NF_CT_STATE_INVALID_BIT;

	t->sel = SEL_STATE;
	t->rel = SW_EQ;
	t->len = 4;
	memcpy(t->val, &state, 4);
}

static size_t take_if_fresh(const struct sw_stmt *s, size_t n)
{
	uint32_t state = NF_CT_STATE_INVALID_BIT;

	if (!n || s->kind != SW_STMT_IF || !sw_test_is_cmp(s->test, SEL_STATE) ||
	    s->test->rel != SW_EQ || memcmp(s->test->val, &state, 4))
		return 0;
	return 1;
}

static bool is_zone_only(const struct xt_ct_target_info_v1 *x)
{
	return !(x->flags & ~ZONE_DIRS) && (x->flags & ZONE_DIRS) != ZONE_DIRS && !x->ct_events &&
	       !x->exp_events && !x->helper[0] && !x->timeout[0];
}

static bool is_helper_only(const struct xt_ct_target_info_v1 *x)
{
	return !x->flags && !x->zone && !x->ct_events && !x->exp_events && !x->timeout[0] &&
	       x->helper[0] && memchr(x->helper, '\0', sizeof(x->helper));
}

/* ---- encode ---------------------------------------------------------------------------------- */

/* With NOTRACK the kernel looks at nothing else: what else was said is words. One byte 1 is the
 * spelling -j NOTRACK; anything else is the payload up to its last byte that is not zero. */
static void encode_notrack(const struct xt_ct_target_info_v1 *x, struct sw_prog *p,
			   struct sw_hint *hint)
{
	size_t n = USER;

	sw_untagged_put(p);
	sw_prog_stmt(p, SW_STMT_NOTRACK);
	if (x->flags == XT_CT_NOTRACK && sw_bytes_zero(&x->zone, BEHIND_FLAGS))
		return;
	if (x->flags == (XT_CT_NOTRACK | XT_CT_NOTRACK_ALIAS) &&
	    sw_bytes_zero(&x->zone, BEHIND_FLAGS)) {
		hint->extra[hint->len++] = 1;
		return;
	}
	while (!((const uint8_t *)x)[n - 1])
		n--;
	memcpy(hint->extra, x, n);
	hint->len = n;
}

static void encode_zone(const struct xt_ct_target_info_v1 *x, struct sw_prog *p)
{
	struct sw_stmt *s;

	put_if_fresh(p);
	sw_untagged_put(p);
	s = sw_prog_stmt(p, SW_STMT_SET);
	s->set.dst = SW_SEL_CTDIR(NFT_CT_ZONE, 2, x->flags & XT_CT_ZONE_DIR_ORIG ? 1 :
				  x->flags & XT_CT_ZONE_DIR_REPL ? 2 : 0);
	s->set.len = 2;
	memcpy(s->set.val, &x->zone, 2);
}

static void encode_helper(const struct xt_ct_target_info_v1 *x, const struct sw_ctx *ctx,
			  struct sw_prog *p, struct sw_hint *hint)
{
	uint32_t tag = sw_tag_of_helper(x->helper, ctx->ip->proto);

	put_if_fresh(p);
	sw_tag_put(p, tag);
	p->need = (struct sw_need){ .kind = SW_NEED_HELPER, .proto = ctx->ip->proto, .tag = tag };
	strcpy(p->need.name, x->helper);
	hint->len = strlen(x->helper);
	memcpy(hint->extra, x->helper, hint->len);
}

static int ct_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
		     struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_ct_target_info_v1 *x = t->data;
	bool has_proto = ctx->ip->proto && !(ctx->ip->inv & SW_INV_PROTO);
	int rc = sw_require_table(ctx, "CT", "raw", err);

	if (rc)
		return rc;
	if (x->flags & XT_CT_NOTRACK) {
		if (x->flags & ~ALL_FLAGS)
			return 0;
		encode_notrack(x, p, hint);
		return 1;
	}
	if (x->helper[0] && !has_proto) {	/* xt: there is no such helper */
		rc = sw_err_set(err, SW_ERESOURCE, ENOENT, "CT --helper");
		sw_err_hint(err, "CT --helper needs -p PROTOCOL, not inverted");
		return rc;
	}
	if (x->timeout[0] && !has_proto)
		return sw_require_fails(err, "CT --timeout", "needs -p PROTOCOL, not inverted");
	if (is_zone_only(x)) {
		encode_zone(x, p);
		return 1;
	}
	if (is_helper_only(x)) {
		encode_helper(x, ctx, p, hint);
		return 1;
	}
	put_if_fresh(p);
	return sw_companion_encode(&companion, t, ctx, p, hint);
}

/* ---- decode ---------------------------------------------------------------------------------- */

static int decode_notrack(const struct sw_prog *p, const struct sw_hint *hint,
			  struct xt_ct_target_info_v1 *x)
{
	if (p->nstmt != 2 || p->stmt[1].kind != SW_STMT_NOTRACK)
		return -1;
	if (hint && hint->len && (hint->len != 1 || hint->extra[0] != 1)) {
		if (hint->len > USER)
			return -1;
		memcpy(x, hint->extra, hint->len);
		return x->flags & XT_CT_NOTRACK && !x->helper[sizeof(x->helper) - 1] &&
		       !x->timeout[sizeof(x->timeout) - 1] ? 0 : -1;
	}
	x->flags = XT_CT_NOTRACK;
	/* Without words: what people write. */
	if (!hint || hint->len)
		x->flags |= XT_CT_NOTRACK_ALIAS;
	return 0;
}

static int decode_zone(const struct sw_stmt *s, struct xt_ct_target_info_v1 *x)
{
	struct sw_sel sel = SW_SEL_CTDIR(NFT_CT_ZONE, 2, s->set.dst.dir);

	if (s->kind != SW_STMT_SET || !sw_sel_equal(&s->set.dst, &sel) ||
	    s->set.src.src != SW_SRC_NONE || sel.dir > 2)
		return -1;
	x->flags = sel.dir == 1 ? XT_CT_ZONE_DIR_ORIG : sel.dir == 2 ? XT_CT_ZONE_DIR_REPL : 0;
	memcpy(&x->zone, s->set.val, 2);
	return 0;
}

/* The tag says which of the usual helpers it is; any other is named in the words. */
static int decode_helper(uint32_t tag, const struct sw_ctx *ctx, const struct sw_hint *hint,
			 struct xt_ct_target_info_v1 *x)
{
	const char *known = sw_tag_helper(tag, ctx->ip->proto);

	if (known)
		strcpy(x->helper, known);
	else if (hint && hint->len && hint->len < sizeof(x->helper))
		memcpy(x->helper, hint->extra, hint->len);
	return x->helper[0] && sw_tag_of_helper(x->helper, ctx->ip->proto) == tag ? 0 : -1;
}

static int ct_decode(const struct sw_prog *p, const struct sw_ctx *ctx, const struct sw_hint *hint,
		     void *data)
{
	struct xt_ct_target_info_v1 *x = data;
	const struct sw_stmt *s = p->stmt;
	size_t n = p->nstmt, used;
	uint32_t tag;

	if (p->has_verdict)
		return -1;
	if (sw_untagged_take(s, n))
		return decode_notrack(p, hint, x);
	used = take_if_fresh(s, n);
	if (!used)
		return -1;
	s += used;
	n -= used;
	if (n == 2 && sw_untagged_take(s, n))
		return decode_zone(&s[1], x);
	if (sw_tag_take(s, n, &tag) != n || !n)
		return -1;
	if (!decode_helper(tag, ctx, hint, x))
		return 0;
	memset(x, 0, USER);
	return sw_companion_decode(&companion, p, used, ctx, hint, data);
}

const struct sw_target_ops sw_target_ct = {
	.id = SW_ID_CT, .name = "CT", .rev = 2, .size = XT_ALIGN(SIZE), .user_size = USER,
	.families = SW_FAM46, .encode = ct_encode, .decode = ct_decode,
};
