/* SPDX-License-Identifier: GPL-2.0-or-later */
/* floor chain|table TABLE: asks the kernel for all rules of an ip table, chain by chain or at once,
 * and drops the answers: what every tool that saves these rules pays before it has looked at one of
 * them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/netlink.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nf_tables.h>

struct chains {
	const char *table;
	char      (*name)[NFT_NAME_MAXLEN];
	size_t      n;
};

static int sock;
static char buf[65536];

static void put(struct nlmsghdr *h, int type, const char *s)
{
	struct nlattr *a = (void *)((char *)h + NLMSG_ALIGN(h->nlmsg_len));

	a->nla_type = type;
	a->nla_len = NLA_HDRLEN + strlen(s) + 1;
	strcpy((char *)a + NLA_HDRLEN, s);
	h->nlmsg_len = NLMSG_ALIGN(h->nlmsg_len) + NLA_ALIGN(a->nla_len);
}

static void note(struct chains *c, const struct nlmsghdr *h)
{
	const char *p = (const char *)h + NLMSG_SPACE(sizeof(struct nfgenmsg));
	const char *end = (const char *)h + h->nlmsg_len;
	const char *text[NFTA_CHAIN_MAX + 1] = { NULL };

	for (const struct nlattr *a; p < end; p += NLA_ALIGN(a->nla_len)) {
		a = (const void *)p;
		if ((a->nla_type & NLA_TYPE_MASK) <= NFTA_CHAIN_MAX)
			text[a->nla_type & NLA_TYPE_MASK] = p + NLA_HDRLEN;
	}
	if (!text[NFTA_CHAIN_TABLE] || !text[NFTA_CHAIN_NAME] ||
	    strcmp(text[NFTA_CHAIN_TABLE], c->table))
		return;
	c->name = realloc(c->name, (c->n + 1) * sizeof(*c->name));
	if (!c->name)
		exit(1);
	snprintf(c->name[c->n++], sizeof(*c->name), "%s", text[NFTA_CHAIN_NAME]);
}

static void dump(struct nlmsghdr *request, struct chains *c)
{
	if (send(sock, request, request->nlmsg_len, 0) < 0)
		exit(1);
	for (;;) {
		ssize_t n = recv(sock, buf, sizeof(buf), 0);

		if (n <= 0)
			exit(1);
		for (struct nlmsghdr *h = (void *)buf; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n)) {
			if (h->nlmsg_type == NLMSG_DONE)
				return;
			if (h->nlmsg_type == NLMSG_ERROR)
				exit(1);
			if (c)
				note(c, h);
		}
	}
}

static struct nlmsghdr *ask(int type)
{
	static union { struct nlmsghdr h; char room[1024]; } m;
	struct nfgenmsg *g = NLMSG_DATA(&m.h);

	memset(&m, 0, sizeof(m));
	m.h.nlmsg_len = NLMSG_LENGTH(sizeof(*g));
	m.h.nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | type;
	m.h.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	g->nfgen_family = NFPROTO_IPV4;
	return &m.h;
}

int main(int argc, char **argv)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct chains c = { .table = argc == 3 ? argv[2] : "" };
	struct nlmsghdr *h;

	sock = socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
	if (argc != 3 || sock < 0 || connect(sock, (void *)&kernel, sizeof(kernel)))
		return 2;
	dump(ask(NFT_MSG_GETCHAIN), &c);
	if (!strcmp(argv[1], "table")) {
		h = ask(NFT_MSG_GETRULE);
		put(h, NFTA_RULE_TABLE, c.table);
		dump(h, NULL);
	}
	for (size_t i = 0; !strcmp(argv[1], "chain") && i < c.n; i++) {
		h = ask(NFT_MSG_GETRULE);
		put(h, NFTA_RULE_TABLE, c.table);
		put(h, NFTA_RULE_CHAIN, c.name[i]);
		dump(h, NULL);
	}
	return c.n ? 0 : 1;
}
