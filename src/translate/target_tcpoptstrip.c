/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -j TCPOPTSTRIP: one "reset tcp option" for each option to be overwritten. */
#include <stdio.h>
#include <sys/utsname.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_TCPOPTSTRIP.h>
#include "translate/companion.h"
#include "translate/ids.h"
#include "translate/registry.h"

#define NOP 1	/* TCPOPT_NOP of the kernel: this and option 0 have no length to strip by */

static const struct sw_companion companion = {
	.name = "TCPOPTSTRIP", .size = sizeof(struct xt_tcpoptstrip_target_info),
	.hooks = (1u << SW_HOOK_MAX) - 1, .proto = true,
};

/* nft cannot say it for options 0 and 1, for too many, and on a kernel before 5.18. */
static bool is_native(const struct xt_tcpoptstrip_target_info *x)
{
	static int old = -1;
	unsigned n = 0, major = 0, minor = 0;
	struct utsname u;

	if (old < 0)
		old = !uname(&u) && sscanf(u.release, "%u.%u", &major, &minor) == 2 &&
		      (major < 5 || (major == 5 && minor < 18));
	for (unsigned i = 0; i < 256; i++)
		if (tcpoptstrip_test_bit(x->strip_bmap, i) && (i <= NOP || ++n > SW_NSTMT))
			return false;
	return !old || !n;
}

static int strip_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
			struct sw_hint *hint, struct sw_err *err)
{
	static const uint8_t tcp[] = { IPPROTO_TCP, 0 };
	const struct xt_tcpoptstrip_target_info *x = t->data;
	int rc = sw_require_table(ctx, "TCPOPTSTRIP", "mangle", err);

	if (!rc)
		rc = sw_require_proto(ctx, "TCPOPTSTRIP", tcp, err);
	if (rc)
		return rc;
	if (!is_native(x))
		return sw_companion_encode(&companion, t, ctx, p, hint);
	for (unsigned i = 0; i < 256; i++)
		if (tcpoptstrip_test_bit(x->strip_bmap, i))
			sw_prog_stmt(p, SW_STMT_TCPOPT_RESET)->tcpopt.opt = i;
	return 1;
}

/* No option at all is a rule that only counts: the words in the userdata say what it is. */
static int strip_decode(const struct sw_prog *p, const struct sw_ctx *ctx,
			const struct sw_hint *hint, void *data)
{
	struct xt_tcpoptstrip_target_info *x = data;

	if (p->has_verdict || (!p->nstmt && !hint))
		return -1;
	if (p->nstmt && p->stmt[0].kind == SW_STMT_IF)
		return sw_companion_decode(&companion, p, 0, ctx, hint, data);
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
