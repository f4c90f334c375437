/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m esp and -m ah (IPv4): the security parameter index, with the L4 guard behind it. */
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_esp.h>
#include <linux/netfilter_ipv4/ipt_ah.h>
#include "translate/ids.h"
#include "translate/registry.h"
#include "translate/span.h"

/* Header bytes that xt wants to see, and where the index stands (RFC 4303, RFC 4302). */
#define ESP_HEADER 8
#define AH_HEADER 12
#define SEL_ESP SW_SEL_TH(0, 4)
#define SEL_AH  SW_SEL_TH(4, 4)

/* Both payloads have the same shape; the inversion is bit 0 in both. */
_Static_assert(sizeof(struct xt_esp) == sizeof(struct ipt_ah), "one struct serves both");
_Static_assert(XT_ESP_INV_SPI == IPT_AH_INV_SPI, "one flag serves both");

/* The whole range needs no test, unless it is inverted: then it never matches, and the range says
 * so. */
static int encode_spi(const struct xt_esp *x, struct sw_prog *p, struct sw_sel sel, uint8_t header)
{
	bool inv = x->invflags & XT_ESP_INV_SPI;

	if ((x->invflags & ~XT_ESP_INV_MASK) || x->spis[0] > x->spis[1])
		return 0;
	if (x->spis[0] || x->spis[1] != UINT32_MAX || inv)
		sw_span_put(p, sel, (struct sw_span){ x->spis[0], x->spis[1], inv });
	sw_prog_guard(p, header);
	return 1;
}

static int decode_spi(const struct sw_test *t, size_t n, const struct sw_hint *hint,
		      struct sw_sel sel, uint8_t header, struct xt_esp *x)
{
	struct sw_span s = { 0, UINT32_MAX, false };
	size_t i = 0;

	i += i < n && sw_span_get(&t[i], sel, &s);
	x->spis[0] = s.from;
	x->spis[1] = s.to;
	x->invflags = s.inv ? XT_ESP_INV_SPI : 0;
	i += i < n && t[i].kind == SW_TEST_GUARD && t[i].len == header;
	return i || hint ? (int)i : -1;
}

static int esp_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
		      struct sw_hint *hint, struct sw_err *err)
{
	static const uint8_t protos[] = { IPPROTO_ESP, 0 };
	int rc = sw_require_proto(ctx, "esp", protos, err);

	return rc ? rc : encode_spi(m->data, p, SEL_ESP, ESP_HEADER);
}

static int esp_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
		      const struct sw_hint *hint, void *data)
{
	if (ctx->ip->proto != IPPROTO_ESP)
		return -1;
	return decode_spi(t, n, hint, SEL_ESP, ESP_HEADER, data);
}

static int ah_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
		     struct sw_hint *hint, struct sw_err *err)
{
	static const uint8_t protos[] = { IPPROTO_AH, 0 };
	int rc = sw_require_proto(ctx, "ah", protos, err);

	return rc ? rc : encode_spi(m->data, p, SEL_AH, AH_HEADER);
}

static int ah_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
		     const struct sw_hint *hint, void *data)
{
	if (ctx->ip->proto != IPPROTO_AH)
		return -1;
	return decode_spi(t, n, hint, SEL_AH, AH_HEADER, data);
}

const struct sw_match_ops sw_match_esp = {
	.id = SW_ID_ESP, .name = "esp", .size = XT_ALIGN(sizeof(struct xt_esp)),
	.families = SW_FAM46, .encode = esp_encode, .decode = esp_decode,
};
const struct sw_match_ops sw_match_ah = {
	.id = SW_ID_AH, .name = "ah", .size = XT_ALIGN(sizeof(struct ipt_ah)),
	.families = SW_FAM4, .encode = ah_encode, .decode = ah_decode,
};
