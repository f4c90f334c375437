/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m limit: packets per time, with a burst; nft keeps a rate, xt the time between two packets. */
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_limit.h>
#include "base/cleanup.h"
#include "translate/ids.h"
#include "translate/registry.h"

#define BURST_MAX 10000		/* what the plugin can parse */
#define HZ_MIN    100

static const uint32_t units[] = { 24 * 60 * 60, 60 * 60, 60, 1 };	/* seconds, largest first */

static uint32_t rate_of(uint32_t avg, uint32_t unit)
{
	return unit * (uint64_t)XT_LIMIT_SCALE / avg;
}

static uint32_t avg_of(uint64_t rate, uint64_t unit)
{
	return unit * XT_LIMIT_SCALE / rate;
}

/* The unit in which the plugin prints the rate: go on to a smaller one while more than one packet
 * fits into it and what the division leaves over is small enough. */
static uint32_t unit_of(uint32_t avg)
{
	size_t i;

	for (i = 1; i < SW_ARRAY_SIZE(units); i++) {
		uint32_t scale = units[i] * XT_LIMIT_SCALE;

		if (avg > scale || scale / avg < scale % avg)
			break;
	}
	return units[i - 1];
}

/* xt refills once per jiffy: with more packets per jiffy than the burst it passes fewer than it
 * says. Its credit has 32 bits, too, which hold a day: a burst that takes longer to fill, and be it
 * that of "1/day", it refuses, or counts something else than was said. nft, and iptables-nft with
 * it, does what was said. */
static bool is_exact(const struct xt_rateinfo *x)
{
	uint64_t full = (uint64_t)x->avg * x->burst;	/* time to fill the burst */

	/* Less than one packet a day has no rate in nft; no option says it, but a kernel's bytes
	 * may. */
	return x->avg && x->avg <= units[0] * XT_LIMIT_SCALE && x->burst && x->burst <= BURST_MAX &&
	       full * HZ_MIN >= XT_LIMIT_SCALE;
}

static int limit_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
			struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_rateinfo *x = m->data;
	struct sw_test *t;
	uint32_t unit, rate, avg;

	if (!is_exact(x))
		return 0;
	unit = unit_of(x->avg);
	rate = rate_of(x->avg, unit);
	t = sw_prog_test(p, SW_TEST_LIMIT);
	t->limit = (struct sw_limit){ .rate = rate, .unit = unit, .burst = x->burst,
				      .type = NFT_LIMIT_PKTS };
	if (avg_of(rate, unit) != x->avg) {
		avg = htonl(x->avg);
		hint->len = sizeof(avg);
		memcpy(hint->extra, &avg, sizeof(avg));
	}
	return 1;
}

static int limit_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
			const struct sw_hint *hint, void *data)
{
	struct xt_rateinfo *x = data;
	uint32_t avg;
	size_t i = 0;

	if (!n || t->kind != SW_TEST_LIMIT || t->limit.type != NFT_LIMIT_PKTS || t->limit.flags)
		return -1;
	while (t->limit.unit != units[i])
		if (++i == SW_ARRAY_SIZE(units))
			return -1;
	if (!t->limit.rate || t->limit.rate > t->limit.unit * XT_LIMIT_SCALE)
		return -1;
	x->avg = avg_of(t->limit.rate, t->limit.unit);
	x->burst = t->limit.burst;
	if (hint && hint->len == sizeof(avg)) {
		memcpy(&avg, hint->extra, sizeof(avg));
		x->avg = ntohl(avg);
	}
	return 1;
}

const struct sw_match_ops sw_match_limit = {
	.id = SW_ID_LIMIT, .name = "limit", .size = XT_ALIGN(sizeof(struct xt_rateinfo)),
	.user_size = offsetof(struct xt_rateinfo, prev), .families = SW_FAM46,
	.encode = limit_encode, .decode = limit_decode,
};
