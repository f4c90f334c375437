/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -j QUEUE: no nft verdict; it travels as NFQUEUE 0, which does the same, under its own id. */
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_NFQUEUE.h>
#include "translate/driver_local.h"

/* What the plugin makes of a plain -j NFQUEUE; every kernel since 3.10 has the revision. */
static union {
	struct xt_NFQ_info_v3 info;
	uint8_t all[XT_ALIGN(sizeof(struct xt_NFQ_info_v3))];
	uint64_t align;
} queue_0 = { .info = { .queuenum = 0, .queues_total = 1 } };
static const struct sw_ext nfqueue = {
	.name = "NFQUEUE", .rev = 3, .data = &queue_0,
	.size = sizeof(queue_0.all), .user_size = sizeof(queue_0.all),
};

void sw_queue_encode(struct sw_prog *p)
{
	sw_prog_stmt(p, SW_STMT_XT)->xt = &nfqueue;
}

bool sw_queue_decode(const struct sw_prog *p, struct sw_jump *j)
{
	const struct sw_stmt *s = sw_stmt_only(p, SW_STMT_XT);

	if (!s || strcmp(s->xt->name, nfqueue.name) || s->xt->rev != nfqueue.rev ||
	    s->xt->size != nfqueue.size || memcmp(s->xt->data, nfqueue.data, nfqueue.size))
		return false;
	j->kind = SW_JUMP_VERDICT;
	j->verdict = SW_QUEUE;
	return true;
}
