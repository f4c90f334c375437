/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m cpu: the processor that handles the packet. */
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_cpu.h>
#include "translate/ids.h"
#include "translate/registry.h"
#include "translate/span.h"

#define SEL_CPU SW_SEL_META(NFT_META_CPU, 4)

static int cpu_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
		      struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_cpu_info *x = m->data;

	if (x->invert > 1)
		return 0;
	sw_number_put(p, SEL_CPU, x->invert ? SW_NE : SW_EQ, x->cpu);
	return 1;
}

static int cpu_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
		      const struct sw_hint *hint, void *data)
{
	struct xt_cpu_info *x = data;
	struct sw_span s;

	if (!n || !sw_span_get(t, SEL_CPU, &s) || s.from != s.to)
		return -1;
	x->cpu = s.from;
	x->invert = s.inv;
	return 1;
}

const struct sw_match_ops sw_match_cpu = {
	.id = SW_ID_CPU, .name = "cpu", .size = XT_ALIGN(sizeof(struct xt_cpu_info)),
	.families = SW_FAM46, .encode = cpu_encode, .decode = cpu_decode,
};
