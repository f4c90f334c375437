/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -j TCPOPTSTRIP: one "reset tcp option" for each option to be overwritten. */
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_TCPOPTSTRIP.h>
#include "translate/ids.h"
#include "translate/registry.h"

#define NOP 1	/* TCPOPT_NOP of the kernel: this and option 0 have no length to strip by */

static int strip_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
			struct sw_hint *hint, struct sw_err *err)
{
	static const uint8_t tcp[] = { IPPROTO_TCP, 0 };
	const struct xt_tcpoptstrip_target_info *x = t->data;
	unsigned n = 0;
	int rc = sw_check_table(ctx, "TCPOPTSTRIP", "mangle", err);

	if (!rc)
		rc = sw_check_proto(ctx, "TCPOPTSTRIP", tcp, err);
	if (rc)
		return rc;
	for (unsigned i = 0; i < 256; i++)
		if (tcpoptstrip_test_bit(x->strip_bmap, i) && (i <= NOP || ++n > SW_NSTMT))
			return 0;
	for (unsigned i = 0; i < 256; i++)
		if (tcpoptstrip_test_bit(x->strip_bmap, i))
			sw_prog_stmt(p, SW_STMT_TCPOPT_RESET)->tcpopt.opt = i;
	return 1;
}

/* No option at all is a rule that only counts: the words in the userdata say what it is. */
static int strip_decode(const struct sw_prog *p, const struct sw_ctx *ctx, const struct sw_hint *hint,
			void *data)
{
	struct xt_tcpoptstrip_target_info *x = data;

	if (p->has_verdict || (!p->nstmt && !hint))
		return -1;
	for (size_t i = 0; i < p->nstmt; i++) {
		if (p->stmt[i].kind != SW_STMT_TCPOPT_RESET || p->stmt[i].tcpopt.opt <= NOP)
			return -1;
		tcpoptstrip_set_bit(x->strip_bmap, p->stmt[i].tcpopt.opt);
	}
	return 0;
}

const struct sw_target_ops sw_target_tcpoptstrip = {
	.id = SW_ID_TCPOPTSTRIP, .name = "TCPOPTSTRIP",
	.size = XT_ALIGN(sizeof(struct xt_tcpoptstrip_target_info)), .families = SW_FAM46,
	.encode = strip_encode, .decode = strip_decode,
};
