/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds out which extension of a refused rule the kernel does not have, and what its module is called. */
#include <errno.h>
#include <stdio.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include "netlink/lacking.h"
#include "netlink/snapshot.h"

/* Every other module is called xt_ and the extension's name, itself or by an alias. */
static const char *const of_family[] = {
	"ECN", "CLUSTERIP", "REJECT", "SYNPROXY", "ah", "rpfilter", "dst", "eui64", "frag", "hbh",
	"ipv6header", "mh", "rt", "srh", "DNPT", "SNPT",
};

static void module_of(const char *name, uint8_t family, char *buf, size_t size)
{
	const char *prefix = "xt";

	for (size_t i = 0; i < sizeof(of_family) / sizeof(of_family[0]); i++)
		if (!strcmp(of_family[i], name))
			prefix = family == SW_IP6 ? "ip6t" : "ipt";
	snprintf(buf, size, "%s_%s", prefix, name);
}

/* true: this extension is what is missing. */
static bool explain(const char *name, uint8_t rev, bool target, uint8_t family, struct sw_err *err)
{
	char module[SW_NAME_MAX + 8];
	int rc = sw_kernel_ask_rev(name, rev, target, family);

	if (rc != SW_REV_UNKNOWN && rc != SW_REV_NO_COMPAT)
		return false;
	module_of(name, family, module, sizeof(module));
	if (rc == SW_REV_UNKNOWN)
		sw_err_hint(err, "%s needs the kernel module %s here, which is missing or does not know revision %u",
			    name, module, rev);
	else
		sw_err_hint(err, "%s needs the kernel modules nft_compat and %s here: nft_compat is missing "
			    "(some distributions have both in a package of extra modules)", name, module);
	return true;
}

static bool look_at(const struct nlattr *elem, uint8_t family, struct sw_err *err)
{
	const struct nlattr *tb[NFTA_EXPR_MAX + 1], *data[NFTA_MATCH_MAX + 1];
	const char *kind, *name;

	_Static_assert(NFTA_MATCH_NAME == (int)NFTA_TARGET_NAME && NFTA_MATCH_REV == (int)NFTA_TARGET_REV,
		       "both kinds have the same attributes");
	sw_attr_parse_nested(elem, tb, NFTA_EXPR_MAX);
	kind = sw_attr_str(tb[NFTA_EXPR_NAME]);
	if (!kind || !tb[NFTA_EXPR_DATA] || (strcmp(kind, "match") && strcmp(kind, "target")))
		return false;
	sw_attr_parse_nested(tb[NFTA_EXPR_DATA], data, NFTA_MATCH_MAX);
	name = sw_attr_str(data[NFTA_MATCH_NAME]);
	return name && explain(name, sw_attr_be32(data[NFTA_MATCH_REV]), !strcmp(kind, "target"), family, err);
}

static const struct nlmsghdr *message(const struct sw_batch *b, uint32_t seq)
{
	struct sw_batch_pos pos = { 0 };
	const struct nlmsghdr *nlh;

	while ((nlh = sw_batch_next(b, &pos)))
		if (nlh->nlmsg_seq == seq)
			return nlh;
	return NULL;
}

void sw_lacking_explain(const struct sw_batch *b, uint32_t seq, struct sw_err *err)
{
	const struct nlmsghdr *nlh = message(b, seq);
	const struct nlattr *tb[NFTA_RULE_MAX + 1], *elem;
	const char *p;
	size_t left;

	if (!err || !nlh || nlh->nlmsg_type != SW_NFT_TYPE(NFT_MSG_NEWRULE))
		return;
	sw_attr_parse_msg(nlh, tb, NFTA_RULE_MAX);
	if (!tb[NFTA_RULE_EXPRESSIONS])
		return;
	p = sw_attr_data(tb[NFTA_RULE_EXPRESSIONS]);
	left = sw_attr_len(tb[NFTA_RULE_EXPRESSIONS]);
	while ((elem = sw_attr_next(&p, &left)))
		if (look_at(elem, ((const struct nfgenmsg *)NLMSG_DATA(nlh))->nfgen_family, err))
			return;
}
