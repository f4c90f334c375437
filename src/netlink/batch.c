/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Collects messages in blocks of 1 MiB and sends them between BATCH_BEGIN and BATCH_END. */
#include <errno.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <libnftnl/common.h>
#include "base/cleanup.h"
#include "base/vec.h"
#include "netlink/batch.h"
#include "netlink/msg.h"

/* malloc maps a block of this size by itself: pages nobody wrote cost no memory. */
#define BLOCK_SIZE (1024 * 1024)

static struct sw_batch_block *add_block(struct sw_batch *b, struct sw_err *err)
{
	if (!SW_GROW(b->block, b->nblock, b->cap)) {
		sw_err_nomem(err);
		return NULL;
	}
	if (b->nblock == b->nkept) {
		b->block[b->nkept] = malloc(sizeof(struct sw_batch_block) + BLOCK_SIZE);
		if (!b->block[b->nkept]) {
			sw_err_nomem(err);
			return NULL;
		}
		b->nkept++;
	}
	b->block[b->nblock]->len = 0;
	return b->block[b->nblock++];
}

struct nlmsghdr *sw_batch_begin(struct sw_batch *b, uint16_t type, uint16_t flags, uint8_t family,
				size_t room, struct sw_err *err)
{
	struct sw_batch_block *k = b->nblock ? b->block[b->nblock - 1] : NULL;
	struct nlmsghdr *nlh;

	if (!k || k->len + room + NLMSG_HDRLEN + sizeof(struct nfgenmsg) > BLOCK_SIZE) {
		k = add_block(b, err);
		if (!k)
			return NULL;
	}
	nlh = sw_nfnl_msg(k->data + k->len, type, flags, family);
	nlh->nlmsg_seq = b->seq + 1;
	return nlh;
}

void sw_batch_end(struct sw_batch *b, struct nlmsghdr *nlh)
{
	b->block[b->nblock - 1]->len += NLMSG_ALIGN(nlh->nlmsg_len);
	b->bytes += NLMSG_ALIGN(nlh->nlmsg_len);
	b->seq++;
}

void sw_batch_reset(struct sw_batch *b)
{
	while (b->nkept > 1)
		free(b->block[--b->nkept]);
	b->nblock = 0;
	b->bytes = 0;
	b->seq = 0;
}

void sw_batch_fini(struct sw_batch *b)
{
	while (b->nkept)
		free(b->block[--b->nkept]);
	free(b->block);
	*b = (struct sw_batch){ 0 };
}

static unsigned made;

unsigned sw_batch_made(void)
{
	return made;
}

int sw_batch_commit(const struct sw_batch *b, struct sw_nl *nl, uint32_t genid, bool check_only,
		    void (*failed)(uint32_t seq, int err, void *), void *arg, struct sw_err *err)
{
	SW_FREE struct iovec *iov = calloc(b->nblock + 2, sizeof(*iov));
	_Alignas(struct nlmsghdr) char begin[64], end[64];
	struct nlmsghdr *nlh;
	size_t n = 0;
	int rc;

	if (!iov)
		return sw_err_nomem(err);
	nlh = nftnl_batch_begin(begin, 0);
	if (genid)
		mnl_attr_put_u32(nlh, NFNL_BATCH_GENID, htonl(genid));
	iov[n++] = (struct iovec){ nlh, nlh->nlmsg_len };
	for (size_t i = 0; i < b->nblock; i++)
		if (b->block[i]->len)
			iov[n++] = (struct iovec){ b->block[i]->data, b->block[i]->len };
	nlh = nftnl_batch_end(end, b->seq + 1);
	if (!check_only)
		iov[n++] = (struct iovec){ nlh, nlh->nlmsg_len };
	rc = nl->ops->commit(nl, iov, n, failed, arg, err);
	made += !rc && !check_only;
	return rc;
}

const struct nlmsghdr *sw_batch_next(const struct sw_batch *b, struct sw_batch_pos *pos)
{
	while (pos->block < b->nblock && pos->off >= b->block[pos->block]->len) {
		pos->block++;
		pos->off = 0;
	}
	if (pos->block >= b->nblock)
		return NULL;

	const struct nlmsghdr *nlh = (const void *)(b->block[pos->block]->data + pos->off);

	pos->off += NLMSG_ALIGN(nlh->nlmsg_len);
	return nlh;
}
