/* SPDX-License-Identifier: GPL-2.0-or-later */
/* generation: prints the number of the ruleset of this network namespace; each transaction adds
 * 1. */
#include <arpa/inet.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int main(void)
{
	struct { struct nlmsghdr n; struct nfgenmsg g; } ask = {
		.n = { .nlmsg_len = sizeof(ask), .nlmsg_flags = NLM_F_REQUEST,
		       .nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETGEN },
	};
	_Alignas(struct nlmsghdr) char buf[4096];
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
	ssize_t len = send(fd, &ask, sizeof(ask), 0) > 0 ? recv(fd, buf, sizeof(buf), 0) : -1;

	for (ssize_t at = sizeof(ask); at + 8 <= len; ) {
		struct nlattr a;
		uint32_t id;

		memcpy(&a, buf + at, sizeof(a));
		memcpy(&id, buf + at + NLA_HDRLEN, sizeof(id));
		if ((a.nla_type & NLA_TYPE_MASK) == NFTA_GEN_ID)
			return printf("%u\n", ntohl(id)) < 0;
		if (a.nla_len < sizeof(a))
			break;
		at += NLA_ALIGN(a.nla_len);
	}
	fprintf(stderr, "generation: the kernel does not say\n");
	return 1;
}
