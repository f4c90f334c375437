/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A rule's expressions as golden files have them: libnftnl's text, with values in a form of ours.
 *
 * libnftnl 1.3 prints 0x0016 for a port, and those before 0x00001600. Here a value is always words
 * of 32 bits as this machine reads them from memory, the last one filled up with zeros. */
#include <stdlib.h>
#include <string.h>
#include "base/net.h"
#include <libmnl/libmnl.h>
#include <libnftnl/expr.h>
#include <libnftnl/rule.h>
#include "stages.h"

/* Where expressions have values, in the order of the text. */
static const struct row { const char *name; uint16_t attr[2]; } rows[] = {
	{ "cmp", { NFTNL_EXPR_CMP_DATA } },
	{ "range", { NFTNL_EXPR_RANGE_FROM_DATA, NFTNL_EXPR_RANGE_TO_DATA } },
	{ "bitwise", { NFTNL_EXPR_BITWISE_MASK, NFTNL_EXPR_BITWISE_XOR } },
	{ "immediate", { NFTNL_EXPR_IMM_DATA } },
};

static const struct row *find_row(const char *name)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!strcmp(rows[i].name, name))
			return &rows[i];
	return NULL;
}

/* Copies text up to a value; instead of the value as it stands there, says that of attribute attr.
 * What is behind it is returned. */
static const char *put_value(struct sw_str *out, const char *text, const struct nftnl_expr *e,
			     uint16_t attr)
{
	const char *at = strstr(text, "0x");
	uint32_t words[NFT_DATA_VALUE_MAXLEN / 4] = { 0 }, len = 0;
	const void *data = nftnl_expr_get(e, attr, &len);

	if (!at || !data || len > sizeof(words))
		return text;
	memcpy(words, data, len);
	sw_str_addn(out, text, at - text);
	for (uint32_t i = 0; i < (len + 3) / 4; i++) {
		sw_str_addf(out, "%s0x%08x", i ? " " : "", words[i]);
		at += strcspn(at, " ");
		if (!strncmp(at, " 0x", 3) && 4 * (i + 1) < len)
			at++;
	}
	return at;
}

static int one_expr(struct nftnl_expr *e, void *arg)
{
	const char *name = nftnl_expr_get_str(e, NFTNL_EXPR_NAME), *rest;
	const struct row *row = find_row(name);
	char text[4096];

	nftnl_expr_snprintf(text, sizeof(text), e, NFTNL_OUTPUT_DEFAULT, 0);
	rest = text;
	sw_str_addf(arg, "[ %s ", name);
	for (int i = 0; row && i < 2 && row->attr[i]; i++)
		if (nftnl_expr_is_set(e, row->attr[i]))
			rest = put_value(arg, rest, e, row->attr[i]);
	sw_str_addf(arg, "%s]\n", rest);
	return 0;
}

int expr_text(struct sw_str *out, const struct nlmsghdr *nlh)
{
	struct nftnl_rule *r = nftnl_rule_alloc();
	int ret = r ? nftnl_rule_nlmsg_parse(nlh, r) : -1;

	if (ret >= 0)
		nftnl_expr_foreach(r, one_expr, out);
	if (r)
		nftnl_rule_free(r);
	return ret < 0 ? -1 : 0;
}
