/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the rules of one chain: lifted and decoded one by one, kept as bytes where that fails. */
#include <errno.h>
#include <stdlib.h>
#include "base/attr.h"
#include "netlink/policy.h"
#include "netlink/sets.h"
#include "netlink/snapshot.h"
#include "netlink/snapshot_local.h"
#include "translate/ip.h"
#include "translate/translate.h"

struct reader {
	struct sw_nl  *nl;
	struct sw_ctx  ctx;
	struct sw_prog *prog, *scratch;
	struct sw_err *err;
	struct sw_err  why;	/* a rule could not be read: no error for the caller */
	int            rc;
	/* Takes each rule: into the chain, or to the caller's function. 1 = that was the last one. */
	int          (*take)(struct reader *, const struct nlmsghdr *);
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

/* 0 = r is read; 1 = it is not an iptables rule, or not alike; -ENOMEM. */
static int decode(struct reader *rd, const struct nlattr *expr, const struct nlattr *user,
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
	if (!rc && rd->scratch->nset &&
	    !sw_sets_match(rd->nl, rd->ctx.family, rd->ctx.table, rd->scratch))
		rc = 1;
	if (rc == -ENOMEM)
		return rc;
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
static int read_rule(struct reader *rd, const struct nlmsghdr *nlh, bool bytes, struct sw_rule *r)
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
	else if (rc < 0)
		rc = sw_err_nomem(rd->err);
	if (rc)
		return rc;
	r->handle = sw_attr_be64(tb[NFTA_RULE_HANDLE]);
	r->packets = rd->prog->packets;
	r->bytes = rd->prog->bytes;
	return 0;
}

static int keep_rule(struct reader *rd, const struct nlmsghdr *nlh)
{
	struct sw_rule *r = sw_rule_new();
	int rc;

	if (!r)
		return sw_err_nomem(rd->err);
	rc = read_rule(rd, nlh, true, r);
	if (!rc)
		rc = sw_chain_insert(rd->into, rd->into->nrule, r, rd->err);
	if (rc)
		sw_rule_free(r);
	return rc == GUARD ? 0 : rc;
}

static int pass_by(struct reader *rd)
{
	return sw_chain_insert(rd->into, rd->into->nrule, NULL, rd->err);
}

static int keep_numbered(struct reader *rd, const struct nlmsghdr *nlh)
{
	int rc;

	if (rd->into->nrule + 1 < rd->want->number)
		return pass_by(rd);
	rc = keep_rule(rd, nlh);
	return rc ? rc : 1;
}

static int keep_alike(struct reader *rd, const struct nlmsghdr *nlh)
{
	struct sw_rule found = { 0 }, *r;
	int rc = read_rule(rd, nlh, false, &found);

	if (rc)
		return rc < 0 ? rc : rc == GUARD ? 0 : pass_by(rd);
	r = malloc(sizeof(*r));
	rc = r ? sw_chain_insert(rd->into, rd->into->nrule, r, rd->err) : sw_err_nomem(rd->err);
	if (rc) {
		free(r);
		sw_rule_fini(&found);
		return rc;
	}
	*r = found;
	return rd->want->enough(r, rd->want->arg);
}

static int pass_rule(struct reader *rd, const struct nlmsghdr *nlh)
{
	struct sw_rule r = { 0 };
	int rc = read_rule(rd, nlh, true, &r);

	if (!rc)
		rc = rd->each(&r, rd->arg);
	else if (rc == GUARD)
		rc = 0;
	sw_rule_fini(&r);
	return rc;
}

static int each_rule(const struct nlmsghdr *nlh, void *arg)
{
	struct reader *rd = arg;

	if (nlh->nlmsg_type != SW_NFT_TYPE(NFT_MSG_NEWRULE))
		return 0;
	rd->rc = rd->take(rd, nlh);
	return rd->rc != 0;
}

struct progs { struct sw_prog prog, scratch; };

static void progs_free(void *arg)
{
	struct progs *p = arg;

	sw_prog_fini(&p->prog);
	sw_prog_fini(&p->scratch);
	free(p);
}

/* A ruleset can have tens of thousands of chains with a rule or two: programs outlive a chain. */
static int borrow_progs(struct reader *rd, struct sw_nl *nl)
{
	struct progs *p = nl->progs;

	if (!p) {
		p = calloc(1, sizeof(*p));
		if (!p)
			return sw_err_nomem(rd->err);
		nl->progs = p;
		nl->progs_free = progs_free;
	}
	rd->prog = &p->prog;
	rd->scratch = &p->scratch;
	return 0;
}

static void enter_chain(struct reader *rd, const struct sw_chain *c)
{
	rd->ctx.hooks = c->builtin ? 1u << c->builtin->hook : 0;
}

/* The rules of chain c; NULL: of the table. */
static int read_rules(struct reader *rd, struct sw_nl *nl, struct sw_ruleset *rs,
		      struct sw_table *t, struct sw_chain *c, struct sw_err *err)
{
	_Alignas(struct nlmsghdr) char buf[256];
	struct nlmsghdr *nlh = sw_attr_msg(buf, SW_NFT_TYPE(NFT_MSG_GETRULE), NLM_F_DUMP,
					   rs->family, 0);
	int rc = sw_read_begin(nl, rs, err);

	rd->nl = nl;
	rd->err = err;
	sw_err_init(&rd->why);
	rd->ctx = (struct sw_ctx){ .family = rs->family, .table = t->builtin };
	if (!rc)
		rc = borrow_progs(rd, nl);
	if (!rc)
		rc = sw_sets_load(nl, rs->family, rs->genid, t->builtin, err);
	if (!rc) {
		sw_attr_put_str(nlh, NFTA_RULE_TABLE, t->builtin->nft_name);
		if (c) {
			sw_attr_put_str(nlh, NFTA_RULE_CHAIN, c->name);
			enter_chain(rd, c);
		}
		rc = sw_read_moved(nl->ops->dump(nl, nlh, each_rule, rd, err), err);
	}
	return rc ? rc : rd->rc < 0 ? rd->rc : 0;
}

int sw_snapshot_search(struct sw_nl *nl, struct sw_ruleset *rs, struct sw_table *t,
		       struct sw_chain *c, const struct sw_search *want, struct sw_err *err)
{
	struct reader rd = { .into = c, .want = want, .take = keep_rule };
	int rc = 0;

	sw_chain_clear(c);
	c->rules_known = false;
	if (want)
		rd.take = want->number ? keep_numbered : keep_alike;
	if (want && want->like)
		sw_ip_encode(&want->like->ip, rs->family, &rd.like);
	if (rd.like.oom)
		rc = sw_err_nomem(err);
	if (!rc && c->in_kernel)
		rc = read_rules(&rd, nl, rs, t, c, err);
	sw_prog_fini(&rd.like);
	if (rc) {
		sw_chain_clear(c);
		return rc;
	}
	c->rules_known = true;
	return 0;
}

int sw_snapshot_rules(struct sw_nl *nl, struct sw_ruleset *rs, struct sw_table *t,
		      struct sw_chain *c, struct sw_err *err)
{
	return sw_snapshot_search(nl, rs, t, c, NULL, err);
}

int sw_snapshot_each(struct sw_nl *nl, struct sw_ruleset *rs, struct sw_table *t,
		     struct sw_chain *c,
		     int (*each)(struct sw_rule *, void *), void *arg, struct sw_err *err)
{
	struct reader rd = { .take = pass_rule, .each = each, .arg = arg };

	return c->in_kernel ? read_rules(&rd, nl, rs, t, c, err) : 0;
}

/* ---- all chains in one answer ------------------------------------------------------------------ */

/* Rules of one chain come one after the other, and the chains in the order in which they were told:
 * mostly the next one of those is meant. */
static struct sw_chain *next_chain(struct reader *rd, const char *name)
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

static int pass_table_rule(struct reader *rd, const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[NFTA_RULE_MAX + 1];
	const char *name;

	sw_attr_parse_msg(nlh, tb, NFTA_RULE_MAX);
	name = sw_attr_str(tb[NFTA_RULE_CHAIN]);
	if (!name)
		return 0;
	if (!rd->at || strcmp(rd->at->name, name)) {
		struct sw_chain *c = next_chain(rd, name);

		if (!c)		/* a companion's, or another tool's */
			return 0;
		rd->at = c;
		enter_chain(rd, c);
		rd->enter(c, rd->arg);
	}
	return pass_rule(rd, nlh);
}

int sw_snapshot_each_of_table(struct sw_nl *nl, struct sw_ruleset *rs, struct sw_table *t,
			      void (*enter)(struct sw_chain *, void *),
			      int (*each)(struct sw_rule *, void *), void *arg, struct sw_err *err)
{
	struct reader rd = { .take = pass_table_rule, .table = t, .enter = enter, .each = each,
			     .arg = arg };

	return t->in_kernel ? read_rules(&rd, nl, rs, t, NULL, err) : 0;
}

/* For every 32 KiB of answer the kernel walks over all rules that it has told: 12 ns a rule, so a table
 * of n rules costs n * n / 11 ns more as a whole than chain by chain. Each chain asked for by itself
 * costs 6 us (Linux 6.18). The use of a chain counts the jumps to it, too: at least one, or it would
 * not be there. It is an estimate and no more: while somebody's transaction is being checked, it counts
 * rules as gone that are there. */
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
