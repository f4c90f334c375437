/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The real socket over a kernel played here: sends and answers that fail, are cut short, break off
 * or come from somebody else. The C library's calls are replaced in this program. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#include <linux/netfilter/nf_tables_compat.h>
#include "base/cleanup.h"
#include "netlink/msg.h"
#include "netlink/batch.h"
#include "netlink/nl.h"
#include "netlink/snapshot.h"
#include "netlink/wire.h"
#include "tap.h"

/* ---- the kernel ------------------------------------------------------------------------------ */

enum fault { NONE, ERRNO, SHORT, TRUNCATED, STRANGER, INTERRUPTED, REFUSED, MOVED, UNKNOWN };

#define REVISION (NFNL_SUBSYS_NFT_COMPAT << 8 | NFNL_MSG_COMPAT_GET)

static struct {
	struct nlmsghdr request;	/* the last question, or the first message of a batch */
	uint32_t second;		/* the number of the batch's second message */
	unsigned sent;			/* datagrams of its answer so far */
	unsigned sends, recvs;
	/* the nth call fails so (0: none); ever: and all behind it */
	struct { unsigned nth; enum fault how; int error; bool ever; } send, recv;
} kernel;

static bool strikes(unsigned nth, unsigned now, bool ever)
{
	return nth && (now == nth || (ever && now > nth));
}

ssize_t sendmsg(int fd, const struct msghdr *m, int flags)
{
	const struct nlmsghdr *nlh = m->msg_iov[0].iov_base;
	bool batch = nlh->nlmsg_type == NFNL_MSG_BATCH_BEGIN && m->msg_iovlen > 1;

	if (strikes(kernel.send.nth, ++kernel.sends, kernel.send.ever)) {
		errno = kernel.send.error;
		return -1;
	}
	kernel.request = *nlh;
	kernel.second = batch ? ((struct nlmsghdr *)m->msg_iov[1].iov_base)->nlmsg_seq : 0;
	kernel.sent = 0;
	return 1;
}

static size_t put_error(char *to, uint32_t seq, int error, uint16_t type)
{
	struct nlmsgerr e = { .error = -error };
	struct nlmsghdr *nlh = (void *)to;

	*nlh = (struct nlmsghdr){ .nlmsg_len = NLMSG_LENGTH(sizeof(e)), .nlmsg_type = type,
				  .nlmsg_seq = seq };
	memcpy(to + NLMSG_HDRLEN, &e, sizeof(e));
	return nlh->nlmsg_len;
}

static size_t put_table(char *to, uint16_t flags)
{
	struct nlmsghdr *nlh = sw_nft_msg(to, NFT_MSG_NEWTABLE, 0, AF_INET);

	nlh->nlmsg_flags = flags;
	nlh->nlmsg_seq = kernel.request.nlmsg_seq;
	sw_msg_put_str(nlh, NFTA_TABLE_NAME, "statewall-filter");
	return nlh->nlmsg_len;
}

static size_t put_genid(char *to)
{
	struct nlmsghdr *nlh = sw_nft_msg(to, NFT_MSG_NEWGEN, 0, AF_UNSPEC);

	nlh->nlmsg_flags = 0;
	nlh->nlmsg_seq = kernel.request.nlmsg_seq;
	mnl_attr_put_u32(nlh, NFTA_GEN_ID, htonl(7));
	return nlh->nlmsg_len;
}

/* The kernel's answer about a revision is marked as one of several, and none comes behind it. */
static size_t put_revision(char *to)
{
	struct nlmsghdr *nlh = sw_nfnl_msg(to, kernel.request.nlmsg_type, NLM_F_MULTI, AF_INET);

	nlh->nlmsg_seq = kernel.request.nlmsg_seq;
	return nlh->nlmsg_len;
}

/* The next datagram of the answer, 0: none is left. A dump is two tables and an end, in three. */
static size_t next(char *to, enum fault how)
{
	unsigned n = kernel.sent++;

	if (how == REFUSED || how == MOVED)
		return put_error(to, how == MOVED ? kernel.request.nlmsg_seq : kernel.second,
				 how == MOVED ? ERESTART : kernel.recv.error, NLMSG_ERROR);
	if (kernel.request.nlmsg_type == NFNL_MSG_BATCH_BEGIN)
		return 0;
	if (n > 2 || (n && kernel.request.nlmsg_type == REVISION))
		abort();	/* the program waits for more than there is */
	if (how == UNKNOWN)
		return put_error(to, kernel.request.nlmsg_seq, ENOENT, NLMSG_ERROR);
	if (kernel.request.nlmsg_type == REVISION)
		return put_revision(to);
	if (!(kernel.request.nlmsg_flags & NLM_F_DUMP))
		return put_genid(to);
	if (n < 2)
		return put_table(to, NLM_F_MULTI | (how == INTERRUPTED ? NLM_F_DUMP_INTR : 0));
	n = put_error(to, kernel.request.nlmsg_seq, 0, NLMSG_DONE);
	if (how == INTERRUPTED)
		((struct nlmsghdr *)to)->nlmsg_flags = NLM_F_MULTI | NLM_F_DUMP_INTR;
	return n;
}

ssize_t recvmsg(int fd, struct msghdr *m, int flags)
{
	struct sockaddr_nl *from = m->msg_name;
	enum fault how = NONE;
	size_t n;

	if (strikes(kernel.recv.nth, ++kernel.recvs, kernel.recv.ever))
		how = kernel.recv.how;
	*from = (struct sockaddr_nl){ .nl_family = AF_NETLINK };
	m->msg_flags = how == TRUNCATED ? MSG_TRUNC : 0;
	if (how == ERRNO) {
		errno = kernel.recv.error;
		return -1;
	}
	if (how == STRANGER) {
		from->nl_pid = 1234;	/* a process that says the dump is done */
		return put_error(m->msg_iov[0].iov_base, kernel.request.nlmsg_seq, 0, NLMSG_DONE);
	}
	n = next(m->msg_iov[0].iov_base, how);
	if (!n) {
		errno = EAGAIN;
		return -1;
	}
	return how == SHORT ? (ssize_t)n / 2 : (ssize_t)n;
}

int socket(int domain, int type, int protocol)
{
	return open("/dev/null", O_RDWR | O_CLOEXEC);
}

int setsockopt(int fd, int level, int name, const void *val, socklen_t len)
{
	return 0;
}

int getsockopt(int fd, int level, int name, void *val, socklen_t *len)
{
	return 0;
}

/* ---- questions ------------------------------------------------------------------------------- */

static struct sw_err err;

static int count(const struct nlmsghdr *nlh, void *arg)
{
	++*(int *)arg;
	return 0;
}

static int ask(struct sw_nl *nl, int *seen)
{
	_Alignas(struct nlmsghdr) char buf[64];
	struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_GETTABLE, NLM_F_DUMP, AF_INET);

	*seen = 0;
	sw_err_init(&err);
	return nl->ops->dump(nl, nlh, count, seen, &err);
}

static void arm(unsigned send, unsigned recv, enum fault how, int error, bool ever)
{
	memset(&kernel, 0, sizeof(kernel));
	kernel.send.nth = send;
	kernel.recv.nth = recv;
	kernel.recv.how = how;
	kernel.send.error = kernel.recv.error = error;
	kernel.send.ever = kernel.recv.ever = ever;
}

static bool told(int rc, int error)
{
	return rc == -error && err.sys == error && err.code == SW_ERESOURCE && err.msg[0];
}

/* After any fault the next question gets its own answer, whole. */
static bool recovers(struct sw_nl *nl)
{
	int seen;

	arm(0, 0, NONE, 0, false);
	return ask(nl, &seen) == 0 && seen == 2;
}

static void test_questions(struct sw_nl *nl)
{
	static const int errors[] = { EPERM, ENOBUFS, ENOMEM, EIO };
	bool sends = true, receives = true, breaks = true, after = true, again = true;
	int seen;

	ok(recovers(nl), "a whole dump");
	for (unsigned nth = 1; nth <= 3; nth++) {
		for (size_t i = 0; i < SW_ARRAY_SIZE(errors); i++) {
			arm(1, 0, NONE, errors[i], false);
			sends = sends && told(ask(nl, &seen), errors[i]) && recovers(nl);
			arm(0, nth, ERRNO, errors[i], false);
			receives = receives && told(ask(nl, &seen), errors[i]) &&
				   seen == (int)nth - 1;
			after = after && recovers(nl);
		}
		arm(0, nth, SHORT, 0, false);
		breaks = breaks && told(ask(nl, &seen), EPROTO) && recovers(nl);
		arm(0, nth, TRUNCATED, 0, false);
		breaks = breaks && told(ask(nl, &seen), EMSGSIZE) && recovers(nl);
		arm(0, nth, INTERRUPTED, 0, false);
		breaks = breaks && told(ask(nl, &seen), EINTR) && recovers(nl);
		arm(0, nth, ERRNO, EINTR, false);
		again = again && ask(nl, &seen) == 0 && seen == 2;
		arm(0, nth, STRANGER, 0, false);
		again = again && ask(nl, &seen) == 0 && seen == 2;
	}
	ok(sends, "a question that cannot be sent");
	ok(receives, "each answer: EPERM, ENOBUFS, ENOMEM, EIO");
	ok(after, "what was not read is not taken for the next answer");
	ok(breaks, "each answer: half of it, longer than the buffer, NLM_F_DUMP_INTR");
	ok(again, "each answer: EINTR, a message that is not the kernel's: as if nothing had been");
	arm(1, 0, NONE, EINTR, false);
	ok(ask(nl, &seen) == 0 && seen == 2 && kernel.sends == 2,
	   "EINTR while sending: sent again");
}

/* ---- transactions ---------------------------------------------------------------------------- */

struct refusal { uint32_t seq; int error; };

static void note(uint32_t seq, int error, void *arg)
{
	*(struct refusal *)arg = (struct refusal){ seq, error };
}

static int commit(struct sw_nl *nl, struct refusal *r)
{
	struct sw_batch b = { 0 };
	struct nlmsghdr *nlh = sw_batch_begin(&b, SW_NFT_TYPE(NFT_MSG_NEWTABLE), NLM_F_CREATE,
					      AF_INET, 64, &err);
	int rc;

	sw_err_init(&err);
	*r = (struct refusal){ 0 };
	sw_msg_put_str(nlh, NFTA_TABLE_NAME, "statewall-filter");
	sw_batch_end(&b, nlh);
	rc = sw_batch_commit(&b, nl, 7, false, note, r, &err);
	sw_batch_fini(&b);
	return rc;
}

static void test_transactions(struct sw_nl *nl)
{
	static const int errors[] = { EPERM, ENOBUFS, EMSGSIZE, ENOMEM };
	bool sends = true, unsure = true, refused = true;
	struct refusal r;
	int rc;

	arm(0, 0, NONE, 0, false);
	ok(commit(nl, &r) == 0 && !sw_err_is_set(&err), "a transaction");
	for (size_t i = 0; i < SW_ARRAY_SIZE(errors); i++) {
		arm(1, 0, NONE, errors[i], false);
		sends = sends && told(commit(nl, &r), errors[i]);
		arm(0, 1, REFUSED, errors[i], false);
		rc = commit(nl, &r);
		refused = refused && rc == -errors[i] && r.error == errors[i] &&
			  r.seq == kernel.second;
	}
	ok(sends, "that cannot be sent: EPERM, ENOBUFS, EMSGSIZE, ENOMEM");
	ok(refused, "a message of it is refused, by its number");
	arm(1, 0, NONE, EINTR, false);
	ok(commit(nl, &r) == 0 && kernel.sends == 2, "EINTR while sending: sent again");
	arm(0, 1, ERRNO, EINTR, false);
	ok(commit(nl, &r) == 0, "EINTR while the answers are collected");
	arm(0, 1, MOVED, 0, false);
	ok(told(commit(nl, &r), ERESTART), "the generation moved");
	arm(0, 1, ERRNO, ENOBUFS, false);
	ok(told(commit(nl, &r), ENOBUFS), "more errors than the queue holds: refused");
	for (int e = 0; e < 2; e++) {
		arm(0, 1, ERRNO, e ? EIO : EPERM, false);
		rc = commit(nl, &r);
		unsure = unsure && rc < 0 && strstr(err.msg, "may be in force");
	}
	ok(unsure, "answers that cannot be read: the message says that it may be in force");
}

/* Answers are remembered: each question has a name of its own. */
static void test_revisions(void)
{
	arm(0, 0, NONE, 0, false);
	ok(sw_kernel_ask_rev("a", 1, false, AF_INET) == SW_REV_KNOWN && kernel.sends == 1,
	   "a revision that the kernel knows");
	arm(0, 1, UNKNOWN, 0, false);
	ok(sw_kernel_ask_rev("b", 1, false, AF_INET) == SW_REV_UNKNOWN, "one that it does not");
	arm(0, 1, STRANGER, 0, false);
	ok(sw_kernel_ask_rev("c", 1, false, AF_INET) == SW_REV_KNOWN && kernel.recvs == 2,
	   "a message that is not the kernel's: its own is waited for");
	arm(0, 1, ERRNO, EINTR, false);
	ok(sw_kernel_ask_rev("d", 1, false, AF_INET) == SW_REV_KNOWN && kernel.recvs == 2,
	   "EINTR: as if nothing had been");
	arm(0, 1, ERRNO, EPERM, false);
	ok(sw_kernel_ask_rev("e", 1, false, AF_INET) == SW_REV_NO_ANSWER, "no right to ask");
	arm(0, 1, SHORT, 0, false);
	ok(sw_kernel_ask_rev("f", 1, false, AF_INET) == SW_REV_NO_ANSWER, "half an answer");
	arm(1, 0, NONE, ENOMEM, false);
	ok(sw_kernel_ask_rev("g", 1, false, AF_INET) == SW_REV_NO_ANSWER, "it cannot be sent");
}

static void test_open(void)
{
	static const int errors[] = { EPERM, EINVAL, ENOBUFS };
	bool fine = true;

	for (size_t i = 0; i < SW_ARRAY_SIZE(errors); i++) {
		sw_err_init(&err);
		arm(0, 1, ERRNO, errors[i], false);
		fine = fine && !sw_nl_kernel(&err) && err.sys == errors[i] && err.msg[0];
	}
	ok(fine, "no right, or no nf_tables: told at the first question");
}

int main(void)
{
	struct sw_nl *nl;

	test_open();
	arm(0, 0, NONE, 0, false);
	sw_err_init(&err);
	nl = sw_nl_kernel(&err);
	if (!ok(nl, "a socket: %s", err.msg))
		return tap_end();
	test_questions(nl);
	test_transactions(nl);
	sw_nl_close(nl);
	test_revisions();
	return tap_end();
}
