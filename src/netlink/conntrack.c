/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks the kernel for a conntrack helper without leaving a trace, and reads connections. */
#include <errno.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include "netlink/batch.h"
#include "netlink/conntrack.h"
#include "netlink/msg.h"

#define PROBE_TABLE "statewall-probe"
#define ROOM 512

/* ---- does the kernel have it ----------------------------------------------------------------- */

static int add_table(struct sw_batch *b, uint8_t family, struct sw_err *err)
{
	struct nlmsghdr *nlh =
		sw_batch_begin(b, SW_NFT_TYPE(NFT_MSG_NEWTABLE), NLM_F_CREATE, family, ROOM, err);

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_TABLE_NAME, PROBE_TABLE);
	sw_batch_end(b, nlh);
	return 0;
}

/* No layer 3 protocol is named: it is the table's. */
static int add_object(struct sw_batch *b, uint8_t family, const char *name, uint8_t l4,
		      struct sw_err *err)
{
	struct nlmsghdr *nlh =
		sw_batch_begin(b, SW_NFT_TYPE(NFT_MSG_NEWOBJ), NLM_F_CREATE, family, ROOM, err);
	struct nlattr *data;

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_OBJ_TABLE, PROBE_TABLE);
	sw_msg_put_str(nlh, NFTA_OBJ_NAME, "probe");
	mnl_attr_put_u32(nlh, NFTA_OBJ_TYPE, htonl(NFT_OBJECT_CT_HELPER));
	data = mnl_attr_nest_start(nlh, NFTA_OBJ_DATA);
	sw_msg_put_str(nlh, NFTA_CT_HELPER_NAME, name);
	sw_msg_put(nlh, NFTA_CT_HELPER_L4PROTO, 1, &l4);
	mnl_attr_nest_end(nlh, data);
	sw_batch_end(b, nlh);
	return 0;
}

static void ignore(uint32_t seq, int sys, void *arg)
{
}

int sw_kernel_has_helper(struct sw_nl *nl, uint8_t family, const char *name, uint8_t l4,
			 struct sw_err *err)
{
	struct sw_batch b = { 0 };
	struct sw_err local;
	int ret;

	sw_err_init(&local);
	ret = add_table(&b, family, &local);
	if (!ret)
		ret = add_object(&b, family, name, l4, &local);
	if (!ret)
		ret = sw_batch_commit(&b, nl, 0, true, ignore, NULL, &local);
	sw_batch_fini(&b);
	if (!ret)
		return 1;
	if (ret == -ENOENT || ret == -EOPNOTSUPP || ret == -EINVAL)
		return 0;
	if (sw_err_is_set(&local))
		*err = local;
	else
		sw_err_set(err, SW_ERESOURCE, -ret, "cannot ask for the helper %s: %s", name,
			   strerror(-ret));
	return ret;
}

/* ---- connections ----------------------------------------------------------------------------- */

struct walk {
	int (*each)(const struct sw_connection *, void *);
	void *arg;
};

static void read_tuple(const struct nlattr *tuple, struct sw_connection *c)
{
	const struct nlattr *tb[CTA_TUPLE_MAX + 1], *proto[CTA_PROTO_MAX + 1];

	sw_attr_parse_nested(tuple, tb, CTA_TUPLE_MAX);
	sw_attr_parse_nested(tb[CTA_TUPLE_PROTO], proto, CTA_PROTO_MAX);
	c->l4 = sw_attr_u8(proto[CTA_PROTO_NUM]);
	c->port = sw_attr_be16(proto[CTA_PROTO_DST_PORT]);
}

static int read_connection(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[CTA_MAX + 1], *help[CTA_HELP_MAX + 1];
	struct sw_connection c = { 0 };
	struct walk *w = arg;

	sw_attr_parse_msg(nlh, tb, CTA_MAX);
	read_tuple(tb[CTA_TUPLE_ORIG], &c);
	sw_attr_parse_nested(tb[CTA_HELP], help, CTA_HELP_MAX);
	c.helper = sw_attr_str(help[CTA_HELP_NAME]);
	c.expected = sw_attr_be32(tb[CTA_STATUS]) & IPS_EXPECTED;
	return w->each(&c, w->arg);
}

int sw_kernel_connections(struct sw_nl *nl, uint8_t family,
			  int (*each)(const struct sw_connection *, void *), void *arg,
			  struct sw_err *err)
{
	_Alignas(struct nlmsghdr) char buf[64];
	struct walk w = { each, arg };
	struct nlmsghdr *nlh = sw_nfnl_msg(buf, NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET,
					   NLM_F_DUMP, family);

	return nl->ops->dump(nl, nlh, read_connection, &w, err);
}

