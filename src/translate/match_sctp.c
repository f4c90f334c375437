/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m sctp: ports, with the L4 guard behind them; chunk types have no native form. */
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_sctp.h>
#include "translate/ids.h"
#include "translate/registry.h"
#include "translate/span.h"

#define SCTP_HEADER 12
#define SEL_SPORT SW_SEL_TH(0, 2)
#define SEL_DPORT SW_SEL_TH(2, 2)
#define PORTS (XT_SCTP_SRC_PORTS | XT_SCTP_DEST_PORTS)

/* A flag says whether ports were given, so the whole range is written as well: else it would be
 * read back as not given. */
static bool encode_ports(struct sw_prog *p, const struct xt_sctp_info *x, uint32_t flag,
			 struct sw_sel sel, const __u16 *pts)
{
	if (!(x->flags & flag))
		return true;
	if (pts[0] > pts[1])
		return false;
	sw_span_put(p, sel, (struct sw_span){ pts[0], pts[1], x->invflags & flag });
	return true;
}

static int sctp_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
		       struct sw_hint *hint, struct sw_err *err)
{
	static const uint8_t protos[] = { IPPROTO_SCTP, 0 };
	const struct xt_sctp_info *x = m->data;
	int rc = sw_require_proto(ctx, "sctp", protos, err);

	if (rc)
		return rc;
	if ((x->flags & ~PORTS) || (x->invflags & ~x->flags) ||
	    !encode_ports(p, x, XT_SCTP_SRC_PORTS, SEL_SPORT, x->spts) ||
	    !encode_ports(p, x, XT_SCTP_DEST_PORTS, SEL_DPORT, x->dpts))
		return 0;
	sw_prog_guard(p, SCTP_HEADER);
	return 1;
}

static size_t decode_ports(const struct sw_test *t, size_t n, struct xt_sctp_info *x, uint32_t flag,
			   struct sw_sel sel, __u16 *pts)
{
	struct sw_span s;

	if (!n || !sw_span_get(t, sel, &s))
		return 0;
	pts[0] = s.from;
	pts[1] = s.to;
	x->flags |= flag;
	x->invflags |= s.inv ? flag : 0;
	return 1;
}

static int sctp_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
		       const struct sw_hint *hint, void *data)
{
	struct xt_sctp_info *x = data;
	size_t i = 0;

	if (ctx->ip->proto != IPPROTO_SCTP)
		return -1;
	for (int k = 0; k < XT_NUM_SCTP_FLAGS; k++)
		x->flag_info[k].chunktype = 0xff;	/* the plugin's "none" */
	i += decode_ports(t + i, n - i, x, XT_SCTP_SRC_PORTS, SEL_SPORT, x->spts);
	i += decode_ports(t + i, n - i, x, XT_SCTP_DEST_PORTS, SEL_DPORT, x->dpts);
	if (i < n && t[i].kind == SW_TEST_GUARD) {
		if (t[i].len != SCTP_HEADER)	/* multiport's */
			return -1;
		i++;
	}
	return i || hint ? (int)i : -1;
}

const struct sw_match_ops sw_match_sctp = {
	.id = SW_ID_SCTP, .name = "sctp", .size = XT_ALIGN(sizeof(struct xt_sctp_info)),
	.families = SW_FAM46, .encode = sctp_encode, .decode = sctp_decode,
};
