/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks conntrack for one connection. */
#include <string.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

#include "netlink/flow.h"
#include "netlink/msg.h"
#include "rule/rule.h"

#define ROOM 8192

static bool open_socket(struct sw_flow_reader *r)
{
	struct mnl_socket *s;

	if (r->socket)
		return true;
	s = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC);
	if (s && mnl_socket_bind(s, 0, MNL_SOCKET_AUTOPID) < 0) {
		mnl_socket_close(s);
		s = NULL;
	}
	r->socket = s;
	return s;
}

void sw_flow_close(struct sw_flow_reader *r)
{
	if (r->socket)
		mnl_socket_close(r->socket);
	r->socket = NULL;
}

static bool is_icmp(const struct sw_tuple *t)
{
	return t->proto == (t->family == SW_IP6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP);
}

static void put_tuple(struct nlmsghdr *nlh, const struct sw_tuple *t)
{
	bool six = t->family == SW_IP6;
	size_t len = six ? 16 : 4;
	struct nlattr *tuple = mnl_attr_nest_start(nlh, CTA_TUPLE_ORIG), *in;

	in = mnl_attr_nest_start(nlh, CTA_TUPLE_IP);
	mnl_attr_put(nlh, six ? CTA_IP_V6_SRC : CTA_IP_V4_SRC, len, t->src);
	mnl_attr_put(nlh, six ? CTA_IP_V6_DST : CTA_IP_V4_DST, len, t->dst);
	mnl_attr_nest_end(nlh, in);
	in = mnl_attr_nest_start(nlh, CTA_TUPLE_PROTO);
	mnl_attr_put_u8(nlh, CTA_PROTO_NUM, t->proto);
	if (is_icmp(t)) {
		mnl_attr_put(nlh, six ? CTA_PROTO_ICMPV6_ID : CTA_PROTO_ICMP_ID, 2, t->id);
		mnl_attr_put_u8(nlh, six ? CTA_PROTO_ICMPV6_TYPE : CTA_PROTO_ICMP_TYPE, t->type);
		mnl_attr_put_u8(nlh, six ? CTA_PROTO_ICMPV6_CODE : CTA_PROTO_ICMP_CODE, t->code);
	} else {
		mnl_attr_put(nlh, CTA_PROTO_SRC_PORT, 2, t->sport);
		mnl_attr_put(nlh, CTA_PROTO_DST_PORT, 2, t->dport);
	}
	mnl_attr_nest_end(nlh, in);
	mnl_attr_nest_end(nlh, tuple);
}

static void take(const struct nlattr *a, void *to, size_t n)
{
	if (a && sw_attr_len(a) == n)
		memcpy(to, sw_attr_data(a), n);
}

static void read_tuple(const struct nlattr *tuple, struct sw_tuple *t)
{
	const struct nlattr *tb[CTA_TUPLE_MAX + 1], *ip[CTA_IP_MAX + 1], *proto[CTA_PROTO_MAX + 1];
	bool six = t->family == SW_IP6;
	size_t len = six ? 16 : 4;

	sw_attr_parse_nested(tuple, tb, CTA_TUPLE_MAX);
	sw_attr_parse_nested(tb[CTA_TUPLE_IP], ip, CTA_IP_MAX);
	sw_attr_parse_nested(tb[CTA_TUPLE_PROTO], proto, CTA_PROTO_MAX);
	take(ip[six ? CTA_IP_V6_SRC : CTA_IP_V4_SRC], t->src, len);
	take(ip[six ? CTA_IP_V6_DST : CTA_IP_V4_DST], t->dst, len);
	take(proto[CTA_PROTO_NUM], &t->proto, 1);
	take(proto[CTA_PROTO_SRC_PORT], t->sport, 2);
	take(proto[CTA_PROTO_DST_PORT], t->dport, 2);
	take(proto[six ? CTA_PROTO_ICMPV6_ID : CTA_PROTO_ICMP_ID], t->id, 2);
	take(proto[six ? CTA_PROTO_ICMPV6_TYPE : CTA_PROTO_ICMP_TYPE], &t->type, 1);
	take(proto[six ? CTA_PROTO_ICMPV6_CODE : CTA_PROTO_ICMP_CODE], &t->code, 1);
}

struct reading {
	const struct sw_tuple *packet;
	struct sw_flow *out;
	bool found;
};

static int read_flow(const struct nlmsghdr *nlh, void *arg)
{
	struct reading *r = arg;
	const struct nlattr *tb[CTA_MAX + 1];
	struct sw_tuple orig = { .family = r->packet->family }, reply = orig;

	sw_attr_parse_msg(nlh, tb, CTA_MAX);
	read_tuple(tb[CTA_TUPLE_ORIG], &orig);
	read_tuple(tb[CTA_TUPLE_REPLY], &reply);
	r->out->reply = memcmp(&orig, r->packet, sizeof(orig)) != 0;
	r->out->other = r->out->reply ? orig : reply;
	r->out->mark = sw_attr_be32(tb[CTA_MARK]);
	r->out->translated = sw_attr_be32(tb[CTA_STATUS]) & (IPS_SRC_NAT | IPS_DST_NAT);
	r->found = true;
	return MNL_CB_STOP;
}

int sw_flow_get(struct sw_flow_reader *r, const struct sw_tuple *packet, struct sw_flow *out)
{
	_Alignas(struct nlmsghdr) char buf[ROOM];
	struct reading reading = { .packet = packet, .out = out };
	struct nlmsghdr *nlh;
	ssize_t n;

	if (!open_socket(r))
		return 0;
	memset(out, 0, sizeof(*out));
	nlh = sw_nfnl_msg(buf, NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET, 0, packet->family);
	nlh->nlmsg_seq = ++r->seq;
	put_tuple(nlh, packet);
	if (mnl_socket_sendto(r->socket, nlh, nlh->nlmsg_len) < 0)
		return 0;
	n = mnl_socket_recvfrom(r->socket, buf, sizeof(buf));
	if (n <= 0 || mnl_cb_run(buf, (size_t)n, r->seq, mnl_socket_get_portid(r->socket),
				 read_flow, &reading) < 0)
		return 0;
	return reading.found;
}
