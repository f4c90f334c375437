/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A rule that is put at the end, or at the head, of a chain with maps becomes an element of one,
 * without a look at the others: what it may overlap with is asked by key.
 *
 * Only the block at that end can take it, or the rule would be shown before, or behind, rules that
 * stand between. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "base/vec.h"
#include "group/parts.h"
#include "netlink/decode_rule.h"
#include "netlink/elem.h"
#include "netlink/msg.h"
#include "netlink/plan_group.h"

#define ROOM 2048
/* Of a chain with more rules in the kernel than these nobody looks at the end. */
#define MOST SW_PLAN_LONG

/* A rule of the kernel in the block at that end. */
struct row {
	struct sw_map_rule *map;	/* owned; NULL: a rule of its own */
	struct sw_fact      fact;	/* of its constant tests */
};

/* An element that this transaction adds: the kernel does not know it yet. */
struct added {
	size_t         row;
	struct sw_fact fact;
};

struct tail {
	struct sw_plan *p;
	struct sw_nl   *nl;
	const struct sw_plan_run *run;
	uint32_t        block;		/* 0: there is no block at this end */
	struct row     *row;		/* owned vector, in the kernel's order */
	size_t          n, cap;
	struct added   *added;		/* owned vector */
	size_t          nadded, capadded;
	size_t          met;		/* rules in all */
	bool            over;		/* those at the head are all there */
	struct sw_err  *err;
	int             rc;
	uint32_t        genid;
	unsigned        nth;		/* of the orders that were given */
};

/* ---- the chain's end ------------------------------------------------------------------------- */

static void forget(struct tail *t)
{
	while (t->n)
		sw_map_rule_free(t->row[--t->n].map);
	t->nadded = 0;
	t->block = 0;
}

static int push(struct tail *t, struct sw_map_rule *m, const struct sw_fact *fact)
{
	if (!SW_GROW(t->row, t->n, t->cap)) {
		sw_map_rule_free(m);
		return sw_err_nomem(t->err);
	}
	t->row[t->n++] = (struct row){ m, *fact };
	return 0;
}

static int push_map(struct tail *t, const struct sw_row *row)
{
	struct sw_map_rule *m = NULL;
	struct sw_fact fact;
	int rc = sw_map_rule_read(row, &m, t->err);

	if (rc <= 0) {		/* another tool's: nothing may be said of what stands beyond it */
		if (t->run->head)
			t->over = true;
		else
			forget(t);
		return rc;
	}
	sw_fact_of(&fact, &m->prog, t->run->family);
	return push(t, m, &fact);
}

static int push_rule(struct tail *t, const struct sw_row *row)
{
	struct sw_prog p = { 0 };
	struct sw_fact fact = { 0 };
	int rc = 0;

	if (row->tb[NFTA_RULE_EXPRESSIONS])
		rc = sw_lift(row->tb[NFTA_RULE_EXPRESSIONS], &p, t->err);
	if (!rc)
		sw_fact_of(&fact, &p, t->run->family);
	sw_prog_fini(&p);
	return rc ? rc : push(t, NULL, &fact);
}

static int each_rule(const struct nlmsghdr *nlh, void *arg)
{
	struct tail *t = arg;
	struct sw_row row;

	if (nlh->nlmsg_type != SW_NFT_TYPE(NFT_MSG_NEWRULE))
		return 0;
	if (++t->met > MOST)
		return 1;
	sw_row_read(&row, nlh);
	if (t->run->head && t->met > 1 && SW_ORDER_BLOCK(row.words.order) != t->block)
		t->over = true;
	if (t->over)
		return 0;
	if (SW_ORDER_BLOCK(row.words.order) != t->block)
		forget(t);
	t->block = SW_ORDER_BLOCK(row.words.order);
	if (t->block)
		t->rc = row.words.form ? push_map(t, &row) : push_rule(t, &row);
	return t->rc != 0;
}

/* A chain that is not there yet has no end to look at. */
static int read_tail(struct tail *t)
{
	_Alignas(struct nlmsghdr) char buf[256];
	struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_GETRULE, NLM_F_DUMP, t->run->family);
	struct sw_err local;
	int rc;

	sw_err_init(&local);
	sw_msg_put_str(nlh, NFTA_RULE_TABLE, t->run->table->nft_name);
	sw_msg_put_str(nlh, NFTA_RULE_CHAIN, t->run->chain);
	rc = t->nl->ops->dump(t->nl, nlh, each_rule, t, &local);
	if (rc == -ENOENT)
		rc = 0;
	else if (rc && t->err)
		*t->err = local;
	if (t->met > MOST)
		forget(t);
	return rc ? rc : t->rc;
}

/* ---- a rule's place in it -------------------------------------------------------------------- */

static int found(const struct nlmsghdr *nlh, void *arg)
{
	*(bool *)arg = true;
	return 0;
}

/* 1 = the map has an element with that key; 0 = it has not. */
static int has_key(struct tail *t, const struct sw_map_rule *m, const uint8_t *key)
{
	const struct sw_key *k = sw_fold_key(&m->prog);
	struct sw_err local;
	bool any = false;
	int rc;

	sw_err_init(&local);
	rc = sw_elem_ask(t->nl, t->run->family, t->run->table, m->name, key,
			 sw_key_offset(k, k->n), found, &any, &local);
	if (!rc || rc == -ENOENT)
		return any;
	if (t->err)
		*t->err = local;
	return rc;
}

/* The key of the one element that a rule with this fact may overlap with; false: there may be
 * several. */
static bool only_key(const struct sw_map_rule *m, const struct sw_fact *f, uint8_t family,
		     uint8_t key[SW_KEY_MAX])
{
	const uint8_t *mask = (const uint8_t *)f->mask, *value = (const uint8_t *)f->value;
	const struct sw_key *k = sw_fold_key(&m->prog);

	memset(key, 0, SW_KEY_MAX);
	for (size_t i = 0; i < k->n; i++) {
		const struct sw_key_part *part = &k->part[i];
		int at = sw_fact_offset(&part->sel, family);
		uint8_t *to = key + sw_key_offset(k, i);

		for (int b = 0; b < part->sel.len; b++) {
			uint8_t want = part->masked ? part->mask[b] : 0xff;

			if (at < 0 || want & ~mask[at + b])
				return false;
			to[b] = value[at + b] & want;
		}
	}
	return true;
}

/* Of one that is new in row at, in this transaction. */
static bool meets_added(const struct tail *t, size_t at, const struct sw_fact *f)
{
	for (size_t i = 0; i < t->nadded; i++)
		if (t->added[i].row == at && !sw_fact_differ(&t->added[i].fact, f))
			return true;
	return false;
}

/* 1 = a packet may meet a rule of row and one with this fact. */
static int may_overlap(struct tail *t, const struct row *row, const struct sw_fact *f)
{
	uint8_t key[SW_KEY_MAX];

	if (sw_fact_differ(&row->fact, f))
		return 0;
	if (!row->map || !only_key(row->map, f, t->run->family, key))
		return 1;
	return has_key(t, row->map, key);
}

/* 1 = row *to is the map that may take it; 0 = none may. */
static int find_map(struct tail *t, const struct sw_one_elem *one, const struct sw_fact *f,
		    size_t *to)
{
	for (size_t i = 0; i < t->n; i++) {
		size_t at = t->run->head ? i : t->n - 1 - i;
		const struct row *row = &t->row[at];
		int rc;

		if (meets_added(t, at, f))
			return 0;
		if (row->map && sw_map_rule_fits(row->map, one)) {
			rc = has_key(t, row->map, one->bytes[0].key);
			*to = at;
			return rc < 0 ? rc : !rc;
		}
		rc = may_overlap(t, row, f);
		if (rc)
			return rc < 0 ? rc : 0;
	}
	return 0;
}

/* ---- sent ------------------------------------------------------------------------------------ */

static int add_elem(struct tail *t, const struct sw_map_rule *m, size_t i, uint64_t order)
{
	const struct sw_block *b = &t->run->block;
	const struct sw_key *k = sw_fold_key(&m->prog);
	struct sw_table table = { .builtin = t->run->table };
	struct sw_elem_act act = sw_block_act(b, i);
	struct sw_userdata ud = { .len = b->member[i].nwords };
	struct nlmsghdr *nlh = sw_plan_begin(t->p, SW_OP_ELEM_ADD, 0, &table, ROOM, t->err);
	struct nlattr *list;

	if (!nlh)
		return -ENOMEM;
	memcpy(ud.data, sw_block_words(b, i), ud.len);
	sw_said_put_order(&ud, order, SW_ELEM_WORDS_MAX);
	sw_msg_put_str(nlh, NFTA_SET_ELEM_LIST_SET, m->name);
	list = mnl_attr_nest_start(nlh, NFTA_SET_ELEM_LIST_ELEMENTS);
	sw_elem_put(nlh, sw_block_key(b, i), sw_key_offset(k, k->n), sw_elem_says(k), &act,
		    ud.data, ud.len);
	mnl_attr_nest_end(nlh, list);
	return sw_plan_end(t->p, SW_OP_ELEM_ADD, nlh, t->run->chain, t->err);
}

static uint64_t next_order(struct tail *t)
{
	uint64_t order = SW_ORDER(t->block);
	unsigned nth = t->nth++;

	return t->run->head ? SW_ORDER_FRONT(order, t->genid, nth) :
	       SW_ORDER_BEHIND(order, t->genid, nth);
}

/* Of member i. 1 = *to is the row whose map may take it; 0 = none may. */
static int look_at(struct tail *t, struct sw_one_elem *one, size_t i, struct added *to)
{
	struct sw_prog p = { 0 };
	int rc = sw_block_prog(&t->run->block, i, &p) ? 0 : sw_err_nomem(t->err);

	if (!rc) {
		one->n = sw_fold(&p, t->run->family, &one->map, &one->form, &one->bytes[0]);
		sw_fact_of(&to->fact, &p, t->run->family);
		rc = find_map(t, one, &to->fact, &to->row);
	}
	sw_prog_fini(&p);
	return rc;
}

/* Members i to i + n - 1, which are one rule. As elements, if all may be; else as a rule of its
 * own. */
static int join_members(struct tail *t, struct sw_one_elem *one, size_t i, size_t n)
{
	struct added to[SW_PORTS_MAX];
	struct sw_fact any = { 0 };
	int rc = 1;

	for (size_t k = 0; k < n && rc > 0; k++)
		rc = look_at(t, one, i + k, &to[k]);
	if (rc < 0)
		return rc;
	t->p->sink.origin = t->run->turn[i].origin;
	if (!rc) {
		rc = sw_plan_run_send(t->p, t->run, i, next_order(t), t->err);
		any.idle = to[0].fact.idle;
		return rc ? rc : push(t, NULL, n > 1 ? &any : &to[0].fact);
	}
	rc = 0;
	t->p->grouped = true;
	for (size_t k = 0; k < n && !rc; k++) {
		if (!SW_GROW(t->added, t->nadded, t->capadded))
			return sw_err_nomem(t->err);
		t->added[t->nadded++] = to[k];
		sw_plan_edits_map(t->p, t->run->table, t->row[to[k].row].map->name);
		rc = add_elem(t, t->row[to[k].row].map, i + k, next_order(t));
	}
	return rc;
}

/* 1 = all of the run is sent. */
static int join_run(struct tail *t)
{
	struct sw_where origin = t->p->sink.origin;
	uint8_t family = t->p->family;
	struct sw_one_elem one = { 0 };
	int rc = 0;

	t->p->family = t->run->family;
	for (size_t i = 0, n; i < t->run->block.n && !rc; i += n) {
		n = sw_list_members(&t->run->block, i);
		rc = join_members(t, &one, i, n);
	}
	t->p->family = family;
	t->p->sink.origin = origin;
	sw_prog_fini(&one.map);
	return rc ? rc : 1;
}

/* ---- before the commit ----------------------------------------------------------------------- */

/* Is one of the maps without room for what waits? */
static bool is_full(const struct tail *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->row[i].map && !strcmp(t->row[i].map->name, t->p->full))
			return true;
	return false;
}

static int join(struct tail *t, size_t i)
{
	struct sw_plan_run *run = t->p->run[i];
	int rc = read_tail(t);

	if (rc)
		return rc;
	if (sw_plan_block_pays(t->p, &run->block)) {	/* a block of its own */
		run->behind = t->block;
		return 0;
	}
	if (t->met > MOST)
		return sw_plan_grown(t->p, t->nl, run, t->genid, t->err);
	if (t->p->whole || !t->block || t->nth + run->block.n > SW_ORDER_NTH)
		return 0;
	if (is_full(t))
		return sw_plan_widen(t->p, t->nl, run, t->block, t->genid, t->err);
	rc = join_run(t);
	if (rc > 0)
		sw_plan_run_drop(t->p, i);
	return rc < 0 ? rc : 0;
}

int sw_plan_join(struct sw_plan *p, struct sw_nl *nl, uint32_t *genid, struct sw_err *err)
{
	struct tail t = { .p = p, .nl = nl, .err = err, .genid = *genid };
	int rc = 0;

	if (!p->nrun || p->nsent || p->group == SW_GROUP_OFF)
		return 0;
	if (!t.genid)
		rc = nl->ops->genid(nl, &t.genid, err);
	for (size_t i = p->nrun; i-- > 0 && !rc && !p->nsent;) {
		t.run = p->run[i];
		t.met = 0;
		t.over = false;
		rc = join(&t, i);
		forget(&t);
	}
	/* Who found nothing to rest on does not mind what others do meanwhile. */
	if (rc || t.nth || p->nsent)
		*genid = t.genid;
	free(t.row);
	free(t.added);
	return rc;
}
