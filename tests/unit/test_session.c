/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands and a restore over a kernel that fails: each message, each dump and each answer in turn.
 * What comes out is a status and a sentence, nothing is committed, and what may be tried again
 * is. */
#include <errno.h>
#include <stdlib.h>
#include "base/cleanup.h"
#include "base/str.h"
#include "netlink/batch.h"
#include "session/command.h"
#include "session/restore.h"
#include "tap.h"
#include "translate/translate.h"
#include "words/parse.h"
#include "xt/plugin.h"

static const char *recording;

/* ---- a session over a recorder over the recording -------------------------------------------- */

struct bed {
	struct sw_session s;
	struct sw_err     err;
	char             *log;		/* what the recorder wrote */
	size_t            loglen;
	FILE             *out;
};

static void set_up(struct bed *b)
{
	memset(b, 0, sizeof(*b));
	sw_err_init(&b->err);
	b->out = open_memstream(&b->log, &b->loglen);
	if (sw_session_open_on(&b->s, "iptables", SW_IP4,
			       sw_nl_record(sw_nl_replay(recording, &b->err), b->out, &b->err),
			       &b->err))
		abort();
	b->s.patience = 0;
}

static void tear_down(struct bed *b)
{
	sw_session_close(&b->s);
	fclose(b->out);
	free(b->log);
}

/* How many lines of the log begin so. */
static unsigned logged(struct bed *b, const char *word)
{
	unsigned n = 0;

	fflush(b->out);
	for (const char *p = b->log; p && *p; p = strchr(p, '\n') ? strchr(p, '\n') + 1 : NULL)
		n += strncmp(p, word, strlen(word)) == 0;
	return n;
}

/* The same, of what came before the first transaction. */
static unsigned asked(struct bed *b)
{
	unsigned n = 0;

	fflush(b->out);
	for (const char *p = b->log; p && *p; p = strchr(p, '\n') ? strchr(p, '\n') + 1 : NULL) {
		if (!strncmp(p, "commit", 6))
			break;
		n += strncmp(p, "dump ", 5) == 0;
	}
	return n;
}

/* Messages of the first transaction, without its begin and end. */
static unsigned sent(struct bed *b)
{
	const char *p;
	unsigned n = 0;

	fflush(b->out);
	p = strstr(b->log, "commit");
	for (p = p ? strchr(p, '\n') : NULL; p && !strncmp(p + 1, "message ", 8);
	     p = strchr(p + 1, '\n'))
		n++;
	return n > 2 ? n - 2 : 0;
}

/* Transactions that went through. */
static unsigned committed(struct bed *b)
{
	uint32_t genid[2] = { 0 };
	struct bed fresh;

	set_up(&fresh);
	fresh.s.nl->ops->genid(fresh.s.nl, &genid[0], &fresh.err);
	tear_down(&fresh);
	b->s.nl->ops->genid(b->s.nl, &genid[1], &b->err);
	return genid[1] - genid[0];
}

static bool is_told(const struct sw_err *err, int rc)
{
	return rc < 0 && err->code == SW_ERESOURCE && err->msg[0];
}

/* ---- commands -------------------------------------------------------------------------------- */

static int edit(struct sw_session *s, void *cmd, struct sw_err *err)
{
	return sw_command_run(s, cmd, SW_ALONE, err);
}

static int run(struct bed *b, const char *words)
{
	struct sw_parser p = { .family = SW_IP4, .program = "iptables" };
	SW_FREE char *line = strdup(words);
	struct sw_words w = { 0 };
	struct sw_cmd cmd = { 0 };
	int rc = sw_words_split(&w, line, &b->err);

	if (!rc)
		rc = sw_parse(&p, w.n, w.word, &cmd, &b->err);
	if (!rc)
		rc = sw_session_run(&b->s, edit, &cmd, &b->err);
	sw_cmd_fini(&cmd);
	sw_words_fini(&w);
	return rc;
}

/* ---- a save file ----------------------------------------------------------------------------- */

static char file[] =
	"*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:one - [0:0]\n"
	"-A INPUT -s 192.0.2.1 -j one\n-A one -j ACCEPT\nCOMMIT\n"
	"*nat\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n"
	"-A PREROUTING -d 192.0.2.2 -j RETURN\nCOMMIT\n"
	"*mangle\n-A FORWARD -s 192.0.2.3\n-A FORWARD -s 192.0.2.4 -j DROP\nCOMMIT\n";

static int restore(struct bed *b)
{
	struct sw_restore r = { .o = { .program = "iptables-restore", .family = SW_IP4 },
				.file = { .text = file, .len = strlen(file) } };
	int rc = sw_restore_scan(&r, &b->err);

	if (!rc)
		rc = sw_session_run(&b->s, sw_restore_run, &r, &b->err);
	sw_restore_fini(&r);
	return rc;
}

static int restore_or_run(struct bed *b, const char *words)
{
	return words ? run(b, words) : restore(b);
}

/* ---- the kernel refuses message N ------------------------------------------------------------ */

/* Transactions of the whole without a fault: a restore also takes away, afterwards, what only the
 * rules before needed. */
static unsigned normal(const char *words)
{
	struct bed b;
	unsigned n;

	set_up(&b);
	n = restore_or_run(&b, words) ? 0 : committed(&b);
	tear_down(&b);
	return n;
}

/* Where rules are grouped, a refusal is followed by a try with rules one by one: the kernel refuses
 * that one, too. */
static void test_refused(const char *words, enum sw_group_mode group)
{
	static const int errors[] = { EINVAL, EPERM, EOPNOTSUPP, ENOSPC, ENOMEM, EMFILE };
	bool told = true, kept = true, named = true;
	struct bed b;
	unsigned n;

	set_up(&b);
	ok(restore_or_run(&b, words) == 0 && committed(&b), "%s: without a fault: %s",
	   words ? words : "restore", b.err.msg);
	n = sent(&b);
	tear_down(&b);
	for (unsigned i = 1; i <= n; i++) {
		int rc;

		set_up(&b);
		b.s.group = group;
		sw_nl_record_fail(b.s.nl, i, errors[i % SW_ARRAY_SIZE(errors)],
				  group != SW_GROUP_OFF);
		rc = restore_or_run(&b, words);
		told = told && is_told(&b.err, rc);
		named = named && (words || b.err.where.line);
		kept = kept && committed(&b) == 0;
		tear_down(&b);
	}
	ok(n && told, "each of %u messages refused in turn, group %d: status 4 and a sentence", n,
	   group);
	ok(named, "with its line");
	ok(kept, "and nothing is committed");
}

/* ---- the transaction as a whole -------------------------------------------------------------- */

static void test_send(const char *words)
{
	static const int errors[] = { ENOBUFS, EPERM, EMSGSIZE, ENOMEM };
	bool told = true;
	struct bed b;

	for (size_t i = 0; i < SW_ARRAY_SIZE(errors); i++) {
		int rc;

		set_up(&b);
		sw_nl_record_fail(b.s.nl, 0, errors[i], false);
		rc = restore_or_run(&b, words);
		told = told && is_told(&b.err, rc) && committed(&b) == 0;
		tear_down(&b);
	}
	ok(told, "%s: not sent: ENOBUFS, EPERM, EMSGSIZE, ENOMEM", words ? words : "restore");
}

static void test_moved(const char *words)
{
	const char *name = words ? words : "restore";
	unsigned want = normal(words);
	struct bed b;
	int rc;

	for (int e = 0; e < 2; e++) {
		int error = e ? EINTR : ERESTART;

		set_up(&b);
		b.s.patience = 30;
		sw_nl_record_fail(b.s.nl, 0, error, false);
		rc = restore_or_run(&b, words);
		ok(rc == 0 && logged(&b, "commit") == want + 1 && committed(&b) == want,
		   "%s: %s once: tried again, and done once", name, strerror(error));
		tear_down(&b);

		set_up(&b);
		sw_nl_record_fail(b.s.nl, 0, error, true);
		rc = restore_or_run(&b, words);
		ok(is_told(&b.err, rc) && b.err.sys == EAGAIN && committed(&b) == 0,
		   "%s: for ever: %s", name, b.err.msg);
		tear_down(&b);
	}
}

/* ---- what is read ---------------------------------------------------------------------------- */

/* The nth dump breaks off after some answers, with an error that passes and with two that do
 * not. */
static bool breaks_well(const char *words, unsigned nth, unsigned after, int error,
			bool for_ever, unsigned want)
{
	bool passes = error == EINTR && !for_ever, fine;
	struct bed b;
	int rc;

	set_up(&b);
	b.s.patience = passes ? 30 : 0;
	sw_nl_record_fail_dump(b.s.nl, nth, after, error, for_ever);
	rc = restore_or_run(&b, words);
	fine = passes ? rc == 0 && committed(&b) == want
		      : is_told(&b.err, rc) && committed(&b) == 0;
	if (!fine)
		printf("# dump %u after %u: error %d: %d %s\n", nth, after, error, rc, b.err.msg);
	tear_down(&b);
	return fine;
}

static void test_dumps(const char *words, unsigned want)
{
	static const int errors[] = { ENOBUFS, EPERM, ENOMEM };
	const char *name = words ? words : "restore";
	bool once = true, ever = true, told = true;
	struct bed b;
	unsigned n;

	set_up(&b);
	ok(restore_or_run(&b, words) == 0 && committed(&b) == want, "%s: %s", name, b.err.msg);
	n = asked(&b);
	tear_down(&b);
	for (unsigned i = 1; i <= n; i++) {
		for (unsigned after = 0; after < 3; after++) {
			once = breaks_well(words, i, after, EINTR, false, want) && once;
			ever = breaks_well(words, i, after, EINTR, true, want) && ever;
			for (size_t e = 0; e < SW_ARRAY_SIZE(errors); e++)
				told = breaks_well(words, i, after, errors[e], false, want) && told;
		}
	}
	ok(once, "each of %u questions interrupted once: done all the same", n);
	ok(ever, "for ever: status 4");
	ok(told, "ENOBUFS, EPERM, ENOMEM: status 4, nothing is committed");
}

/* Somebody commits between two questions as often as it says: what was found wrong in between is no
 * answer, what is wrong in the end is one. */
struct torn {
	unsigned times;
	bool     wrong;
	unsigned tries;
};

static int read_torn(struct sw_session *s, void *arg, struct sw_err *err)
{
	struct torn *t = arg;
	struct sw_batch none = { 0 };
	bool torn = t->tries++ < t->times;
	int rc = sw_session_need_all(s, err);

	if (!rc && torn)
		rc = sw_batch_commit(&none, s->nl, 0, false, NULL, NULL, err);
	if (!rc && (torn || t->wrong))
		rc = sw_err_set(err, SW_EOTHER, EINVAL, "half of this, half of that");
	return rc;
}

static void test_torn(void)
{
	for (unsigned i = 0; i < 4; i++) {
		struct torn t = { i & 1 ? 3 : 0, i & 2 };
		struct bed b;
		int rc;

		set_up(&b);
		b.s.patience = 30;
		rc = sw_session_run(&b.s, read_torn, &t, &b.err);
		ok(t.tries == t.times + 1 && rc == (t.wrong ? -EINVAL : 0),
		   "torn %u times, then %s: %u tries, %d %s", t.times, t.wrong ? "wrong" : "right",
		   t.tries, rc, b.err.msg);
		tear_down(&b);
	}
}

/* Sets are read when a rule names them: the table has four, and no rule does. */
static void test_sets(void)
{
	static const char *const commands[] = { "-C INPUT -p tcp -j ACCEPT", "-S", "-D INPUT 1",
						"-Z" };

	for (size_t i = 0; i < SW_ARRAY_SIZE(commands); i++) {
		struct bed b;

		set_up(&b);
		ok(!run(&b, commands[i]), "%s: %s", commands[i], b.err.msg);
		fflush(b.out);
		ok(strstr(b.log, "get rule") && !strstr(b.log, "get set") &&
		   !strstr(b.log, "get element"), "reads rules and no set");
		tear_down(&b);
	}
}

/* The stream to s->text drops what it could not keep and is empty then: no save may end so. */
static int lose_text(struct sw_session *s, void *unused, struct sw_err *err)
{
	fprintf(s->out, "half of it");
	fflush(s->out);
	s->text.oom = true;
	return 0;
}

static void test_lost(void)
{
	struct bed b;

	set_up(&b);
	ok(sw_session_run(&b.s, lose_text, NULL, &b.err) == -ENOMEM && b.err.code == SW_ERESOURCE,
	   "text that found no memory is an error: %s", b.err.msg);
	tear_down(&b);
}

int main(void)
{
	static const char *const commands[] = {
		"-A INPUT -s 192.0.2.9 -j ACCEPT",
		"-I INPUT 2 -s 192.0.2.9",
		"-D INPUT 1",
		"-R INPUT 1 -j DROP",
		"-N three",
		"-P FORWARD DROP",
		"-Z INPUT",
		"-E user other",
	};
	const char *dir = getenv("srcdir");
	struct sw_err err;
	char path[4096];

	sw_err_init(&err);
	if (htons(1) == 1) {
		printf("1..0 # SKIP the recording is of a little-endian machine\n");
		return 0;
	}
	snprintf(path, sizeof(path), "%s/tests/data/snapshot.rec", dir ? dir : ".");
	recording = path;
	if (sw_xt_init(SW_IP4, "iptables", NULL, &err))
		return 1;
	for (size_t i = 0; i <= SW_ARRAY_SIZE(commands); i++) {
		const char *words = i ? commands[i - 1] : NULL;

		test_refused(words, SW_GROUP_OFF);
		test_refused(words, SW_GROUP_AUTO);
		test_send(words);
		test_moved(words);
		test_dumps(words, normal(words));
	}
	test_dumps("-C INPUT -p tcp -j ACCEPT", 0);
	test_torn();
	test_sets();
	test_lost();
	sw_xt_fini();
	sw_lower_fini();
	return tap_end();
}
