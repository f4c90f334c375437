/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads one datagram of answers; trusts no length in it. Not mnl_cb_run(): an answer of another
 * number is an error to it, and is passed over here. */
#include <errno.h>
#include <string.h>
#include "netlink/wire.h"

/* The message at *p, which then points behind it. NULL at the end, or with *bad set. */
static const struct nlmsghdr *next(const char **p, size_t *left, int *bad)
{
	const struct nlmsghdr *nlh = (const void *)*p;
	size_t step;

	if (!*left)
		return NULL;
	if (*left < NLMSG_HDRLEN || nlh->nlmsg_len < NLMSG_HDRLEN || nlh->nlmsg_len > *left) {
		*bad = -EPROTO;
		return NULL;
	}
	step = NLMSG_ALIGN(nlh->nlmsg_len);
	if (step > *left)
		step = *left;
	*p += step;
	*left -= step;
	return nlh;
}

/* The int that starts an error's or an end's payload; missing reads as 0, as older kernels end. */
static int status(const struct nlmsghdr *nlh)
{
	int v = 0;

	if (nlh->nlmsg_len >= NLMSG_HDRLEN + sizeof(v))
		memcpy(&v, (const char *)nlh + NLMSG_HDRLEN, sizeof(v));
	return v > 0 ? -v : v;
}

static int answer(const struct nlmsghdr *nlh, int (*each)(const struct nlmsghdr *, void *),
		  void *arg)
{
	int rc;

	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		return -EINTR;
	switch (nlh->nlmsg_type) {
	case NLMSG_NOOP:
		return SW_WIRE_MORE;
	case NLMSG_OVERRUN:
		return -ENOBUFS;
	case NLMSG_ERROR:
	case NLMSG_DONE:
		rc = status(nlh);
		return rc ? rc : SW_WIRE_DONE;
	}
	if (nlh->nlmsg_len < NLMSG_HDRLEN + sizeof(struct nfgenmsg))
		return -EPROTO;
	if (each(nlh, arg))
		return SW_WIRE_STOPPED;
	return nlh->nlmsg_flags & NLM_F_MULTI ? SW_WIRE_MORE : SW_WIRE_DONE;
}

int sw_wire_answers(const void *buf, size_t len, uint32_t seq,
		    int (*each)(const struct nlmsghdr *, void *), void *arg)
{
	const struct nlmsghdr *nlh;
	const char *p = buf;
	int rc = 0, bad = 0;

	while (!rc && (nlh = next(&p, &len, &bad)))
		if (nlh->nlmsg_seq == seq)
			rc = answer(nlh, each, arg);
	return rc ? rc : bad;
}

int sw_wire_errors(const void *buf, size_t len, void (*each)(uint32_t seq, int err, void *),
		   void *arg)
{
	const struct nlmsghdr *nlh;
	const char *p = buf;
	int bad = 0;

	while ((nlh = next(&p, &len, &bad)))
		if (nlh->nlmsg_type == NLMSG_ERROR && status(nlh))
			each(nlh->nlmsg_seq, -status(nlh), arg);
	return bad;
}
