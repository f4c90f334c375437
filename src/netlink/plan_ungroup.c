/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A block becomes the rules that the user sees, one by one, so that another can stand between
 * them. */
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

/* Elements of one map mostly follow one another. */
static int note_row(struct rows *rows, const struct sw_rule *r, struct sw_err *err)
{
	uint64_t handle = sw_seat_handle(&r->seat);

	if (r->seat.kind == SW_SEAT_NEW) {
		if (!SW_GROW(rows->id, rows->nid, rows->capid))
			return sw_err_nomem(err);
		rows->id[rows->nid++] = r->seat.id;
		return 0;
	}
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

static bool is_in(const struct sw_rule *r, uint32_t block)
{
	return r && r->seat.order && SW_ORDER_BLOCK(r->seat.order) == block;
}

/* The maps are deleted behind the commit: a packet in the rules of before still looks for their
 * elements. */
static int look(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		uint32_t block, struct rows *rows, struct sw_err *err)
{
	int rc = 0;

	for (size_t i = 0; i < c->nrule && !rc; i++) {
		const struct sw_rule *r = c->rule[i];

		if (!is_in(r, block))
			continue;
		if (r->raw)
			return foreign(c, r, err);
		rc = note_row(rows, r, err);
		if (!rc && r->seat.kind == SW_SEAT_ELEM)
			rc = sw_plan_loosen_set(p, t, r->seat.elem->map, err);
	}
	return rc;
}

int sw_plan_ungroup(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		    uint64_t order, struct sw_err *err)
{
	SW_CLEANUP(free_rows) struct rows rows = { 0 };
	uint32_t block = SW_ORDER_BLOCK(order);
	int rc = look(p, t, c, block, &rows, err);

	if (!rc && !rows.n)
		return sw_err_set(err, SW_EOTHER, EINVAL,
				  "rules of chain %s were not read from the kernel", c->name);
	for (size_t i = 0; i < c->nrule && !rc; i++)
		if (is_in(c->rule[i], block))
			rc = sw_plan_rule_again(p, t, c, c->rule[i], rows.handle[0], err);
	for (size_t i = 0; i < rows.n && !rc; i++)
		rc = del_row(p, t, c, rows.handle[i], 0, err);
	for (size_t i = 0; i < rows.nid && !rc; i++)
		rc = del_row(p, t, c, 0, rows.id[i], err);
	p->takes = true;
	return rc;
}
