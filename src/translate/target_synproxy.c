/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -j SYNPROXY: answers the SYN of a client and takes its ACK, by the same functions of the kernel.
 *
 * nft acts on every packet with SYN or ACK; xt only on the two that open a connection, so these are
 * asked for first. IPv4 only: the kernel's nft_synproxy takes the checksum of IPv6 as if it were of
 * IPv4, finds it wrong and drops. */
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_SYNPROXY.h>
#include "base/cleanup.h"
#include "translate/ids.h"
#include "translate/registry.h"

#define SEL_FLAGS SW_SEL_TH(13, 1)
#define FIN 0x01
#define SYN 0x02
#define RST 0x04
#define ACK 0x10

/* Neither FIN nor RST, and not both of SYN and ACK. */
static const struct { uint8_t mask, rel, val; } asked[] = {
	{ FIN | RST, SW_EQ, 0 }, { SYN | ACK, SW_NE, SYN | ACK },
};

static int synproxy_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
			   struct sw_hint *hint, struct sw_err *err)
{
	static const uint8_t tcp[] = { IPPROTO_TCP, 0 };
	const struct xt_synproxy_info *x = t->data;
	struct sw_stmt *s;
	int rc = sw_require_hooks(ctx, "SYNPROXY", 1u << SW_HOOK_INPUT | 1u << SW_HOOK_FORWARD,
				  err);

	if (!rc)
		rc = sw_require_proto(ctx, "SYNPROXY", tcp, err);
	if (rc)
		return rc;
	if (x->options & ~NF_SYNPROXY_OPT_MASK)	/* --ecn */
		return 0;
	for (size_t i = 0; i < SW_ARRAY_SIZE(asked); i++) {
		struct sw_test *test = sw_prog_if(p, SW_TEST_CMP);

		test->sel = SEL_FLAGS;
		test->rel = asked[i].rel;
		test->len = 1;
		test->masked = true;
		test->mask[0] = asked[i].mask;
		test->val[0] = asked[i].val;
	}
	s = sw_prog_stmt(p, SW_STMT_SYNPROXY);
	s->synproxy.flags = x->options;
	s->synproxy.wscale = x->wscale;
	s->synproxy.mss = x->mss;
	return 1;
}

static int synproxy_decode(const struct sw_prog *p, const struct sw_ctx *ctx,
			   const struct sw_hint *hint, void *data)
{
	const size_t n = SW_ARRAY_SIZE(asked);
	struct xt_synproxy_info *x = data;

	if (p->nstmt != n + 1 || p->has_verdict || p->stmt[n].kind != SW_STMT_SYNPROXY ||
	    p->stmt[n].synproxy.flags & ~NF_SYNPROXY_OPT_MASK)
		return -1;
	for (size_t i = 0; i < n; i++) {
		const struct sw_test *t = p->stmt[i].test;

		if (p->stmt[i].kind != SW_STMT_IF || !sw_test_is(t, SW_TEST_CMP, SEL_FLAGS) ||
		    !t->masked || t->rel != asked[i].rel || t->mask[0] != asked[i].mask ||
		    t->val[0] != asked[i].val)
			return -1;
	}
	x->options = p->stmt[n].synproxy.flags;
	x->wscale = p->stmt[n].synproxy.wscale;
	x->mss = p->stmt[n].synproxy.mss;
	return 0;
}

const struct sw_target_ops sw_target_synproxy = {
	.id = SW_ID_SYNPROXY, .name = "SYNPROXY", .size = XT_ALIGN(sizeof(struct xt_synproxy_info)),
	.families = SW_FAM4, .encode = synproxy_encode, .decode = synproxy_decode,
};
