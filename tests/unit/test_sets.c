/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Our named sets are read when a rule names them, in the middle of the dump of the rules: which
 * questions are asked, and what comes of one that breaks off. From a recording, which
 * "test_sets --record FILE" makes anew; it needs CAP_NET_ADMIN and must run in a network namespace
 * of its own (unshare -n). */
#include <errno.h>
#include <stdlib.h>
#include "base/cleanup.h"
#include "base/net.h"
#include "session/command.h"
#include "tap.h"
#include "translate/translate.h"
#include "words/parse.h"
#include "xt/plugin.h"

static char recording[4096];

/* Three sets; two rules share the first, the last belongs to a chain of its own. */
static const char *const rules[] = {
	"-N user",
	"-A INPUT -p tcp -j ACCEPT",
	"-A INPUT -p tcp -m multiport --dports 22,80,443 -j ACCEPT",
	"-A INPUT -s 192.0.2.1 -p tcp -m multiport --dports 22,80,443 -j DROP",
	"-A INPUT -p udp -m multiport --sports 53,67:68 -j ACCEPT",
	"-A user -p udp -m multiport --dports 1000,2000:2010,3000 -j DROP",
};

static const struct {
	const char *words;
	unsigned    lists, elements;	/* questions */
} rows[] = {
	{ "-C INPUT -p tcp -j ACCEPT", 0, 0 },
	{ "-C INPUT -p tcp -m multiport --dports 22,80,443 -j ACCEPT", 1, 1 },
	{ "-C INPUT -s 192.0.2.1 -p tcp -m multiport --dports 22,80,443 -j DROP", 1, 1 },
	{ "-S INPUT", 1, 2 },
	{ "-S user", 1, 1 },
	{ "-S", 1, 3 },
	{ "-A INPUT -s 192.0.2.2 -j ACCEPT", 0, 0 },
	{ "-I INPUT 3 -s 192.0.2.2 -j ACCEPT", 1, 1 },
	{ "-D INPUT -p tcp -j ACCEPT", 0, 0 },
	{ "-D INPUT 1", 0, 0 },
};

/* What is recorded reads to the end; the last one finds no such rule. The commands above ask some
 * of the same questions. */
static const char *const whole[] = { "-S INPUT", "-S user", "-S", "-C INPUT -s 192.0.2.3" };

/* ---- a session over a recorder -------------------------------------------------------------- */

struct bed {
	struct sw_session s;
	struct sw_err     err;
	char             *log;		/* what the recorder wrote */
	size_t            loglen;
	FILE             *out;
};

static void set_up(struct bed *b, struct sw_nl *nl)
{
	memset(b, 0, sizeof(*b));
	sw_err_init(&b->err);
	b->out = open_memstream(&b->log, &b->loglen);
	if (!nl)
		nl = sw_nl_record(sw_nl_replay(recording, &b->err), b->out, &b->err);
	if (!nl || sw_session_open_on(&b->s, "iptables", SW_IP4, nl, &b->err)) {
		fprintf(stderr, "%s\n", b->err.msg);
		abort();
	}
}

static void tear_down(struct bed *b)
{
	sw_session_close(&b->s);
	fclose(b->out);
	free(b->log);
}

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

/* Questions with this name, before the first transaction; "dump " for all. */
static unsigned asked(struct bed *b, const char *name)
{
	unsigned n = 0;

	fflush(b->out);
	for (char *p = b->log, *end; p && *p; p = end ? end + 1 : NULL) {
		end = strchr(p, '\n');
		if (!strncmp(p, "commit", 6))
			break;
		if (end)
			*end = '\0';
		n += !strncmp(p, "dump ", 5) && strstr(p, name);
		if (end)
			*end = '\n';
	}
	return n;
}

/* ---- tests ---------------------------------------------------------------------------------- */

/* Question nth breaks off; *text: what a run without faults says. */
static bool breaks_well(size_t row, unsigned nth, unsigned after, int error, bool for_ever,
			const struct sw_str *text)
{
	bool passes = error == EINTR && !for_ever, fine;
	struct bed b;
	int rc;

	set_up(&b, NULL);
	b.s.patience = passes ? 30 : 0;
	sw_nl_record_fail_dump(b.s.nl, nth, after, error, for_ever);
	rc = run(&b, rows[row].words);
	if (passes)
		fine = !rc && !b.s.unreadable && b.s.text.len == text->len &&
		       (!text->len || !memcmp(b.s.text.s, text->s, text->len));
	else
		fine = rc < 0 && b.err.code == SW_ERESOURCE && b.err.msg[0];
	if (!fine)
		printf("# question %u after %u: error %d: %d %s\n", nth, after, error, rc,
		       b.err.msg);
	tear_down(&b);
	return fine;
}

static void test_row(size_t row)
{
	const char *words = rows[row].words;
	bool once = true, ever = true, told = true;
	struct sw_str text = { 0 };
	unsigned n, lists, elements;
	struct bed b;

	set_up(&b, NULL);
	ok(!run(&b, words) && !b.s.unreadable, "%s: %s", words, b.err.msg);
	n = asked(&b, "dump ");
	lists = asked(&b, "# get set ");
	elements = asked(&b, "# get element ");
	ok(lists == rows[row].lists && elements == rows[row].elements,
	   "names are asked for %u times, elements %u times", lists, elements);
	sw_str_addn(&text, b.s.text.s ? b.s.text.s : "", b.s.text.len);
	tear_down(&b);
	for (unsigned i = 1; i <= n; i++) {
		for (unsigned after = 0; after < 3; after++) {
			once = breaks_well(row, i, after, EINTR, false, &text) && once;
			ever = breaks_well(row, i, after, EINTR, true, &text) && ever;
			told = breaks_well(row, i, after, ENOBUFS, false, &text) && told;
		}
	}
	ok(once, "each of %u questions interrupted once: the same text", n);
	ok(ever && told, "for ever, and ENOBUFS: status 4");
	sw_str_fini(&text);
}

static int record(const char *path)
{
	SW_FILE FILE *out = fopen(path, "we");
	struct sw_err err;
	struct bed b;

	sw_err_init(&err);
	if (!out)
		return 1;
	set_up(&b, sw_nl_kernel(&err));
	for (size_t i = 0; i < SW_ARRAY_SIZE(rules); i++)
		ok(!run(&b, rules[i]), "%s: %s", rules[i], b.err.msg);
	tear_down(&b);
	set_up(&b, sw_nl_record(sw_nl_kernel(&err), out, &err));
	for (size_t i = 0; i < SW_ARRAY_SIZE(whole); i++)
		run(&b, whole[i]);
	tear_down(&b);
	return tap_end();
}

int main(int argc, char **argv)
{
	const char *dir = getenv("srcdir");
	struct sw_err err;
	int rc = 0;

	sw_err_init(&err);
	if (htons(1) == 1) {
		printf("1..0 # SKIP the recording is of a little-endian machine\n");
		return 0;
	}
	snprintf(recording, sizeof(recording), "%s/tests/data/sets.rec", dir ? dir : ".");
	if (sw_xt_init(SW_IP4, "iptables", NULL, &err))
		return 1;
	if (argc == 3 && !strcmp(argv[1], "--record"))
		rc = record(argv[2]);
	for (size_t i = 0; argc == 1 && i < SW_ARRAY_SIZE(rows); i++)
		test_row(i);
	sw_xt_fini();
	sw_lower_fini();
	return argc == 1 ? tap_end() : rc;
}
