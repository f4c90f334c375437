/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m owner: user and group of the process whose socket sends the packet. */
#include <stdio.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_owner.h>
#include "translate/ids.h"
#include "translate/registry.h"
#include "translate/span.h"

#define SEL_UID SW_SEL_META(NFT_META_SKUID, 4)
#define SEL_GID SW_SEL_META(NFT_META_SKGID, 4)

/* The map of the first user namespace is one line, "0 0 4294967295" (user_namespaces(7)). */
static bool map_is_identity(const char *path)
{
	unsigned long long inside, outside, count;
	FILE *f = fopen(path, "re");
	bool is;

	if (!f)		/* no /proc, or a kernel without user namespaces */
		return true;
	is = fscanf(f, "%llu %llu %llu", &inside, &outside, &count) == 3 && !inside && !outside &&
	     count == UINT32_MAX;
	fclose(f);
	return is;
}

/* In another user namespace nft shows an id that has no name there as 65534, and xt does not. */
static bool ids_are_plain(void)
{
	static enum { UNKNOWN, NO, YES } plain;

	if (plain == UNKNOWN)
		plain = map_is_identity("/proc/self/uid_map") &&
			map_is_identity("/proc/self/gid_map") ? YES : NO;
	return plain == YES;
}

/* The number that is no id is refused by xt. */
static bool is_range(uint32_t min, uint32_t max)
{
	return min <= max && max != UINT32_MAX;
}

static int owner_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
			struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_owner_match_info *x = m->data;
	int rc = sw_require_hooks(ctx, "owner", 1u << SW_HOOK_OUTPUT | 1u << SW_HOOK_POSTROUTING,
				err);

	if (rc)
		return rc;
	/* "!" is true for a packet without socket, of which nft can read no id. */
	if (!x->match || (x->match & ~(XT_OWNER_UID | XT_OWNER_GID)) || x->invert ||
	    !ids_are_plain())
		return 0;
	if (((x->match & XT_OWNER_UID) && !is_range(x->uid_min, x->uid_max)) ||
	    ((x->match & XT_OWNER_GID) && !is_range(x->gid_min, x->gid_max)))
		return 0;
	if (x->match & XT_OWNER_UID)
		sw_span_put(p, SEL_UID, (struct sw_span){ x->uid_min, x->uid_max, false });
	if (x->match & XT_OWNER_GID)
		sw_span_put(p, SEL_GID, (struct sw_span){ x->gid_min, x->gid_max, false });
	return 1;
}

static int owner_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
			const struct sw_hint *hint, void *data)
{
	struct xt_owner_match_info *x = data;
	struct sw_span s;
	size_t i = 0;

	if (i < n && sw_span_get(&t[i], SEL_UID, &s) && !s.inv) {
		x->match |= XT_OWNER_UID;
		x->uid_min = s.from;
		x->uid_max = s.to;
		i++;
	}
	if (i < n && sw_span_get(&t[i], SEL_GID, &s) && !s.inv) {
		x->match |= XT_OWNER_GID;
		x->gid_min = s.from;
		x->gid_max = s.to;
		i++;
	}
	return i ? (int)i : -1;
}

const struct sw_match_ops sw_match_owner = {
	.id = SW_ID_OWNER, .name = "owner", .rev = 1,
	.size = XT_ALIGN(sizeof(struct xt_owner_match_info)), .families = SW_FAM46,
	.encode = owner_encode, .decode = owner_decode,
};
