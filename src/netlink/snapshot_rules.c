/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the rules of chains: message by message, block by block, in the order in which the user
 * sees them. */
#include <errno.h>
#include <stdlib.h>
#include "base/progress.h"
#include "group/parts.h"
#include "netlink/decode_rule.h"
#include "netlink/msg.h"
#include "netlink/snapshot.h"
#include "netlink/snapshot_local.h"
#include "translate/ip.h"

struct dump {			/* one dump of rules */
	struct sw_decoding d;
	int            rc;
	/* Takes each rule: into the chain, or to the caller's function; what it keeps it empties.
	 * NULL: a rule that counts and is not wanted. 1 = that was the last one. */
	int          (*take)(struct dump *, struct sw_rule *);
	struct sw_chain *into;
	const struct sw_search *want;	/* NULL: all */
	struct sw_chain *at;		/* whose rules come now; NULL = none yet */
	/* For whole tables: */
	struct sw_table *table;
	size_t           nth;		/* in the table: where the next chain is looked for first */
	const struct sw_ruleset *rs;
	void           (*enter)(struct sw_chain *, void *);
	int          (*each)(struct sw_rule *, void *);
	void          *arg;
	/* Rules of the block at hand; those of the next map, before they join them. */
	struct sw_held held, next;
};

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
		return sw_err_nomem(rd->d.err);
	if (r)
		*kept = *r;
	rc = sw_chain_insert(rd->into, rd->into->nrule, kept, rd->d.err);
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

/* Who is looked for by number need not be known before: those in front of it are only counted. n:
 * how many come at once. */
static bool is_in_front(const struct dump *rd, size_t n)
{
	return rd->want && rd->want->number && rd->into->nrule + n < rd->want->number;
}

/* No unreadable rule is like another. */
static bool wants_bytes(const struct dump *rd)
{
	return !rd->want || !rd->want->like;
}

static int pass_on(struct dump *rd, int rc, struct sw_rule *r)
{
	if (rc < 0)
		return rc;
	if (sw_progress_is_due(++rd->d.reader->rules))
		sw_read_progress(rd->d.reader, rd->rs);
	if (rc == SW_RULE_GUARD) {	/* no rule to anybody */
		if (rd->into)
			rd->into->guarded = true;
		return 0;
	}
	if (rc == SW_RULE_FOREIGN)
		return rd->take(rd, NULL);
	rc = rd->take(rd, r);
	sw_rule_fini(r);
	return rc;
}

static int take_message(struct dump *rd, const struct sw_row *row)
{
	struct sw_rule r = { 0 };
	int rc = sw_decode_message(&rd->d, row, wants_bytes(rd), &r);

	return pass_on(rd, rc, &r);
}

/* ---- rules of a block ------------------------------------------------------------------------ */

/* n: sw_held_rule */
static int take_rows(struct dump *rd, size_t i, size_t n)
{
	const struct sw_held_row *row = &rd->held.row[i];
	const void *bytes = rd->held.pool + row->at;
	struct sw_rule r = { 0 };
	struct sw_row message;
	int rc;

	if (!row->map) {
		sw_row_read(&message, bytes);
		message.number = row->row;
		return take_message(rd, &message);
	}
	rc = sw_decode_elems(&rd->d, &rd->held, i, n, wants_bytes(rd), &r);
	return pass_on(rd, rc, &r);
}

static size_t count_rules(const struct sw_held *h)
{
	size_t n = 0;

	for (size_t i = 0; i < h->n; i += sw_held_rule(h, i))
		n++;
	return n;
}

/* All rules of the block are there: they are taken in their order. When one is looked for by
 * number, the others are, too: whoever puts something between them must know them all. */
static int release(struct dump *rd)
{
	struct sw_held *h = &rd->held;
	bool front, enough = false;
	int rc = 0;

	rd->d.twin.map = NULL;		/* of another block, which is gone */
	if (!sw_held_sort(h))
		return sw_read_moved(-ENOENT, rd->d.err);
	front = is_in_front(rd, count_rules(h));
	for (size_t i = 0, n; i < h->n && rc >= 0; i += n) {
		n = sw_held_rule(h, i);
		rc = front ? rd->take(rd, NULL) : take_rows(rd, i, n);
		enough |= rc > 0;
		if (rc > 0 && !(rd->want && rd->want->number))
			break;
	}
	sw_held_reset(h);
	return rc < 0 ? rc : enough;
}

/* Rows of another block, or of none, come now. */
static int release_unless(struct dump *rd, uint32_t block)
{
	return rd->held.block && rd->held.block != block ? release(rd) : 0;
}

/* 1 = the rule is one of a map, whose rows are in rd->next. */
static int read_map(struct dump *rd, const struct sw_row *row)
{
	return sw_map_read(rd->d.reader, rd->d.ctx.family, rd->d.ctx.table, row, rd->d.one,
			   &rd->next, rd->d.err);
}

/* The rules that one message holds: one, or those of a map. Rules of one block wait for each
 * other. */
static int expand(struct dump *rd, const struct nlmsghdr *nlh, const struct sw_row *row)
{
	uint64_t order = row->words.form ? 0 : row->words.order;
	int rc = row->words.form ? read_map(rd, row) : 0;

	if (rc < 0)
		return rc;
	if (rc > 0) {
		if (!rd->next.n)	/* an empty map holds nobody up */
			return 0;
		rc = release_unless(rd, rd->next.block);
		return rc ? rc : sw_held_join(&rd->held, &rd->next, rd->d.err);
	}
	rc = release_unless(rd, SW_ORDER_BLOCK(order));
	if (rc)
		return rc;
	if (!order)
		return is_in_front(rd, 1) ? rd->take(rd, NULL) : take_message(rd, row);
	rd->held.block = SW_ORDER_BLOCK(order);
	return sw_held_add(&rd->held,
			   (struct sw_held_row){ .order = order, .row = row->number }, nlh,
			   nlh->nlmsg_len, rd->d.err);
}

/* ---- the chains of a table in one answer ----------------------------------------------------- */

static void enter_chain(struct dump *rd, struct sw_chain *c)
{
	rd->d.ctx.hooks = c->builtin ? 1u << c->builtin->hook : 0;
	rd->at = c;
	c->kernel_rules = 0;
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

/* 1 = the rule is in one of our chains; 0 = in a companion's or another tool's. */
static int enter_chain_of(struct dump *rd, const struct sw_row *row)
{
	const char *name = sw_attr_str(row->tb[NFTA_RULE_CHAIN]);
	struct sw_chain *c;
	int rc;

	if (!name)
		return 0;
	if (rd->at && !strcmp(rd->at->name, name))
		return 1;
	rc = release(rd);
	c = next_chain(rd, name);
	if (rc || !c)
		return rc < 0 ? rc : 0;
	enter_chain(rd, c);
	rd->enter(c, rd->arg);
	return 1;
}

static int each_rule(const struct nlmsghdr *nlh, void *arg)
{
	struct dump *rd = arg;
	struct sw_row row;
	int rc = 1;

	if (nlh->nlmsg_type != SW_NFT_TYPE(NFT_MSG_NEWRULE))
		return 0;
	sw_row_read(&row, nlh);
	if (rd->table)
		rc = enter_chain_of(rd, &row);
	if (rc > 0)
		row.number = ++rd->at->kernel_rules;
	rd->rc = rc > 0 ? expand(rd, nlh, &row) : rc;
	return rd->rc != 0;
}

/* The rules of chain c; NULL: of the table. */
static int read_rules(struct dump *rd, struct sw_reader *reader, struct sw_ruleset *rs,
		      struct sw_table *t, struct sw_chain *c, struct sw_err *err)
{
	_Alignas(struct nlmsghdr) char buf[256];
	struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_GETRULE, NLM_F_DUMP, rs->family);
	int rc = sw_read_begin(reader->nl, rs, err);

	rd->rs = rs;
	rd->d.reader = reader;
	rd->d.genid = rs->genid;
	rd->d.err = err;
	rd->d.ctx = (struct sw_ctx){ .family = rs->family, .table = t->builtin };
	if (!rc)
		rc = sw_decoding_begin(&rd->d);
	if (!rc) {
		sw_msg_put_str(nlh, NFTA_RULE_TABLE, t->builtin->nft_name);
		if (c) {
			sw_msg_put_str(nlh, NFTA_RULE_CHAIN, c->name);
			enter_chain(rd, c);
		}
		rc = sw_read_moved(reader->nl->ops->dump(reader->nl, nlh, each_rule, rd,
							    err), err);
	}
	if (!rc && !rd->rc)
		rd->rc = release(rd);
	sw_held_fini(&rd->held);
	sw_held_fini(&rd->next);
	return rc ? rc : rd->rc < 0 ? rd->rc : 0;
}

/* If it has a list, as several elements. false: no memory. */
static bool make_parts(const struct sw_prog *p, uint8_t family, struct sw_one_elem *one)
{
	struct sw_prog part = { 0 };
	struct sw_list l;
	bool folds = sw_list_find(p, &l);

	for (size_t i = 0; folds && i < l.n; i++) {
		sw_list_part(p, &l, i, &part);
		folds = sw_fold(&part, family, &one->map, &one->form, &one->bytes[i]);
	}
	one->n = folds ? l.n : 0;
	folds = !part.oom && !one->map.oom;
	sw_prog_fini(&part);
	return folds;
}

/* What the rule that is looked for would be as an element. One that travels as xt may have another
 * form in the kernel: then all elements are looked at. */
static void make_one(struct dump *rd, const struct sw_rule *like, struct sw_ruleset *rs,
		     struct sw_table *t, struct sw_chain *c, struct sw_one_elem *one)
{
	struct sw_ctx ctx = {
		.family = rs->family, .table = t->builtin,
		.hooks = c->builtin ? 1u << c->builtin->hook : 0, .ip = &like->ip,
	};
	struct sw_prog p = { 0 };
	struct sw_userdata ud;
	struct sw_err unused;

	sw_err_init(&unused);
	if (!sw_encode(like, &ctx, &p, &ud, &unused) && !p.compat) {
		one->n = sw_fold(&p, rs->family, &one->map, &one->form, &one->bytes[0]);
		if (make_parts(&p, rs->family, one->other) && !one->map.oom)
			rd->d.one = one;
	}
	sw_prog_fini(&p);
}

int sw_snapshot_search(struct sw_reader *reader, struct sw_ruleset *rs, struct sw_table *t,
		       struct sw_chain *c, const struct sw_search *want, struct sw_err *err)
{
	struct dump rd = { .into = c, .want = want, .take = keep_rule, .d.names = true };
	struct sw_one_elem parts = { 0 }, one = { .other = &parts };
	int rc = 0;

	sw_chain_clear(c);
	c->rules_known = false;
	if (want && want->like)
		sw_ip_encode(&want->like->ip, rs->family, &rd.d.like);
	if (rd.d.like.oom)
		rc = sw_err_nomem(err);
	if (!rc && want && want->like)
		make_one(&rd, want->like, rs, t, c, &one);
	if (!rc && c->in_kernel)
		rc = read_rules(&rd, reader, rs, t, c, err);
	sw_prog_fini(&rd.d.like);
	sw_prog_fini(&one.map);
	sw_prog_fini(&parts.map);
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
	struct dump rd = { .take = pass_rule, .each = each, .arg = arg,
			   .d.names = reader->names };

	return c->in_kernel ? read_rules(&rd, reader, rs, t, c, err) : 0;
}

int sw_snapshot_each_of_table(struct sw_reader *reader, struct sw_ruleset *rs, struct sw_table *t,
			      void (*enter)(struct sw_chain *, void *),
			      int (*each)(struct sw_rule *, void *), void *arg, struct sw_err *err)
{
	struct dump rd = { .take = pass_rule, .table = t, .enter = enter, .each = each,
			     .arg = arg, .d.names = reader->names };

	return t->in_kernel ? read_rules(&rd, reader, rs, t, NULL, err) : 0;
}
