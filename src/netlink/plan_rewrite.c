/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules that are there are written anew in another form: a block rule by rule, so that another can
 * stand between them; a whole chain as blocks, or without any. */
#include <errno.h>
#include <stdlib.h>
#include "base/cleanup.h"
#include "base/vec.h"
#include "netlink/msg.h"
#include "netlink/plan_group.h"

#define ROOM 1024

/* The rules of the kernel in which a block stands. */
struct rows {
	uint64_t *handle;	/* owned vector */
	size_t    n, cap;
	uint32_t *id;		/* owned vector: those of this transaction */
	size_t    nid, capid;
};

static void free_rows(struct rows *rows)
{
	free(rows->handle);
	free(rows->id);
}

static int note_new(struct rows *rows, uint32_t id, struct sw_err *err)
{
	if (!SW_GROW(rows->id, rows->nid, rows->capid))
		return sw_err_nomem(err);
	rows->id[rows->nid++] = id;
	return 0;
}

/* Elements of one map mostly follow one another. */
static int note_row(struct rows *rows, uint64_t handle, struct sw_err *err)
{
	for (size_t i = rows->n; i-- > 0;)
		if (rows->handle[i] == handle)
			return 0;
	if (!SW_GROW(rows->handle, rows->n, rows->cap))
		return sw_err_nomem(err);
	rows->handle[rows->n++] = handle;
	return 0;
}

static int del_row(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		   uint64_t handle, uint32_t id, struct sw_err *err)
{
	struct nlmsghdr *nlh = sw_plan_begin(p, SW_OP_RULE_DELETE, 0, t, ROOM, err);

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_RULE_CHAIN, c->name);
	if (handle)
		mnl_attr_put_u64(nlh, NFTA_RULE_HANDLE, htobe64(handle));
	else
		mnl_attr_put_u32(nlh, NFTA_RULE_ID, htonl(id));
	return sw_plan_end(p, SW_OP_RULE_DELETE, nlh, c->name, err);
}

/* An element that another tool has made is a line that nobody can write. */
static int foreign(const struct sw_chain *c, const struct sw_rule *r, struct sw_err *err)
{
	int rc = sw_err_set(err, SW_EOTHER, EINVAL,
			    "another tool has changed rules of chain %s", c->name);

	sw_err_hint(err, "rule handle %llu looks up a map with elements that are no rules",
		    (unsigned long long)sw_seat_handle(&r->seat));
	return rc;
}

/* The maps are deleted behind the commit: a packet in the rules of before still looks for their
 * elements. */
static int note_old(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		    const struct sw_rule *r, struct rows *rows, struct sw_err *err)
{
	const struct sw_elem_name *elem = r->seat.kind == SW_SEAT_ELEM ? r->seat.elem : NULL;
	int rc = 0;

	if (r->raw)
		return foreign(c, r, err);
	if (!elem || !elem->next)	/* its list may be several elements behind this */
		rc = sw_plan_loosen_again(p, t, c, r, err);
	if (rc)
		return rc;
	if (r->seat.kind == SW_SEAT_NEW)
		return note_new(rows, r->seat.id, err);
	if (!elem)
		return note_row(rows, sw_seat_handle(&r->seat), err);
	for (const struct sw_elem_name *e = r->seat.elem; e && !rc; e = e->next) {
		rc = note_row(rows, e->rule, err);
		if (!rc)
			rc = sw_plan_loosen_set(p, t, e->map, err);
	}
	return rc;
}

static int del_rows(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		    const struct rows *rows, struct sw_err *err)
{
	int rc = 0;

	for (size_t i = 0; i < rows->n && !rc; i++)
		rc = del_row(p, t, c, rows->handle[i], 0, err);
	for (size_t i = 0; i < rows->nid && !rc; i++)
		rc = del_row(p, t, c, 0, rows->id[i], err);
	p->takes = true;
	return rc;
}

/* ---- a block rule by rule -------------------------------------------------------------------- */

static bool is_in(const struct sw_rule *r, uint32_t block)
{
	return r && r->seat.order && SW_ORDER_BLOCK(r->seat.order) == block;
}

int sw_plan_ungroup(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		    uint64_t order, struct sw_err *err)
{
	SW_CLEANUP(free_rows) struct rows rows = { 0 };
	uint32_t block = SW_ORDER_BLOCK(order);
	int rc = 0;

	for (size_t i = 0; i < c->nrule && !rc; i++)
		if (is_in(c->rule[i], block))
			rc = note_old(p, t, c, c->rule[i], &rows, err);
	if (!rc && !rows.n)
		return sw_err_set(err, SW_EOTHER, EINVAL,
				  "rules of chain %s were not read from the kernel", c->name);
	for (size_t i = 0; i < c->nrule && !rc; i++)
		if (is_in(c->rule[i], block))
			rc = sw_plan_rule_again(p, t, c, c->rule[i], rows.handle[0], true, err);
	return rc ? rc : del_rows(p, t, c, &rows, err);
}

/* ---- a block with another rule --------------------------------------------------------------- */

static int write_block(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		       const struct sw_rule *at, struct sw_rule *r, bool replace,
		       struct sw_err *err)
{
	uint32_t block = SW_ORDER_BLOCK(at->seat.order);
	int rc = 0;

	for (size_t i = 0; i < c->nrule && !rc; i++) {
		struct sw_rule *old = c->rule[i];
		bool is_at = old == at;

		if (!is_at && !is_in(old, block))
			continue;
		if (is_at)
			rc = sw_plan_rule_again(p, t, c, r, p->spot, false, err);
		if (!rc && !(is_at && replace))
			rc = sw_plan_rule_again(p, t, c, old, p->spot, false, err);
	}
	return rc ? rc : sw_plan_release(p, err);
}

int sw_plan_reblock(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		    const struct sw_rule *at, struct sw_rule *r, bool replace, struct sw_err *err)
{
	SW_CLEANUP(free_rows) struct rows rows = { 0 };
	uint32_t block = SW_ORDER_BLOCK(at->seat.order);
	int rc = 0;

	for (size_t i = 0; i < c->nrule && !rc; i++)
		if (is_in(c->rule[i], block))
			rc = note_old(p, t, c, c->rule[i], &rows, err);
	if (rc)
		return rc;
	p->spot = rows.handle[0];
	rc = write_block(p, t, c, at, r, replace, err);
	p->spot = 0;
	return rc ? rc : del_rows(p, t, c, &rows, err);
}

int sw_plan_reblock_with(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
			 uint32_t block, const struct sw_plan_run *run, struct sw_err *err)
{
	SW_CLEANUP(free_rows) struct rows rows = { 0 };
	int rc = 0;

	for (size_t i = 0; i < c->nrule && !rc; i++)
		if (is_in(c->rule[i], block))
			rc = note_old(p, t, c, c->rule[i], &rows, err);
	if (rc || !rows.n)
		return rc;
	p->spot = rows.handle[0];
	if (run->head)
		rc = sw_plan_hold_run(p, t, c, run, err);
	for (size_t i = 0; i < c->nrule && !rc; i++)
		if (is_in(c->rule[i], block))
			rc = sw_plan_rule_again(p, t, c, c->rule[i], p->spot, false, err);
	if (!rc && !run->head)
		rc = sw_plan_hold_run(p, t, c, run, err);
	if (!rc)
		rc = sw_plan_release(p, err);
	p->spot = 0;
	return rc ? rc : del_rows(p, t, c, &rows, err);
}

/* ---- a whole chain --------------------------------------------------------------------------- */

/* 1 = it waits with those in b; 0 = it ends their block. */
static int try_rule(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		    const struct sw_rule *r, struct sw_block *b, struct sw_err *err)
{
	struct sw_err unused;

	sw_err_init(&unused);
	if (r->raw || sw_plan_encode(p, t, c, r, &p->prog, &p->ud, &unused) ||
	    !sw_plan_may_wait(p, t))
		return 0;
	return sw_plan_block_add(p, b, err);
}

/* It counts, or remembers what it has seen: written anew, it would begin anew. */
static bool remembers(const struct sw_prog *p)
{
	for (size_t i = 0; i < p->ntest; i++)
		if (sw_test_is_never(&p->test[i]))
			return true;
	return false;
}

int sw_plan_would_group(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
			bool unasked, struct sw_err *err)
{
	struct sw_block b = { 0 };
	bool any = false;
	int rc = 0;

	for (size_t i = 0; i < c->nrule && (!any || unasked) && rc >= 0; i++) {
		rc = try_rule(p, t, c, c->rule[i], &b, err);
		if (!rc && unasked && remembers(&p->prog)) {
			sw_block_fini(&b);
			return 0;
		}
		if (rc)
			continue;
		any |= sw_plan_block_pays(p, &b);
		sw_block_reset(&b);
		rc = try_rule(p, t, c, c->rule[i], &b, err);
	}
	any |= sw_plan_block_pays(p, &b);
	sw_block_fini(&b);
	return rc < 0 ? rc : any;
}

int sw_plan_would_be(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		     bool *would, struct sw_err *err)
{
	struct sw_block b = { 0 };
	size_t from = 0;	/* the first rule that waits in b */
	int rc = 0;

	for (size_t i = 0; i < c->nrule && rc >= 0; i++) {
		rc = try_rule(p, t, c, c->rule[i], &b, err);
		if (rc)
			continue;
		sw_plan_block_would(p, &b, would + from);
		sw_block_reset(&b);
		rc = try_rule(p, t, c, c->rule[i], &b, err);
		from = rc ? i : i + 1;
		would[i] = false;
	}
	if (rc >= 0)
		sw_plan_block_would(p, &b, would + from);
	sw_block_fini(&b);
	return rc < 0 ? rc : 0;
}

int sw_plan_regroup(struct sw_plan *p, const struct sw_table *t, struct sw_chain *c,
		    struct sw_err *err)
{
	SW_CLEANUP(free_rows) struct rows rows = { 0 };
	int rc = 0;

	p->nsent++;
	for (size_t i = 0; i < c->nrule && !rc; i++)
		rc = note_old(p, t, c, c->rule[i], &rows, err);
	for (size_t i = 0; i < c->nrule && !rc; i++)
		rc = sw_plan_rule_add(&p->sink, t, c, c->rule[i], SW_PLACE_APPEND, NULL, false,
				      err);
	/* What waits may do so further: it is appended behind what goes. */
	return rc ? rc : del_rows(p, t, c, &rows, err);
}

int sw_plan_rewrite(struct sw_plan *p, const struct sw_table *t, struct sw_chain *c,
		    struct sw_plan_form *now, struct sw_err *err)
{
	struct sw_plan_form before = { p->nrow, p->nmap };
	int rc = sw_plan_release(p, err);

	if (!rc)
		rc = sw_plan_regroup(p, t, c, err);
	if (!rc)
		rc = sw_plan_release(p, err);
	*now = (struct sw_plan_form){ p->nrow - before.rules, p->nmap - before.maps };
	return rc;
}
