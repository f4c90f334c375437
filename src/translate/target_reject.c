/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -j REJECT of both families: an ICMP answer or a TCP reset. */
#include <stddef.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter_ipv4/ipt_REJECT.h>
#include <linux/netfilter_ipv6/ip6t_REJECT.h>
#include "base/cleanup.h"
#include "translate/ids.h"
#include "translate/registry.h"

/* xt numbers the answers in the order they were invented, nft takes the ICMP code. */
struct answer { uint32_t with; uint8_t type, code; };

static const struct answer answers4[] = {
	{ IPT_ICMP_NET_UNREACHABLE,  NFT_REJECT_ICMP_UNREACH, 0 },
	{ IPT_ICMP_HOST_UNREACHABLE, NFT_REJECT_ICMP_UNREACH, 1 },
	{ IPT_ICMP_PROT_UNREACHABLE, NFT_REJECT_ICMP_UNREACH, 2 },
	{ IPT_ICMP_PORT_UNREACHABLE, NFT_REJECT_ICMP_UNREACH, 3 },
	{ IPT_ICMP_NET_PROHIBITED,   NFT_REJECT_ICMP_UNREACH, 9 },
	{ IPT_ICMP_HOST_PROHIBITED,  NFT_REJECT_ICMP_UNREACH, 10 },
	{ IPT_ICMP_ADMIN_PROHIBITED, NFT_REJECT_ICMP_UNREACH, 13 },
	{ IPT_TCP_RESET,             NFT_REJECT_TCP_RST,      0 },
	{ 0, 0, 0 }
};

/* Code 2, "not a neighbour", has no word in ip6tables. */
static const struct answer answers6[] = {
	{ IP6T_ICMP6_NO_ROUTE,       NFT_REJECT_ICMP_UNREACH, 0 },
	{ IP6T_ICMP6_ADM_PROHIBITED, NFT_REJECT_ICMP_UNREACH, 1 },
	{ IP6T_ICMP6_ADDR_UNREACH,   NFT_REJECT_ICMP_UNREACH, 3 },
	{ IP6T_ICMP6_PORT_UNREACH,   NFT_REJECT_ICMP_UNREACH, 4 },
	{ IP6T_ICMP6_POLICY_FAIL,    NFT_REJECT_ICMP_UNREACH, 5 },
	{ IP6T_ICMP6_REJECT_ROUTE,   NFT_REJECT_ICMP_UNREACH, 6 },
	{ IP6T_TCP_RESET,            NFT_REJECT_TCP_RST,      0 },
	{ 0, 0, 0 }
};

static const struct answer *answers(uint8_t family, size_t *n)
{
	bool six = family == SW_IP6;

	*n = (six ? SW_ARRAY_SIZE(answers6) : SW_ARRAY_SIZE(answers4)) - 1;
	return six ? answers6 : answers4;
}

static int reject_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
			 struct sw_hint *hint, struct sw_err *err)
{
	static const uint8_t tcp[] = { IPPROTO_TCP, 0 };
	const struct ip6t_reject_info *x = t->data;	/* both structs are one 32-bit number */
	const struct answer *a;
	struct sw_stmt *s;
	size_t n;
	int rc = sw_require_table(ctx, "REJECT", "filter", err);

	if (rc)
		return rc;
	a = answers(ctx->family, &n);
	while (n && a->with != x->with)
		a++, n--;
	if (!n)
		return 0;
	if (a->type == NFT_REJECT_TCP_RST) {
		rc = sw_require_proto(ctx, "REJECT --reject-with tcp-reset", tcp, err);
		if (rc)
			return rc;
	}
	s = sw_prog_stmt(p, SW_STMT_REJECT);
	s->reject.type = a->type;
	s->reject.code = a->code;
	return 1;
}

static int reject_decode(const struct sw_prog *p, const struct sw_ctx *ctx,
			 const struct sw_hint *hint, void *data)
{
	const struct sw_stmt *s = sw_stmt_only(p, SW_STMT_REJECT);
	struct ip6t_reject_info *x = data;
	const struct answer *a;
	size_t n;

	if (!s)
		return -1;
	for (a = answers(ctx->family, &n); n; a++, n--) {
		if (a->type != s->reject.type || a->code != s->reject.code)
			continue;
		x->with = a->with;
		return 0;
	}
	return -1;
}

_Static_assert(sizeof(struct ipt_reject_info) == sizeof(struct ip6t_reject_info), "one layout");

const struct sw_target_ops sw_target_reject = {
	.id = SW_ID_REJECT, .name = "REJECT", .size = XT_ALIGN(sizeof(struct ip6t_reject_info)),
	.families = SW_FAM46, .encode = reject_encode, .decode = reject_decode,
};
