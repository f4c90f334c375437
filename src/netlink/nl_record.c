/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The recorder: writes down everything that passes, and breaks things on request, for tests. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include "base/str.h"
#include "netlink/msg_text.h"
#include "netlink/nl.h"

/* A recording is lines; what follows " # " is for the reader only:
 *   genid N | dump HEX | answer HEX | commit | message HEX | refused SEQ ERRNO | end ERRNO
 * answers stand between their dump and its end, messages between commit and end. */

struct fault {
	bool     armed, for_ever;
	unsigned nth;
	unsigned after;		/* answers that are heard before it */
	int      error;
};

struct recorder {
	struct sw_nl  nl;
	struct sw_nl *next;	/* owned */
	FILE         *out;	/* borrowed; NULL = write nothing */
	FILE         *file;	/* what out is when no dump runs */
	struct sw_str line;
	struct fault  commit, dump;
};

static void write_msg(struct recorder *r, const char *word, const struct nlmsghdr *nlh)
{
	static const char digit[] = "0123456789abcdef";
	const uint8_t *p = (const void *)nlh;

	if (!r->out)
		return;
	sw_str_reset(&r->line);
	sw_str_addf(&r->line, "%s ", word);
	for (size_t i = 0; i < nlh->nlmsg_len; i++) {
		sw_str_addc(&r->line, digit[p[i] >> 4]);
		sw_str_addc(&r->line, digit[p[i] & 15]);
	}
	sw_str_add(&r->line, " # ");
	sw_msg_text(&r->line, nlh);
	if (!r->line.oom)
		fprintf(r->out, "%s\n", r->line.s);
}

static void write_number(struct recorder *r, const char *word, unsigned n)
{
	if (r->out)
		fprintf(r->out, "%s %u\n", word, n);
}

/* Does the fault strike now? One that is not for ever strikes once. */
static bool strikes(struct fault *f)
{
	bool now = f->armed;

	if (!f->for_ever)
		f->armed = false;
	return now;
}

/* ---- questions ------------------------------------------------------------------------------- */

static int record_genid(struct sw_nl *nl, uint32_t *genid, struct sw_err *err)
{
	struct recorder *r = (struct recorder *)nl;
	int rc = r->next->ops->genid(r->next, genid, err);

	if (!rc)
		write_number(r, "genid", *genid);
	return rc;
}

struct listener {
	struct recorder *r;
	int  (*each)(const struct nlmsghdr *, void *);
	void  *arg;
	bool   faulty;
	unsigned left;		/* answers until it breaks */
	struct sw_str text;	/* of this exchange */
	FILE  *outer;		/* out before it */
};

/* A dump may be asked for while another runs: each is written at its end, as a whole. */
static void begin_exchange(struct recorder *r, struct listener *l)
{
	l->outer = r->out;
	r->out = r->file ? sw_str_open(&l->text) : NULL;
}

static void end_exchange(struct recorder *r, struct listener *l)
{
	if (r->out)
		fclose(r->out);
	r->out = l->outer;
	if (l->text.len && !l->text.oom)
		fwrite(l->text.s, 1, l->text.len, r->file);
	sw_str_fini(&l->text);
}

static int hear(const struct nlmsghdr *nlh, void *arg)
{
	struct listener *l = arg;

	if (l->faulty && l->left-- == 0)
		return 1;
	write_msg(l->r, "answer", nlh);
	return l->each(nlh, l->arg);
}

static int record_dump(struct sw_nl *nl, struct nlmsghdr *request,
		       int (*each)(const struct nlmsghdr *, void *), void *arg, struct sw_err *err)
{
	struct recorder *r = (struct recorder *)nl;
	struct listener l = { .r = r, .each = each, .arg = arg, .left = r->dump.after };
	int rc;

	if (r->dump.armed && r->dump.nth > 1)
		r->dump.nth--;
	else
		l.faulty = strikes(&r->dump);
	begin_exchange(r, &l);
	write_msg(r, "dump", request);
	r->next->few = nl->few;
	nl->few = false;
	rc = r->next->ops->dump(r->next, request, hear, &l, err);
	/* A dump with fewer answers, or none, breaks at its end. */
	if (l.faulty) {
		sw_err_init(err);
		rc = sw_err_set(err, SW_ERESOURCE, r->dump.error, "Could not read the ruleset: %s",
				strerror(r->dump.error));
	}
	write_number(r, "end", -rc);
	end_exchange(r, &l);
	return rc;
}

/* ---- transactions ---------------------------------------------------------------------------- */

struct refusals {
	struct recorder *r;
	void (*failed)(uint32_t seq, int err, void *);
	void  *arg;
};

static void hear_refusal(uint32_t seq, int err, void *arg)
{
	struct refusals *f = arg;

	if (f->r->out)
		fprintf(f->r->out, "refused %u %d\n", seq, err);
	f->failed(seq, err, f->arg);
}

/* Write every message; the sequence number of the nth behind BATCH_BEGIN, 0 if there is none. */
static uint32_t write_batch(struct recorder *r, const struct iovec *iov, size_t n, unsigned nth)
{
	uint32_t seq = 0;
	unsigned count = 0;

	for (size_t i = 0; i < n; i++) {
		const char *p = iov[i].iov_base, *end = p + iov[i].iov_len;

		while (p < end) {
			const struct nlmsghdr *nlh = (const void *)p;

			write_msg(r, "message", nlh);
			if (nlh->nlmsg_type >= NLMSG_MIN_TYPE && nth &&
			    nlh->nlmsg_type != NFNL_MSG_BATCH_BEGIN &&
			    nlh->nlmsg_type != NFNL_MSG_BATCH_END && ++count == nth)
				seq = nlh->nlmsg_seq;
			p += NLMSG_ALIGN(nlh->nlmsg_len);
		}
	}
	return seq;
}

static int whole_fault(int error, struct sw_err *err)
{
	if (error == ERESTART)
		return sw_err_set(err, SW_ERESOURCE, error, "The ruleset changed meanwhile");
	return sw_err_set(err, SW_ERESOURCE, error, "Could not send the transaction: %s",
			  strerror(error));
}

static int record_commit(struct sw_nl *nl, const struct iovec *iov, size_t n,
			 void (*failed)(uint32_t seq, int err, void *), void *arg,
			 struct sw_err *err)
{
	struct recorder *r = (struct recorder *)nl;
	struct refusals f = { r, failed, arg };
	uint32_t seq;
	int rc;

	if (r->out)
		fprintf(r->out, "commit\n");
	seq = write_batch(r, iov, n, r->commit.armed ? r->commit.nth : 0);
	if (r->commit.armed && seq) {
		strikes(&r->commit);
		hear_refusal(seq, r->commit.error, &f);
		rc = -r->commit.error;
	} else if (r->commit.armed && !r->commit.nth) {
		strikes(&r->commit);
		rc = whole_fault(r->commit.error, err);
	} else {
		rc = r->next->ops->commit(r->next, iov, n, hear_refusal, &f, err);
	}
	write_number(r, "end", -rc);
	return rc;
}

/* ---- life ------------------------------------------------------------------------------------ */

static void record_close(struct sw_nl *nl)
{
	struct recorder *r = (struct recorder *)nl;

	sw_nl_close(r->next);
	sw_str_fini(&r->line);
	free(r);
}

static const struct sw_nl_ops record_ops = {
	.genid = record_genid,
	.dump = record_dump,
	.commit = record_commit,
	.close = record_close,
};

struct sw_nl *sw_nl_record(struct sw_nl *next, FILE *out, struct sw_err *err)
{
	struct recorder *r = calloc(1, sizeof(*r));

	if (!r) {
		sw_err_nomem(err);
		return NULL;
	}
	r->nl.ops = &record_ops;
	r->next = next;
	r->out = r->file = out;
	return &r->nl;
}

void sw_nl_record_fail(struct sw_nl *nl, unsigned nth, int error, bool for_ever)
{
	((struct recorder *)nl)->commit = (struct fault){ true, for_ever, nth, 0, error };
}

void sw_nl_record_fail_dump(struct sw_nl *nl, unsigned nth, unsigned after, int error,
			    bool for_ever)
{
	((struct recorder *)nl)->dump = (struct fault){ true, for_ever, nth, after, error };
}
