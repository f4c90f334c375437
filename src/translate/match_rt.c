/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m rt: type and segments left of IPv6's routing header. */
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter_ipv6/ip6t_rt.h>
#include "translate/ids.h"
#include "translate/registry.h"
#include "translate/span.h"

#define SEL_AT(o) \
	((struct sw_sel){ .src = SW_SRC_EXTHDR, .key = IPPROTO_ROUTING, .off = (o), .len = 1 })
#define SEL_TYPE SEL_AT(2)
#define SEL_LEFT SEL_AT(3)
#define KNOWN (IP6T_RT_TYP | IP6T_RT_SGS)

/* Lengths and lists of addresses are xt's; so is a routing header of any kind. */
static int rt_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
		     struct sw_hint *hint, struct sw_err *err)
{
	const struct ip6t_rt *x = m->data;

	if (!x->flags || x->flags & ~KNOWN || x->invflags & ~x->flags)
		return 0;
	if (x->flags & IP6T_RT_TYP) {
		if (x->rt_type > UINT8_MAX)
			return 0;
		sw_number_put(p, SEL_TYPE, x->invflags & IP6T_RT_INV_TYP ? SW_NE : SW_EQ,
			      x->rt_type);
	}
	if (x->flags & IP6T_RT_SGS) {
		if (x->segsleft[1] > UINT8_MAX || x->segsleft[0] > x->segsleft[1])
			return 0;
		sw_span_put(p, SEL_LEFT, (struct sw_span){ x->segsleft[0], x->segsleft[1],
							   x->invflags & IP6T_RT_INV_SGS });
	}
	return 1;
}

static int rt_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
		     const struct sw_hint *hint, void *data)
{
	struct ip6t_rt *x = data;
	struct sw_span s;
	size_t i = 0;

	x->segsleft[1] = UINT32_MAX;
	if (i < n && sw_test_is_cmp(&t[i], SEL_TYPE) && sw_span_get(&t[i], SEL_TYPE, &s)) {
		x->rt_type = s.from;
		x->flags = IP6T_RT_TYP;
		x->invflags = s.inv ? IP6T_RT_INV_TYP : 0;
		i++;
	}
	if (i < n && sw_span_get(&t[i], SEL_LEFT, &s)) {
		x->segsleft[0] = s.from;
		x->segsleft[1] = s.to;
		x->flags |= IP6T_RT_SGS;
		x->invflags |= s.inv ? IP6T_RT_INV_SGS : 0;
		i++;
	}
	return i ? (int)i : -1;
}

const struct sw_match_ops sw_match_rt = {
	.id = SW_ID_RT, .name = "rt", .size = XT_ALIGN(sizeof(struct ip6t_rt)),
	.families = SW_FAM6, .encode = rt_encode, .decode = rt_decode,
};
