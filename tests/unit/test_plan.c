/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plan: which messages each edit becomes, sets sent once, and every refusal explained. */
#include <errno.h>
#include <stdlib.h>
#include <sys/uio.h>
#include "base/cleanup.h"
#include "netlink/plan_local.h"
#include "tap.h"
#include "netlink/msg.h"

/* ---- a kernel that looks and answers as told ------------------------------------------------- */

struct fake {
	struct sw_nl nl;
	bool     chain_exists, chain_foreign, marked;
	int      policy;	/* of the chain */
	unsigned refuse;	/* the nth message; 0 = none */
	int      error;
	unsigned nmsg, nbegin, nend, nparts;
	uint32_t genid;
	bool     ordered;	/* sequence numbers were 0, 1, 2 ... */
	unsigned counters;	/* chains with counters */
};

static int fake_genid(struct sw_nl *nl, uint32_t *genid, struct sw_err *err)
{
	*genid = 1;
	return 0;
}

static int fake_dump(struct sw_nl *nl, struct nlmsghdr *request,
		     int (*each)(const struct nlmsghdr *, void *), void *arg, struct sw_err *err)
{
	_Alignas(struct nlmsghdr) char buf[256];
	struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_NEWCHAIN, 0, SW_IP4);
	const struct nlattr *ask[NFTA_CHAIN_MAX + 1];
	struct fake *f = (struct fake *)nl;
	struct nlattr *hook;
	bool mark;

	sw_attr_parse_msg(request, ask, NFTA_CHAIN_MAX);
	mark = request->nlmsg_type == SW_NFT_TYPE(NFT_MSG_GETCHAIN) && ask[NFTA_CHAIN_NAME] &&
	       !strncmp(sw_attr_str(ask[NFTA_CHAIN_NAME]), SW_POLICY_MARK, strlen(SW_POLICY_MARK));
	if (mark ? !f->marked : !f->chain_exists)
		return sw_err_set(err, SW_ERESOURCE, ENOENT, "no such chain");
	if (mark)
		sw_policy_put(nlh, NFTA_CHAIN_USERDATA, SW_DROP);
	mnl_attr_put_u32(nlh, NFTA_CHAIN_POLICY, htonl(f->policy));
	/* filter INPUT as the kernel describes it, or one that nft put elsewhere */
	hook = mnl_attr_nest_start(nlh, NFTA_CHAIN_HOOK);
	mnl_attr_put_u32(nlh, NFTA_HOOK_HOOKNUM,
			 htonl(((struct fake *)nl)->chain_foreign ? NF_INET_FORWARD
								  : NF_INET_LOCAL_IN));
	mnl_attr_put_u32(nlh, NFTA_HOOK_PRIORITY, htonl(0));
	mnl_attr_nest_end(nlh, hook);
	sw_msg_put_str(nlh, NFTA_CHAIN_TYPE, "filter");
	each(nlh, arg);
	return 0;
}

static void look(struct fake *f, const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[NFTA_CHAIN_MAX + 1];

	f->ordered = f->ordered && nlh->nlmsg_seq == f->nbegin + f->nmsg + f->nend;
	sw_attr_parse_msg(nlh, tb, NFTA_CHAIN_MAX);
	if (nlh->nlmsg_type == NFNL_MSG_BATCH_BEGIN) {
		f->nbegin++;
		f->genid = sw_attr_be32(tb[NFNL_BATCH_GENID]);
	} else if (nlh->nlmsg_type == NFNL_MSG_BATCH_END) {
		f->nend++;
	} else {
		f->nmsg++;
		if (nlh->nlmsg_type == SW_NFT_TYPE(NFT_MSG_NEWCHAIN))
			f->counters += tb[NFTA_CHAIN_COUNTERS] != NULL;
	}
}

static int fake_commit(struct sw_nl *nl, const struct iovec *iov, size_t n,
		       void (*failed)(uint32_t seq, int err, void *), void *arg, struct sw_err *err)
{
	struct fake *f = (struct fake *)nl;

	f->nmsg = f->nbegin = f->nend = f->counters = 0;
	f->nparts = n;
	f->ordered = true;
	for (size_t i = 0; i < n; i++) {
		const char *p = iov[i].iov_base, *end = p + iov[i].iov_len;

		for (; p < end; p += NLMSG_ALIGN(((const struct nlmsghdr *)p)->nlmsg_len))
			look(f, (const void *)p);
	}
	if (!f->error)
		return 0;
	if (!f->refuse)
		return sw_err_set(err, SW_ERESOURCE, f->error, "as told");
	/* A later refusal first: the order of arrival must not matter. */
	failed(f->refuse + 1, EIO, arg);
	failed(f->refuse, f->error, arg);
	return -f->error;
}

static const struct sw_nl_ops fake_ops = { fake_genid, fake_dump, fake_commit, NULL };

/* ---- a model to plan with -------------------------------------------------------------------- */

struct bed {
	struct fake       f;
	struct sw_err     err;
	struct sw_plan   *p;
	struct sw_sink   *s;
	struct sw_ruleset rs;
	struct sw_table  *t;
	struct sw_chain  *in, *user;
	struct sw_rule   *r;
	char              line[1024];	/* of text() */
};

static void set_up(struct bed *b)
{
	memset(b, 0, sizeof(*b));
	sw_err_init(&b->err);
	b->f.nl.ops = &fake_ops;
	b->p = sw_plan_new(&b->err);
	b->s = sw_plan_sink(b->p);
	sw_ruleset_init(&b->rs, SW_IP4);
	b->t = sw_ruleset_table(&b->rs, "filter");
	b->in = sw_table_add_chain(b->t, "INPUT", &b->err);
	b->user = sw_table_add_chain(b->t, "user", &b->err);
	b->r = sw_rule_new();
	b->r->jump.kind = SW_JUMP_VERDICT;
	b->r->jump.verdict = SW_ACCEPT;
}

static void tear_down(struct bed *b)
{
	sw_plan_free(b->p);
	sw_ruleset_fini(&b->rs);
	sw_rule_free(b->r);
	sw_lower_fini();
}

/* The plan as text, lines joined by "; "; empties the plan. */
static const char *text(struct bed *b)
{
	SW_FREE char *all = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&all, &len);

	sw_plan_print(b->p, out);
	fclose(out);
	b->line[0] = 0;
	for (char *save, *l = strtok_r(all, "\n", &save); l; l = strtok_r(NULL, "\n", &save))
		snprintf(b->line + strlen(b->line), sizeof(b->line) - strlen(b->line), "%s%s",
			 b->line[0] ? "; " : "", l);
	sw_plan_reset(b->p, SW_IP4);
	return b->line;
}

static int add(struct bed *b, enum sw_place place, const struct sw_rule *anchor, bool keep)
{
	return b->s->ops->rule_add(b->s, b->t, b->user, b->r, place, anchor, keep, &b->err);
}

/* ---- what is sent ---------------------------------------------------------------------------- */

static void test_chains(struct bed *b)
{
	const struct sw_sink_ops *o = b->s->ops;

	ok(sw_plan_empty(b->p), "empty at first");
	o->table_new(b->s, b->t, &b->err);
	ok(!sw_plan_empty(b->p), "not empty");
	is(text(b), "add table ip statewall-filter", "table_new");
	b->in->in_kernel = b->user->in_kernel = true;
	o->table_renew(b->s, b->t, &b->err);
	is(text(b), "delete rule ip statewall-filter INPUT; delete rule ip statewall-filter user",
	   "table_renew");
	b->t->dormant = true;
	o->table_renew(b->s, b->t, &b->err);
	is(text(b), "delete table ip statewall-filter", "only one that sleeps is deleted");
	b->t->dormant = false;
	b->in->in_kernel = b->user->in_kernel = false;
	b->in->policy = SW_DROP;
	b->in->packets = 3;
	b->in->bytes = 400;
	o->chain_new(b->s, b->t, b->in, true, true, false, &b->err);
	is(text(b), "add chain ip statewall-filter INPUT hook 1 priority 0 type filter policy drop"
	   " packets 3 bytes 400", "chain_new");
	o->chain_new(b->s, b->t, b->user, true, true, true, &b->err);
	is(text(b), "add chain ip statewall-filter user", "a user chain has no policy");
	o->chain_set(b->s, b->t, b->in, true, false, &b->err);
	o->chain_set(b->s, b->t, b->in, false, true, &b->err);
	is(text(b), "add chain ip statewall-filter INPUT policy drop; "
	   "add chain ip statewall-filter INPUT packets 3 bytes 400", "chain_set");
	o->chain_del(b->s, b->t, b->user, &b->err);
	o->chain_flush(b->s, b->t, b->user, &b->err);
	is(text(b), "delete chain ip statewall-filter user; delete rule ip statewall-filter user",
	   "chain_del, chain_flush");
	b->user->handle = 5;
	o->chain_rename(b->s, b->t, b->user, "other", &b->err);
	is(text(b), "add chain ip statewall-filter other handle 5", "chain_rename");
	b->user->handle = 0;
	ok(o->chain_rename(b->s, b->t, b->user, "other", &b->err) < 0 && b->err.sys == EOPNOTSUPP,
	   "a chain without handle is not renamed");
	sw_err_init(&b->err);
	sw_plan_set_family(b->p, SW_IP6);
	o->table_new(b->s, b->t, &b->err);
	is(text(b), "add table ip6 statewall-filter", "the other family");
}

#define RULE "add rule ip statewall-filter user "
#define SAYS ": => counter, accept"

static void test_rules(struct bed *b)
{
	struct sw_rule old = { .seat = { .kind = SW_SEAT_RULE, .handle = 9 } };
	struct sw_rule fresh = { .seat = { .kind = SW_SEAT_NEW, .id = 4 } }, unknown = { 0 };
	const struct sw_sink_ops *o = b->s->ops;

	add(b, SW_PLACE_APPEND, NULL, false);
	is(text(b), RULE "append" SAYS, "append");
	add(b, SW_PLACE_HEAD, NULL, false);
	is(text(b), RULE "insert" SAYS, "at the head");
	add(b, SW_PLACE_BEFORE, &old, false);
	is(text(b), RULE "insert before 9" SAYS, "before a rule of the kernel");
	add(b, SW_PLACE_BEFORE, &fresh, true);
	is(text(b), RULE "insert before-id 4 id 1" SAYS, "before a new one, kept");
	ok(b->r->seat.kind == SW_SEAT_NEW && b->r->seat.id == 1, "a kept rule knows its id");
	o->rule_replace(b->s, b->t, b->user, &old, b->r, false, &b->err);
	is(text(b), RULE "replace handle 9" SAYS, "replace");
	o->rule_replace(b->s, b->t, b->user, &fresh, b->r, false, &b->err);
	is(text(b), RULE "insert before-id 4" SAYS "; delete rule ip statewall-filter user id 4",
	   "replace a new one");
	o->rule_del(b->s, b->t, b->user, &old, &b->err);
	o->rule_del(b->s, b->t, b->user, &fresh, &b->err);
	is(text(b), "delete rule ip statewall-filter user handle 9; "
	   "delete rule ip statewall-filter user id 4", "delete");
	ok(add(b, SW_PLACE_BEFORE, &unknown, false) < 0, "an anchor nobody knows");
	sw_err_init(&b->err);
	ok(o->rule_del(b->s, b->t, b->user, &unknown, &b->err) < 0 && sw_plan_empty(b->p),
	   "neither can it be deleted");
	sw_err_init(&b->err);
}

/* A rule that could not be read goes back as the bytes it came in. */
static void test_raw(struct bed *b)
{
	struct sw_rule r = { .raw = malloc(sizeof(*r.raw) + 12) };
	struct sw_batch_pos pos = { 0 };
	const struct nlattr *tb[NFTA_RULE_MAX + 1];

	r.raw->nexpr = 8;
	r.raw->nuser = 3;
	memcpy(r.raw->data, "expressiusr", 11);
	b->s->ops->rule_add(b->s, b->t, b->user, &r, SW_PLACE_APPEND, NULL, false, &b->err);
	sw_attr_parse_msg(sw_batch_next(&b->p->batch, &pos), tb, NFTA_RULE_MAX);
	ok(tb[NFTA_RULE_EXPRESSIONS] && sw_attr_len(tb[NFTA_RULE_EXPRESSIONS]) == 8 &&
	   !memcmp(sw_attr_data(tb[NFTA_RULE_EXPRESSIONS]), "expressi", 8), "its expressions");
	ok(tb[NFTA_RULE_USERDATA] && sw_attr_len(tb[NFTA_RULE_USERDATA]) == 3 &&
	   !memcmp(sw_attr_data(tb[NFTA_RULE_USERDATA]), "usr", 3), "its userdata");
	sw_plan_reset(b->p, SW_IP4);
	r.raw->nexpr = 70000;
	ok(b->s->ops->rule_add(b->s, b->t, b->user, &r, SW_PLACE_APPEND, NULL, false, &b->err) ==
	   -EMSGSIZE, "one that is too large is refused");
	sw_err_init(&b->err);
	free(r.raw);
}

/* ---- sets ------------------------------------------------------------------------------------ */

static unsigned count(struct bed *b, uint16_t msg)
{
	struct sw_batch_pos pos = { 0 };
	const struct nlmsghdr *nlh;
	unsigned n = 0;

	while ((nlh = sw_batch_next(&b->p->batch, &pos)))
		n += nlh->nlmsg_type == SW_NFT_TYPE(msg);
	return n;
}

static void test_sets(struct bed *b)
{
	struct sw_set s = { .name = "sw.ports", .key_len = 2, .nfield = 1, .interval = true };
	struct sw_table *nat = sw_ruleset_table(&b->rs, "nat");
	uint8_t from[2] = { 0, 22 }, to[2] = { 0, 25 };

	sw_set_add(&s, from, to, NULL, &b->err);
	sw_plan_set_need(b->p, b->t, &s, &b->err);
	sw_plan_set_need(b->p, b->t, &s, &b->err);
	ok(count(b, NFT_MSG_NEWSET) == 1 && count(b, NFT_MSG_NEWSETELEM) == 1, "sent once");
	sw_plan_set_need(b->p, nat, &s, &b->err);
	ok(count(b, NFT_MSG_NEWSET) == 2, "once for every table");
	sw_plan_set_family(b->p, SW_IP6);
	sw_plan_set_need(b->p, b->t, &s, &b->err);
	ok(count(b, NFT_MSG_NEWSET) == 3, "and family");
	sw_plan_set_family(b->p, SW_IP4);
	b->s->ops->table_renew(b->s, b->t, &b->err);
	sw_plan_set_need(b->p, b->t, &s, &b->err);
	ok(count(b, NFT_MSG_NEWSET) == 4, "again when its table was emptied");
	sw_plan_reset(b->p, SW_IP4);
	sw_plan_set_need(b->p, b->t, &s, &b->err);
	is(text(b), "add set ip statewall-filter sw.ports flags 4 key-len 2; "
	   "add element ip statewall-filter sw.ports elements 2", "both ends of an interval");
	s.elem[0].end[0] = s.elem[0].end[1] = 0xff;
	sw_plan_set_need(b->p, b->t, &s, &b->err);
	ok(strstr(text(b), "elements 1"), "the largest value has no end");
	for (int i = 0; i < 1000; i++)
		sw_set_add(&s, from, NULL, NULL, &b->err);
	sw_plan_set_need(b->p, b->t, &s, &b->err);
	ok(count(b, NFT_MSG_NEWSETELEM) == 3, "many elements take several messages");
	sw_plan_reset(b->p, SW_IP4);
	s.key_len = 17;
	ok(sw_plan_set_need(b->p, b->t, &s, &b->err) == -EINVAL, "a key that is too long");
	sw_err_init(&b->err);
	free(s.elem);
}

/* ---- commit ---------------------------------------------------------------------------------- */

static void test_commit(struct bed *b)
{
	ok(sw_plan_commit(b->p, &b->f.nl, 7, false, &b->err) == 0 && !b->f.nbegin,
	   "nothing to do, nothing sent");
	b->s->ops->table_new(b->s, b->t, &b->err);
	ok(sw_plan_commit(b->p, &b->f.nl, 7, false, &b->err) == 0, "commit");
	ok(b->f.nbegin == 1 && b->f.nmsg == 1 && b->f.nend == 1 && b->f.genid == 7 && b->f.ordered,
	   "begin with the generation, message, end");
	sw_plan_commit(b->p, &b->f.nl, 0, true, &b->err);
	ok(b->f.nbegin == 1 && b->f.nmsg == 1 && b->f.nend == 0 && b->f.genid == 0,
	   "a check has no end, and here no generation");
	b->f.error = ERESTART;
	ok(sw_plan_commit(b->p, &b->f.nl, 7, false, &b->err) == -ERESTART, "the generation moved");
	b->f.error = 0;
	sw_err_init(&b->err);
	sw_plan_reset(b->p, SW_IP4);
}

/* Zero counters must reach a base chain that is new and none that exists. */
static void test_counters(struct bed *b)
{
	const struct sw_sink_ops *o = b->s->ops;

	o->chain_new(b->s, b->t, b->in, false, false, false, &b->err);
	b->f.chain_exists = true;
	sw_plan_commit(b->p, &b->f.nl, 0, false, &b->err);
	ok(b->f.nmsg == 1 && !b->f.counters, "an existing chain keeps its counters");
	b->f.chain_exists = false;
	sw_plan_commit(b->p, &b->f.nl, 0, false, &b->err);
	ok(b->f.counters == 1, "an absent one gets them, also when the plan is sent again");
	b->f.chain_exists = b->f.chain_foreign = true;
	sw_plan_commit(b->p, &b->f.nl, 0, false, &b->err);
	ok(b->f.counters == 1,
	   "one with another hook is not taken for ours: the kernel shall refuse it");
	b->f.chain_foreign = false;
	sw_plan_reset(b->p, SW_IP4);
	o->table_renew(b->s, b->t, &b->err);
	o->chain_new(b->s, b->t, b->in, false, false, false, &b->err);
	sw_plan_commit(b->p, &b->f.nl, 0, false, &b->err);
	ok(b->f.counters == 1, "one that its emptied table did not have is new");
	sw_plan_reset(b->p, SW_IP4);
	o->chain_new(b->s, b->t, b->in, false, true, false, &b->err);
	sw_plan_commit(b->p, &b->f.nl, 0, false, &b->err);
	ok(b->f.counters == 1, "counters the user gave are sent always");
	sw_plan_reset(b->p, SW_IP4);
}

/* What another ruleset replaces: base chains stay, the policy waits, the rest goes. */
static void test_renewal(struct bed *b)
{
	const struct sw_sink_ops *o = b->s->ops;
	struct sw_table t = { .builtin = b->t->builtin, .in_kernel = true, .chains_known = true };
	struct sw_chain *in = sw_table_add_chain(&t, "INPUT", &b->err);
	struct sw_chain *kept = sw_table_add_chain(&t, "kept", &b->err);
	struct sw_chain *lost = sw_table_add_chain(&t, "lost", &b->err);

	in->in_kernel = kept->in_kernel = lost->in_kernel = true;
	in->policy = SW_DROP;
	o->table_renew(b->s, &t, &b->err);
	o->chain_new(b->s, &t, in, true, true, true, &b->err);
	o->chain_new(b->s, &t, kept, false, false, true, &b->err);
	sw_plan_commit(b->p, &b->f.nl, 1, true, &b->err);
	is(text(b),
	   "delete rule ip statewall-filter INPUT; delete rule ip statewall-filter kept; "
	   "delete rule ip statewall-filter lost; add chain ip statewall-filter INPUT packets 0 "
	   "bytes 0; "
	   "delete chain ip statewall-filter lost",
	   "the same policy: nobody guards it, and what is named again stays");

	o->table_renew(b->s, &t, &b->err);
	in->policy = SW_ACCEPT;
	o->chain_new(b->s, &t, in, true, true, true, &b->err);
	sw_plan_commit(b->p, &b->f.nl, 1, true, &b->err);
	ok(strstr(text(b), "add chain ip statewall-filter INPUT packets 0 bytes 0; ") &&
	   strstr(b->line, "add rule ip statewall-filter INPUT append: => accept"),
	   "another one: the rule at the end says it, and no message sets it");

	in->policy = SW_DROP;
	o->table_renew(b->s, &t, &b->err);
	sw_plan_commit(b->p, &b->f.nl, 1, true, &b->err);
	ok(strstr(text(b), "add rule ip statewall-filter INPUT append: => accept"),
	   "a chain that is not named again is open");
	sw_table_clear(&t);

	b->f.chain_exists = true;
	b->f.policy = SW_ACCEPT;
	o->chain_set(b->s, b->t, b->in, true, false, &b->err);
	sw_plan_commit(b->p, &b->f.nl, 0, true, &b->err);
	is(text(b), "add chain ip statewall-filter INPUT policy drop", "-P alone is one message");
	o->chain_set(b->s, b->t, b->in, true, false, &b->err);
	add(b, SW_PLACE_APPEND, NULL, false);
	sw_plan_commit(b->p, &b->f.nl, 0, true, &b->err);
	ok(strstr(text(b), "add rule ip statewall-filter INPUT append: => drop"),
	   "beside rules it is guarded");

	b->f.marked = true;
	b->f.nbegin = 0;
	o->chain_new(b->s, b->t, b->in, false, false, false, &b->err);
	ok(sw_plan_commit(b->p, &b->f.nl, 0, false, &b->err) == -ERESTART && b->f.nbegin,
	   "what somebody left half done is completed first");
	sw_err_init(&b->err);
	sw_plan_reset(b->p, SW_IP4);
	b->f.marked = b->f.chain_exists = false;
}

static void test_refusals(struct bed *b)
{
	static const char file[] = "rules.v4";
	static const char *const want[] = {
		" TABLE_ADD failed (Invalid argument): table filter",
		" CHAIN_ADD failed (Invalid argument): chain INPUT",
		" CHAIN_USER_ADD failed (Invalid argument): chain user",
		" RULE_APPEND failed (Invalid argument): rule in chain user",
		" RULE_INSERT failed (Invalid argument): rule in chain user",
		" RULE_FLUSH failed (Invalid argument): rule in chain user",
		" CHAIN_DEL failed (Invalid argument): chain user",
		" CHAIN_UPDATE failed (Invalid argument): chain INPUT",
		" CHAIN_ZERO failed (Invalid argument): chain INPUT",
		" RULE_FLUSH failed (Invalid argument): rule in chain late",
	};
	const struct sw_sink_ops *o = b->s->ops;
	struct sw_table *nat = sw_ruleset_table(&b->rs, "nat");
	struct sw_where *w = &b->s->origin;

	ok(sizeof(struct sw_op) <= 16, "a record is small");
	*w = (struct sw_where){ .file = file };
	w->line++, o->table_new(b->s, b->t, &b->err);
	w->line++, o->chain_new(b->s, b->t, b->in, false, false, false, &b->err);
	w->line++, o->chain_new(b->s, b->t, b->user, false, false, true, &b->err);
	w->line++, add(b, SW_PLACE_APPEND, NULL, false);
	w->line++, add(b, SW_PLACE_HEAD, NULL, false);
	w->line++, o->chain_flush(b->s, b->t, b->user, &b->err);
	w->line++, o->chain_del(b->s, b->t, b->user, &b->err);
	w->line++, o->chain_set(b->s, b->t, b->in, true, false, &b->err);
	w->line++, o->chain_set(b->s, b->t, b->in, false, true, &b->err);
	sw_table_add_chain(nat, "late", &b->err)->in_kernel = true;
	w->line++, o->table_renew(b->s, nat, &b->err);
	b->f.error = EINVAL;
	for (unsigned n = 1; n <= SW_ARRAY_SIZE(want); n++) {
		b->f.refuse = n;
		ok(sw_plan_commit(b->p, &b->f.nl, 0, false, &b->err) == -EINVAL &&
		   b->err.where.line == n && b->err.where.file == file &&
		   b->err.code == SW_ERESOURCE, "message %u is refused at line %u", n, n);
		is(b->err.msg, want[n - 1], "and explained");
		sw_err_init(&b->err);
	}
	b->f.refuse = 0;
	ok(sw_plan_commit(b->p, &b->f.nl, 0, false, &b->err) == -EINVAL, "refused as a whole");
	is(b->err.msg, "as told", "in the words of the seam");
	sw_err_init(&b->err);
	b->f.error = 0;
	sw_plan_reset(b->p, SW_IP4);
}

static void test_large(struct bed *b)
{
	const unsigned n = 20000;

	for (unsigned i = 0; i < n; i++) {
		b->s->origin.line = i + 1;
		if (add(b, SW_PLACE_APPEND, NULL, false))
			break;
	}
	b->f.error = EINVAL;
	b->f.refuse = n - 5;
	sw_plan_commit(b->p, &b->f.nl, 0, false, &b->err);
	ok(b->f.nmsg == n && b->f.ordered && b->f.nparts > 3, "%u rules in %u parts", n,
	   b->f.nparts);
	ok(b->err.where.line == n - 5, "each with its line");
	b->f.error = 0;
	sw_err_init(&b->err);
	sw_plan_reset(b->p, SW_IP4);
	ok(sw_plan_empty(b->p), "reset empties it");
}

int main(void)
{
	struct bed b;

	set_up(&b);
	test_chains(&b);
	test_rules(&b);
	test_raw(&b);
	test_sets(&b);
	test_commit(&b);
	test_counters(&b);
	test_renewal(&b);
	test_refusals(&b);
	test_large(&b);
	tear_down(&b);
	return tap_end();
}
