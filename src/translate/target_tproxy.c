/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -j TPROXY: goto a private chain that gives the packet to the socket, or else drops it. */
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_TPROXY.h>
#include "translate/companion.h"
#include "translate/ids.h"
#include "translate/registry.h"

#define SIZE sizeof(struct xt_tproxy_target_info_v1)

static int tproxy_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
			 struct sw_hint *hint, struct sw_err *err)
{
	static const uint8_t protos[] = { IPPROTO_TCP, IPPROTO_UDP, 0 };
	int rc = sw_require_table(ctx, "TPROXY", "mangle", err);

	if (!rc)
		rc = sw_require_hooks(ctx, "TPROXY", 1u << SW_HOOK_PREROUTING, err);
	if (!rc)
		rc = sw_require_proto(ctx, "TPROXY", protos, err);
	if (rc)
		return rc;
	return sw_companion_chain_encode(t, ctx, p, hint);
}

static int tproxy_decode(const struct sw_prog *p, const struct sw_ctx *ctx,
			 const struct sw_hint *hint, void *data)
{
	return sw_companion_chain_decode("TPROXY", 1, SIZE, p, ctx, hint, data);
}

/* The private chain's first rule: what encode put into need.xt. */
void sw_tproxy_rule(const struct sw_ext *t, uint8_t family, struct sw_prog *p)
{
	const struct xt_tproxy_target_info_v1 *x = t->data;
	uint32_t keep = ~x->mark_mask;
	struct sw_stmt *s = sw_prog_stmt(p, SW_STMT_TPROXY);

	s->nat.family = family;
	s->nat.has_addr = !sw_bytes_zero(&x->laddr, sizeof(x->laddr));
	memcpy(s->nat.addr, &x->laddr, family == SW_IP6 ? 16 : 4);
	s->nat.has_port = true;	/* 0 is the packet's own port, as in xt */
	memcpy(s->nat.port, &x->lport, 2);
	s = sw_prog_stmt(p, SW_STMT_SET);
	s->set.dst = s->set.src = SW_SEL_META(NFT_META_MARK, 4);
	s->set.len = 4;
	s->set.masked = true;
	memcpy(s->set.mask, &keep, 4);
	memcpy(s->set.val, &x->mark_value, 4);
	p->has_verdict = true;
	p->verdict = NF_ACCEPT;
}

const struct sw_target_ops sw_target_tproxy = {
	.id = SW_ID_TPROXY, .name = "TPROXY", .rev = 1, .size = XT_ALIGN(SIZE),
	.families = SW_FAM46, .encode = tproxy_encode, .decode = tproxy_decode,
};
