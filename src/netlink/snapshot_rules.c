/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the rules of one chain: lifted and decoded one by one, kept as bytes where that fails. */
#include <errno.h>
#include <stdlib.h>
#include "netlink/msg.h"
#include "netlink/policy.h"
#include "netlink/sets.h"
#include "netlink/snapshot.h"
#include "netlink/snapshot_local.h"
#include "translate/ip.h"
#include "translate/translate.h"

struct dump {			/* one dump of rules */
	struct sw_reader *reader;
	uint32_t       genid;
	struct sw_ctx  ctx;
	struct sw_prog *prog, *scratch;
	struct sw_err *err;
	struct sw_err  why;	/* a rule could not be read: no error for the caller */
	int            rc;
	/* Takes each rule: into the chain, or to the caller's function; what it keeps it empties.
	 * NULL: a rule that counts and is not wanted. 1 = that was the last one. */
	int          (*take)(struct dump *, struct sw_rule *);
	struct sw_chain *into;
	const struct sw_search *want;	/* NULL: all */
	/* For whole tables: the chain whose rules come now; NULL = none yet. */
	struct sw_table *table;
	struct sw_chain *at;
	size_t           nth;		/* in the table: where the next chain is looked for first */
	void           (*enter)(struct sw_chain *, void *);
	struct sw_prog   like;	/* the tests of want->like's ip fields */
	int          (*each)(struct sw_rule *, void *);
	void          *arg;
};

static int make_raw(const struct nlattr *expr, const struct nlattr *user, struct sw_rule *r,
		    struct sw_err *err)
{
	size_t nexpr = expr ? sw_attr_len(expr) : 0, nuser = user ? sw_attr_len(user) : 0;
	struct sw_raw *raw = malloc(sizeof(*raw) + nexpr + nuser);

	if (!raw)
		return sw_err_nomem(err);
	raw->nexpr = nexpr;
	raw->nuser = nuser;
	if (nexpr)
		memcpy(raw->data, sw_attr_data(expr), nexpr);
	if (nuser)
		memcpy(raw->data + nexpr, sw_attr_data(user), nuser);
	r->raw = raw;
	return 0;
}

static bool holds_xt(const struct sw_prog *p)
{
	for (size_t i = 0; i < p->ntest; i++)
		if (p->test[i].kind == SW_TEST_XT)
			return true;
	for (size_t i = 0; i < p->nstmt; i++)
		if (p->stmt[i].kind == SW_STMT_XT)
			return true;
	return false;
}

/* A rule that reads as an iptables rule begins with the tests of its ip fields, so one that begins
 * otherwise is no equal of the rule that is looked for. */
static bool begins_alike(const struct sw_prog *p, const struct sw_prog *like)
{
	if (p->ntest < like->ntest)
		return false;
	for (size_t i = 0; i < like->ntest; i++)
		if (!sw_test_equal(&p->test[i], &like->test[i]))
			return false;
	return true;
}

/* 0 = r is read; 1 = it is not an iptables rule, or not alike; < 0 error. */
static int decode(struct dump *rd, const struct nlattr *expr, const struct nlattr *user,
		  struct sw_rule *r)
{
	const void *ud = user ? sw_attr_data(user) : NULL;
	struct sw_err *why = &rd->why;
	int rc;

	if (!expr)
		return 1;
	sw_prog_reset(rd->prog);
	rc = sw_lift(expr, rd->prog, why);
	if (!rc && !begins_alike(rd->prog, &rd->like))
		return 1;
	if (!rc)
		rc = sw_decode(rd->prog, ud, user ? sw_attr_len(user) : 0, &rd->ctx, r,
			       rd->scratch, why);
	if (rc == -ENOMEM)
		return sw_err_nomem(rd->err);
	if (!rc && rd->scratch->nset) {
		int same = sw_sets_match(rd->reader, rd->ctx.family, rd->genid, rd->ctx.table,
					 rd->scratch, rd->err);

		if (same < 0) {
			sw_rule_fini(r);
			return same;
		}
		rc = !same;
	}
	if (rc) {
		sw_err_init(why);
		sw_rule_fini(r);
		return 1;
	}
	r->compat = holds_xt(rd->prog);
	return 0;
}

enum { FOREIGN = 1, GUARD };

/* 0, or FOREIGN: not an iptables rule, and nobody asked for its bytes, or GUARD: it stands in for a
 * policy and is no rule to anybody; < 0 error. */
static int read_rule(struct dump *rd, const struct nlmsghdr *nlh, bool bytes, struct sw_rule *r)
{
	const struct nlattr *tb[NFTA_RULE_MAX + 1];
	int rc;

	sw_attr_parse_msg(nlh, tb, NFTA_RULE_MAX);
	if (sw_policy_read(tb[NFTA_RULE_USERDATA]) >= 0) {
		if (rd->into)
			rd->into->guarded = true;
		return GUARD;
	}
	rc = decode(rd, tb[NFTA_RULE_EXPRESSIONS], tb[NFTA_RULE_USERDATA], r);
	if (rc == FOREIGN && bytes)
		rc = make_raw(tb[NFTA_RULE_EXPRESSIONS], tb[NFTA_RULE_USERDATA], r, rd->err);
	if (rc)
		return rc;
	r->seat.kind = SW_SEAT_RULE;
	r->seat.handle = sw_attr_be64(tb[NFTA_RULE_HANDLE]);
	r->packets = rd->prog->packets;
	r->bytes = rd->prog->bytes;
	return 0;
}

/* ---- what becomes of a rule ------------------------------------------------------------------ */

/* Is that enough? r: the rule that was kept last; NULL: it was passed by. */
static int is_done(const struct dump *rd, struct sw_rule *r)
{
	const struct sw_search *want = rd->want;

	if (!want)
		return 0;
	if (want->number)
		return rd->into->nrule >= want->number;
	return r ? want->enough(r, want->arg) : 0;
}

/* Into the chain, where one that is passed by stands as NULL. */
static int keep_rule(struct dump *rd, struct sw_rule *r)
{
	struct sw_rule *kept = r ? malloc(sizeof(*kept)) : NULL;
	int rc;

	if (r && !kept)
		return sw_err_nomem(rd->err);
	if (r)
		*kept = *r;
	rc = sw_chain_insert(rd->into, rd->into->nrule, kept, rd->err);
	if (rc) {
		free(kept);
		return rc;
	}
	if (r)
		*r = (struct sw_rule){ 0 };
	return is_done(rd, kept);
}

static int pass_rule(struct dump *rd, struct sw_rule *r)
{
	return rd->each(r, rd->arg);
}

/* Who is looked for by number need not be known before: those in front of it are only counted. It
 * takes each message for one rule, which one that looks up a map of rules would not be. */
static bool is_in_front(const struct dump *rd)
{
	return rd->want && rd->want->number && rd->into->nrule + 1 < rd->want->number;
}

/* The rules that one message holds, in their order, to take. A rule of the kernel is one rule, or
 * none if it is the guard of a policy. Whoever reads maps of rules adds here the rules of those
 * that look one up: they come in the order of their seats, among those of other maps of the chain,
 * and their elements may be asked for while the dump runs. */
static int expand(struct dump *rd, const struct nlmsghdr *nlh)
{
	bool bytes = !rd->want || !rd->want->like;	/* no unreadable rule is like another */
	struct sw_rule r = { 0 };
	int rc;

	if (is_in_front(rd))
		return rd->take(rd, NULL);
	rc = read_rule(rd, nlh, bytes, &r);
	if (rc < 0 || rc == GUARD)
		return rc < 0 ? rc : 0;
	if (rc == FOREIGN)
		return rd->take(rd, NULL);
	rc = rd->take(rd, &r);
	sw_rule_fini(&r);
	return rc;
}

/* ---- the chains of a table in one answer ----------------------------------------------------- */

static void enter_chain(struct dump *rd, const struct sw_chain *c)
{
	rd->ctx.hooks = c->builtin ? 1u << c->builtin->hook : 0;
}

/* Rules of one chain come one after the other, and the chains in the order in which they were told:
 * mostly the next one of those is meant. */
static struct sw_chain *next_chain(struct dump *rd, const char *name)
{
	const struct sw_table *t = rd->table;
	size_t end = rd->nth + 4 < t->nchain ? rd->nth + 4 : t->nchain;

	for (size_t i = rd->nth; i < end; i++)
		if (!strcmp(t->chain[i]->name, name)) {
			rd->nth = i + 1;
			return t->chain[i];
		}
	return sw_table_chain(t, name);
}

/* false: the rule is in none of our chains, but in a companion's or another tool's. */
static bool enter_chain_of(struct dump *rd, const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[NFTA_RULE_MAX + 1];
	const char *name;
	struct sw_chain *c;

	sw_attr_parse_msg(nlh, tb, NFTA_RULE_MAX);
	name = sw_attr_str(tb[NFTA_RULE_CHAIN]);
	if (!name)
		return false;
	if (rd->at && !strcmp(rd->at->name, name))
		return true;
	c = next_chain(rd, name);
	if (!c)
		return false;
	rd->at = c;
	enter_chain(rd, c);
	rd->enter(c, rd->arg);
	return true;
}

static int each_rule(const struct nlmsghdr *nlh, void *arg)
{
	struct dump *rd = arg;

	if (nlh->nlmsg_type != SW_NFT_TYPE(NFT_MSG_NEWRULE))
		return 0;
	rd->rc = rd->table && !enter_chain_of(rd, nlh) ? 0 : expand(rd, nlh);
	return rd->rc != 0;
}

struct sw_reader_progs { struct sw_prog prog, scratch; };

void sw_reader_progs_free(struct sw_reader_progs *p)
{
	if (!p)
		return;
	sw_prog_fini(&p->prog);
	sw_prog_fini(&p->scratch);
	free(p);
}

/* A ruleset can have tens of thousands of chains with a rule or two: programs outlive a chain. */
static int borrow_progs(struct dump *rd)
{
	struct sw_reader *reader = rd->reader;

	if (!reader->progs)
		reader->progs = calloc(1, sizeof(*reader->progs));
	if (!reader->progs)
		return sw_err_nomem(rd->err);
	rd->prog = &reader->progs->prog;
	rd->scratch = &reader->progs->scratch;
	return 0;
}

/* The rules of chain c; NULL: of the table. */
static int read_rules(struct dump *rd, struct sw_reader *reader, struct sw_ruleset *rs,
		      struct sw_table *t, struct sw_chain *c, struct sw_err *err)
{
	_Alignas(struct nlmsghdr) char buf[256];
	struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_GETRULE, NLM_F_DUMP, rs->family);
	int rc = sw_read_begin(reader->nl, rs, err);

	rd->reader = reader;
	rd->genid = rs->genid;
	rd->err = err;
	sw_err_init(&rd->why);
	rd->ctx = (struct sw_ctx){ .family = rs->family, .table = t->builtin };
	if (!rc)
		rc = borrow_progs(rd);
	if (!rc) {
		sw_msg_put_str(nlh, NFTA_RULE_TABLE, t->builtin->nft_name);
		if (c) {
			sw_msg_put_str(nlh, NFTA_RULE_CHAIN, c->name);
			enter_chain(rd, c);
		}
		rc = sw_read_moved(reader->nl->ops->dump(reader->nl, nlh, each_rule, rd,
							    err), err);
	}
	return rc ? rc : rd->rc < 0 ? rd->rc : 0;
}

int sw_snapshot_search(struct sw_reader *reader, struct sw_ruleset *rs, struct sw_table *t,
		       struct sw_chain *c, const struct sw_search *want, struct sw_err *err)
{
	struct dump rd = { .into = c, .want = want, .take = keep_rule };
	int rc = 0;

	sw_chain_clear(c);
	c->rules_known = false;
	if (want && want->like)
		sw_ip_encode(&want->like->ip, rs->family, &rd.like);
	if (rd.like.oom)
		rc = sw_err_nomem(err);
	if (!rc && c->in_kernel)
		rc = read_rules(&rd, reader, rs, t, c, err);
	sw_prog_fini(&rd.like);
	if (rc) {
		sw_chain_clear(c);
		return rc;
	}
	c->rules_known = true;
	return 0;
}

int sw_snapshot_each(struct sw_reader *reader, struct sw_ruleset *rs, struct sw_table *t,
		     struct sw_chain *c,
		     int (*each)(struct sw_rule *, void *), void *arg, struct sw_err *err)
{
	struct dump rd = { .take = pass_rule, .each = each, .arg = arg };

	return c->in_kernel ? read_rules(&rd, reader, rs, t, c, err) : 0;
}

int sw_snapshot_each_of_table(struct sw_reader *reader, struct sw_ruleset *rs, struct sw_table *t,
			      void (*enter)(struct sw_chain *, void *),
			      int (*each)(struct sw_rule *, void *), void *arg, struct sw_err *err)
{
	struct dump rd = { .take = pass_rule, .table = t, .enter = enter, .each = each,
			     .arg = arg };

	return t->in_kernel ? read_rules(&rd, reader, rs, t, NULL, err) : 0;
}

/* For every 32 KiB of answer the kernel walks over all rules that it has told: 12 ns a rule, so a
 * table of n rules costs n * n / 11 ns more as a whole than chain by chain. Each chain asked for by
 * itself costs 6 us (Linux 6.18). The use of a chain counts the jumps to it, too: at least one, or
 * it would not be there. It is an estimate and no more: while somebody's transaction is being
 * checked, it counts rules as gone that are there. */
bool sw_snapshot_whole_is_cheaper(const struct sw_table *t, size_t *about)
{
	uint64_t rules = 0, chains = 0;

	for (size_t i = 0; i < t->nchain; i++) {
		const struct sw_chain *c = t->chain[i];

		if (!c->in_kernel || !c->use)
			continue;
		chains++;
		rules += c->use - !c->builtin;
	}
	*about = rules;
	return chains > 1 && rules * rules < chains * 66000;
}
