/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds out what of a refused rule the kernel does not have, and what its module is called; or that
 * packets have no route where it is asked for. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include "netlink/lacking.h"
#include "netlink/snapshot.h"
#include "netlink/msg.h"

/* ---- extensions carried whole ---------------------------------------------------------------- */

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

/* true: the extension in this match or target expression is what is missing. */
static bool explain_ext(const struct nlattr *data, bool target, uint8_t family, struct sw_err *err)
{
	const struct nlattr *tb[NFTA_MATCH_MAX + 1];
	char module[SW_NAME_MAX + 8];
	const char *name;
	unsigned rev;
	int is;

	_Static_assert(NFTA_MATCH_NAME == (int)NFTA_TARGET_NAME, "both kinds have one layout");
	_Static_assert(NFTA_MATCH_REV == (int)NFTA_TARGET_REV, "both kinds have one layout");
	sw_attr_parse_nested(data, tb, NFTA_MATCH_MAX);
	name = sw_attr_str(tb[NFTA_MATCH_NAME]);
	rev = sw_attr_be32(tb[NFTA_MATCH_REV]);
	is = name ? sw_kernel_ask_rev(name, rev, target, family) : SW_REV_KNOWN;
	if (is != SW_REV_UNKNOWN && is != SW_REV_NO_COMPAT)
		return false;
	module_of(name, family, module, sizeof(module));
	err->lacks = true;
	if (is == SW_REV_UNKNOWN)
		sw_err_hint(err,
			    "%s needs the kernel module %s: it is missing, or without revision %u",
			    name, module, rev);
	else
		sw_err_hint(err,
			    "%s needs the kernel modules nft_compat and %s: nft_compat is missing",
			    name, module);
	return true;
}

/* ---- native expressions ---------------------------------------------------------------------- */

#define PROBE "statewall-probe"

/* Those that have a module of their own, nft_ and the name; the others are part of nf_tables. */
static const char *const with_module[] = {
	"ct", "dup", "fib", "hash", "limit", "log", "masq", "nat", "notrack", "numgen", "objref",
	"osf", "queue", "quota", "redir", "reject", "socket", "synproxy", "tproxy", "xfrm",
};

static struct nlmsghdr *begin(struct sw_batch *b, uint16_t type, uint8_t family)
{
	struct nlmsghdr *nlh = sw_batch_begin(b, type, NLM_F_CREATE, family, 512, NULL);

	/* A table's own name and the table of a chain or rule are attributes of one number. */
	if (nlh)
		sw_msg_put_str(nlh, NFTA_TABLE_NAME, PROBE);
	return nlh;
}

/* A rule with this expression and none of its attributes: a kernel that knows it finds another
 * fault than ENOENT. */
static bool put_probe(struct sw_batch *b, const char *name, uint8_t family)
{
	struct nlmsghdr *nlh = begin(b, SW_NFT_TYPE(NFT_MSG_NEWTABLE), family);
	struct nlattr *list, *elem;

	if (nlh)
		sw_batch_end(b, nlh);
	nlh = nlh ? begin(b, SW_NFT_TYPE(NFT_MSG_NEWCHAIN), family) : NULL;
	if (!nlh)
		return false;
	sw_msg_put_str(nlh, NFTA_CHAIN_NAME, PROBE);
	sw_batch_end(b, nlh);
	nlh = begin(b, SW_NFT_TYPE(NFT_MSG_NEWRULE), family);
	if (!nlh)
		return false;
	sw_msg_put_str(nlh, NFTA_RULE_CHAIN, PROBE);
	list = mnl_attr_nest_start(nlh, NFTA_RULE_EXPRESSIONS);
	elem = mnl_attr_nest_start(nlh, NFTA_LIST_ELEM);
	sw_msg_put_str(nlh, NFTA_EXPR_NAME, name);
	mnl_attr_nest_end(nlh, elem);
	mnl_attr_nest_end(nlh, list);
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

bool sw_kernel_queues(uint8_t family)
{
	static int lacks = -1;

	if (lacks < 0)
		lacks = kernel_lacks("queue", family);
	return !lacks;
}

bool sw_kernel_finds_sockets(uint8_t family)
{
	static int lacks = -1;

	if (lacks < 0)
		lacks = kernel_lacks("socket", family) || kernel_lacks("tproxy", family);
	return !lacks;
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
		err->lacks = true;
		sw_err_hint(err, "this rule needs the kernel module nft_%s: it is missing", name);
		return true;
	}
	return false;
}

/* ---- the refused message --------------------------------------------------------------------- */

/* Does it jump to a chain? One that is not there is ENOENT, too, and far more often the reason. */
static bool jumps(const struct nlattr *immediate)
{
	const struct nlattr *tb[NFTA_IMMEDIATE_MAX + 1], *data[NFTA_DATA_MAX + 1];
	const struct nlattr *verdict[NFTA_VERDICT_MAX + 1];

	sw_attr_parse_nested(immediate, tb, NFTA_IMMEDIATE_MAX);
	if (!tb[NFTA_IMMEDIATE_DATA])
		return false;
	sw_attr_parse_nested(tb[NFTA_IMMEDIATE_DATA], data, NFTA_DATA_MAX);
	if (!data[NFTA_DATA_VERDICT])
		return false;
	sw_attr_parse_nested(data[NFTA_DATA_VERDICT], verdict, NFTA_VERDICT_MAX);
	return verdict[NFTA_VERDICT_CHAIN] != NULL;
}

/* Walks the expressions of a rule's message. */
struct exprs {
	const char   *p;
	size_t        left;
	const char   *name;		/* of the one at hand */
	const struct nlattr *data;	/* NULL: it has none */
};

static struct exprs exprs_of(const struct nlmsghdr *rule)
{
	const struct nlattr *tb[NFTA_RULE_MAX + 1], *list;

	sw_attr_parse_msg(rule, tb, NFTA_RULE_MAX);
	list = tb[NFTA_RULE_EXPRESSIONS];
	if (!list)
		return (struct exprs){ 0 };
	return (struct exprs){ .p = sw_attr_data(list), .left = sw_attr_len(list) };
}

static bool next_expr(struct exprs *e)
{
	const struct nlattr *tb[NFTA_EXPR_MAX + 1];
	const struct nlattr *elem = e->p ? sw_attr_next(&e->p, &e->left) : NULL;

	if (!elem)
		return false;
	sw_attr_parse_nested(elem, tb, NFTA_EXPR_MAX);
	e->name = sw_attr_str(tb[NFTA_EXPR_NAME]);
	e->data = tb[NFTA_EXPR_DATA];
	return e->name != NULL;
}

/* What needs a route is refused where packets have none, by the rule or the jump that came last. */
static void explain_place(bool clamp, bool jump, struct sw_err *err)
{
	if (clamp)
		sw_err_hint(err,
			    "jumps lead here from PREROUTING or INPUT, where packets have no route "
			    "yet: "
			    "TCPMSS --clamp-mss-to-pmtu is for FORWARD, OUTPUT and POSTROUTING");
	else if (jump)
		sw_err_hint(
			err,
			"it leads to a rule that does not work in this place (TCPMSS "
			"--clamp-mss-to-pmtu needs a route, which PREROUTING and INPUT have not)");
}

static bool is_clamp(const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_TARGET_MAX + 1];
	const char *name;

	sw_attr_parse_nested(data, tb, NFTA_TARGET_MAX);
	name = sw_attr_str(tb[NFTA_TARGET_NAME]);
	return name && !strcmp(name, "TCPMSS");
}

static void look_at_rule(const struct nlmsghdr *nlh, uint8_t family, struct sw_err *err)
{
	bool target, jump = false, clamp = false;

	for (struct exprs e = exprs_of(nlh); next_expr(&e);) {
		target = !strcmp(e.name, "target");
		if (e.data && (target || !strcmp(e.name, "match"))) {
			if (explain_ext(e.data, target, family, err))
				return;
			clamp |= target && is_clamp(e.data);
		} else if (e.data && !strcmp(e.name, "immediate")) {
			jump |= jumps(e.data);
		}
	}
	if (err->sys == EOPNOTSUPP)
		explain_place(clamp, jump, err);
	if (jump || err->sys != ENOENT)
		return;
	for (struct exprs e = exprs_of(nlh); next_expr(&e);)
		if (explain_expr(e.name, family, err))
			return;
}

/* Chains that translate addresses are of a type of their own. */
static void look_at_chain(const struct nlmsghdr *nlh, struct sw_err *err)
{
	const struct nlattr *tb[NFTA_CHAIN_MAX + 1];
	const char *type;

	sw_attr_parse_msg(nlh, tb, NFTA_CHAIN_MAX);
	type = sw_attr_str(tb[NFTA_CHAIN_TYPE]);
	if (!type || strcmp(type, "nat") || err->sys != ENOENT)
		return;
	err->lacks = true;
	sw_err_hint(err, "table nat needs the kernel module nft_chain_nat: it is missing");
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
