/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The seam: answers in every damaged form, recorder with faults, recording and replay agree. */
#include <errno.h>
#include <stdlib.h>
#include <sys/uio.h>
#include "base/cleanup.h"
#include "base/str.h"
#include "netlink/msg.h"
#include "netlink/batch.h"
#include "netlink/nl.h"
#include "netlink/wire.h"
#include "tap.h"

/* ---- datagrams ------------------------------------------------------------------------------- */

union datagram {
	struct nlmsghdr align;
	char b[512];
};

static size_t put_msg(union datagram *d, size_t at, uint16_t type, uint16_t flags, uint32_t seq)
{
	struct nlmsghdr *nlh = sw_nfnl_msg(d->b + at, type, 0, AF_INET);

	nlh->nlmsg_flags = flags;
	nlh->nlmsg_seq = seq;
	sw_msg_put_str(nlh, NFTA_TABLE_NAME, "statewall-filter");
	return at + nlh->nlmsg_len;
}

static size_t put_status(union datagram *d, size_t at, uint16_t type, uint32_t seq, int error)
{
	struct nlmsgerr e = { .error = error };
	struct nlmsghdr *nlh = (void *)(d->b + at);

	*nlh = (struct nlmsghdr){ .nlmsg_len = NLMSG_LENGTH(sizeof(e)), .nlmsg_type = type,
				  .nlmsg_seq = seq };
	memcpy(d->b + at + NLMSG_HDRLEN, &e, sizeof(e));
	return at + nlh->nlmsg_len;
}

static int count(const struct nlmsghdr *nlh, void *arg)
{
	return ++*(int *)arg == 100;
}

static int walk(const union datagram *d, size_t len, int *seen)
{
	*seen = 0;
	return sw_wire_answers(d->b, len, 7, count, seen);
}

static const uint16_t table = SW_NFT_TYPE(NFT_MSG_NEWTABLE);

static void test_answers(void)
{
	union datagram d;
	size_t n;
	int seen;

	n = put_msg(&d, 0, table, NLM_F_MULTI, 7);
	n = put_msg(&d, n, table, NLM_F_MULTI, 7);
	ok(walk(&d, n, &seen) == SW_WIRE_MORE && seen == 2, "part of a dump");
	ok(walk(&d, 0, &seen) == SW_WIRE_MORE && !seen, "nothing at all");
	n = put_status(&d, n, NLMSG_DONE, 7, 0);
	ok(walk(&d, n, &seen) == SW_WIRE_DONE && seen == 2, "end of a dump");
	n = put_msg(&d, 0, table, 0, 7);
	ok(walk(&d, n, &seen) == SW_WIRE_DONE && seen == 1, "a single answer is the end");
	n = put_msg(&d, 0, table, NLM_F_MULTI, 6);
	n = put_status(&d, n, NLMSG_ERROR, 6, -EIO);
	ok(walk(&d, n, &seen) == SW_WIRE_MORE && !seen, "another question's answers");
	n = put_msg(&d, 0, table, NLM_F_MULTI, 7);
	n = put_msg(&d, n, table, NLM_F_MULTI | NLM_F_DUMP_INTR, 7);
	ok(walk(&d, n, &seen) == -EINTR, "an interrupted dump");
	n = put_status(&d, 0, NLMSG_ERROR, 7, -ENOENT);
	ok(walk(&d, n, &seen) == -ENOENT, "an error");
	n = put_status(&d, 0, NLMSG_ERROR, 7, 0);
	ok(walk(&d, n, &seen) == SW_WIRE_DONE, "an acknowledgement");
	n = put_status(&d, 0, NLMSG_DONE, 7, -ENOBUFS);
	ok(walk(&d, n, &seen) == -ENOBUFS, "a dump that ends in an error");
	n = put_status(&d, 0, NLMSG_OVERRUN, 7, 0);
	ok(walk(&d, n, &seen) == -ENOBUFS, "overrun");
}

/* A datagram cut at every length, and with every length field, is read within its bounds: the
 * bytes live in a block of exactly that size, so that a sanitizer sees one step too far. */
static void test_short(void)
{
	union datagram d;
	size_t n = put_msg(&d, 0, table, NLM_F_MULTI, 7);
	bool fine = true;
	int seen;

	n = put_status(&d, n, NLMSG_DONE, 7, 0);
	for (size_t i = 0; i < n; i++) {
		SW_FREE char *p = malloc(i ? i : 1);
		int rc;

		memcpy(p, d.b, i);
		rc = sw_wire_answers(p, i, 7, count, (seen = 0, &seen));
		fine = fine && (rc == SW_WIRE_MORE || rc == -EPROTO);
	}
	ok(fine, "cut at every byte");
	fine = true;
	for (uint32_t len = 0; len < 200; len++) {
		d.align.nlmsg_len = len;
		fine = fine && walk(&d, n, &seen) <= SW_WIRE_DONE;
	}
	ok(fine, "every length in the header");
}

/* ---- faults ---------------------------------------------------------------------------------- */

static int write_text(char *path, const char *text)
{
	SW_FD int fd = mkstemp(path);

	return fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) ? 0 : -1;
}

static struct sw_nl *replay(const char *text, struct sw_err *err)
{
	char path[] = "/tmp/sw-test-XXXXXX";
	struct sw_nl *nl = NULL;

	sw_err_init(err);
	if (write_text(path, text) == 0)
		nl = sw_nl_replay(path, err);
	unlink(path);
	return nl;
}

struct refusal { uint32_t seq; int err; };

static void note(uint32_t seq, int err, void *arg)
{
	*(struct refusal *)arg = (struct refusal){ seq, err };
}

static void fill(struct sw_batch *b, int n)
{
	while (n--) {
		struct nlmsghdr *nlh = sw_batch_begin(b, table, NLM_F_CREATE, AF_INET, 64, NULL);

		sw_msg_put_str(nlh, NFTA_TABLE_NAME, "statewall-filter");
		sw_batch_end(b, nlh);
	}
}

static void test_commit_faults(void)
{
	static const int errors[] = { EPERM, ENOBUFS, ENOENT, EINVAL };
	struct sw_err err;
	struct sw_nl *nl = sw_nl_record(replay("genid 4\n", &err), NULL, &err);
	struct sw_batch b = { 0 };
	struct refusal r;
	bool fine = true;
	uint32_t id;
	int rc;

	fill(&b, 5);
	for (unsigned nth = 1; nth <= 5; nth++) {
		r = (struct refusal){ 0 };
		sw_nl_record_fail(nl, nth, errors[nth % 4], false);
		rc = sw_batch_commit(&b, nl, 4, false, note, &r, &err);
		fine = fine && rc == -errors[nth % 4] && r.seq == nth && r.err == -rc;
	}
	ok(fine && !sw_err_is_set(&err), "each message refused in turn, named by its number");
	ok(nl->ops->genid(nl, &id, &err) == 0 && id == 4, "nothing was committed");
	rc = sw_batch_commit(&b, nl, 4, false, note, &r, &err);
	ok(rc == 0 && nl->ops->genid(nl, &id, &err) == 0 && id == 5, "the next one passes");

	sw_nl_record_fail(nl, 0, ERESTART, false);
	rc = sw_batch_commit(&b, nl, 4, false, note, &r, &err);
	ok(rc == -ERESTART && err.sys == ERESTART, "the generation moved");
	sw_err_init(&err);
	ok(sw_batch_commit(&b, nl, 4, false, note, &r, &err) == 0, "once");
	sw_nl_record_fail(nl, 0, ERESTART, true);
	for (int i = 0; i < 3; i++, sw_err_init(&err))
		ok(sw_batch_commit(&b, nl, 4, false, note, &r, &err) == -ERESTART, "for ever");
	sw_nl_close(nl);
	sw_batch_fini(&b);
}

static int ask(struct sw_nl *nl, int *seen, struct sw_err *err)
{
	union datagram d;
	struct nlmsghdr *nlh = sw_nft_msg(d.b, NFT_MSG_GETTABLE, NLM_F_DUMP, AF_INET);

	sw_err_init(err);
	*seen = 0;
	return nl->ops->dump(nl, nlh, count, seen, err);
}

static void add_hex(struct sw_str *out, const char *word, const union datagram *d)
{
	sw_str_addf(out, "%s ", word);
	for (size_t i = 0; i < d->align.nlmsg_len; i++)
		sw_str_addf(out, "%02x", (unsigned char)d->b[i]);
	sw_str_add(out, " # a remark\n");
}

/* A dump of two tables, as a recorder writes it: messages are in this machine's byte order. */
static const char *two_tables(void)
{
	static const char *const name[] = { "filter", "mangle" };
	static char text[1024];
	struct sw_str out = { 0 };
	union datagram d;

	sw_nft_msg(d.b, NFT_MSG_GETTABLE, NLM_F_DUMP, AF_INET);
	sw_str_add(&out, "genid 9\n");
	add_hex(&out, "dump", &d);
	for (int i = 0; i < 2; i++) {
		sw_nfnl_msg(d.b, table, NLM_F_MULTI, AF_INET);
		sw_msg_put_str(&d.align, NFTA_TABLE_NAME, name[i]);
		add_hex(&out, "answer", &d);
	}
	sw_str_add(&out, "end 0\n");
	snprintf(text, sizeof(text), "%s", out.s);
	sw_str_fini(&out);
	return text;
}

static void test_dump_faults(void)
{
	static const int errors[] = { EINTR, ENOBUFS, EPERM };
	struct sw_err err;
	struct sw_nl *inner = replay(two_tables(), &err), *nl = sw_nl_record(inner, NULL, &err);
	bool fine = true;
	int seen;

	ok(inner != NULL, "the recording is read: %s", err.msg);
	ok(ask(nl, &seen, &err) == 0 && seen == 2, "a whole dump");
	for (unsigned after = 0; after < 4; after++) {
		int e = errors[after % 3], rc;

		sw_nl_record_fail_dump(nl, 1, after, e, false);
		rc = ask(nl, &seen, &err);
		fine = fine && rc == -e && err.sys == e && seen == (int)(after < 2 ? after : 2);
	}
	ok(fine, "a dump that breaks off after each answer");
	ok(ask(nl, &seen, &err) == 0 && seen == 2, "and then a whole one");
	sw_nl_close(nl);
}

/* ---- recordings ------------------------------------------------------------------------------ */

static void test_record(void)
{
	struct sw_err err;
	SW_FREE char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	struct sw_nl *nl = sw_nl_record(replay(two_tables(), &err), out, &err), *again;
	struct sw_batch b = { 0 };
	struct refusal r;
	int seen;

	fill(&b, 1);
	ask(nl, &seen, &err);
	sw_nl_record_fail(nl, 1, EEXIST, false);
	sw_batch_commit(&b, nl, 9, false, note, &r, &err);
	sw_nl_close(nl);
	fclose(out);
	ok(strstr(text, " # get table ip\n"), "requests are written as text");
	ok(strstr(text, " # add table ip filter\n"), "so are answers");
	ok(strstr(text, " # add table ip statewall-filter\n"), "so are messages of a transaction");
	ok(strstr(text, "refused 1 17\nend 17\n"), "and refusals");
	again = replay(text, &err);
	ok(again && ask(again, &seen, &err) == 0 && seen == 2, "what was recorded can be replayed");
	sw_nl_close(again);
	sw_batch_fini(&b);
}

static void test_damaged(void)
{
	static const char *const bad[] = {
		"dump \n", "dump zz\n", "dump 14\n", "answer 1400000000\n", "genid\ndump 00\n",
		"dump 150000000a0a0103000000000000000002000000\n", "answer 00\n",
		"dump 140000000a0a010300000000000000000200000g\n",
	};
	struct sw_err err;
	struct sw_nl *nl;

	for (size_t i = 0; i < SW_ARRAY_SIZE(bad); i++) {
		nl = replay(bad[i], &err);
		ok(!nl && sw_err_is_set(&err), "damaged line %zu is refused", i);
		sw_nl_close(nl);
	}
	nl = sw_nl_replay("/nonexistent/file", (sw_err_init(&err), &err));
	ok(!nl && err.sys == ENOENT, "no file");
	nl = replay("end 5\nmessage 00\n# words\n\nend\n", &err);
	ok(nl, "lines that say nothing");
	sw_nl_close(nl);
}

int main(void)
{
	test_answers();
	test_short();
	test_commit_faults();
	test_dump_faults();
	test_record();
	test_damaged();
	return tap_end();
}
