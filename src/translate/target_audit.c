/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -j AUDIT: a log level of nft makes the same record; the type is in none since Linux 4.12. */
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_AUDIT.h>
#include "translate/ids.h"
#include "translate/registry.h"

static int audit_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
			struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_audit_info *x = t->data;
	struct sw_stmt *s;

	if (x->type > XT_AUDIT_TYPE_MAX)
		return 0;
	s = sw_prog_stmt(p, SW_STMT_LOG);
	s->log.has_level = true;
	s->log.level = NFT_LOGLEVEL_AUDIT;
	hint->extra[0] = x->type;
	hint->len = 1;
	return 1;
}

static int audit_decode(const struct sw_prog *p, const struct sw_ctx *ctx,
			const struct sw_hint *hint, void *data)
{
	const struct sw_stmt *s = sw_stmt_only(p, SW_STMT_LOG);
	struct xt_audit_info *x = data;

	if (!s || !s->log.has_level || s->log.level != NFT_LOGLEVEL_AUDIT || s->log.prefix ||
	    s->log.has_group || s->log.has_snaplen || s->log.has_qthreshold || s->log.has_flags ||
	    !hint || hint->len != 1 || hint->extra[0] > XT_AUDIT_TYPE_MAX)
		return -1;
	x->type = hint->extra[0];
	return 0;
}

const struct sw_target_ops sw_target_audit = {
	.id = SW_ID_AUDIT, .name = "AUDIT", .size = XT_ALIGN(sizeof(struct xt_audit_info)),
	.families = SW_FAM46, .encode = audit_encode, .decode = audit_decode,
};
