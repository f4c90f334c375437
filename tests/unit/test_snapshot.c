/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading the kernel back, from a recording: tables, chains, rules, sets, and what is not ours.
 * "test_snapshot --record FILE" makes the recording anew; it needs CAP_NET_ADMIN and must run in a
 * network namespace of its own (unshare -n). */
#include <errno.h>
#include <stdlib.h>
#include "base/cleanup.h"
#include "netlink/plan_local.h"
#include "netlink/sets.h"
#include "netlink/snapshot.h"
#include "tap.h"
#include "netlink/msg.h"

static struct sw_err err;

/* ---- the ruleset of the recording ------------------------------------------------------------ */

/* Sets as a rule would ask for them, and one whose elements are not what the kernel holds. */
static void make_sets(struct sw_prog *p, bool wrong)
{
	static const uint8_t port[][2] = { { 0, 22 }, { 3, 232 }, { 7, 208 }, { 0xff, 0xff } };
	static const uint8_t pair[2][8] = { { 0, 22 }, { 0, 22, 0, 0, 0xff, 0xff } };
	struct sw_set *s = sw_prog_set(p, "sw.test.plain");

	*s = (struct sw_set){ .name = "sw.test.plain", .key_len = 2, .nfield = 1, .key_type = 13 };
	sw_set_add(s, port[1], NULL, NULL, &err);	/* the order does not matter */
	sw_set_add(s, port[0], NULL, NULL, &err);
	s = sw_prog_set(p, "sw.test.range");
	s->key_len = 2;
	s->nfield = 1;
	s->key_type = 13;
	s->interval = true;
	sw_set_add(s, port[0], NULL, NULL, &err);
	sw_set_add(s, port[1], port[wrong ? 3 : 2], NULL, &err);
	if (!wrong)
		sw_set_add(s, port[3], NULL, NULL, &err);
	s = sw_prog_set(p, "sw.test.pair");
	s->key_len = 8;
	s->nfield = 2;
	s->field_len[0] = s->field_len[1] = 2;
	s->key_type = 13 << 6 | 13;
	s->interval = true;
	sw_set_add(s, pair[0], pair[1], NULL, &err);
	s = sw_prog_set(p, "sw.test.map");
	s->key_len = 2;
	s->nfield = 1;
	s->key_type = 13;
	s->data_len = 2;
	sw_set_add(s, port[0], NULL, port[1], &err);
}

/* A rule no iptables rule decodes to: a value is loaded and nothing looks at it. */
static struct sw_rule *odd_rule(void)
{
	union { struct nlmsghdr nlh; char b[256]; } m = { .nlh.nlmsg_len = NLMSG_HDRLEN };
	struct nlattr *elem = mnl_attr_nest_start(&m.nlh, NFTA_LIST_ELEM), *data;
	struct sw_rule *r = sw_rule_new();
	size_t n;

	sw_msg_put_str(&m.nlh, NFTA_EXPR_NAME, "meta");
	data = mnl_attr_nest_start(&m.nlh, NFTA_EXPR_DATA);
	mnl_attr_put_u32(&m.nlh, NFTA_META_KEY, htonl(NFT_META_CGROUP));
	mnl_attr_put_u32(&m.nlh, NFTA_META_DREG, htonl(NFT_REG_1));
	mnl_attr_nest_end(&m.nlh, data);
	mnl_attr_nest_end(&m.nlh, elem);
	n = m.nlh.nlmsg_len - NLMSG_HDRLEN;
	r->raw = malloc(sizeof(*r->raw) + n);
	r->raw->nexpr = n;
	r->raw->nuser = 0;
	memcpy(r->raw->data, m.b + NLMSG_HDRLEN, n);
	return r;
}

static int add_rules(struct sw_sink *s, struct sw_table *t, struct sw_chain *in,
		     struct sw_chain *user)
{
	struct sw_rule *r = sw_rule_new(), *odd = odd_rule();
	int rc;

	r->ip.proto = 6;
	r->jump.kind = SW_JUMP_VERDICT;
	r->jump.verdict = SW_ACCEPT;
	r->packets = 5;
	r->bytes = 500;
	rc = s->ops->rule_add(s, t, in, r, SW_PLACE_APPEND, NULL, false, &err);
	r->jump.kind = SW_JUMP_CHAIN;
	strcpy(r->jump.chain, "user");
	rc = rc ? rc : s->ops->rule_add(s, t, in, r, SW_PLACE_APPEND, NULL, false, &err);
	rc = rc ? rc : s->ops->rule_add(s, t, user, odd, SW_PLACE_APPEND, NULL, false, &err);
	sw_rule_free(r);
	sw_rule_free(odd);
	return rc;
}

static int make_ruleset(struct sw_nl *nl)
{
	struct sw_plan *p = sw_plan_new(&err);
	struct sw_sink *s = sw_plan_sink(p);
	struct sw_prog sets = { 0 };
	struct sw_ruleset rs;
	struct sw_table *t;
	struct sw_chain *in, *user, *own;
	int rc;

	sw_ruleset_init(&rs, SW_IP4);
	t = sw_ruleset_table(&rs, "filter");
	in = sw_table_add_chain(t, "INPUT", &err);
	user = sw_table_add_chain(t, "user", &err);
	own = sw_table_add_chain(t, "sw.companion", &err);
	in->policy = SW_DROP;
	in->packets = 7;
	in->bytes = 700;
	rc = s->ops->table_new(s, t, &err);
	rc = rc ? rc : s->ops->chain_new(s, t, in, true, true, false, &err);
	rc = rc ? rc : s->ops->chain_new(s, t, user, false, false, false, &err);
	rc = rc ? rc : s->ops->chain_new(s, t, own, false, false, false, &err);
	rc = rc ? rc : add_rules(s, t, in, user);
	make_sets(&sets, false);
	for (size_t i = 0; !rc && i < sets.nset; i++)
		rc = sw_plan_set_need(p, t, &sets.set[i], &err);
	rc = rc ? rc : sw_plan_commit(p, nl, 0, false, &err);
	sw_prog_fini(&sets);
	sw_ruleset_fini(&rs);
	sw_plan_free(p);
	return rc;
}

/* ---- what must be read ----------------------------------------------------------------------- */

static int count(struct sw_rule *r, void *arg)
{
	return ++*(int *)arg == 1 && r->packets == 5 ? 0 : 1;
}

static int fail(struct sw_rule *r, void *arg)
{
	return sw_err_set(&err, SW_EOTHER, EDOM, "the caller's own");
}

static void test_rules(struct sw_reader *rd, struct sw_ruleset *rs, struct sw_table *t)
{
	struct sw_chain *in = sw_table_chain(t, "INPUT"), *user = sw_table_chain(t, "user");
	int n = 0;

	ok(sw_snapshot_search(rd, rs, t, in, NULL, &err) == 0 && in->nrule == 2 && in->rules_known,
	   "rules of INPUT");
	if (in->nrule == 2) {
		const struct sw_rule *a = in->rule[0], *b = in->rule[1];

		ok(a->seat.handle && a->packets == 5 && a->bytes == 500 && !a->raw && !a->compat,
		   "the first one's handle and counters");
		ok(a->ip.proto == 6 && a->jump.kind == SW_JUMP_VERDICT &&
		   a->jump.verdict == SW_ACCEPT, "its words");
		ok(b->jump.kind == SW_JUMP_CHAIN && !strcmp(b->jump.chain, "user"), "the jump");
	}
	ok(sw_snapshot_search(rd, rs, t, user, NULL, &err) == 0 && user->nrule == 1,
	   "rules of user");
	ok(user->nrule == 1 && user->rule[0]->raw && user->rule[0]->raw->nexpr &&
	   user->rule[0]->seat.handle,
	   "what is no iptables rule is kept as bytes");
	ok(sw_snapshot_each(rd, rs, t, in, count, &n, &err) == 0 && n == 2,
	   "streamed, and stopped");
	ok(sw_snapshot_each(rd, rs, t, in, fail, NULL, &err) == -EDOM && err.sys == EDOM,
	   "the caller's error comes back");
	sw_err_init(&err);
}

static int is_enough(struct sw_rule *r, void *arg)
{
	return r->jump.kind == SW_JUMP_CHAIN && ++*(int *)arg;
}

/* What one command looks at: the rest is counted and not decoded. */
static void test_search(struct sw_reader *rd, struct sw_ruleset *rs, struct sw_table *t)
{
	struct sw_chain *in = sw_table_chain(t, "INPUT"), *user = sw_table_chain(t, "user");
	struct sw_rule like = { .ip.proto = 6 };
	struct sw_search want = { .number = 1 };
	int n = 0;

	ok(sw_snapshot_search(rd, rs, t, in, &want, &err) == 0 && in->nrule == 1 && in->rule[0] &&
	   in->rule[0]->packets == 5, "by number: nothing behind it is read");
	want.number = 2;
	ok(sw_snapshot_search(rd, rs, t, in, &want, &err) == 0 && in->nrule == 2 && !in->rule[0] &&
	   in->rule[1]->jump.kind == SW_JUMP_CHAIN, "by number: those before it are passed by");
	want.number = 3;
	ok(sw_snapshot_search(rd, rs, t, in, &want, &err) == 0 && in->nrule == 2,
	   "by number: the chain is shorter");
	want.number = 1;
	ok(sw_snapshot_search(rd, rs, t, user, &want, &err) == 0 && user->nrule == 1 &&
	   user->rule[0]->raw, "by number: one that is no iptables rule");
	want = (struct sw_search){ .like = &like, .enough = is_enough, .arg = &n };
	ok(sw_snapshot_search(rd, rs, t, in, &want, &err) == 0 && in->nrule == 2 && in->rule[0] &&
	   in->rule[0]->ip.proto == 6 && n == 1, "alike: kept, until it is enough");
	n = 0;
	like.ip.proto = 17;
	ok(sw_snapshot_search(rd, rs, t, in, &want, &err) == 0 && in->nrule == 2 && !in->rule[0] &&
	   !in->rule[1] && !n, "not alike: passed by");
	like.ip.proto = 0;
	ok(sw_snapshot_search(rd, rs, t, in, &want, &err) == 0 && in->rule[0] && n == 1,
	   "no ip fields: all are");
	ok(sw_snapshot_search(rd, rs, t, user, &want, &err) == 0 && user->nrule == 1 &&
	   !user->rule[0], "no iptables rule is like another");
}

static void test_sets(struct sw_reader *rd, const struct sw_table *t, uint32_t genid)
{
	struct sw_prog right = { 0 }, wrong = { 0 };

	make_sets(&right, false);
	make_sets(&wrong, true);
	ok(sw_sets_match(rd, SW_IP4, genid, t->builtin, &right, &err) == 1,
	   "all say what they should");
	ok(sw_sets_match(rd, SW_IP4, genid, t->builtin, &wrong, &err) == 0, "one that does not");
	ok(sw_sets_match(rd, SW_IP6, genid, t->builtin, &right, &err) == 0,
	   "none in the other family");
	strcpy(right.set[0].name, "sw.test.none");
	ok(sw_sets_match(rd, SW_IP4, genid, t->builtin, &right, &err) == 0, "one that is missing");
	sw_prog_fini(&right);
	sw_prog_fini(&wrong);
}

static void test_all(struct sw_nl *nl)
{
	struct sw_reader rd = { .nl = nl };
	struct sw_ruleset rs;
	struct sw_table *t;
	struct sw_chain *in;
	unsigned found = 9;

	sw_ruleset_init(&rs, SW_IP4);
	t = sw_ruleset_table(&rs, "filter");
	ok(sw_snapshot_tables(nl, &rs, &err) == 0 && rs.tables_known && rs.genid, "tables");
	ok(t->in_kernel && !sw_ruleset_table(&rs, "nat")->in_kernel, "filter only");
	ok(sw_snapshot_chains(nl, &rs, t, &err) == 0 && t->chains_known, "chains: %s", err.msg);
	in = sw_table_chain(t, "INPUT");
	ok(t->nchain == 2 && in && sw_table_chain(t, "user"), "two, without the companion");
	if (in) {
		ok(in->policy == SW_DROP && in->counters_known && in->packets == 7 &&
		   in->bytes == 700 && in->in_kernel && in->handle, "policy, counters, handle");
		ok(in->use == 2 && sw_table_chain(t, "user")->use == 2, "use");
		test_rules(&rd, &rs, t);
		test_search(&rd, &rs, t);
	}
	ok(sw_snapshot_chain(nl, &rs, t, "INPUT", &err) == 1, "one chain: it is known already");
	sw_table_clear(t);
	ok(sw_snapshot_chain(nl, &rs, t, "user", &err) == 1 && t->nchain == 1 && !t->chains_known &&
	   sw_table_chain(t, "user")->use == 2, "one chain, and no other");
	ok(sw_snapshot_chain(nl, &rs, t, "nowhere", &err) == 0 && !sw_err_is_set(&err),
	   "one chain: there is none");
	ok(sw_snapshot_chains(nl, &rs, sw_ruleset_table(&rs, "nat"), &err) == 0 &&
	   sw_ruleset_table(&rs, "nat")->nchain == 0, "a table that is not there");
	test_sets(&rd, t, rs.genid);
	ok(sw_snapshot_foreign(nl, SW_IP4, &found, &err) == 0 && !(found & SW_FOREIGN_NFT),
	   "nothing foreign");
	ok(sw_snapshot_stale(nl, &rs, &err) == 0, "not stale");
	rs.genid--;
	ok(sw_snapshot_stale(nl, &rs, &err) == 1, "stale");
	sw_reader_fini(&rd);
	sw_ruleset_fini(&rs);
}

/* ---- faults ---------------------------------------------------------------------------------- */

/* Each question fails in turn with each error: the error comes back and nothing half read stays. */
static void test_faults(struct sw_nl *nl)
{
	static const int errors[] = { EINTR, ENOBUFS, EPERM };
	bool fine = true;

	for (unsigned i = 0; i < 12; i++) {
		int e = errors[i % 3];
		struct sw_reader rd = { .nl = nl };
		struct sw_ruleset rs;
		struct sw_table *t;

		sw_ruleset_init(&rs, SW_IP4);
		t = sw_ruleset_table(&rs, "filter");
		sw_nl_record_fail_dump(nl, 1, i / 3, e, true);
		fine = fine && sw_snapshot_tables(nl, &rs, &err) == -e && !rs.tables_known;
		sw_err_init(&err);
		fine = fine && sw_snapshot_chains(nl, &rs, t, &err) == -e && !t->chains_known &&
		       !t->nchain;
		sw_err_init(&err);
		t->in_kernel = true;
		struct sw_chain *c = sw_table_add_chain(t, "INPUT", &err);

		c->in_kernel = true;
		fine = fine && sw_snapshot_search(&rd, &rs, t, c, NULL, &err) == -e &&
		       !c->rules_known && !c->nrule && err.sys == e;
		sw_err_init(&err);
		sw_reader_fini(&rd);
		sw_ruleset_fini(&rs);
	}
	ok(fine, "every question that breaks off");
}

/* A set whose elements were read in part is read anew, not on top of them. */
static void test_set_faults(struct sw_nl *nl)
{
	const struct sw_builtin_table *filter = sw_builtin_table("filter");
	struct sw_prog p = { 0 };
	bool fine = true;

	make_sets(&p, false);
	/* The list of sets, then each set: before and after an answer. */
	for (unsigned i = 0; i < 10; i++) {
		struct sw_reader rd = { .nl = nl };

		sw_nl_record_fail_dump(nl, 1 + i / 2, i % 2, EINTR, false);
		fine = fine && sw_sets_match(&rd, SW_IP4, 7, filter, &p, &err) == -EINTR;
		sw_err_init(&err);
		fine = fine && sw_sets_match(&rd, SW_IP4, 7, filter, &p, &err) == 1;
		sw_reader_fini(&rd);
	}
	ok(fine, "sets: a question that broke off is asked again");
	sw_prog_fini(&p);
}

static int record(const char *path)
{
	SW_FILE FILE *out = fopen(path, "we");
	struct sw_nl *nl = out ? sw_nl_kernel(&err) : NULL;
	int rc = nl ? make_ruleset(nl) : -EIO;

	if (rc) {
		fprintf(stderr, "cannot make the recording: %s\n", err.msg);
		sw_nl_close(nl);
		return 1;
	}
	nl = sw_nl_record(nl, out, &err);
	test_all(nl);
	sw_nl_close(nl);
	return tap_end();
}

int main(int argc, char **argv)
{
	const char *dir = getenv("srcdir");
	char path[4096];
	struct sw_nl *nl;

	sw_err_init(&err);
	if (argc == 3 && !strcmp(argv[1], "--record"))
		return record(argv[2]);
	if (htons(1) == 1) {
		printf("1..0 # SKIP the recording is of a little-endian machine\n");
		return 0;
	}
	snprintf(path, sizeof(path), "%s/tests/data/snapshot.rec", dir ? dir : ".");
	nl = sw_nl_record(sw_nl_replay(path, &err), NULL, &err);
	if (!ok(!sw_err_is_set(&err), "recording %s: %s", path, err.msg))
		return tap_end();
	test_all(nl);
	test_faults(nl);
	test_set_faults(nl);
	sw_nl_close(nl);
	sw_lower_fini();
	return tap_end();
}
