/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -j SNPT and DNPT: nft has no form for them, a companion chain carries them whole. So it did
 * CONNSECMARK, which is still read.
 *
 * The companion acts behind the rest of our table: a later rule there that looks at the address
 * SNPT or DNPT rewrites still sees the old one. */
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_CONNSECMARK.h>
#include <linux/netfilter_ipv6/ip6t_NPT.h>
#include "translate/companion.h"
#include "translate/ids.h"
#include "translate/registry.h"

static const struct sw_companion connsecmark = {
	.name = "CONNSECMARK", .size = sizeof(struct xt_connsecmark_target_info),
	.hooks = (1u << SW_HOOK_MAX) - 1,
};
static const struct sw_companion snpt = {
	.name = "SNPT", .size = sizeof(struct ip6t_npt_tginfo),
	.hooks = 1u << SW_HOOK_INPUT | 1u << SW_HOOK_POSTROUTING,
};
static const struct sw_companion dnpt = {
	.name = "DNPT", .size = sizeof(struct ip6t_npt_tginfo),
	.hooks = 1u << SW_HOOK_PREROUTING | 1u << SW_HOOK_OUTPUT,
};

/* Tables and hooks as the kernel's xt code has them (xt_CONNSECMARK.c, ip6t_NPT.c). */
static int encode(const struct sw_companion *c, const char *tables, const struct sw_ext *t,
		  const struct sw_ctx *ctx, struct sw_prog *p, struct sw_hint *hint,
		  struct sw_err *err)
{
	int rc = sw_require_table(ctx, c->name, tables, err);

	if (!rc)
		rc = sw_require_hooks(ctx, c->name, c->hooks, err);
	return rc ? rc : sw_companion_encode(c, t, ctx, p, hint);
}

#define CARRIED(object, tables)									\
static int object##_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,	\
			   struct sw_hint *hint, struct sw_err *err)				\
{												\
	return encode(&object, tables, t, ctx, p, hint, err);					\
}												\
static int object##_decode(const struct sw_prog *p, const struct sw_ctx *ctx,			\
			   const struct sw_hint *hint, void *data)				\
{												\
	return sw_companion_decode(&object, p, 0, ctx, hint, data);				\
}

CARRIED(connsecmark, "mangle security")
CARRIED(snpt, "mangle")
CARRIED(dnpt, "mangle")

/* Behind target_connsecmark.c in the table. */
const struct sw_target_ops sw_target_connsecmark_tag = {
	.id = SW_ID_CONNSECMARK, .name = "CONNSECMARK",
	.size = XT_ALIGN(sizeof(struct xt_connsecmark_target_info)),
	.families = SW_FAM46, .encode = connsecmark_encode, .decode = connsecmark_decode,
};
/* The kernel keeps the checksum adjustment behind what the user said. */
const struct sw_target_ops sw_target_snpt = {
	.id = SW_ID_SNPT, .name = "SNPT", .size = XT_ALIGN(sizeof(struct ip6t_npt_tginfo)),
	.user_size = offsetof(struct ip6t_npt_tginfo, adjustment),
	.families = SW_FAM6, .encode = snpt_encode, .decode = snpt_decode,
};
const struct sw_target_ops sw_target_dnpt = {
	.id = SW_ID_DNPT, .name = "DNPT", .size = XT_ALIGN(sizeof(struct ip6t_npt_tginfo)),
	.user_size = offsetof(struct ip6t_npt_tginfo, adjustment),
	.families = SW_FAM6, .encode = dnpt_encode, .decode = dnpt_decode,
};
