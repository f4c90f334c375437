/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "Does the kernel know this extension at revision N", asked once per extension and process. */
#include <errno.h>
#include <stdlib.h>
#include <linux/netfilter/nf_tables_compat.h>
#include "base/vec.h"
#include "netlink/msg.h"
#include "netlink/nl_socket.h"
#include "netlink/snapshot.h"

struct answer {
	char    name[SW_NAME_MAX];
	uint8_t rev, family;
	bool    target;
	enum sw_rev_answer is;
};

static struct answer *cache;	/* lives as long as the process */
static size_t ncache, capcache;

/* Nothing comes behind the one answer, although it is marked as one of several. */
static int first(const struct nlmsghdr *nlh, void *arg)
{
	return 1;
}

/* 0 or the kernel's -errno. */
static int ask(const char *name, uint8_t rev, bool target, uint8_t family)
{
	_Alignas(struct nlmsghdr) char buf[256];
	struct nlmsghdr *nlh = sw_nfnl_msg(buf, NFNL_SUBSYS_NFT_COMPAT << 8 | NFNL_MSG_COMPAT_GET,
					   0, family);

	sw_msg_put_str(nlh, NFTA_COMPAT_NAME, name);
	mnl_attr_put_u32(nlh, NFTA_COMPAT_REV, htonl(rev));
	mnl_attr_put_u32(nlh, NFTA_COMPAT_TYPE, htonl(target));
	return sw_nl_ask_once(nlh, first, NULL);
}

/* A kernel without nft_compat does not know the question: EINVAL. It would look for the module
 * again each time, so it is not asked twice. */
static enum sw_rev_answer meaning(int rc)
{
	switch (rc) {
	case 0:
		return SW_REV_KNOWN;
	case -ENOENT:
	case -EPROTONOSUPPORT:
		return SW_REV_UNKNOWN;
	case -EINVAL:
	case -EOPNOTSUPP:
		return SW_REV_NO_COMPAT;
	default:
		return SW_REV_NO_ANSWER;
	}
}

static const struct answer *remembered(const char *name, uint8_t rev, bool target, uint8_t family)
{
	for (size_t i = 0; i < ncache; i++)
		if (cache[i].rev == rev && cache[i].target == target &&
		    cache[i].family == family && strcmp(cache[i].name, name) == 0)
			return &cache[i];
	return NULL;
}

static void remember(const struct answer *new)
{
	if (!SW_GROW(cache, ncache, capcache))
		return;
	cache[ncache++] = *new;
}

enum sw_rev_answer sw_kernel_ask_rev(const char *name, uint8_t rev, bool target, uint8_t family)
{
	struct answer new = { .rev = rev, .family = family, .target = target };
	const struct answer *a;
	static bool no_compat;

	if (strlen(name) >= SW_NAME_MAX)
		return SW_REV_UNKNOWN;
	a = remembered(name, rev, target, family);
	if (a)
		return a->is;
	if (no_compat)
		return SW_REV_NO_COMPAT;
	new.is = meaning(ask(name, rev, target, family));
	no_compat = new.is == SW_REV_NO_COMPAT;
	strcpy(new.name, name);
	remember(&new);
	return new.is;
}

/* Only a clear no is a no: where nothing is known, a plugin's newest revision is the one to use. */
bool sw_kernel_has_rev(const char *name, uint8_t rev, bool target, uint8_t family)
{
	return sw_kernel_ask_rev(name, rev, target, family) != SW_REV_UNKNOWN;
}
