/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks that the kernel's xt code makes and a native rule would lose, and small test helpers. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "translate/ops.h"

bool sw_bytes_zero(const void *p, size_t n)
{
	const uint8_t *b = p;

	while (n--)
		if (*b++)
			return false;
	return true;
}

bool sw_test_is(const struct sw_test *t, enum sw_test_kind kind, struct sw_sel sel)
{
	return t->kind == kind && sw_sel_equal(&t->sel, &sel);
}

bool sw_test_is_cmp(const struct sw_test *t, struct sw_sel sel)
{
	return sw_test_is(t, SW_TEST_CMP, sel) && !t->masked && t->len == sel.len;
}

const struct sw_stmt *sw_stmt_only(const struct sw_prog *p, enum sw_stmt_kind kind)
{
	return p->nstmt == 1 && p->stmt[0].kind == kind && !p->has_verdict ? &p->stmt[0] : NULL;
}

/* The message is what the kernel's refusal would have led to: EINVAL, named by the operation. */
int sw_require_fails(struct sw_err *err, const char *what, const char *reason)
{
	int rc = sw_err_set(err, SW_ERESOURCE, EINVAL, "%s", what);

	sw_err_hint(err, "%s %s", what, reason);
	return rc;
}

static const char *proto_name(uint8_t proto)
{
	static const struct { uint8_t n; const char *name; } row[] = {
		{ IPPROTO_TCP, "tcp" }, { IPPROTO_UDP, "udp" }, { IPPROTO_UDPLITE, "udplite" },
		{ IPPROTO_SCTP, "sctp" }, { IPPROTO_DCCP, "dccp" }, { IPPROTO_ICMP, "icmp" },
		{ IPPROTO_ICMPV6, "ipv6-icmp" }, { IPPROTO_ESP, "esp" }, { IPPROTO_AH, "ah" },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (row[i].n == proto)
			return row[i].name;
	return "?";
}

int sw_require_proto(const struct sw_ctx *ctx, const char *what, const uint8_t *protos,
		     struct sw_err *err)
{
	char text[96] = "needs";
	size_t len = 5;

	if (!(ctx->ip->inv & SW_INV_PROTO))
		for (const uint8_t *p = protos; *p; p++)
			if (ctx->ip->proto == *p)
				return 0;
	for (const uint8_t *p = protos; *p && len < sizeof(text); p++)
		len += snprintf(text + len, sizeof(text) - len, "%s -p %s",
				p == protos ? "" : " or", proto_name(*p));
	return sw_require_fails(err, what, text);
}

int sw_require_hooks(const struct sw_ctx *ctx, const char *what, unsigned allowed,
		     struct sw_err *err)
{
	char text[96] = "works in";
	size_t len = strlen(text);

	if (!(ctx->hooks & ~allowed))
		return 0;
	for (int i = 0; i < SW_HOOK_MAX; i++)
		if (allowed & (1u << i))
			len += snprintf(text + len, sizeof(text) - len, " %s", sw_hook_names[i]);
	snprintf(text + len, sizeof(text) - len, " only");
	return sw_require_fails(err, what, text);
}

int sw_require_table(const struct sw_ctx *ctx, const char *what, const char *tables,
		     struct sw_err *err)
{
	size_t n = strlen(ctx->table->name);
	char text[96];

	for (const char *p = tables; (p = strstr(p, ctx->table->name)); p += n)
		if ((p == tables || p[-1] == ' ') && (p[n] == ' ' || !p[n]))
			return 0;
	snprintf(text, sizeof(text), "works in table %s only", tables);
	return sw_require_fails(err, what, text);
}
