/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -j CHECKSUM --checksum-fill: nft has no form for it, a companion chain does it. */
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_CHECKSUM.h>
#include "translate/companion.h"
#include "translate/ids.h"
#include "translate/registry.h"

static const struct sw_companion companion = {
	.name = "CHECKSUM",
	.size = sizeof(struct xt_CHECKSUM_info),
	.hooks = (1u << SW_HOOK_MAX) - 1,
};

static int checksum_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
			   struct sw_hint *hint, struct sw_err *err)
{
	int rc = sw_require_table(ctx, "CHECKSUM", "mangle", err);

	return rc ? rc : sw_companion_encode(&companion, t, ctx, p, hint);
}

static int checksum_decode(const struct sw_prog *p, const struct sw_ctx *ctx,
			   const struct sw_hint *hint, void *data)
{
	return sw_companion_decode(&companion, p, 0, ctx, hint, data);
}

const struct sw_target_ops sw_target_checksum = {
	.id = SW_ID_CHECKSUM, .name = "CHECKSUM", .size = XT_ALIGN(sizeof(struct xt_CHECKSUM_info)),
	.families = SW_FAM46, .encode = checksum_encode, .decode = checksum_decode,
};
