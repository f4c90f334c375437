/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -j NFQUEUE: the queue expression, whose verdict is made by the same function of the kernel. Some
 * kernels do not have it: there the target is carried, as sw_ctx says. */
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_NFQUEUE.h>
#include "translate/ids.h"
#include "translate/registry.h"

_Static_assert(NFQ_FLAG_BYPASS == NFT_QUEUE_FLAG_BYPASS, "the flags are one another's");
_Static_assert(NFQ_FLAG_CPU_FANOUT == NFT_QUEUE_FLAG_CPU_FANOUT, "the flags are one another's");

static int nfqueue_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
			  struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_NFQ_info_v3 *x = t->data;
	struct sw_stmt *s;

	if (ctx->no_queue || x->flags & ~NFQ_FLAG_MASK || !x->queues_total ||
	    x->queuenum + x->queues_total - 1 > UINT16_MAX)
		return 0;
	s = sw_prog_stmt(p, SW_STMT_QUEUE);
	s->queue.num = x->queuenum;
	s->queue.total = x->queues_total;
	s->queue.flags = x->flags;
	return 1;
}

static int nfqueue_decode(const struct sw_prog *p, const struct sw_ctx *ctx,
			  const struct sw_hint *hint, void *data)
{
	const struct sw_stmt *s = sw_stmt_only(p, SW_STMT_QUEUE);
	struct xt_NFQ_info_v3 *x = data;

	if (!s || s->queue.flags & ~NFQ_FLAG_MASK)
		return -1;
	x->queuenum = s->queue.num;
	x->queues_total = s->queue.total;
	x->flags = s->queue.flags;
	return 0;
}

const struct sw_target_ops sw_target_nfqueue = {
	.id = SW_ID_NFQUEUE, .name = "NFQUEUE", .rev = 3,
	.size = XT_ALIGN(sizeof(struct xt_NFQ_info_v3)),
	.families = SW_FAM46, .encode = nfqueue_encode, .decode = nfqueue_decode,
};
