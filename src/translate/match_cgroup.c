/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m cgroup --cgroup: the number that net_cls gave the packet's socket.
 *
 * For the answer to a SYN, whose socket is none yet, nft takes the listening socket's number; xt
 * sees no socket there. "socket wildcard", whatever it says, cannot be read for such a packet. The
 * kernel knows it in INPUT and OUTPUT only. */
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_cgroup.h>
#include "translate/ids.h"
#include "translate/registry.h"
#include "translate/span.h"

#define SEL_WHOLE ((struct sw_sel){ .src = SW_SRC_SOCKET, .key = NFT_SOCKET_WILDCARD, .len = 1 })
#define SEL_CLASS SW_SEL_META(NFT_META_CGROUP, 4)
#define HOOKS (1u << SW_HOOK_INPUT | 1u << SW_HOOK_OUTPUT)

static int cgroup_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
			 struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_cgroup_info_v2 *x = m->data;
	const uint8_t most = 1;

	/* A path is looked up when the rule is loaded, and later than the tree may change. */
	if (x->has_path || !x->has_classid || x->invert_path || x->invert_classid > 1 ||
	    !(ctx->hooks & HOOKS))
		return 0;
	sw_prog_cmp(p, SEL_WHOLE, SW_LE, &most, 1);
	sw_number_put(p, SEL_CLASS, x->invert_classid ? SW_NE : SW_EQ, x->classid);
	return 1;
}

static int cgroup_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
			 const struct sw_hint *hint, void *data)
{
	struct xt_cgroup_info_v2 *x = data;
	uint64_t mask, id;

	if (n < 2 || !sw_test_is_cmp(&t[0], SEL_WHOLE) || t[0].rel != SW_LE || t[0].val[0] != 1 ||
	    !sw_test_is_cmp(&t[1], SEL_CLASS) || t[1].rel > SW_NE ||
	    !sw_number_get(&t[1], SEL_CLASS, &mask, &id))
		return -1;
	x->has_classid = 1;
	x->invert_classid = t[1].rel == SW_NE;
	x->classid = id;
	return 2;
}

const struct sw_match_ops sw_match_cgroup = {
	.id = SW_ID_CGROUP, .name = "cgroup", .rev = 2,
	.size = XT_ALIGN(sizeof(struct xt_cgroup_info_v2)),
	.user_size = offsetof(struct xt_cgroup_info_v2, priv),
	.families = SW_FAM46, .encode = cgroup_encode, .decode = cgroup_decode,
};
