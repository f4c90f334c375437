/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The L4 guard as expressions: what keeps later fragments out depends on the kernel. */
#include <stdio.h>
#include <libmnl/libmnl.h>
#include <libnftnl/expr.h>
#include "translate/image.h"
#include "translate/ip.h"

/* The offset in an IPv4 header. */
static void offset_is_zero(struct sw_lower *l)
{
	static const struct sw_test zero = {
		.kind = SW_TEST_CMP, .rel = SW_EQ, .sel = SW_SEL_NH(6, 2), .len = 2, .masked = true,
		.mask = { 0x1f, 0xff },
	};

	sw_lower_test(l, &zero);
}

/* IPv6's offset stands in a header that is seldom there, and a rule has no "or". But asked for the
 * header of a protocol the kernel finds none in a later fragment (ipv6_find_hdr() with a target),
 * and behind a fragment header whose offset is 0 it does. The kernel wants the length 1 and writes
 * a whole register, old ones in the machine's byte order: so all of it is compared. */
static void header_is_there(struct sw_lower *l)
{
	static const uint8_t zero[4];
	const union sw_field cmp[] = { { NFT_REG_1 }, { NFT_CMP_NEQ }, { .data = zero } };
	struct nftnl_expr *e = nftnl_expr_alloc("exthdr");
	uint8_t proto = sw_ip_proto(l->prog, SW_IP6);

	l->no_proto |= !proto;
	if (!e) {
		l->oom = true;
		return;
	}
	nftnl_expr_set_u32(e, NFTNL_EXPR_EXTHDR_DREG, NFT_REG_1);
	nftnl_expr_set_u8(e, NFTNL_EXPR_EXTHDR_TYPE, proto);
	nftnl_expr_set_u32(e, NFTNL_EXPR_EXTHDR_OFFSET, 0);
	nftnl_expr_set_u32(e, NFTNL_EXPR_EXTHDR_LEN, 1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_EXTHDR_FLAGS, NFT_EXTHDR_F_PRESENT);
	nftnl_expr_set_u32(e, NFTNL_EXPR_EXTHDR_OP, NFT_EXTHDR_OP_IPV6);
	sw_lower_put(l, e);
	sw_lower_image(l, SW_SHAPE_CMP, sizeof(zero), cmp);
	nftnl_expr_free(e);
}

/* Three bytes are not served by the kernel's fast path for transport loads, so this load alone
 * looks at the header's length and, since Linux 5.17, at the fragment offset; nothing reads the
 * register. */
void sw_lower_guard(struct sw_lower *l, const struct sw_test *t)
{
	struct sw_sel s = SW_SEL_TH(t->len - 3, 3);

	sw_lower_load(l, &s, NFT_REG_1);
	if (!l->ctx->later_fragments)
		return;
	if (l->ctx->family == SW_IP6)
		header_is_there(l);
	else
		offset_is_zero(l);
}
