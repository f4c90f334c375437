/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Do rules of another iptables stand beside ours? Looks without touching anything. */
#include <stdio.h>
#include "base/cleanup.h"
#include "netlink/msg.h"
#include "netlink/snapshot.h"

static int each_table(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_TABLE_MAX + 1];
	const char *name;

	sw_attr_parse_msg(nlh, tb, NFTA_TABLE_MAX);
	name = sw_attr_str(tb[NFTA_TABLE_NAME]);
	if (!name || !sw_builtin_table(name))
		return 0;
	*(bool *)arg = true;
	return 1;
}

/* Companion chains of our own rules may stand in such a table, and nothing else. */
static int each_chain(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_CHAIN_MAX + 1];
	const char *table, *name;

	sw_attr_parse_msg(nlh, tb, NFTA_CHAIN_MAX);
	table = sw_attr_str(tb[NFTA_CHAIN_TABLE]);
	name = sw_attr_str(tb[NFTA_CHAIN_NAME]);
	if (!table || !name || !sw_builtin_table(table) || sw_name_is_reserved(name))
		return 0;
	*(unsigned *)arg |= SW_FOREIGN_NFT;
	return 1;
}

/* The file names the tables that legacy iptables has made in this namespace. Reading it needs no
 * module, and asking the socket option instead would create them. */
static bool legacy_tables(uint8_t family)
{
	SW_FILE FILE *f = fopen(family == SW_IP6 ? "/proc/self/net/ip6_tables_names" :
				"/proc/self/net/ip_tables_names", "re");

	return f && fgetc(f) != EOF;
}

int sw_snapshot_foreign(struct sw_nl *nl, uint8_t family, unsigned *found, struct sw_err *err)
{
	_Alignas(struct nlmsghdr) char buf[64];
	struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_GETTABLE, NLM_F_DUMP, family);
	unsigned bits = 0;
	bool named = false;
	int rc = nl->ops->dump(nl, nlh, each_table, &named, err);

	if (!rc && named) {
		nlh = sw_nft_msg(buf, NFT_MSG_GETCHAIN, NLM_F_DUMP, family);
		rc = nl->ops->dump(nl, nlh, each_chain, &bits, err);
	}
	if (rc)
		return rc;
	if (legacy_tables(family))
		bits |= SW_FOREIGN_LEGACY;
	*found = bits;
	return 0;
}
