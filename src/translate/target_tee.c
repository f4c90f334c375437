/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -j TEE --gateway: a copy of the packet to another host. */
#include <stddef.h>
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_TEE.h>
#include "translate/ids.h"
#include "translate/registry.h"

/* --oif stays xt: it follows a device name that comes and goes, nft's dup takes an index. */
static int tee_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
		      struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_tee_tginfo *x = t->data;
	struct sw_stmt *s;

	if (sw_bytes_zero(&x->gw, sizeof(x->gw)))
		return sw_require_fails(err, "TEE", "needs a gateway that is not all zero");
	if (x->oif[0])
		return 0;
	s = sw_prog_stmt(p, SW_STMT_DUP);
	s->nat.family = ctx->family;
	s->nat.has_addr = true;
	memcpy(s->nat.addr, &x->gw, ctx->family == SW_IP6 ? 16 : 4);
	return 1;
}

static int tee_decode(const struct sw_prog *p, const struct sw_ctx *ctx, const struct sw_hint *hint,
		      void *data)
{
	const struct sw_stmt *s = sw_stmt_only(p, SW_STMT_DUP);
	struct xt_tee_tginfo *x = data;

	if (!s || !s->nat.has_addr || s->nat.family != ctx->family)
		return -1;
	memcpy(&x->gw, s->nat.addr, ctx->family == SW_IP6 ? 16 : 4);
	return 0;
}

const struct sw_target_ops sw_target_tee = {
	.id = SW_ID_TEE, .name = "TEE", .rev = 1, .size = XT_ALIGN(sizeof(struct xt_tee_tginfo)),
	.user_size = offsetof(struct xt_tee_tginfo, priv), .families = SW_FAM46,
	.encode = tee_encode, .decode = tee_decode,
};
