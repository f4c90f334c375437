/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds out what of a refused rule the kernel does not have, and what its module is called. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include "netlink/lacking.h"
#include "netlink/snapshot.h"

/* ---- extensions carried whole ---------------------------------------------------------------------------- */

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

/* ---- native expressions --------------------------------------------------------------------------------- */

#define PROBE "statewall-probe"

/* Those that have a module of their own, nft_ and the name; the others are part of nf_tables. */
static const char *const with_module[] = {
	"ct", "dup", "fib", "hash", "limit", "log", "masq", "nat", "notrack", "numgen", "objref", "osf",
	"queue", "quota", "redir", "reject", "socket", "synproxy", "tproxy", "xfrm",
};

static struct nlmsghdr *begin(struct sw_batch *b, uint16_t type, uint8_t family)
{
	struct nlmsghdr *nlh = sw_batch_begin(b, type, NLM_F_CREATE, family, 512, NULL);

	/* A table's name, and that of the table of a chain or rule, are attributes of one number. */
	if (nlh)
		sw_attr_put_str(nlh, NFTA_TABLE_NAME, PROBE);
	return nlh;
}

/* A rule with this expression and none of what it needs: a kernel that has it finds another fault. */
static bool put_probe(struct sw_batch *b, const char *name, uint8_t family)
{
	struct nlmsghdr *nlh = begin(b, SW_NFT_TYPE(NFT_MSG_NEWTABLE), family);
	struct nlattr *list, *elem;

	if (nlh)
		sw_batch_end(b, nlh);
	nlh = nlh ? begin(b, SW_NFT_TYPE(NFT_MSG_NEWCHAIN), family) : NULL;
	if (!nlh)
		return false;
	sw_attr_put_str(nlh, NFTA_CHAIN_NAME, PROBE);
	sw_batch_end(b, nlh);
	nlh = begin(b, SW_NFT_TYPE(NFT_MSG_NEWRULE), family);
	if (!nlh)
		return false;
	sw_attr_put_str(nlh, NFTA_RULE_CHAIN, PROBE);
	list = sw_attr_nest(nlh, NFTA_RULE_EXPRESSIONS);
	elem = sw_attr_nest(nlh, NFTA_LIST_ELEM);
	sw_attr_put_str(nlh, NFTA_EXPR_NAME, name);
	sw_attr_nest_end(nlh, elem);
	sw_attr_nest_end(nlh, list);
	sw_batch_end(b, nlh);
	return true;
}

static void ignore(uint32_t seq, int sys, void *arg)
{
}

/* Asks by a transaction that is never committed. */
static bool kernel_lacks(const char *name, uint8_t family)
{
	struct sw_batch b = { 0 };
	struct sw_err local;
	struct sw_nl *nl;
	int rc = 0;

	sw_err_init(&local);
	nl = sw_nl_kernel(&local);
	if (nl && put_probe(&b, name, family))
		rc = sw_batch_commit(&b, nl, 0, true, ignore, NULL, &local);
	if (nl)
		sw_nl_close(nl);
	sw_batch_fini(&b);
	return rc == -ENOENT;
}

static bool explain_expr(const char *name, uint8_t family, struct sw_err *err)
{
	char loaded[64];

	for (size_t i = 0; i < sizeof(with_module) / sizeof(with_module[0]); i++) {
		if (strcmp(with_module[i], name))
			continue;
		snprintf(loaded, sizeof(loaded), "/sys/module/nft_%s", name);
		if (!access(loaded, F_OK) || !kernel_lacks(name, family))
			return false;
		sw_err_hint(err, "this rule needs the kernel module nft_%s, which is missing", name);
		return true;
	}
	return false;
}

/* ---- the refused message --------------------------------------------------------------------------------- */

static bool look_at(const struct nlattr *elem, uint8_t family, struct sw_err *err)
{
	const struct nlattr *tb[NFTA_EXPR_MAX + 1], *data[NFTA_MATCH_MAX + 1];
	const char *kind, *name;

	_Static_assert(NFTA_MATCH_NAME == (int)NFTA_TARGET_NAME && NFTA_MATCH_REV == (int)NFTA_TARGET_REV,
		       "both kinds have the same attributes");
	sw_attr_parse_nested(elem, tb, NFTA_EXPR_MAX);
	kind = sw_attr_str(tb[NFTA_EXPR_NAME]);
	if (!kind || !tb[NFTA_EXPR_DATA])
		return false;
	if (strcmp(kind, "match") && strcmp(kind, "target"))
		return err->sys == ENOENT && explain_expr(kind, family, err);
	sw_attr_parse_nested(tb[NFTA_EXPR_DATA], data, NFTA_MATCH_MAX);
	name = sw_attr_str(data[NFTA_MATCH_NAME]);
	return name && explain(name, sw_attr_be32(data[NFTA_MATCH_REV]), !strcmp(kind, "target"), family, err);
}

static void look_at_rule(const struct nlmsghdr *nlh, uint8_t family, struct sw_err *err)
{
	const struct nlattr *tb[NFTA_RULE_MAX + 1], *elem;
	const char *p;
	size_t left;

	sw_attr_parse_msg(nlh, tb, NFTA_RULE_MAX);
	if (!tb[NFTA_RULE_EXPRESSIONS])
		return;
	p = sw_attr_data(tb[NFTA_RULE_EXPRESSIONS]);
	left = sw_attr_len(tb[NFTA_RULE_EXPRESSIONS]);
	while ((elem = sw_attr_next(&p, &left)))
		if (look_at(elem, family, err))
			return;
}

/* Chains that translate addresses are of a type of their own. */
static void look_at_chain(const struct nlmsghdr *nlh, struct sw_err *err)
{
	const struct nlattr *tb[NFTA_CHAIN_MAX + 1];
	const char *type;

	sw_attr_parse_msg(nlh, tb, NFTA_CHAIN_MAX);
	type = sw_attr_str(tb[NFTA_CHAIN_TYPE]);
	if (type && !strcmp(type, "nat") && err->sys == ENOENT)
		sw_err_hint(err, "table nat needs the kernel module nft_chain_nat, which is missing");
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
	uint8_t family;

	if (!err || !nlh)
		return;
	family = ((const struct nfgenmsg *)NLMSG_DATA(nlh))->nfgen_family;
	if (nlh->nlmsg_type == SW_NFT_TYPE(NFT_MSG_NEWRULE))
		look_at_rule(nlh, family, err);
	else if (nlh->nlmsg_type == SW_NFT_TYPE(NFT_MSG_NEWCHAIN))
		look_at_chain(nlh, err);
}
