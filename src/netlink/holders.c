/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks for all tables and base chains, and counts the rules of others. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/vec.h"
#include "netlink/holders.h"
#include "netlink/msg.h"

#define TRIES 20	/* of an interrupted reading */

struct look {
	struct sw_holders *h;
	struct sw_holder *counted; /* whose rules are asked for */
	bool oom;
};

void sw_holders_fini(struct sw_holders *h)
{
	for (size_t i = 0; i < h->n; i++) {
		for (size_t k = 0; k < h->holder[i].n; k++)
			free(h->holder[i].chain[k].name);
		free(h->holder[i].chain);
		free(h->holder[i].name);
	}
	free(h->holder);
	*h = (struct sw_holders){ 0 };
}

/* ---- names ----------------------------------------------------------------------------------- */

const char *sw_holder_family(uint8_t family)
{
	static const struct {
		uint8_t family;
		const char *name;
	} names[] = {
		{ NFPROTO_INET, "inet" },     { NFPROTO_IPV4, "ip" },
		{ NFPROTO_IPV6, "ip6" },      { NFPROTO_ARP, "arp" },
		{ NFPROTO_NETDEV, "netdev" }, { NFPROTO_BRIDGE, "bridge" },
	};

	for (size_t i = 0; i < SW_ARRAY_SIZE(names); i++)
		if (names[i].family == family)
			return names[i].name;
	return "?";
}

const char *sw_holder_family_json(uint8_t family)
{
	return family == NFPROTO_IPV4 ? "ipv4" : family == NFPROTO_IPV6 ? "ipv6" :
	       sw_holder_family(family);
}

const char *sw_holder_hook(uint8_t family, uint32_t hook)
{
	static const char *const netdev[] = { "ingress", "egress" };
	static const char *const arp[] = { "input", "output", "forward" };

	if (family == NFPROTO_NETDEV)
		return hook < SW_ARRAY_SIZE(netdev) ? netdev[hook] : "?";
	if (family == NFPROTO_ARP)
		return hook < SW_ARRAY_SIZE(arp) ? arp[hook] : "?";
	if (hook == SW_HOOK_MAX) /* NF_INET_INGRESS */
		return "ingress";
	return hook < SW_HOOK_MAX ? sw_hook_words[hook] : "?";
}

/* netdev counts its two hooks from 0, as the others do theirs. */
enum sw_holder_at sw_holder_at(const struct sw_holder *h, const struct sw_holder_chain *c,
			       enum sw_hook *hook)
{
	if (h->family == NFPROTO_NETDEV)
		return c->hook == 0 ? SW_AT_INGRESS : c->hook == 1 ? SW_AT_EGRESS : SW_AT_NONE;
	if (c->hook == SW_HOOK_MAX) /* NF_INET_INGRESS */
		return SW_AT_INGRESS;
	*hook = (enum sw_hook)c->hook;
	return c->hook < SW_HOOK_MAX ? SW_AT_HOOK : SW_AT_NONE;
}

bool sw_holder_sees(const struct sw_holder *h, uint8_t family)
{
	return h->family == family || h->family == NFPROTO_INET || h->family == NFPROTO_NETDEV ||
	       h->family == NFPROTO_BRIDGE;
}

/* ---- tables ---------------------------------------------------------------------------------- */

static uint8_t family_of(const struct nlmsghdr *nlh)
{
	return ((const struct nfgenmsg *)mnl_nlmsg_get_payload(nlh))->nfgen_family;
}

static bool is_ip(uint8_t family)
{
	return family == NFPROTO_IPV4 || family == NFPROTO_IPV6;
}

/* One more, with a name of its own; NULL: no memory. */
static struct sw_holder *add(struct sw_holders *h, uint8_t family, const char *name,
			     enum sw_holder_who who)
{
	struct sw_holder *t;

	if (!SW_GROW(h->holder, h->n, h->cap))
		return NULL;
	t = &h->holder[h->n];
	*t = (struct sw_holder){ .who = who, .family = family, .name = strdup(name) };
	h->n += t->name != NULL;
	return t->name ? t : NULL;
}

/* Of a table with iptables' own name the chains say later whether all of them are ours. */
static enum sw_holder_who whose(uint8_t family, const char *name)
{
	if (!is_ip(family))
		return SW_HOLDER_OTHER;
	if (sw_builtin_table_by_nft(name))
		return SW_HOLDER_OURS;
	return sw_builtin_table(name) ? SW_HOLDER_NFT : SW_HOLDER_OTHER;
}

static int each_table(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_TABLE_MAX + 1];
	struct look *l = arg;
	struct sw_holder *t;
	const char *name;
	uint32_t flags;

	sw_attr_parse_msg(nlh, tb, NFTA_TABLE_MAX);
	name = sw_attr_str(tb[NFTA_TABLE_NAME]);
	if (!name)
		return 0;
	t = add(l->h, family_of(nlh), name, whose(family_of(nlh), name));
	if (!t) {
		l->oom = true;
		return 1;
	}
	flags = sw_attr_be32(tb[NFTA_TABLE_FLAGS]);
	t->dormant = flags & NFT_TABLE_F_DORMANT;
	t->owned = flags & NFT_TABLE_F_OWNER;
	return 0;
}

static struct sw_holder *find(struct sw_holders *h, uint8_t family, const char *name, bool strange)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->holder[i].family == family && !strcmp(h->holder[i].name, name) &&
		    h->holder[i].strange == strange)
			return &h->holder[i];
	return NULL;
}

/* Of base chains in our table ours that are not; NULL: no memory. */
static struct sw_holder *strange_part(struct sw_holders *h, const struct sw_holder *ours)
{
	struct sw_holder *t = find(h, ours->family, ours->name, true);
	bool dormant = ours->dormant;

	if (t)
		return t;
	t = add(h, ours->family, ours->name, SW_HOLDER_OTHER);
	if (t) {
		t->strange = true;
		t->dormant = dormant;
	}
	return t;
}

/* ---- chains ---------------------------------------------------------------------------------- */

/* Names of interfaces. What this program does not know of newer kernels, such as a name's begin,
 * may mean lo, too. */
static bool names_lo(const struct nlattr *devices)
{
	const struct nlattr *a;

	if (!devices)
		return false;
	mnl_attr_for_each_nested(a, devices)
	{
		const char *name = sw_attr_str(a);

		if (mnl_attr_get_type(a) != NFTA_DEVICE_NAME || (name && !strcmp(name, "lo")))
			return true;
	}
	return false;
}

static bool add_chain(struct sw_holder *t, const char *name, const struct nlattr **tb)
{
	const struct nlattr *hook[NFTA_HOOK_MAX + 1];
	const char *type = sw_attr_str(tb[NFTA_CHAIN_TYPE]);
	struct sw_holder_chain *c;
	const char *dev;

	if (!SW_GROW(t->chain, t->n, t->cap))
		return false;
	sw_attr_parse_nested(tb[NFTA_CHAIN_HOOK], hook, NFTA_HOOK_MAX);
	dev = sw_attr_str(hook[NFTA_HOOK_DEV]);
	c = &t->chain[t->n];
	*c = (struct sw_holder_chain){
		.name = strdup(name),
		.hook = sw_attr_be32(hook[NFTA_HOOK_HOOKNUM]),
		.prio = (int32_t)sw_attr_be32(hook[NFTA_HOOK_PRIORITY]),
		.drops = tb[NFTA_CHAIN_POLICY] && sw_attr_be32(tb[NFTA_CHAIN_POLICY]) == NF_DROP,
		.on_lo = names_lo(hook[NFTA_HOOK_DEVS]) || (dev && !strcmp(dev, "lo")),
	};
	snprintf(c->type, sizeof(c->type), "%s", type ? type : "filter");
	t->n += c->name != NULL;
	return c->name != NULL;
}

static int each_chain(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_CHAIN_MAX + 1];
	struct look *l = arg;
	const char *table, *name;
	struct sw_holder *t;

	sw_attr_parse_msg(nlh, tb, NFTA_CHAIN_MAX);
	table = sw_attr_str(tb[NFTA_CHAIN_TABLE]);
	name = sw_attr_str(tb[NFTA_CHAIN_NAME]);
	t = table && name ? find(l->h, family_of(nlh), table, false) : NULL;
	if (!t)
		return 0;
	if (t->who != SW_HOLDER_OTHER && sw_name_is_reserved(name))
		t->companions++;
	else if (!tb[NFTA_CHAIN_HOOK])
		t->others++;
	else {
		if (t->who == SW_HOLDER_OURS &&
		    !sw_builtin_chain(sw_builtin_table_by_nft(table), name))
			t = strange_part(l->h, t);
		if (!t || !add_chain(t, name, tb))
			l->oom = true;
	}
	return l->oom;
}

/* Companions of rules of ours may be all that is in "ip mangle", which is then ours. One without
 * any chain is iptables-nft's: none of ours is left empty. */
static void settle(struct sw_holders *h)
{
	for (size_t i = 0; i < h->n; i++) {
		struct sw_holder *t = &h->holder[i];

		if (t->who == SW_HOLDER_NFT && t->companions && !t->n && !t->others)
			t->who = SW_HOLDER_OURS;
	}
}

/* ---- rules of others ------------------------------------------------------------------------- */

static int each_rule(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_RULE_MAX + 1];
	struct look *l = arg;
	struct sw_holder *t = l->counted;
	const char *table, *chain;

	sw_attr_parse_msg(nlh, tb, NFTA_RULE_MAX);
	table = sw_attr_str(tb[NFTA_RULE_TABLE]);
	chain = sw_attr_str(tb[NFTA_RULE_CHAIN]);
	/* Kernels that take no name tell of all tables of the family. */
	if (!table || !chain || strcmp(table, t->name) ||
	    (t->who == SW_HOLDER_NFT && sw_name_is_reserved(chain)))
		return 0;
	t->rules += !t->strange;
	for (size_t i = 0; i < t->n; i++)
		if (!strcmp(t->chain[i].name, chain)) {
			t->chain[i].rules++;
			t->rules += t->strange;
		}
	return 0;
}

static int count_rules(struct sw_nl *nl, struct look *l, struct sw_err *err)
{
	_Alignas(struct nlmsghdr) char buf[NFT_TABLE_MAXNAMELEN + 64];
	struct nlmsghdr *nlh;
	int rc;

	if (l->counted->who == SW_HOLDER_OURS || (!l->counted->n && !l->counted->others))
		return 0;
	nlh = sw_nft_msg(buf, NFT_MSG_GETRULE, NLM_F_DUMP, l->counted->family);
	sw_msg_put_str(nlh, NFTA_RULE_TABLE, l->counted->name);
	rc = nl->ops->dump(nl, nlh, each_rule, l, err);
	if (rc == -ENOENT) { /* its owner has taken it away meanwhile */
		sw_err_init(err);
		rc = 0;
	}
	return rc;
}

/* ---- all of it ------------------------------------------------------------------------------- */

/* The file names the tables that iptables-legacy has made in this namespace, which needs no module
 * of it; to ask the socket option would make them. */
static bool read_legacy(struct sw_holders *h, uint8_t family)
{
	SW_FILE FILE *f = fopen(family == SW_IP6 ? "/proc/self/net/ip6_tables_names"
						 : "/proc/self/net/ip_tables_names",
				"re");
	char name[64];

	while (f && fgets(name, sizeof(name), f)) {
		name[strcspn(name, "\n")] = '\0';
		if (*name && !add(h, family, name, SW_HOLDER_LEGACY))
			return false;
	}
	return true;
}

static int dump(struct sw_nl *nl, uint16_t msg, int (*each)(const struct nlmsghdr *, void *),
		struct look *l, struct sw_err *err)
{
	_Alignas(struct nlmsghdr) char buf[64];

	return nl->ops->dump(nl, sw_nft_msg(buf, msg, NLM_F_DUMP, NFPROTO_UNSPEC), each, l, err);
}

static int read_all(struct sw_nl *nl, struct sw_holders *h, struct sw_err *err)
{
	struct look l = { .h = h };
	int rc;

	sw_holders_fini(h);
	rc = nl->ops->genid(nl, &h->genid, err);
	if (!rc)
		rc = dump(nl, NFT_MSG_GETTABLE, each_table, &l, err);
	if (!rc)
		rc = dump(nl, NFT_MSG_GETCHAIN, each_chain, &l, err);
	settle(h);
	for (size_t i = 0; i < h->n && !rc; i++) {
		l.counted = &h->holder[i];
		rc = count_rules(nl, &l, err);
	}
	if (!rc && (l.oom || !read_legacy(h, SW_IP4) || !read_legacy(h, SW_IP6)))
		rc = sw_err_nomem(err);
	return rc;
}

int sw_holders_of_kernel(struct sw_holders *h, struct sw_err *err)
{
	struct sw_nl *nl = sw_nl_kernel(err);
	int rc = nl ? read_all(nl, h, err) : -EIO;

	/* An interrupted dump: whoever changes rules meanwhile makes it read again. */
	for (int i = 0; i < TRIES && rc == -EINTR; i++) {
		sw_err_init(err);
		rc = read_all(nl, h, err);
	}
	sw_nl_close(nl);
	return rc;
}
