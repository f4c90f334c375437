/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel made of messages: answers dumps from them, and adds to them what is committed. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <libmnl/libmnl.h>
#include "fuzz.h"
#include "base/attr.h"
#include "netlink/wire.h"

#define HEAD (NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(struct nfgenmsg)))

struct fake {
	struct sw_nl nl;
	struct nlmsghdr **msg;	/* owned vector of owned messages */
	size_t n;
	uint32_t genid;
	bool odd;
};

static void put(struct fake *k, size_t at, const void *from, size_t len)
{
	struct nlmsghdr *m = malloc(len);

	k->msg = realloc(k->msg, (k->n + 1) * sizeof(*k->msg));
	if (!m || !k->msg)
		abort();
	memcpy(m, from, len);
	m->nlmsg_len = len;
	memmove(&k->msg[at + 1], &k->msg[at], (k->n - at) * sizeof(*k->msg));
	k->msg[at] = m;
	k->n++;
}

/* Does answer m belong to what the request asks for? Both have the table as attribute 1; rules and
 * elements the chain's or set's name as 2. Without such an attribute it does: kernels may err. */
static bool is_asked_for(const struct nlmsghdr *m, const struct nlmsghdr *request)
{
	const struct nlattr *ask[3], *has[3];

	if (m->nlmsg_type != request->nlmsg_type - 1)
		return false;
	sw_attr_parse_msg(request, ask, 2);
	sw_attr_parse_msg(m, has, 2);
	for (int i = 1; i <= 2; i++) {
		const char *a = sw_attr_str(ask[i]), *h = sw_attr_str(has[i]);

		if (a && h && strcmp(a, h) != 0)
			return false;
	}
	return true;
}

static int fake_genid(struct sw_nl *nl, uint32_t *genid, struct sw_err *err)
{
	*genid = ((struct fake *)nl)->genid;
	return 0;
}

static int fake_dump(struct sw_nl *nl, struct nlmsghdr *request,
		     int (*each)(const struct nlmsghdr *, void *), void *arg, struct sw_err *err)
{
	struct fake *k = (struct fake *)nl;

	if (!(request->nlmsg_flags & NLM_F_DUMP))
		return sw_err_set(err, SW_ERESOURCE, ENOENT, "none");
	for (size_t i = 0; i < k->n; i++)
		if (is_asked_for(k->msg[i], request) && each(k->msg[i], arg))
			break;
	return 0;
}

/* Does the set of these elements give each of them a counter? */
static bool has_counters(const struct fake *k, const struct nlmsghdr *elems)
{
	const struct nlattr *ask[3], *has[NFTA_SET_MAX + 1];

	sw_attr_parse_msg(elems, ask, 2);
	for (size_t i = 0; i < k->n && ask[1] && ask[2]; i++) {
		if (k->msg[i]->nlmsg_type != SW_NFT_TYPE(NFT_MSG_NEWSET))
			continue;
		sw_attr_parse_msg(k->msg[i], has, NFTA_SET_MAX);
		if (has[NFTA_SET_EXPR] && has[1] && has[2] &&
		    sw_attr_len(has[1]) == sw_attr_len(ask[1]) &&
		    sw_attr_len(has[2]) == sw_attr_len(ask[2]) &&
		    !memcmp(sw_attr_data(has[1]), sw_attr_data(ask[1]), sw_attr_len(ask[1])) &&
		    !memcmp(sw_attr_data(has[2]), sw_attr_data(ask[2]), sw_attr_len(ask[2])))
			return true;
	}
	return false;
}

static void put_attr(struct nlmsghdr *m, const struct nlattr *a)
{
	mnl_attr_put(m, a->nla_type, sw_attr_len(a), sw_attr_data(a));
}

/* One element in a message of its own, which is as good; without a counter it gets one of 0. */
static void put_elem(struct fake *k, const struct nlmsghdr *nlh, const struct nlattr *elem)
{
	const struct nlattr *list[3], *in[NFTA_SET_ELEM_MAX + 1];
	size_t size = HEAD + elem->nla_len + 1024;
	struct nlmsghdr *m = calloc(1, size);
	struct nlattr *nest, *one, *expr, *data;

	if (!m)
		abort();
	memcpy(m, nlh, HEAD);
	m->nlmsg_len = HEAD;
	sw_attr_parse_msg(nlh, list, 2);
	put_attr(m, list[1]);
	put_attr(m, list[2]);
	nest = mnl_attr_nest_start(m, NFTA_SET_ELEM_LIST_ELEMENTS);
	one = mnl_attr_nest_start(m, NFTA_LIST_ELEM);
	memcpy((char *)m + m->nlmsg_len, sw_attr_data(elem), sw_attr_len(elem));
	m->nlmsg_len += NLMSG_ALIGN(sw_attr_len(elem));
	sw_attr_parse_nested(elem, in, NFTA_SET_ELEM_MAX);
	if (!in[NFTA_SET_ELEM_EXPR]) {
		expr = mnl_attr_nest_start(m, NFTA_SET_ELEM_EXPR);
		mnl_attr_put_strz(m, NFTA_EXPR_NAME, "counter");
		data = mnl_attr_nest_start(m, NFTA_EXPR_DATA);
		mnl_attr_put_u64(m, NFTA_COUNTER_PACKETS, 0);
		mnl_attr_put_u64(m, NFTA_COUNTER_BYTES, 0);
		mnl_attr_nest_end(m, data);
		mnl_attr_nest_end(m, expr);
	}
	mnl_attr_nest_end(m, one);
	mnl_attr_nest_end(m, nest);
	put(k, k->n, m, m->nlmsg_len);
	free(m);
}

static void put_elems(struct fake *k, const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[NFTA_SET_ELEM_LIST_MAX + 1], *a;
	const char *p;
	size_t left;

	sw_attr_parse_msg(nlh, tb, NFTA_SET_ELEM_LIST_MAX);
	a = tb[NFTA_SET_ELEM_LIST_ELEMENTS];
	p = a ? sw_attr_data(a) : NULL;
	left = a ? sw_attr_len(a) : 0;
	while (p && (a = sw_attr_next(&p, &left)))
		put_elem(k, nlh, a);
}

static void commit_one(struct fake *k, const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[NFTA_RULE_MAX + 1];
	bool front = false;

	switch (nlh->nlmsg_type) {
	case SW_NFT_TYPE(NFT_MSG_NEWRULE):
		sw_attr_parse_msg(nlh, tb, NFTA_RULE_MAX);
		front = !(nlh->nlmsg_flags & NLM_F_APPEND);
		k->odd |= nlh->nlmsg_flags & NLM_F_REPLACE || tb[NFTA_RULE_POSITION] ||
			  tb[NFTA_RULE_POSITION_ID];
		break;
	case SW_NFT_TYPE(NFT_MSG_NEWTABLE):
	case SW_NFT_TYPE(NFT_MSG_NEWCHAIN):
	case SW_NFT_TYPE(NFT_MSG_NEWSET):
	case SW_NFT_TYPE(NFT_MSG_NEWOBJ):
		break;
	case SW_NFT_TYPE(NFT_MSG_NEWSETELEM):
		if (!has_counters(k, nlh))
			break;
		put_elems(k, nlh);
		return;
	case NFNL_MSG_BATCH_BEGIN:
	case NFNL_MSG_BATCH_END:
		return;
	default:
		k->odd = true;
		return;
	}
	put(k, front ? 0 : k->n, nlh, nlh->nlmsg_len);
}

static int fake_commit(struct sw_nl *nl, const struct iovec *iov, size_t n,
		       void (*failed)(uint32_t seq, int err, void *), void *arg,
		       struct sw_err *err)
{
	struct fake *k = (struct fake *)nl;

	for (size_t i = 0; i < n; i++) {
		const char *p = iov[i].iov_base, *end = p + iov[i].iov_len;

		while (p < end) {
			const struct nlmsghdr *nlh = (const void *)p;

			FUZZ_LAW(nlh->nlmsg_len >= HEAD && nlh->nlmsg_len <= (size_t)(end - p),
				 "a damaged batch");
			commit_one(k, nlh);
			p += NLMSG_ALIGN(nlh->nlmsg_len);
		}
	}
	k->genid++;
	return 0;
}

static void fake_close(struct sw_nl *nl)
{
	struct fake *k = (struct fake *)nl;

	for (size_t i = 0; i < k->n; i++)
		free(k->msg[i]);
	free(k->msg);
	free(k);
}

static const struct sw_nl_ops fake_ops = {
	.genid = fake_genid, .dump = fake_dump, .commit = fake_commit, .close = fake_close,
};

struct sw_nl *fuzz_kernel(const uint8_t *data, size_t size)
{
	struct fake *k = calloc(1, sizeof(*k));
	struct nlmsghdr h;

	if (!k)
		abort();
	k->nl.ops = &fake_ops;
	k->genid = 1;
	while (size >= HEAD) {
		size_t len;

		memcpy(&h, data, sizeof(h));
		len = h.nlmsg_len < HEAD ? HEAD : h.nlmsg_len > size ? size : h.nlmsg_len;
		put(k, k->n, data, len);
		len = NLMSG_ALIGN(len) > size ? size : NLMSG_ALIGN(len);
		data += len;
		size -= len;
	}
	return &k->nl;
}

struct sw_nl *fuzz_kernel_copy(const struct sw_nl *nl)
{
	const struct fake *from = (const struct fake *)nl;
	struct sw_nl *to = fuzz_kernel(NULL, 0);

	for (size_t i = 0; i < from->n; i++)
		put((struct fake *)to, i, from->msg[i], from->msg[i]->nlmsg_len);
	return to;
}

bool fuzz_kernel_is_odd(const struct sw_nl *nl)
{
	return ((const struct fake *)nl)->odd;
}
