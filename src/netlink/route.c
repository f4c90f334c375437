/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks the kernel for one route. */
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>

#include "base/net.h"
#include "netlink/route.h"

#define ROOM 4096

static int open_socket(struct sw_router *r, struct sw_err *err)
{
	struct mnl_socket *s;

	if (r->socket)
		return 0;
	s = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!s || mnl_socket_bind(s, 0, MNL_SOCKET_AUTOPID) < 0) {
		int ret = sw_err_set(err, SW_ERESOURCE, errno, "cannot ask for routes: %s",
				     strerror(errno));
		if (s)
			mnl_socket_close(s);
		return ret;
	}
	r->socket = s;
	return 0;
}

void sw_route_close(struct sw_router *r)
{
	if (r->socket)
		mnl_socket_close(r->socket);
	r->socket = NULL;
}

static struct nlmsghdr *question(char *buf, struct sw_router *r, const struct sw_route_ask *ask,
				 unsigned in)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	size_t len = ask->family == SW_IP6 ? 16 : 4;
	struct rtmsg *m;

	nlh->nlmsg_type = RTM_GETROUTE;
	nlh->nlmsg_flags = NLM_F_REQUEST;
	nlh->nlmsg_seq = ++r->seq;
	m = mnl_nlmsg_put_extra_header(nlh, sizeof(*m));
	m->rtm_family = ask->family;
	m->rtm_dst_len = (uint8_t)(len * 8);
	mnl_attr_put(nlh, RTA_DST, len, ask->dst);
	if (ask->src) {
		m->rtm_src_len = (uint8_t)(len * 8);
		mnl_attr_put(nlh, RTA_SRC, len, ask->src);
	}
	if (in)
		mnl_attr_put_u32(nlh, RTA_IIF, in);
	if (ask->proto)
		mnl_attr_put_u8(nlh, RTA_IP_PROTO, ask->proto);
	if (ask->sport)
		mnl_attr_put(nlh, RTA_SPORT, 2, ask->sport);
	if (ask->dport)
		mnl_attr_put(nlh, RTA_DPORT, 2, ask->dport);
	if (ask->has_uid)
		mnl_attr_put_u32(nlh, RTA_UID, ask->uid);
	if (ask->mark)
		mnl_attr_put_u32(nlh, RTA_MARK, ask->mark);
	return nlh;
}

static int read_attr(const struct nlattr *a, void *arg)
{
	struct sw_route *out = arg;
	size_t len = mnl_attr_get_payload_len(a);

	switch (mnl_attr_get_type(a)) {
	case RTA_OIF:
		if (len == 4 && !if_indextoname(mnl_attr_get_u32(a), out->out))
			out->out[0] = '\0';
		break;
	case RTA_PREFSRC:
		if (len <= sizeof(out->src)) {
			memcpy(out->src, mnl_attr_get_payload(a), len);
			out->has_src = true;
		}
		break;
	}
	return MNL_CB_OK;
}

static int read_route(const struct nlmsghdr *nlh, void *arg)
{
	struct sw_route *out = arg;
	const struct rtmsg *m = mnl_nlmsg_get_payload(nlh);

	if (nlh->nlmsg_type != RTM_NEWROUTE || mnl_nlmsg_get_payload_len(nlh) < sizeof(*m))
		return MNL_CB_OK;
	out->type = m->rtm_type;
	mnl_attr_parse(nlh, sizeof(*m), read_attr, out);
	return MNL_CB_STOP;
}

int sw_route_get(struct sw_router *r, const struct sw_route_ask *ask, struct sw_route *out,
		 struct sw_err *err)
{
	_Alignas(struct nlmsghdr) char buf[ROOM];
	struct sw_route route = { 0 };
	unsigned in = ask->in && *ask->in ? if_nametoindex(ask->in) : 0;
	struct nlmsghdr *nlh;
	ssize_t n;
	int ret;

	if (ask->in && *ask->in && !in)
		return -ENODEV;
	ret = open_socket(r, err);
	if (ret)
		return ret;
	nlh = question(buf, r, ask, in);
	if (mnl_socket_sendto(r->socket, nlh, nlh->nlmsg_len) < 0)
		return sw_err_set(err, SW_ERESOURCE, errno, "cannot ask for a route: %s",
				  strerror(errno));
	n = mnl_socket_recvfrom(r->socket, buf, sizeof(buf));
	if (n < 0)
		return sw_err_set(err, SW_ERESOURCE, errno, "cannot read a route: %s",
				  strerror(errno));
	if (mnl_cb_run(buf, (size_t)n, r->seq, mnl_socket_get_portid(r->socket), read_route,
		       &route) < 0)
		return -errno;
	*out = route;
	return 0;
}
