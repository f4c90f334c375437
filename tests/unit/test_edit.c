/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Apply: each case is a state of the kernel, commands, and what a sink is told or the refusal. */
#include <inttypes.h>
#include <stdlib.h>
#include "base/cleanup.h"
#include "fake_sink.h"
#include "tap.h"

/* ---- the state of the kernel ----------------------------------------------------------------- */

enum state {
	NOTHING,	/* nothing was read */
	NO_TABLE,	/* tables were read: none of ours */
	CHAINS,		/* as RULES, but only the chains were read */
	RULES,		/* INPUT: s1 accept, s2 drop, s3 jump FOO; FORWARD: policy drop;
			 * no OUTPUT; FOO: s4 accept; BAR: none; rule handles 1 2 3 4 */
};

static struct sw_rule *make_rule(const char *jump, uint8_t src)
{
	struct sw_rule *r = sw_rule_new();

	r->ip.src[0] = src;
	r->ip.smask[0] = src ? 255 : 0;
	if (!*jump)
		return r;
	r->jump.kind = SW_JUMP_VERDICT;
	if (!strcmp(jump, "ACCEPT")) {
		r->jump.verdict = SW_ACCEPT;
	} else if (!strcmp(jump, "DROP")) {
		r->jump.verdict = SW_DROP;
	} else {
		r->jump.kind = SW_JUMP_CHAIN;
		snprintf(r->jump.chain, sizeof(r->jump.chain), "%s", jump);
	}
	return r;
}

static void add_kernel_rule(struct sw_chain *c, const char *jump, uint8_t n)
{
	struct sw_rule *r = make_rule(jump, n);

	r->seat = (struct sw_seat){ .kind = SW_SEAT_RULE, .handle = n };
	r->packets = n == 2 ? 5 : 0;
	sw_chain_insert(c, c->nrule, r, NULL);
}

static void make_state(struct sw_ruleset *rs, enum state state)
{
	static const char *const names[] = { "INPUT", "FORWARD", "FOO", "BAR" };
	static const uint32_t use[] = { 3, 0, 2, 0 };
	struct sw_table *t = sw_ruleset_table(rs, "filter");
	struct sw_chain *c;
	size_t i;

	rs->tables_known = state != NOTHING;
	if (state < CHAINS)
		return;
	t->in_kernel = t->chains_known = true;
	for (i = 0; i < SW_ARRAY_SIZE(names); i++) {
		c = sw_table_add_chain(t, names[i], NULL);
		c->in_kernel = c->counters_known = true;
		c->rules_known = state == RULES;
		c->use = use[i];
		c->handle = 100 + i;
	}
	t->chain[1]->policy = SW_DROP;
	t->chain[1]->packets = 9;
	if (state == CHAINS)
		return;
	add_kernel_rule(t->chain[0], "ACCEPT", 1);
	add_kernel_rule(t->chain[0], "DROP", 2);
	add_kernel_rule(t->chain[0], "FOO", 3);
	add_kernel_rule(t->chain[2], "ACCEPT", 4);
}

/* ---- commands from text: "A INPUT 2 s=7,8 j=FOO c=1:2 to=NEW p=DROP" ------------------------- */

static void read_option(struct sw_cmd *cmd, const char *w, char *jump, uint8_t *src)
{
	int n;

	if (sscanf(w, "s=%hhu,%hhu%n", &src[0], &src[1], &n) >= 1) {
		cmd->nrule = strchr(w, ',') ? 2 : 1;
	} else if (!strncmp(w, "j=", 2)) {
		strcpy(jump, w + 2);
		cmd->nrule = cmd->nrule ? cmd->nrule : 1;
	} else if (sscanf(w, "c=%" SCNu64 ":%" SCNu64, &cmd->packets, &cmd->bytes) == 2) {
		cmd->opt |= SW_OPT_COUNTERS;
	} else if (!strncmp(w, "to=", 3)) {
		snprintf(cmd->newname, sizeof(cmd->newname), "%s", w + 3);
	} else if (!strncmp(w, "p=", 2)) {
		cmd->policy = !strcmp(w, "p=DROP") ? SW_DROP :
			      !strcmp(w, "p=ACCEPT") ? SW_ACCEPT : 9;
	} else if (!strcmp(w, "-v")) {
		cmd->opt |= SW_OPT_VERBOSE;
	} else if (*w >= '0' && *w <= '9') {
		cmd->number = (unsigned)atoi(w);
	} else {
		snprintf(cmd->chain, sizeof(cmd->chain), "%s", w);
	}
}

static void read_cmd(struct sw_cmd *cmd, char *line)
{
	struct sw_words w = { 0 };
	char jump[64] = "";
	uint8_t src[2] = { 0 };
	size_t i;
	int k;

	memset(cmd, 0, sizeof(*cmd));
	cmd->table = "filter";
	cmd->origin.line = 17;
	sw_words_split(&w, line, NULL);
	cmd->letter = w.word[0][0];
	for (k = 1; k < w.n; k++)
		read_option(cmd, w.word[k], jump, src);
	cmd->rule = calloc(2, sizeof(*cmd->rule));
	for (i = 0; i < cmd->nrule; i++)
		cmd->rule[i] = make_rule(jump, src[i]);
	sw_words_fini(&w);
}

/* A line that begins with * or : is one of a save file; "*-" and ":-" mean --noflush, and a "-"
 * before the chain's policy "no policy". */
static int run_line(char *line, struct sw_ruleset *rs, struct sw_sink *sink, struct sw_err *err)
{
	struct sw_cmd cmd;
	int ret;

	read_cmd(&cmd, line);
	if (cmd.letter == '*')
		ret = sw_edit_table_line(rs, cmd.table, line[1] != '-', sink, err);
	else if (cmd.letter == ':')
		ret = sw_edit_chain_line(&cmd, cmd.number == 9, line[1] == '-', rs, sink, err);
	else
		ret = sw_edit_run(&cmd, rs, sink, err);
	sw_cmd_fini(&cmd);
	return ret;
}

static int run(const char *text, struct sw_ruleset *rs, struct fake *f, struct sw_err *err)
{
	SW_FREE char *copy = strdup(text);
	char *line, *save = NULL;
	int ret = 0;

	for (line = strtok_r(copy, "\n", &save); line && !ret;
	     line = strtok_r(NULL, "\n", &save))
		ret = run_line(line, rs, &f->sink, err);
	return ret;
}

/* ---- the cases ------------------------------------------------------------------------------- */

struct sample {
	enum state  state;
	bool        keep;
	const char *commands;
	const char *log;	/* what the sink was told up to the refusal; NULL = any */
	const char *refusal;	/* "code message", NULL = none */
	const char *hint;	/* part of the hint */
};

#define NO_CHAIN "1 No chain/target/match by that name."
#define NO_RULE  "1 Bad rule (does a matching rule exist in that chain?)."

static const struct sample samples[] = {
	/* -A: reads nothing, makes table and chain once */
	{ NOTHING, 0, "A INPUT s=1\nA INPUT s=2",
	  "table+ filter; chain+ INPUT; append INPUT s1; append INPUT s2" },
	{ NOTHING, 0, "A FOO s=1 j=BAR\nA FOO s=2", "append FOO s1; append FOO s2" },
	{ NO_TABLE, 0, "A INPUT s=1",
	  "table+ filter; chain+ INPUT accept [0:0] excl; append INPUT s1" },
	{ CHAINS, 0, "A INPUT s=9 c=3:4\nA OUTPUT s=9 j=FOO",
	  "append INPUT s9 [3:4]; chain+ OUTPUT accept [0:0] excl; append OUTPUT s9" },
	{ CHAINS, 0, "A FOO s=7,8", "append FOO s7; append FOO s8" },
	{ CHAINS, 0, "A INPTU s=1", "", NO_CHAIN, "did you mean INPUT?" },
	{ CHAINS, 0, "A input s=1", "", NO_CHAIN, "did you mean INPUT?" },
	{ CHAINS, 0, "A PREROUTING s=1", "", NO_CHAIN, "mangle, raw, nat have: use -t" },
	{ CHAINS, 0, "A XYZZY s=1", "", NO_CHAIN, "-N XYZZY makes one" },
	{ NO_TABLE, 0, "A FOO s=1", "", NO_CHAIN },
	{ NOTHING, 0, "A sw.ports s=1", "", NO_CHAIN },
	{ CHAINS, 0, "A INPUT j=ALLOW", "", "2 Chain 'ALLOW' does not exist",
	  "did you mean ACCEPT?" },
	{ CHAINS, 0, "A INPUT j=ACEPT", "", "2 Chain 'ACEPT' does not exist",
	  "no such target or chain: did you mean ACCEPT?" },
	{ CHAINS, 0, "A INPUT j=accept", "", "2 Chain 'accept' does not exist", "mean ACCEPT?" },
	{ CHAINS, 0, "A INPUT j=FOOO", "", "2 Chain 'FOOO' does not exist", "mean FOO?" },
	{ CHAINS, 0, "A NOPE j=NADA", "", "2 Chain 'NADA' does not exist" },
	{ CHAINS, 0, "A INPUT j=FORWARD", "",
	  "4  RULE_APPEND failed (Operation not supported): rule in chain INPUT" },
	{ CHAINS, 0, "I INPUT j=OUTPUT", "",
	  "4  RULE_INSERT failed (No such file or directory): rule in chain INPUT" },
	{ NOTHING, 0, "A INPUT j=OUTPUT", "",
	  "4  RULE_APPEND failed (Operation not supported): rule in chain INPUT" },

	/* -I */
	{ NOTHING, 0, "I INPUT s=1", "table+ filter; chain+ INPUT; head INPUT s1" },
	{ RULES, 0, "I INPUT 1 s=7,8", "head INPUT s7; head INPUT s8" },
	{ RULES, 0, "I INPUT 2 s=7", "before INPUT h2 s7" },
	{ RULES, 0, "I INPUT 2 s=7,8", "before INPUT h2 s7 as n1; before INPUT n1 s8 as n2" },
	{ RULES, 0, "I INPUT 4 s=7", "append INPUT s7" },
	{ RULES, 0, "I INPUT 4 s=7,8", "append INPUT s7 as n1; before INPUT n1 s8 as n2" },
	{ RULES, 0, "I INPUT 5 s=7", "", "1 Index of insertion too big.", "the chain has 3 rules" },
	{ RULES, 0, "I FOO 3 s=7", "", "1 Index of insertion too big.", "the chain has 1 rule" },
	{ RULES, 0, "I NOPE 3 s=7", "", NO_CHAIN },
	{ RULES, 0, "I OUTPUT 2 s=7", "chain+ OUTPUT accept [0:0] excl",
	  "1 Index of insertion too big." },
	{ CHAINS, 0, "I INPUT 2 s=7", "",
	  "1 -I: the rules of the chain were not read (table filter)" },

	/* kept rules are found again */
	{ RULES, 1, "A INPUT s=7 j=DROP\nI INPUT s=8\nD INPUT s=7 j=DROP\nD INPUT 1\nD INPUT 1",
	  "append INPUT s7 as n1; head INPUT s8 as n2; del INPUT n1; del INPUT n2; del INPUT h1" },
	{ RULES, 1, "N NEW\nA NEW s=7\nA NEW s=8\nI NEW 2 s=9\nC NEW s=9\nR NEW 3 s=6\nD NEW s=6",
	  "chain+ NEW excl; append NEW s7 as n1; append NEW s8 as n2; before NEW n2 s9 as n3; "
	  "replace NEW n2 s6 as n4; del NEW n4" },
	{ RULES, 0, "A INPUT s=7\nD INPUT s=7", "append INPUT s7",
	  "1 -D: the rules of the chain were not read (table filter)" },

	/* -D, -C */
	{ RULES, 0, "D INPUT s=2 j=DROP\nD INPUT s=3 j=FOO", "del INPUT h2; del INPUT h3" },
	{ RULES, 0, "D INPUT s=1,2 j=ACCEPT", "del INPUT h1", NO_RULE },
	{ RULES, 0, "D INPUT s=2 j=ACCEPT", "", NO_RULE },
	{ RULES, 0, "D NOPE s=2 j=ACCEPT", "", NO_RULE, "no chain NOPE" },
	{ RULES, 0, "D OUTPUT s=2 j=ACCEPT", "", NO_RULE },
	{ RULES, 0, "D INPUT j=NOPE", "", "2 Chain 'NOPE' does not exist" },
	{ RULES, 0, "D INPUT j=FORWARD", "", NO_RULE },
	{ RULES, 0, "D INPUT 3\nD INPUT 1", "del INPUT h3; del INPUT h1" },
	{ RULES, 0, "D INPUT 5", "", "1 Index of deletion too big.", "the chain has 3 rules" },
	{ RULES, 0, "D OUTPUT 1", "", NO_CHAIN, "nothing was ever written to it" },
	{ RULES, 0, "D NOPE 1", "", NO_CHAIN },
	{ RULES, 0, "C INPUT s=1 j=ACCEPT\nC FOO s=4 j=ACCEPT", "" },
	{ RULES, 0, "C INPUT s=1,9 j=ACCEPT", "", NO_RULE },
	{ NO_TABLE, 0, "C INPUT s=1 j=ACCEPT", "", NO_RULE },
	{ RULES, 0, "C INPUT j=NOPE", "", "2 Chain 'NOPE' does not exist" },

	/* -R, -Z */
	{ RULES, 0, "R INPUT 2 s=9 j=DROP", "replace INPUT h2 s9" },
	{ RULES, 1, "R INPUT 2 s=9 j=DROP c=1:2\nD INPUT 2",
	  "replace INPUT h2 s9 [1:2] as n1; del INPUT n1" },
	{ RULES, 0, "R INPUT 4 s=9", "", "1 Index of replacement too big." },
	{ RULES, 0, "R OUTPUT 1 s=9", "", NO_CHAIN },
	{ RULES, 0, "R INPUT 1 s=8,9", "", "2 Replacement rule does not specify a unique address" },
	{ RULES, 0, "R INPUT 1 j=FORWARD", "",
	  "4  RULE_REPLACE failed (Operation not supported): rule in chain INPUT" },
	{ RULES, 0, "Z", "replace INPUT h2 s2; chain= FORWARD [0:0]" },
	{ RULES, 1, "Z INPUT\nZ INPUT", "replace INPUT h2 s2 as n1" },
	{ RULES, 0, "Z INPUT 2", "replace INPUT h2 s2" },
	{ RULES, 0, "Z INPUT 1", "" },
	{ RULES, 0, "Z INPUT 7", "", "1 Index of counter too big." },
	{ RULES, 0, "Z NOPE", "", NO_CHAIN },
	{ RULES, 0, "Z NOPE 1", "", NO_RULE },
	{ NO_TABLE, 0, "Z", "" },
	{ NO_TABLE, 0, "Z INPUT", "" },
	{ NO_TABLE, 0, "Z INPUT 1", "", "1 Index of counter too big." },
	{ NO_TABLE, 0, "Z NOPE", "", NO_CHAIN },

	/* -F */
	{ CHAINS, 0, "F", "flush INPUT; flush FORWARD; flush FOO; flush BAR" },
	{ NO_TABLE, 0, "F", "" },
	{ NO_TABLE, 0, "F -v",
	  "table+ filter; chain+ INPUT accept [0:0] excl; "
	  "chain+ FORWARD accept [0:0] excl; chain+ OUTPUT accept [0:0] excl" },
	{ NO_TABLE, 0, "F INPUT", "table+ filter; chain+ INPUT accept [0:0] excl" },
	{ CHAINS, 0, "F BAR\nF FOO\nF FORWARD", "flush BAR; flush FOO; flush FORWARD" },
	{ CHAINS, 0, "F NOPE", "", NO_CHAIN },
	{ RULES, 1, "F INPUT\nF INPUT\nA INPUT s=9\nF INPUT",
	  "flush INPUT; append INPUT s9 as n1; flush INPUT" },
	{ NOTHING, 0, "F", "", "1 -F: the chains of the table were not read (table filter)" },

	/* -N */
	{ NOTHING, 0, "N NEW\nA NEW s=1", "table+ filter; chain+ NEW excl; append NEW s1" },
	{ NOTHING, 0, "N NEW\nN NEW", NULL, "1 Chain already exists." },
	{ CHAINS, 0, "N FOO", "", "1 Chain already exists." },
	{ NOTHING, 0, "N INPUT", "", "1 Chain already exists." },
	{ CHAINS, 0, "N LOG", "", "2 chain name may not clash with target name" },
	{ CHAINS, 0, "N ACCEPT", "", "2 chain name may not clash with target name" },
	{ CHAINS, 0, "N HL", "chain+ HL excl" },
	{ CHAINS, 0, "N -x", "", "2 chain name not allowed to start with `-'" },
	{ CHAINS, 0, "N !x", "", "2 chain name not allowed to start with `!'" },
	{ CHAINS, 0, "N \"a b\"", "", "2 Invalid chain name `a b'" },
	{ CHAINS, 0, "N \"\"", "", "2 chain name may not clash with target name" },
	{ CHAINS, 0, "N sw.x", "", "2 chain name not allowed to start with `sw.'" },
	{ CHAINS, 0, "N xxxxxxxxxxxxxxxxxxxxxxxxxxxx", "chain+ xxxxxxxxxxxxxxxxxxxxxxxxxxxx excl" },
	{ CHAINS, 0, "N xxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "",
	  "2 chain name `xxxxxxxxxxxxxxxxxxxxxxxxxxxxx' too long (must be under 29 chars)" },

	/* -X */
	{ CHAINS, 0, "X BAR", "chain- BAR" },
	{ CHAINS, 0, "X BAR\nN BAR", "chain- BAR; chain+ BAR excl" },
	{ CHAINS, 0, "X FOO", "", "4  CHAIN_DEL failed (Device or resource busy): chain FOO",
	  "it has rules, or rules jump to it (2 in all)" },
	{ RULES, 0, "X FOO", "", "4  CHAIN_DEL failed (Device or resource busy): chain FOO",
	  "it has 1 rule: -F FOO removes it\nrule 3 of chain INPUT jumps to it" },
	{ RULES, 0, "D INPUT 3\nF FOO\nX FOO", "del INPUT h3; flush FOO; chain- FOO" },
	{ RULES, 1, "D INPUT 3\nF FOO\nA INPUT j=FOO\nX FOO",
	  "del INPUT h3; flush FOO; append INPUT s0 as n1",
	  "4  CHAIN_DEL failed (Device or resource busy): chain FOO", "rule 3 of chain INPUT" },
	{ CHAINS, 0, "F INPUT\nX FOO", "flush INPUT; chain- FOO" },
	{ CHAINS, 0, "F\nX",
	  "flush INPUT; flush FORWARD; flush FOO; flush BAR; chain- BAR; chain- FOO; "
	  "chain- INPUT" },
	{ CHAINS, 0, "X", "", "4  CHAIN_DEL failed (Device or resource busy): chain FOO" },
	{ CHAINS, 0, "X FORWARD", "", "1 Directory not empty." },
	{ CHAINS, 0, "X INPUT", "", "4  CHAIN_DEL failed (Device or resource busy): chain INPUT" },
	{ CHAINS, 0, "X OUTPUT", "", NO_CHAIN },
	{ CHAINS, 0, "X NOPE", "", NO_CHAIN },
	{ NO_TABLE, 0, "X", "" },

	/* -E */
	{ CHAINS, 0, "E BAR to=BAZ", "rename BAR BAZ" },
	{ CHAINS, 0, "E BAR to=FOO", "", "1 File exists." },
	{ CHAINS, 0, "E BAR to=BAR", "", "1 File exists." },
	{ CHAINS, 0, "E BAR to=OUTPUT", "", "1 File exists." },
	{ CHAINS, 0, "E NOPE to=BAZ", "", NO_CHAIN },
	{ CHAINS, 0, "E INPUT to=BAZ", "", NO_CHAIN, "it keeps its name" },
	{ CHAINS, 0, "E BAR to=LOG", "", "2 chain name may not clash with target name" },
	{ CHAINS, 0, "N NEW\nE NEW to=BAZ", "chain+ NEW excl",
	  "4  CHAIN_RENAME failed (No such file or directory): chain BAZ", "make it as BAZ" },
	{ CHAINS, 0, "E BAR to=BAZ\nA BAR s=1", "rename BAR BAZ", NO_CHAIN,
	  "takes effect at its end" },
	{ CHAINS, 0, "E BAR to=BAZ\nA BAZ s=1", "rename BAR BAZ", NO_CHAIN,
	  "takes effect at its end" },
	{ CHAINS, 0, "E BAR to=BAZ\nA INPUT j=BAZ", "rename BAR BAZ",
	  "2 Chain 'BAZ' does not exist", "takes effect at its end" },
	{ CHAINS, 0, "E BAR to=BAZ\nA INPUT j=BAR", "rename BAR BAZ",
	  "2 Chain 'BAR' does not exist" },
	{ CHAINS, 0, "E BAR to=BAZ\nN BAR", "rename BAR BAZ", "1 Chain already exists.",
	  "frees the name" },
	{ CHAINS, 0, "E BAR to=BAZ\nN BAZ", "rename BAR BAZ", "1 Chain already exists." },
	{ CHAINS, 0, "E BAR to=BAZ\nX BAZ", "rename BAR BAZ", NO_CHAIN },
	{ CHAINS, 0, "E BAR to=BAZ\nE FOO to=BAZ", "rename BAR BAZ", "1 File exists." },

	/* -P */
	{ NOTHING, 0, "P INPUT p=DROP\nP INPUT p=ACCEPT",
	  "table+ filter; chain+ INPUT drop [0:0]; chain= INPUT accept [0:0]" },
	{ CHAINS, 0, "P INPUT p=DROP c=5:6", "chain= INPUT drop [0:0]" },
	{ CHAINS, 0, "P OUTPUT p=DROP", "chain+ OUTPUT drop [0:0] excl" },
	{ CHAINS, 0, "P FOO p=DROP", "", "1 Bad built-in chain name." },
	{ CHAINS, 0, "P NOPE p=bad", "", "1 Bad policy name." },

	/* lines of a save file; a 9 stands for the policy "-" */
	{ CHAINS, 0, "*", "renew filter" },
	{ NO_TABLE, 0, "*", "" },
	{ NO_TABLE, 0, "*-", "" },
	{ CHAINS, 0, "*\n: INPUT p=DROP c=1:2\n: NEW 9\nA NEW s=1\nA INPUT j=NEW\nA INPUT j=FOO",
	  "renew filter; table+ filter; chain+ INPUT drop [1:2] excl; chain+ NEW excl; "
	  "append NEW s1; append INPUT s0",
	  "2 Chain 'FOO' does not exist" },
	{ CHAINS, 0, "*\n: NEW 9\nA NEW s=1\n: NEW 9",
	  "renew filter; table+ filter; "
	  "chain+ NEW excl; append NEW s1; flush NEW" },
	{ CHAINS, 0, "*-\n:- FOO 9\n:- BAR 9\n:- NEW 9\n:- INPUT 9\n:- FORWARD p=ACCEPT",
	  "flush FOO; flush BAR; chain+ NEW excl; chain= INPUT [0:0]; chain= FORWARD accept "
	  "[0:0]" },
	{ NOTHING, 0, ":- FOO 9\nA FOO s=1\n:- INPUT p=DROP\n:- OUTPUT 9 c=1:2",
	  "table+ filter; chain+ FOO; flush FOO; append FOO s1; chain+ INPUT drop [0:0]; "
	  "chain+ OUTPUT [1:2]" },
	{ CHAINS, 0, ": INPUT p=RETURN", "", "1 Bad policy name." },
	{ CHAINS, 0, ": LOG 9", "", "2 chain name may not clash with target name" },
	{ CHAINS, 0, "E BAR to=BAZ\n: BAZ 9", "rename BAR BAZ", NO_CHAIN },
	{ CHAINS, 0, "L INPUT", "", "1 -L changes nothing" },
};

static void check_refusal(const struct sample *s, size_t i, int ret, const struct sw_err *err)
{
	char got[400];
	bool classic = s->refusal && s->refusal[0] == '1' && !strstr(s->refusal, " -");

	if (!s->refusal) {
		ok(!ret && !sw_err_is_set(err), "case %zu is done: %s", i, err->msg);
		return;
	}
	snprintf(got, sizeof(got), "%d %s", err->code, err->msg);
	is(got, s->refusal, "case %zu is refused", i);
	ok(ret < 0 && err->classic == classic && err->usage == (s->refusal[0] == '2'),
	   "case %zu is printed as iptables would", i);
	ok(err->where.line == 17, "case %zu says where", i);
	if (s->hint && !ok(strstr(err->hint, s->hint) != NULL, "case %zu has advice", i))
		printf("# hint: %s\n", err->hint);
}

static int play(const struct sample *s, struct fake *f, size_t fail_at, struct sw_err *err)
{
	struct sw_ruleset rs;
	int ret;

	f->sink.ops = &fake_ops;
	f->sink.keep = s->keep;
	f->left = fail_at;
	sw_err_init(err);
	sw_ruleset_init(&rs, SW_IP4);
	make_state(&rs, s->state);
	ret = run(s->commands, &rs, f, err);
	sw_ruleset_fini(&rs);
	return ret;
}

static void test_samples(void)
{
	struct sw_err err;
	size_t i, at, wrong = 0;
	int ret;

	for (i = 0; i < SW_ARRAY_SIZE(samples); i++) {
		struct fake f = { 0 };

		ret = play(&samples[i], &f, 0, &err);
		if (samples[i].log)
			is(f.log.s ? f.log.s : "", samples[i].log, "case %zu: %s", i,
			   strtok(strdupa(samples[i].commands), "\n"));
		check_refusal(&samples[i], i, ret, &err);
		sw_str_fini(&f.log);
		/* A sink that fails at any call stops the edit with its own error. */
		for (at = 1;; at++) {
			ret = play(&samples[i], &f, at, &err);
			sw_str_fini(&f.log);
			if (f.left)
				break;
			wrong += ret >= 0 || strcmp(err.msg, "injected") != 0;
		}
	}
	ok(!wrong, "a failing sink is reported, and nothing leaks");
}

/* An unreadable rule counts as a number, equals nothing, and keeps its counters. */
static void test_raw(void)
{
	struct fake f = { .sink.ops = &fake_ops };
	struct sw_ruleset rs;
	struct sw_rule *r;
	struct sw_err err;

	sw_err_init(&err);
	sw_ruleset_init(&rs, SW_IP4);
	make_state(&rs, RULES);
	r = rs.table[3].chain[0]->rule[1];
	r->raw = calloc(1, sizeof(*r->raw));
	ok(run("Z INPUT", &rs, &f, &err) == 0 && !f.log.len, "-Z leaves it alone");
	ok(run("D INPUT s=2 j=DROP", &rs, &f, &err) < 0, "-D does not find it");
	sw_err_init(&err);
	ok(run("D INPUT 2", &rs, &f, &err) == 0, "-D by number does");
	is(f.log.s, "del INPUT h2", "and deletes it");
	sw_str_fini(&f.log);
	sw_ruleset_fini(&rs);
}

static bool never_same(const struct sw_rule *a, const struct sw_rule *b, void *arg)
{
	++*(int *)arg;
	return false;
}

static void test_same(void)
{
	int asked = 0;
	struct fake f = { .sink = { .ops = &fake_ops, .same = never_same, .same_arg = &asked } };
	struct sw_ruleset rs;
	struct sw_err err;

	sw_err_init(&err);
	sw_ruleset_init(&rs, SW_IP4);
	make_state(&rs, RULES);
	ok(run("C INPUT s=1 j=ACCEPT", &rs, &f, &err) < 0 && asked == 3,
	   "the caller decides what is same");
	sw_ruleset_fini(&rs);
	sw_str_fini(&f.log);
}

int main(void)
{
	test_samples();
	test_raw();
	test_same();
	return tap_end();
}
