/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m socket --nowildcard: a socket of this machine is there for the packet.
 *
 * Both look the socket up with the same function. "socket transparent" can be read of every socket,
 * so that any value of it means that there is one; "socket wildcard", which the match without
 * --nowildcard would need, cannot be read of one in TIME_WAIT.
 *
 * xt's match has fragments put together before PREROUTING, as long as a rule has it: the packet's
 * ports are read without a look at the fragment's offset. Here a chain that nobody asks does it
 * (sw_prog.defrag). In OUTPUT, where xt's match cannot stand, nft's would find the packet's own
 * socket: so only where the hook is known. */
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_socket.h>
#include "translate/ids.h"
#include "translate/registry.h"

#define SEL_TRANSPARENT \
	((struct sw_sel){ .src = SW_SRC_SOCKET, .key = NFT_SOCKET_TRANSPARENT, .len = 1 })
#define HOOKS (1u << SW_HOOK_PREROUTING | 1u << SW_HOOK_INPUT)

static int socket_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
			 struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_socket_mtinfo3 *x = m->data;
	bool transparent = x->flags & XT_SOCKET_TRANSPARENT;
	const uint8_t one = 1;

	if (ctx->no_socket || !(ctx->hooks & HOOKS) ||
	    (x->flags & ~XT_SOCKET_TRANSPARENT) != XT_SOCKET_NOWILDCARD)
		return 0;
	sw_prog_cmp(p, SEL_TRANSPARENT, transparent ? SW_EQ : SW_LE, &one, 1);
	p->defrag = true;
	return 1;
}

static int socket_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
			 const struct sw_hint *hint, void *data)
{
	struct xt_socket_mtinfo3 *x = data;

	if (!n || !sw_test_is_cmp(t, SEL_TRANSPARENT) || t->val[0] != 1 ||
	    (t->rel != SW_EQ && t->rel != SW_LE))
		return -1;
	x->flags = XT_SOCKET_NOWILDCARD | (t->rel == SW_EQ ? XT_SOCKET_TRANSPARENT : 0);
	return 1;
}

const struct sw_match_ops sw_match_socket = {
	.id = SW_ID_SOCKET, .name = "socket", .rev = 3,
	.size = XT_ALIGN(sizeof(struct xt_socket_mtinfo3)),
	.user_size = sizeof(struct xt_socket_mtinfo3),
	.families = SW_FAM46, .encode = socket_encode, .decode = socket_decode,
};
