/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A connection to the kernel for who may not make anybody wait: it reads a little and writes
 * nothing. */
#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include "complete/complete_local.h"
#include "netlink/nl.h"

struct limited {
	struct sw_nl nl;
	struct sw_nl *next;	/* owned */
	unsigned left;		/* answers */
	struct timespec end;
};

struct passing {
	struct limited *l;
	int (*each)(const struct nlmsghdr *, void *);
	void *arg;
};

static bool is_over(const struct limited *l)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return !l->left || now.tv_sec > l->end.tv_sec ||
	       (now.tv_sec == l->end.tv_sec && now.tv_nsec > l->end.tv_nsec);
}

static int pass(const struct nlmsghdr *nlh, void *arg)
{
	struct passing *p = arg;

	if (is_over(p->l)) {
		p->l->left = 0;
		return 1;
	}
	p->l->left--;
	return p->each(nlh, p->arg);
}

static int limited_dump(struct sw_nl *nl, struct nlmsghdr *request,
			int (*each)(const struct nlmsghdr *, void *), void *arg, struct sw_err *err)
{
	struct limited *l = (struct limited *)nl;
	struct passing p = { l, each, arg };
	int ret = l->left ? l->next->ops->dump(l->next, request, pass, &p, err) : 0;

	if (!ret && !l->left)
		ret = sw_err_set(err, SW_ERESOURCE, ETIME, "there is too much of it");
	return ret;
}

static int limited_genid(struct sw_nl *nl, uint32_t *genid, struct sw_err *err)
{
	struct limited *l = (struct limited *)nl;

	return l->next->ops->genid(l->next, genid, err);
}

static int limited_commit(struct sw_nl *nl, const struct iovec *iov, size_t n,
			  void (*failed)(uint32_t seq, int err, void *), void *arg,
			  struct sw_err *err)
{
	return sw_err_set(err, SW_EOTHER, EROFS, "nothing is written here");
}

static void limited_close(struct sw_nl *nl)
{
	struct limited *l = (struct limited *)nl;

	sw_nl_close(l->next);
	free(l);
}

static const struct sw_nl_ops limited_ops = {
	.genid = limited_genid,
	.dump = limited_dump,
	.commit = limited_commit,
	.close = limited_close,
};

struct sw_nl *sw_nl_limited(struct sw_nl *next, unsigned answers, unsigned ms)
{
	struct limited *l = calloc(1, sizeof(*l));

	if (!l) {
		sw_nl_close(next);
		return NULL;
	}
	l->nl.ops = &limited_ops;
	l->next = next;
	l->left = answers;
	clock_gettime(CLOCK_MONOTONIC, &l->end);
	l->end.tv_sec += ms / 1000;
	l->end.tv_nsec += ms % 1000 * 1000000L;
	if (l->end.tv_nsec >= 1000000000L) {
		l->end.tv_sec++;
		l->end.tv_nsec -= 1000000000L;
	}
	return &l->nl;
}
