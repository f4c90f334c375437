/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The seam to the kernel: generation, dump, commit; real socket, recorder or replayer behind it. */
#ifndef SW_NETLINK_NL_H
#define SW_NETLINK_NL_H

#include <stdio.h>
#include "base/err.h"
#include "base/net.h"

struct nlmsghdr;
struct iovec;
struct sw_nl;

struct sw_nl_ops {
	/* The ruleset generation of this network namespace. */
	int (*genid)(struct sw_nl *, uint32_t *genid, struct sw_err *);
	/* Send request (complete message; the implementation sets seq and NLM_F_DUMP as asked by
	 * its flags) and call each for every answer. each returns 0, or 1 to stop reading early; it
	 * may ask for another dump meanwhile. A dump that was interrupted (NLM_F_DUMP_INTR) returns
	 * -EINTR with err filled. ENOENT of the kernel comes back as -ENOENT with err filled. */
	int (*dump)(struct sw_nl *, struct nlmsghdr *request,
		    int (*each)(const struct nlmsghdr *, void *), void *arg, struct sw_err *);
	/* One transaction: iov holds BATCH_BEGIN .. BATCH_END (END absent = check only), n parts in
	 * all, sent with one sendmsg. failed is called for every error the kernel reports, with the
	 * sequence number of the message it refused. Returns 0, -ERESTART (generation moved), or
	 * the first error. */
	int (*commit)(struct sw_nl *, const struct iovec *iov, size_t n,
		      void (*failed)(uint32_t seq, int err, void *), void *arg, struct sw_err *);
	void (*close)(struct sw_nl *);
};

struct sw_nl {
	const struct sw_nl_ops *ops;
	/* For the next dump: who asks stops at the first answers, so the kernel need not collect
	 * many (a full buffer of a map's elements costs half as much as all else of a command). */
	bool few;
};

/* The generation behind n commits from now: the kernel counts on, and leaves 0 out. */
static inline uint32_t sw_genid_after(uint32_t genid, unsigned n)
{
	uint32_t to = genid + n;

	return to && to > genid ? to : to + 1;
}

/* NULL: err filled (permission, no nf_tables) */
struct sw_nl *sw_nl_kernel(struct sw_err *err);
/* Passes everything on to next and writes each message as text to out; faults for tests are set
 * with sw_nl_record_fail. Owns next. */
struct sw_nl *sw_nl_record(struct sw_nl *next, FILE *out, struct sw_err *err);
/* The nth (from 1) batch message of the next commit fails with error; nth 0 = the commit as a whole
 * (e.g. ERESTART), once or for ever. */
void sw_nl_record_fail(struct sw_nl *nl, unsigned nth, int error, bool for_ever);
/* The nth dump from now (from 1) breaks off with error after `after` answers: EINTR (interrupted),
 * ENOBUFS, EPERM ...; for ever: and all behind it. */
void sw_nl_record_fail_dump(struct sw_nl *nl, unsigned nth, unsigned after, int error,
			    bool for_ever);
/* Answers dumps from a recording: a request gets what it got there; one never asked gets nothing,
 * or ENOENT when it is no dump.
 * Generations come in the recorded order; a commit succeeds and moves on by one. */
struct sw_nl *sw_nl_replay(const char *path, struct sw_err *err);
void sw_nl_close(struct sw_nl *nl);	/* NULL is fine */

#endif
