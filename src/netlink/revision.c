/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "Does the kernel know this extension at revision N", asked once per extension and process. */
#include <errno.h>
#include <stdlib.h>
#include <linux/netfilter/nf_tables_compat.h>
#include "base/cleanup.h"
#include "netlink/attr.h"
#include "netlink/snapshot.h"
#include "netlink/wire.h"

struct answer {
	char    name[SW_NAME_MAX];
	uint8_t rev, family;
	bool    target, known;
};

static struct answer *cache;	/* lives as long as the process */
static size_t ncache, capcache;

static int any(const struct nlmsghdr *nlh, void *arg)
{
	return 0;
}

/* 0 or the kernel's -errno. The socket is closed at once: one that is open when rules are removed
 * makes the end of the process wait (nl_kernel.c). */
static int ask(const char *name, uint8_t rev, bool target, uint8_t family)
{
	SW_FD int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	struct sockaddr_nl to = { .nl_family = AF_NETLINK };
	_Alignas(struct nlmsghdr) char buf[4096];
	struct nlmsghdr *nlh;
	ssize_t n;

	if (fd < 0)
		return -errno;
	nlh = sw_attr_msg(buf, (NFNL_SUBSYS_NFT_COMPAT << 8) | NFNL_MSG_COMPAT_GET, 0, family, 0);
	nlh->nlmsg_seq = 1;
	sw_attr_put_str(nlh, NFTA_COMPAT_NAME, name);
	sw_attr_put_be32(nlh, NFTA_COMPAT_REV, rev);
	sw_attr_put_be32(nlh, NFTA_COMPAT_TYPE, target);
	if (sendto(fd, buf, nlh->nlmsg_len, 0, (void *)&to, sizeof(to)) < 0)
		return -errno;
	n = recv(fd, buf, sizeof(buf), 0);
	if (n < 0)
		return -errno;
	n = sw_wire_answers(buf, n, 1, any, NULL);
	return n < 0 ? n : 0;
}

/* Only a clear no is a no. Without nft_compat (EINVAL, EOPNOTSUPP) or permission (EPERM) nothing
 * is known, and the newest revision of a plugin is the one to use. */
static bool is_no(int rc)
{
	return rc == -ENOENT || rc == -EPROTONOSUPPORT;
}

static const struct answer *remembered(const char *name, uint8_t rev, bool target, uint8_t family)
{
	for (size_t i = 0; i < ncache; i++)
		if (cache[i].rev == rev && cache[i].target == target &&
		    cache[i].family == family && strcmp(cache[i].name, name) == 0)
			return &cache[i];
	return NULL;
}

static void remember(const char *name, uint8_t rev, bool target, uint8_t family, bool known)
{
	struct answer *a;

	if (ncache == capcache) {
		size_t cap = capcache ? capcache * 2 : 32;

		a = realloc(cache, cap * sizeof(*a));
		if (!a)
			return;
		cache = a;
		capcache = cap;
	}
	a = &cache[ncache++];
	*a = (struct answer){ .rev = rev, .family = family, .target = target, .known = known };
	strcpy(a->name, name);
}

bool sw_kernel_has_rev(const char *name, uint8_t rev, bool target, uint8_t family)
{
	const struct answer *a;
	bool known;

	if (strlen(name) >= SW_NAME_MAX)
		return false;
	a = remembered(name, rev, target, family);
	if (a)
		return a->known;
	known = !is_no(ask(name, rev, target, family));
	remember(name, rev, target, family, known);
	return known;
}
