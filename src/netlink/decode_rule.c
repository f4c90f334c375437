/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lifts and decodes rules one by one, and keeps as bytes what cannot be read. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "netlink/decode_rule.h"
#include "group/parts.h"
#include "netlink/elem.h"
#include "netlink/msg.h"
#include "netlink/policy.h"
#include "netlink/sets.h"
#include "netlink/snapshot_local.h"

struct sw_reader_progs { struct sw_prog prog, scratch, part; };

void sw_reader_progs_free(struct sw_reader_progs *p)
{
	if (!p)
		return;
	sw_prog_fini(&p->prog);
	sw_prog_fini(&p->scratch);
	sw_prog_fini(&p->part);
	free(p);
}

int sw_decoding_begin(struct sw_decoding *d)
{
	struct sw_reader *reader = d->reader;

	if (!reader->progs)
		reader->progs = calloc(1, sizeof(*reader->progs));
	if (!reader->progs)
		return sw_err_nomem(d->err);
	d->prog = &reader->progs->prog;
	d->scratch = &reader->progs->scratch;
	d->part = &reader->progs->part;
	sw_err_init(&d->why);
	return 0;
}

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

/* Of the program in d->prog. 0 = r is read; 1 = it is not an iptables rule, or not alike; < 0
 * error. no_set: the elements of its set were those of a map. */
static int decode(struct sw_decoding *d, const void *ud, size_t udlen, bool no_set,
		  struct sw_rule *r)
{
	struct sw_err *why = &d->why;
	int rc;

	if (!begins_alike(d->prog, &d->like))
		return 1;
	rc = sw_decode(d->prog, ud, udlen, &d->ctx, r, d->scratch, why);
	if (rc == -ENOMEM)
		return sw_err_nomem(d->err);
	if (!rc && d->scratch->nset && !no_set) {
		int same = sw_sets_match(d->reader, d->ctx.family, d->genid, d->ctx.table,
					 d->scratch, d->err);

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
	r->compat = holds_xt(d->prog);
	return 0;
}

void sw_row_read(struct sw_row *row, const struct nlmsghdr *nlh)
{
	const struct nlattr *user;

	sw_attr_parse_msg(nlh, row->tb, NFTA_RULE_MAX);
	user = row->tb[NFTA_RULE_USERDATA];
	row->ud = NULL;
	row->udlen = 0;
	row->words = (struct sw_said){ 0 };
	if (!user)
		return;
	row->ud = sw_attr_data(user);
	row->udlen = sw_attr_len(user);
	row->words = sw_said_read(row->ud, row->udlen);
}

int sw_decode_message(struct sw_decoding *d, const struct sw_row *row, bool bytes,
		      struct sw_rule *r)
{
	const struct nlattr *expr = row->tb[NFTA_RULE_EXPRESSIONS];
	const struct nlattr *user = row->tb[NFTA_RULE_USERDATA];
	int rc = 1;

	if (user && sw_policy_read(user) >= 0)
		return SW_RULE_GUARD;
	sw_prog_reset(d->prog);
	if (expr) {
		rc = sw_lift(expr, d->prog, &d->why);
		if (rc)
			return sw_err_nomem(d->err);
		rc = decode(d, row->ud, row->udlen, false, r);
	}
	if (rc == 1 && bytes)
		rc = make_raw(expr, user, r, d->err);
	if (rc)
		return rc == 1 ? SW_RULE_FOREIGN : rc;
	r->seat.kind = SW_SEAT_RULE;
	r->seat.handle = sw_attr_be64(row->tb[NFTA_RULE_HANDLE]);
	r->seat.order = row->words.order;
	r->seat.row = row->number;
	r->packets = d->prog->packets;
	r->bytes = d->prog->bytes;
	return 0;
}

/* ---- elements -------------------------------------------------------------------------------- */

static const struct sw_map_rule *map_of(const struct sw_held *h, const struct sw_held_row *row)
{
	return h->map[row->map - 1];
}

/* What the kernel holds in row, */
static const struct nlattr *attr_of(const struct sw_held *h, const struct sw_held_row *row)
{
	return (const void *)(h->pool + row->at);
}

/* which has a place in its block: that of another tool's has none, or the last there is, */
static bool is_placed(const struct sw_held_row *row)
{
	return row->order && row->order != SW_ORDER_LAST(row->order);
}

/* and is one of ours by its form, */
static bool take_elem(const struct sw_held *h, const struct sw_held_row *row, struct sw_elem *e)
{
	const struct sw_key *k = sw_fold_key(&map_of(h, row)->prog);

	return sw_elem_read(attr_of(h, row), sw_elem_says(k), e) &&
	       e->key_len == sw_key_offset(k, k->n) && is_placed(row);
}

/* and as a program in p. */
static bool read_elem(const struct sw_held *h, const struct sw_held_row *row, struct sw_elem *e,
		      struct sw_prog *p)
{
	const struct sw_map_rule *m = map_of(h, row);

	return take_elem(h, row, e) && sw_unfold(&m->prog, &m->form, e->key, &e->act, p);
}

/* Another part of a list, whose first part is in d->prog: nothing but its port is another one. */
static bool add_part(struct sw_decoding *d, const struct sw_held *h, const struct sw_held_row *row,
		     struct sw_list *l, struct sw_elem *first)
{
	struct sw_prog *p = d->part;
	struct sw_elem e;

	if (!read_elem(h, row, &e, p) || sw_said_read(e.words, e.nwords).test != l->test ||
	    !sw_list_port(p, l->test, &l->port[row->part]))
		return false;
	p->test[l->test] = d->prog->test[l->test];
	first->act.packets += e.act.packets;
	first->act.bytes += e.act.bytes;
	return sw_prog_equal(p, d->prog);
}

/* The parts of a list as one program in d->prog. e: the first of them, with the counters of all. */
static bool join_elems(struct sw_decoding *d, const struct sw_held *h, size_t i, size_t n,
		       struct sw_elem *e)
{
	struct sw_list l = { .n = n };
	struct sw_prog *joined = d->part;
	size_t first = i;

	while (h->row[first].part)
		first++;
	if (!read_elem(h, &h->row[first], e, d->prog))
		return false;
	l.test = sw_said_read(e->words, e->nwords).test;
	if (!sw_list_port(d->prog, l.test, &l.port[0]))
		return false;
	for (size_t k = i; k < i + n; k++)
		if (k != first && !add_part(d, h, &h->row[k], &l, e))
			return false;
	sw_list_join(d->prog, &l, joined);
	d->part = d->prog;
	d->prog = joined;
	return true;
}

static int add_name(struct sw_rule *r, const struct sw_held *h, const struct sw_held_row *row,
		    const struct sw_elem *e, struct sw_err *err)
{
	const struct sw_map_rule *m = map_of(h, row);
	struct sw_elem_name *name, **last = &r->seat.elem;

	if (!e->key || e->key_len > SW_KEY_MAX)
		return sw_err_set(err, SW_EOTHER, EPROTO, "an element of map %s has no key",
				  m->name);
	name = malloc(sizeof(*name) + e->key_len);
	if (!name)
		return sw_err_nomem(err);
	name->next = NULL;
	name->order = row->order;
	name->row = m->row;
	name->rule = m->handle;
	name->verdict = sw_fold_key(&m->prog)->map;
	name->data = sw_fold_key(&m->prog)->data;
	strcpy(name->map, m->name);
	name->len = e->key_len;
	memcpy(name->key, e->key, e->key_len);
	while (*last)
		last = &(*last)->next;
	*last = name;
	return 0;
}

/* The names of the parts stand in their own turn. */
static int name_elems(struct sw_rule *r, const struct sw_held *h, size_t i, size_t n,
		      const struct sw_elem *one, struct sw_err *err)
{
	struct sw_elem_says any = { 0 };	/* it is about keys */
	struct sw_elem e;
	int rc = 0;

	if (n == 1)
		return add_name(r, h, &h->row[i], one, err);
	for (size_t part = 0; part < n && !rc; part++)
		for (size_t k = i; k < i + n && !rc; k++) {
			if (h->row[k].part != part)
				continue;
			sw_elem_read(attr_of(h, &h->row[k]), any, &e);
			rc = add_name(r, h, &h->row[k], &e, err);
		}
	return rc;
}

/* A name is memory of its own, for each rule: a tenth of what a save does itself. */
static int seat_elems(const struct sw_decoding *d, struct sw_rule *r, const struct sw_held *h,
		      size_t i, size_t n, const struct sw_elem *one)
{
	const struct sw_map_rule *m = map_of(h, &h->row[i]);

	r->seat = (struct sw_seat){ .order = h->row[i].order, .row = m->row };
	if (!d->names) {
		r->seat.kind = SW_SEAT_SHOWN;
		r->seat.handle = m->handle;
		return 0;
	}
	r->seat.kind = SW_SEAT_ELEM;
	return name_elems(r, h, i, n, one, d->err);
}

/* 0 = r is read; else as decode. Who looks for a rule has other elements left out. */
static int decode_one(struct sw_decoding *d, const struct sw_held *h, const struct sw_held_row *row,
		      struct sw_elem *e, struct sw_rule *r)
{
	const struct sw_map_rule *m = map_of(h, row);
	int rc;

	if (!d->like.ntest && !row->parts && is_placed(row) &&
	    sw_twin_find(&d->twin, m, attr_of(h, row), e, r))
		return 0;
	if (!take_elem(h, row, e) || row->parts)
		return 1;
	rc = sw_unfold(&m->prog, &m->form, e->key, &e->act, d->prog) ?
	     decode(d, e->words, e->nwords, false, r) : 1;
	if (!rc && !d->prog->oom)
		sw_twin_keep(&d->twin, m, attr_of(h, row), e, r);
	else
		d->twin.map = NULL;
	return d->prog->oom ? -ENOMEM : rc;
}

static int decode_parts(struct sw_decoding *d, const struct sw_held *h, size_t i, size_t n,
			struct sw_elem *e, struct sw_rule *r)
{
	bool good = join_elems(d, h, i, n, e);
	int rc = good ? decode(d, e->words, e->nwords, true, r) : 1;

	return good && d->prog->oom ? -ENOMEM : rc;
}

int sw_decode_elems(struct sw_decoding *d, const struct sw_held *h, size_t i, size_t n, bool bytes,
		    struct sw_rule *r)
{
	struct sw_elem e = { 0 };
	int rc = n > 1 ? decode_parts(d, h, i, n, &e, r) : decode_one(d, h, &h->row[i], &e, r);

	if (rc == -ENOMEM)
		sw_err_nomem(d->err);
	if (rc == 1 && bytes)
		rc = make_raw(NULL, NULL, r, d->err);
	if (rc)
		return rc == 1 ? SW_RULE_FOREIGN : rc;
	r->packets = e.act.packets;
	r->bytes = e.act.bytes;
	rc = seat_elems(d, r, h, i, n, &e);
	if (rc)
		sw_rule_fini(r);
	return rc;
}
